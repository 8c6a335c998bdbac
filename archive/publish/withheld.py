"""Withheld rows of public.db: emptied, with their ids, dates, digests and numbers kept (``withheld.yml``).

What a finding's evidence SQL gave before is what it gives after: where emptying would change its rows, for it looks
into titles, the rows are kept by their ids and the SQL shows those.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from archive.existence import BEGINNING, first_line
from archive.own_yaml import own_yaml
from archive.publish.masking import mask_text
from archive.publish.replay.forgetting import INSTEAD, forget
from archive.publish.withheld_evidence import Evidence
from archive.withheld_rows import Withheld

#: Made by the build beside the tables of archive.db.
TABLES = """
create table if not exists withheld_documents (document text primary key, reason text, withheld_on text);
create table if not exists withheld_evidence (
    evidence integer, position integer, document text, primary key (evidence, position)
);
"""
_SCRATCH = """
create temp table withheld_ids (id text primary key);
create temp table withheld_reports (id text primary key);
"""
_NUMBERED = "withheld-[1-9]*"
#: Tables with a column ``document``, made by the build too, whose rows of withheld documents go; older files lack them.
_GONE = ("replays", "replay_resources")
#: What may be named in the notes of others' findings.
_WORDS = {"documents": "title", "document_versions": "title", "listing_entries": "title", "attachments": "name"}
_BEGINNINGS = f"""
select substr("text", 1, {BEGINNING}) from document_texts
where {{}} and version in (select v.id from attachments a join document_versions v on v.document = a.file)
"""

_OF_WITHHELD = "document in (select id from withheld_ids)"
_EMPTY = "iif(\"{0}\" is null, null, '')"
#: Where a row is called by what a number stands for now, so is it in the list of what is masked.
_RENAMED = "update masked set row_id = replace(row_id, ?2, ?1) where row_table = ?3 and instr(row_id, ?2)"


@dataclass(frozen=True, slots=True)
class _Emptying:
    """Columns that are emptied in some rows of a table, each with the SQL of what it becomes."""

    table: str
    rows: str
    columns: tuple[tuple[str, str], ...]


@cache
def rules() -> Mapping[str, Any]:
    """The data file."""
    data: dict[str, Any] = own_yaml(files("archive.publish").joinpath("withheld.yml").read_text("utf-8"))
    return data


def withheld_counts(archive: sqlite3.Connection, withheld: Iterable[str]) -> dict[str, int]:
    """How many rows of each table are of these documents and files, and would be emptied."""
    with _marked(archive, withheld):
        return {table: count for table in rules()["rows"] if (count := _count(archive, table))}


def shows_withheld(public: sqlite3.Connection, withheld: Iterable[str]) -> bool:
    """Whether a public.db shows words of these documents and files: rows that are to be emptied, and are not."""
    with _marked(public, withheld):
        return any(_is_shown(public, each) for each in _emptyings()) or any(
            public.execute(f'select 1 from "{table}" where {_OF_WITHHELD} limit 1').fetchone()
            for table in _there(public, _GONE)
        )


def _there(public: sqlite3.Connection, tables: Iterable[str]) -> list[str]:
    named = public.execute("select name from sqlite_master where type = 'table'")
    there = {name for (name,) in named}
    return [table for table in tables if table in there]


def _is_shown(public: sqlite3.Connection, each: _Emptying) -> bool:
    filled = [f'"{column}" <> \'\' and "{column}" is not {value}' for column, value in each.columns]
    where = f"({each.rows}) and ({' or '.join(filled)})"
    return public.execute(f'select 1 from "{each.table}" where {where} limit 1').fetchone() is not None


def empty_withheld(public: sqlite3.Connection, withheld: Mapping[str, Withheld]) -> dict[str, int]:
    """Empty the rows of withheld documents and files; return how many rows of each table were emptied.

    To be called on a whole copy, before it is vacuumed and indexed. ``withheld`` is by the ids of documents and files.
    """
    public.executescript(TABLES)
    if not withheld:
        return {}
    known = {document for (document,) in public.execute("select document from withheld_documents")}
    _list(public, withheld)
    emptied = _withhold(public, withheld.keys() - known)
    if known:  # of a snapshot, from which they were taken by the rules of then
        with _marked(public, known):
            _empty_words(public)
    return {table: count for table, count in emptied.items() if count}


def _withhold(public: sqlite3.Connection, withheld: Set[str]) -> dict[str, int]:
    """Take out what was not withheld until now; return how many rows of each table are of it."""
    with _marked(public, withheld):
        evidence, words = Evidence(public, rules()["looks_into_words"], rules()["evidence"]), _words(public)
        emptied = {table: _count(public, table) for table in rules()["rows"]}
        _empty_words(public)
        for table in rules()["numbered"]:
            _number_rows(public, table)
        evidence.keep()
        _forget(public, words)
        for table in _there(public, _GONE):
            public.execute(f'delete from "{table}" where {_OF_WITHHELD}')
        if _there(public, ("replays",)):
            forget(public, withheld)
    return emptied


@contextmanager
def _marked(connection: sqlite3.Connection, withheld: Iterable[str]) -> Iterator[None]:
    """While the block runs, temporary tables say which documents, files and reports are withheld."""
    connection.executescript(_SCRATCH)
    connection.executemany("insert into withheld_ids values (?)", [(document,) for document in withheld])
    connection.execute(
        "insert into withheld_reports select id from reports where document in (select id from withheld_ids)"
    )
    try:
        yield
    finally:
        connection.executescript("drop table temp.withheld_ids; drop table temp.withheld_reports")


def _words(public: sqlite3.Connection) -> set[str]:
    """Titles that notes of findings may name, and the first lines of files, which are taken for titles."""
    found = [
        public.execute(f'select "{column}" from "{table}" where {rules()["rows"][table]}').fetchall()
        for table, column in _WORDS.items()
    ]
    texts = public.execute(_BEGINNINGS.format(rules()["rows"]["document_texts"]))
    lines = {first_line(text or "") for (text,) in texts}
    return {words for rows in found for (words,) in rows if words} | (lines - {""})


def _list(public: sqlite3.Connection, withheld: Mapping[str, Withheld]) -> None:
    """Those that have a page: documents."""
    rows = ((document, mask_text(why.reason).text, why.withheld_on) for document, why in withheld.items())
    public.executemany(
        "insert or ignore into withheld_documents"
        " select ?1, ?2, ?3 where exists (select 1 from documents where id = ?1)",
        rows,
    )


def _empty_words(public: sqlite3.Connection) -> None:
    for each in _emptyings():
        said = ", ".join(f'"{column}" = {value}' for column, value in each.columns)
        public.execute(f'update "{each.table}" set {said} where {each.rows}')


def _count(connection: sqlite3.Connection, table: str) -> int:
    count: int = connection.execute(f'select count(*) from "{table}" where {rules()["rows"][table]}').fetchone()[0]
    return count


def _emptyings() -> Iterator[_Emptying]:
    for table, where in rules()["rows"].items():
        if columns := tuple(_emptied(table)):
            yield _Emptying(table, where, columns)
    for table, one in rules()["beside"].items():
        yield _Emptying(table, one["rows"], tuple((column, _EMPTY.format(column)) for column in one["emptied"]))


def _emptied(table: str) -> Iterator[tuple[str, str]]:
    """Column and what it becomes; what was null stays so."""
    for column in rules()["emptied"].get(table, ()):
        kept, empty = rules()["unless"].get(column), _EMPTY.format(column)
        yield column, f'iif("{column}" {kept}, "{column}", {empty})' if kept else empty
    for column in rules()["kind_only"].get(table, ()):
        yield column, f'iif(instr("{column}", \':\'), substr("{column}", 1, instr("{column}", \':\')), "{column}")'


def _number_rows(public: sqlite3.Connection, table: str) -> None:
    for column in rules()["numbered"][table] if _count(public, table) else ():
        _number(public, table, column, rules()["rows"][table])


def _number(public: sqlite3.Connection, table: str, column: str, where: str) -> None:
    """Give each distinct value a number in its place, in the order of the rows; those that have one keep it."""
    numbered = f'select count(distinct "{column}") from "{table}" where "{column}" glob ?'
    (last,) = public.execute(numbered, [_NUMBERED]).fetchone()
    found = public.execute(
        f'select "{column}" from "{table}" where ({where}) and "{column}" <> \'\' group by 1 order by min(rowid)'
    ).fetchall()
    names = [(f"withheld-{number}", value) for number, (value,) in enumerate(found, last + 1)]
    public.executemany(f'update "{table}" set "{column}" = ? where "{column}" = ? and ({where})', names)
    if _there(public, ("masked",)) and column in _key(public, table):
        public.executemany(_RENAMED, [(*each, table) for each in names])


def _key(public: sqlite3.Connection, table: str) -> set[str]:
    return {name for _, name, *_, place in public.execute(f'pragma table_info("{table}")') if place}


def _forget(public: sqlite3.Connection, words: Set[str]) -> None:
    """Take withheld titles out of the notes of findings."""
    changed: list[tuple[str, str]] = []
    for finding, note in public.execute("select id, note from findings where note <> '[]'"):
        forgotten = _mapped(json.loads(note), lambda text: INSTEAD if text in words else text)
        if (text := json.dumps(forgotten, ensure_ascii=False)) != note:
            changed.append((text, finding))
    public.executemany("update findings set note = ? where id = ?", changed)


def _mapped(value: object, change: Callable[[str], str]) -> object:
    """A value of JSON with every string in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_mapped(item, change) for item in value]
    return {key: _mapped(item, change) for key, item in value.items()} if isinstance(value, dict) else value
