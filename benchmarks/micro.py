"""What each step of capture costs alone, in microseconds of CPU a page.

``python -m benchmarks.micro SITE`` prints them as JSON.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from statistics import median

import click

from benchmarks.server import prepare
from crawler.capture.cdxj import index_entry, placed
from crawler.capture.compose import compose_answer
from crawler.capture.record import Record, compress, named_fields, serialize
from crawler.capture.recording import Recording
from crawler.capture.warc import WarcWriter

_PAGES, _PASSES = 300, 5
_REQUEST = (
    b"GET %s HTTP/1.1\r\nAccept: text/html,application/xhtml+xml,*/*;q=0.8\r\nAccept-Language: zh-CN,zh;q=0.9,en;q=0.5"
    b"\r\nAccept-Encoding: gzip, deflate\r\nUser-Agent: gongkai (archive of public disclosure portals)\r\n"
    b"Host: bench.invalid\r\n\r\n"
)


def recordings(site: Path) -> list[Recording]:
    """Exchanges of the site's articles, as the wire would have recorded them."""
    made = []
    for path, answer in list(prepare(site).items())[-_PAGES - 1 : -1]:  # the last is robots.txt
        recording = Recording(f"http://bench.invalid{path.decode()}", "GET", address="127.0.0.1")
        recording.send(_REQUEST % path)
        recording.receive(answer)
        recording.finish(b"")
        made.append(recording)
    return made


def _cost(step: Callable[[Recording], object], made: list[Recording]) -> float:
    passes = []
    for _ in range(_PASSES):
        started = time.process_time()
        for recording in made:
            step(recording)
        passes.append((time.process_time() - started) / len(made) * 1e6)
    return median(passes)


def costs(site: Path) -> dict[str, float]:
    """Return the CPU microseconds of every step for one page, by the step's name."""
    made = recordings(site)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        writer = WarcWriter(folder, "writer", {})
        exchanges = {recording.url: compose_answer(recording, "id", None, folder).records for recording in made}
        number = count()
        steps: dict[str, Callable[[Recording], object]] = {
            "compose the records": lambda one: compose_answer(one, f"id{next(number)}", None, folder),
            "named fields and digests": lambda one: [named_fields(record) for record in exchanges[one.url]],
            "compress": lambda one: [compress(_bytes(record)) for record in exchanges[one.url]],
            "index line": lambda one: _index_line(exchanges[one.url][0]),
            "all of it and write": lambda one: writer.write(compose_answer(one, "id", None, folder).records),
        }
        measured = {step: _cost(run, made) for step, run in steps.items()}
        writer.close()
    return measured


def _bytes(record: Record) -> bytes:
    """Near enough to what is written: without digests, which are a step of their own."""
    return serialize((("WARC-Type", record.kind), ("WARC-Target-URI", record.url)), record.block)


def _index_line(record: Record) -> str | None:
    fields = (
        ("WARC-Target-URI", record.url),
        ("WARC-Date", "2018-03-12T01:30:00.000000Z"),
        ("WARC-Payload-Digest", "sha1:" + 32 * "A"),
    )
    entry = index_entry(record.kind, fields, record.block)
    return entry and placed(entry, "bench-00000.warc.gz", 0, 0)


if __name__ == "__main__":
    click.echo(json.dumps(costs(Path(sys.argv[1]))))
