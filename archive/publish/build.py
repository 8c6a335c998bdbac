"""public.db: what is published of archive.db, built beside the old one and swapped by rename."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from archive import schema
from archive.publish import search
from archive.publish.masking import Pseudonyms
from archive.publish.publication import Treatment, check_decided, custody_tables, published_tables, treatment_name
from archive.publish.publication import treatments as treatments_by_name
from archive.publish.withheld import empty_withheld
from archive.withheld_rows import withheld_documents

MaskedPlace = tuple[str, str, str, str, int]


def build(archive_db: Path, public_db: Path) -> None:
    """Build ``public_db`` from ``archive_db``: masked, indexed for search, compact.

    The archive must have the newest format (:func:`archive.schema.upgrade`). Whatever fails, an
    older ``public_db`` stays as it was; a reader that has it open keeps reading the old one.

    Raises :class:`archive.publish.publication.UndecidedTableError`, ``sqlite3.Error`` and ``OSError``.
    """
    unfinished = public_db.with_name(public_db.name + ".new")
    unfinished.unlink(missing_ok=True)
    try:
        _write(archive_db, unfinished)
        _flush(unfinished)
        unfinished.replace(public_db)
    finally:
        unfinished.unlink(missing_ok=True)


def _write(archive_db: Path, target: Path) -> None:
    with (
        closing(sqlite3.connect(f"{archive_db.resolve().as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(target)) as public,
    ):
        source.execute("begin")  # one state of the archive, whoever writes meanwhile
        check_decided(_tables(source))
        _create(public)
        _copy_all(source, public)
        empty_withheld(public, withheld_documents(source))
        public.commit()
        public.execute("vacuum")
        search.build_index(public)
        public.execute("analyze")
        public.commit()


def _create(public: sqlite3.Connection) -> None:
    public.execute("pragma journal_mode = off")  # a failed build is thrown away whole
    public.execute("pragma synchronous = off")  # flushed once, before the rename
    schema.upgrade(Database(public))
    for table in custody_tables():
        public.execute(f'drop table if exists "{table}"')
    public.execute(
        "create table masked (row_table text, row_id text, row_column text, rule text, numbers integer,"
        " primary key (row_table, row_id, row_column, rule))"
    )


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\'"
    )
    return [name for (name,) in found]


def _copy_all(source: sqlite3.Connection, public: sqlite3.Connection) -> None:
    functions = treatments_by_name(Pseudonyms())
    for table in published_tables():
        masked = _copy(source, public, table, functions)
        public.executemany("insert or replace into masked values (?, ?, ?, ?, ?)", masked)


def _copy(
    source: sqlite3.Connection, public: sqlite3.Connection, table: str, functions: dict[str, Treatment]
) -> list[MaskedPlace]:
    columns, keys = _columns(public, table)
    names = ", ".join(f'"{column}"' for column in columns)
    masked: list[MaskedPlace] = []
    treated = [functions[treatment_name(table, column)] for column in columns]
    rows = source.execute(f'select {names} from "{table}" order by rowid')
    public.executemany(
        f'insert into "{table}" ({names}) values ({", ".join("?" * len(columns))})',
        (_treat(row, table, columns, keys, treated, masked) for row in rows),
    )
    return masked


def _columns(public: sqlite3.Connection, table: str) -> tuple[list[str], list[int]]:
    """The table's columns, and where its primary key stands among them."""
    information = public.execute(f'pragma table_info("{table}")').fetchall()
    return [row[1] for row in information], [place for place, row in enumerate(information) if row[5]]


def _treat(
    row: tuple[object, ...],
    table: str,
    columns: list[str],
    keys: list[int],
    treated: list[Treatment],
    masked: list[MaskedPlace],
) -> tuple[object, ...]:
    values: list[object] = list(row)
    found: list[tuple[str, str, int]] = []
    for place, value in enumerate(row):
        if isinstance(value, str) and value:
            result = treated[place](value)
            values[place] = result.text
            found.extend((columns[place], rule, numbers) for rule, numbers in result.counts.items())
    masked.extend(_places(table, ",".join(str(values[place]) for place in keys), found))
    return tuple(values)


def _places(table: str, row_id: str, found: list[tuple[str, str, int]]) -> Iterator[MaskedPlace]:
    for column, rule, numbers in found:
        yield table, row_id, column, rule, numbers


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
