"""A data package in a folder: every table of a public.db as CSV or Parquet, described, with sizes and digests."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from archive.publish.public_file import is_at, open_all
from archive.publish.takeaway.data_package import FILE, descriptor, origin_of
from archive.publish.takeaway.files import CSV, Form, WrittenFile, file_sha256
from archive.publish.takeaway.formats import BATCH, Rows, as_csv
from archive.publish.takeaway.originals import ORIGINALS, write_originals
from archive.publish.takeaway.parquet import check_installed, write_parquet
from archive.publish.takeaway.tables import PublishedTable, tables_of
from archive.publish.whole_folder import whole_folder

DATA = "data/"


def export(
    public_db: Path,
    target: Path,
    *,
    created: datetime,
    software: str,
    licence: str = "",
    form: Form = CSV,
    originals_of: Path | None = None,
) -> dict[str, int]:
    """Write ``public_db`` as a data package into the folder ``target``; return how many rows each table has.

    Parquet needs PyArrow: :class:`archive.publish.takeaway.parquet.ParquetMissingError` is raised before anything else.

    The folder appears whole or not at all. With ``originals_of``, an archive's folder, its WARC files go along, which
    are not masked; the caller then holds its lock. Raises :class:`archive.publish.whole_folder.TargetExistsError`,
    :class:`archive.publish.one_file.PublicDatabaseMissingError`, :class:`archive.publish.one_file.NotPublicError`,
    archive.warc_reader.TornRecordError, ``sqlite3.Error`` and ``OSError``.
    """
    write = _write_csv
    if form != CSV:
        check_installed()
        write = _write_parquet
    with whole_folder(target) as folder, _opened(public_db) as (connection, sha256):
        (folder / DATA).mkdir()
        tables = [table for table in tables_of(connection) if not table.is_view]
        written = {table.name: write(connection, table, folder / DATA) for table in tables}
        described = descriptor(
            tables,
            origin_of(connection, sha256),
            software=software,
            created=created,
            licence=licence,
            folder=DATA,
            form=form,
            files={name: file for name, (file, _) in written.items()},
            originals=write_originals(originals_of, folder / ORIGINALS) if originals_of else {},
        )
        (folder / FILE).write_text(json.dumps(described, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return {name: rows for name, (_, rows) in written.items()}


@contextmanager
def _opened(public_db: Path) -> Iterator[tuple[sqlite3.Connection, str]]:
    """A connection to the file that stands there now, and its SHA-256 in hex, whatever is swapped in meanwhile."""
    while True:
        stat, (connection,) = open_all(public_db, 1)
        with closing(connection):
            sha256 = file_sha256(public_db)
            if is_at(public_db, stat):
                yield connection, sha256
                return


def _write_csv(connection: sqlite3.Connection, table: PublishedTable, folder: Path) -> tuple[WrittenFile, int]:
    digest, size, counted = hashlib.sha256(), 0, 0

    def batches() -> Iterator[Rows]:
        nonlocal counted
        for batch in in_batches(connection.execute(table.sql)):
            counted += len(batch)
            yield batch

    with (folder / f"{table.name}.csv").open("wb") as file:
        for piece in as_csv([column.name for column in table.columns], batches()):
            digest.update(piece)
            size += file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return WrittenFile(size, digest.hexdigest()), counted


def _write_parquet(connection: sqlite3.Connection, table: PublishedTable, folder: Path) -> tuple[WrittenFile, int]:
    path = folder / f"{table.name}.parquet"
    counted = write_parquet(table, in_batches(connection.execute(table.sql)), path)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return WrittenFile(path.stat().st_size, file_sha256(path)), counted


def in_batches(cursor: sqlite3.Cursor) -> Iterable[Rows]:
    """The rows of a query, some hundred at a time."""
    while batch := cursor.fetchmany(BATCH):
        yield batch
