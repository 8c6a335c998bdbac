"""The WARC files of an archive, copied record by record, without what is withheld.

They are custody: nothing in them is masked. Each record that goes along is copied as it stands, byte for byte, so that
its digest and that of its block stay what the manifests say; open crawls stay behind. What is left out leaves a shorter
file, whose records have other offsets.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

from archive.holdings import Holding, holdings
from archive.publish.takeaway.files import WrittenFile, file_sha256
from archive.warc_reader import StoredRecord, read_records
from archive.withheld_rows import withheld_captures

ORIGINALS = "originals/"


def write_originals(archive: Path, folder: Path) -> dict[str, WrittenFile]:
    """Copy every sealed WARC file of ``archive`` into ``folder``; return sizes and digests by name.

    Records of captures that are withheld are left out, with their requests and what else came around them. The caller
    holds the lock of the archive. Raises archive.warc_reader.TornRecordError, ``sqlite3.Error`` and ``OSError``.
    """
    with closing(sqlite3.connect(f"{(archive / 'archive.db').resolve().as_uri()}?mode=ro", uri=True)) as db:
        withheld = withheld_captures(db).keys()
    folder.mkdir()
    sealed = [each for each in holdings(archive) if not each.is_index and not each.is_open]
    return {each.path.name: _copy(each, folder / each.path.name, withheld) for each in sealed}


def _copy(holding: Holding, target: Path, withheld: Collection[str]) -> WrittenFile:
    with holding.path.open("rb") as source, target.open("wb") as file:
        for record in read_records(holding.path):
            if belongs_to(record, withheld):
                continue
            source.seek(record.offset)
            file.write(source.read(record.length))
        file.flush()
        os.fsync(file.fileno())
    return WrittenFile(target.stat().st_size, file_sha256(target))


def belongs_to(record: StoredRecord, captures: Collection[str]) -> bool:
    """Whether a record is one of these captures, or came around one of them: its request, its notes."""
    return record.id in captures or record.get("WARC-Concurrent-To").strip("<>") in captures
