"""The tables and views of a public.db as metadata.yml describes them: what can be taken away, with types and keys."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from archive.own_yaml import own_yaml
from archive.publish.inspect_file import NAME
from archive.publish.metadata import read_metadata
from archive.publish.publication import keyed_views
from archive.publish.withheld import rules

#: How SQLite's declarations are called in a Table Schema; a computed column of a view has none.
_DECLARED = {"TEXT": "string", "INTEGER": "integer", "REAL": "number", "FLOAT": "number"}

_THERE = "select name, type, wr from pragma_table_list where schema = 'main'"


@dataclass(frozen=True, slots=True)
class Column:
    """A column, its type as Table Schema calls it, and what it means in Chinese and English."""

    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns whose values stand in columns of another table."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """A table or view that is there and described. A view has no key, unless its rows have an address: then it counts
    as a table, with the order of its key.
    """

    name: str
    is_view: bool
    title: str
    description: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    order: tuple[str, ...]

    @property
    def sql(self) -> str:
        """All its rows; those of a table in the order in which they were written, where SQLite keeps one."""
        order = f" order by {', '.join(map(_quoted, self.order))}" if self.order else ""
        return f"{self._rows}{order}"

    @property
    def streamed_sql(self) -> str:
        """The same where the first rows must not wait for the last: SQLite would have to sort those of a keyed view."""
        return self._rows if self.name in keyed_views() else self.sql

    @property
    def _rows(self) -> str:
        columns = ", ".join(_quoted(column.name) for column in self.columns)
        return f"select {columns} from {_quoted(self.name)}"


def tables_of(connection: sqlite3.Connection) -> tuple[PublishedTable, ...]:
    """What metadata.yml describes and the database has, in the order of metadata.yml.

    An older public.db may lack a table or a column; one that is not described is not taken along.
    """
    there = {name: (kind, bool(without)) for name, kind, without in connection.execute(_THERE)}
    return tuple(_table(connection, name, words, *there[name]) for name, words in _described().items() if name in there)


@cache
def _described() -> Mapping[str, Any]:
    described: Mapping[str, Any] = read_metadata()["databases"][NAME]["tables"]
    return described


def _table(
    connection: sqlite3.Connection, name: str, words: Mapping[str, Any], kind: str, without_rowid: bool
) -> PublishedTable:
    information = connection.execute(f"pragma table_info({_quoted(name)})").fetchall()
    columns = tuple(
        Column(column, _type(column, declared), words["columns"][column])
        for _, column, declared, *_ in information
        if column in words["columns"] and declared.upper() != "BLOB"  # bytes are in the file alone
    )
    keyed = keyed_views().get(name) if kind == "view" else None
    if keyed:
        named = tuple(ForeignKey((column,), table, ("id",)) for column, table in keyed.names.items())
        return PublishedTable(name, False, words["title"], words["description"], columns, keyed.key, named, keyed.key)
    key = tuple(column for _, column in sorted((row[5], row[1]) for row in information if row[5]))
    order = () if kind == "view" else key if without_rowid else ("rowid",)
    named = _foreign_keys(connection, name)
    return PublishedTable(name, kind == "view", words["title"], words["description"], columns, key, named, order)


def _type(column: str, declared: str) -> str:
    if declared in ("TEXT", "") and (said := _said_types().get(column)):
        return said
    return _DECLARED.get(declared, "any")


@cache
def _said_types() -> Mapping[str, str]:
    data = own_yaml(files("archive.publish.takeaway").joinpath("column_types.yml").read_text("utf-8"))
    return {column: kind for kind, columns in data.items() for column in columns}


def _foreign_keys(connection: sqlite3.Connection, table: str) -> tuple[ForeignKey, ...]:
    """In the order in which they were declared, which SQLite turns round; of columns that may have a number in place of
    the id of what is withheld there is none.
    """
    listed = connection.execute(f"pragma foreign_key_list({_quoted(table)})").fetchall()
    numbered = rules()["numbered"].get(table, ())
    found = []
    for _, rows in groupby(sorted(listed, key=lambda row: (-row[0], row[1])), key=lambda row: row[0]):
        pairs = [(row[2], row[3], row[4]) for row in rows if row[3] not in numbered]
        if pairs:
            found.append(ForeignKey(tuple(own for _, own, _ in pairs), pairs[0][0], tuple(to for _, _, to in pairs)))
    return tuple(found)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
