"""Fetching through the real capture in a process of its own, and reading the WARC back with warcio."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = Path(__file__).resolve().parent / "crawler" / "capture" / "fetch_all.py"


@dataclass(frozen=True)
class Written:
    """A record as warcio reads it, its block untouched."""

    file: str
    offset: int
    length: int
    fields: dict[str, str]
    block: bytes

    @property
    def kind(self) -> str:
        return self.fields["WARC-Type"]


def written(folder: Path) -> list[Written]:
    """Every record of every WARC file in a folder."""
    records = []
    for path in sorted(folder.glob("*.warc.gz*")):
        with path.open("rb") as file:
            iterator = ArchiveIterator(file, no_record_parse=True)
            for record in iterator:
                block = record.raw_stream.read()
                fields = dict(record.rec_headers.headers)
                offset, length = iterator.get_record_offset(), iterator.get_record_length()
                records.append(Written(path.name, offset, length, fields, block))
    return records


@dataclass(frozen=True)
class Run:
    """What a run of ``fetch_all`` said and wrote."""

    folder: Path
    results: dict[str, dict[str, Any]]
    captures: dict[str, dict[str, Any]]
    statuses: list[int]
    records: list[Written]

    def of(self, url: str, kind: str) -> list[Written]:
        """The records of a kind for a URL, in order."""
        return [record for record in self.records if record.kind == kind and record.fields["WARC-Target-URI"] == url]

    def one(self, url: str, kind: str) -> Written:
        """The only record of that kind for a URL."""
        (record,) = self.of(url, kind)
        return record


def fetch(
    folder: Path,
    requests: Sequence[dict[str, Any]],
    earlier: dict[str, dict[str, Any]] | None = None,
    **options: Any,
) -> Run:
    """Fetch in a process of its own; ``options`` are Scrapy's ``settings`` and the WARC's ``max_bytes``."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = folder.parent / f"{folder.name}.json"
    listed.write_text(json.dumps({"requests": list(requests), "earlier": earlier or {}}))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(SCRIPT), str(folder), str(listed), json.dumps(options)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240, env=environment, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    results = {result["url"]: result for result in said["results"]}
    captures = {capture["fetched_url"]: capture for capture in said["captures"]}
    return Run(folder, results, captures, said["statuses"], written(folder))


def warcio_check(path: Path) -> subprocess.CompletedProcess[str]:
    """``warcio check -v`` on a file."""
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)
