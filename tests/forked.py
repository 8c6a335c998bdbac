"""The program in a process of its own, forked from one in which it is imported already.

Starting Python and importing Scrapy takes longer than most crawls of the tests. What is forked is a process like any
other, with its own standard streams, exit code and reactor; tests that kill one, or look at how it starts, start it
anew.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

#: What the commands import, and nothing that starts a reactor.
PRELOAD = (
    *(f"crawler.cli.{name}" for name in ("main", "check", "crawl", "rebuild", "run", "verify", "runs", "key", "sign")),
    *(f"crawler.cli.{name}" for name in ("discover", "extract", "claims", "imports", "serve", "decisions", "tell")),
    *("crawler.discovery.run", "crawler.discovery.session", "crawler.reading.extract", "crawler.rebuild"),
    *("crawler.telling.connection", "archive.verify", "archive.imports", "archive.publish.build"),
    *("archive.publish.serve", "archive.publish.plugin"),
    *("crawler.politeness", "crawler.spiders.portal", "scrapy.core.downloader.handlers.http11", "scrapy.core.scraper"),
    *("scrapy.crawler", "scrapy.extensions.corestats", "scrapy.extensions.closespider", "scrapy.core.scheduler"),
    *(f"scrapy.extensions.{name}" for name in ("logcount", "memusage", "memdebug", "logstats", "spiderstate")),
    *("scrapy.extensions.throttle", "scrapy.core.engine", "scrapy.statscollectors", "scrapy.squeues"),
    *(f"scrapy.downloadermiddlewares.{name}" for name in ("offsite", "httpauth", "downloadtimeout", "defaultheaders")),
    *(f"scrapy.downloadermiddlewares.{name}" for name in ("useragent", "redirect", "httpcompression", "stats")),
    *(f"scrapy.spidermiddlewares.{name}" for name in ("start", "httperror", "referer", "urllength", "depth")),
)
#: A process forks from one server alone: whoever needs another list of modules would take this one away.
FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(list(PRELOAD))


def run_forked(
    command: Sequence[str], environment: Mapping[str, str], timeout: float
) -> subprocess.CompletedProcess[str]:
    """Run ``gongkai`` with these arguments, as ``subprocess.run`` does. Raises subprocess.TimeoutExpired."""
    with tempfile.TemporaryDirectory() as folder:
        streams = (Path(folder) / "stdout", Path(folder) / "stderr")
        process = FORKED.Process(target=_gongkai, args=(command, dict(environment), Path.cwd(), streams))
        process.start()
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(command, timeout)
        said = [stream.read_text(encoding="utf-8") for stream in streams]
        return subprocess.CompletedProcess(list(command), process.exitcode, *said)


def answered(work: Callable[..., None], *given: Any, timeout: float = 300) -> Any:
    """What ``work`` sends by the connection that it is given first, in a process of its own.

    Raises EOFError where the process ended without, TimeoutError.
    """
    here, there = FORKED.Pipe(duplex=False)
    process = FORKED.Process(target=work, args=(there, *given))
    process.start()
    there.close()
    try:
        if not here.poll(timeout):
            raise TimeoutError(f"{work.__qualname__} did not answer within {timeout} s")
        said = here.recv()
        process.join(60)
        return said
    finally:
        process.kill()
        process.join()
        here.close()


def _gongkai(command: Sequence[str], environment: dict[str, str], folder: Path, streams: tuple[Path, Path]) -> None:
    from crawler.cli.main import main

    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    for number, path in enumerate(streams, 1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), number)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - as long as the process
    sys.stderr = open(2, "w", encoding="utf-8", buffering=1, errors="backslashreplace", closefd=False)  # noqa: SIM115
    sys.argv = ["gongkai", *command]
    main(list(command), prog_name="gongkai")
