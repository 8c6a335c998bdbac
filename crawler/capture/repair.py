"""Files that a killed program left open: a torn tail is cut at the last whole record, and the file is sealed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from archive.holdings import holding_of, portal_of
from archive.warc_reader import OPEN_SUFFIX, TornRecordError, read_records
from crawler.capture.cdxj import asked_by, index_entry, placed
from crawler.capture.warc import seal, sync_folder


@dataclass(frozen=True, slots=True)
class Repaired:
    """A file that was left open: how many whole records it holds, and how many bytes of a torn one were cut.

    ``reason`` says what was wrong at the cut. A file without a whole record is removed.
    """

    file: str
    records: int
    length: int
    bytes_cut: int
    reason: str = ""

    def __str__(self) -> str:
        cut = f", {self.bytes_cut} bytes cut after byte {self.length} ({self.reason})" if self.bytes_cut else ""
        return f"{self.file}: {self.records} whole records{cut}"


def _truncate(path: Path, length: int) -> None:
    with path.open("r+b") as file:
        file.truncate(length)
        os.fsync(file.fileno())


def repair(path: Path) -> Repaired:
    """Cut, index and seal one ``.open`` file; no whole record is touched. Raises OSError."""
    name = path.name.removesuffix(OPEN_SUFFIX)
    entries: list[tuple[str, int, int]] = []
    count, end, reason, answer = 0, 0, "", ""
    try:
        for record in read_records(path):
            count, end = count + 1, record.offset + record.length
            entry = index_entry(record.kind, record.fields, record.block)
            if entry:
                entries.append((entry, record.offset, record.length))
                answer = record.id
            elif record.kind == "request" and answer and record.get("WARC-Concurrent-To") == f"<{answer}>":
                entries[-1] = (asked_by(entries[-1][0], record.block), *entries[-1][1:])
    except TornRecordError as error:
        reason = error.reason
    cut = path.stat().st_size - end
    _truncate(path, end)
    if count:
        seal(path, [placed(entry, name, offset, length) for entry, offset, length in entries])
    else:
        path.unlink()
        sync_folder(path.parent)
    return Repaired(name, count, end, cut, reason)


def recover(folder: Path, portal: str | None = None) -> list[Repaired]:
    """Repair every file that was left open in a folder, or those of one portal. Nobody else may be writing them.

    Raises OSError.
    """
    return [
        repair(path)
        for path in sorted(folder.glob(f"*.warc.gz{OPEN_SUFFIX}"))
        if portal is None or ((held := holding_of(path)) and portal_of(held.crawl) == portal)
    ]
