"""The search index of public.db: every document's title, text and attachments, and every page of a file.

Titles stand in an index of their own too. The characters of a word stand in nearly every text, and are gone through
whole to find the word; to see in which titles it stands takes a fiftieth. Pairs of the commonest characters are words
of an index for the same reason (:mod:`archive.publish.pairs`).
"""

from __future__ import annotations

import sqlite3

from archive.publish.pairs import common_characters
from archive.publish.search import TOKENIZER
from archive.publish.spaced_rows import Row, spaced_batches

#: Pieces that are never merged: half the time, and no pages that a merge leaves empty (docs/benchmarks.md). Each is
#: filled in memory, the quicker the more of it a processor has at hand; a search looks into every one.
_WHILE_FILLED = {"hashsize": 16 * 2**20, "automerge": 0, "crisismerge": 1_000}
#: The words of a document's attachments, each version of a file once, parted by a line break.
_ATTACHED = """
select group_concat(name || char(10) || coalesce("text", ''), char(10)) from (
    select distinct a.name, s.version
    from attachments a left join sightings s on s.crawl = a.crawl and s.document = a.file
    where a.document = d.id
) left join document_texts using (version)
"""
#: Texts as SQLite has them, in UTF-8: nothing is decoded and encoded again on its way to the process that folds it.
_DOCUMENTS = f"""
select d.rowid, cast(d.title as blob), cast(t."text" as blob), cast(({_ATTACHED}) as blob)
from documents d left join document_texts t on t.version = d.version
"""
_FILE_PARTS = """
select p.rowid, cast(p.name as blob), cast(substr(t."text", p.start + 1, p."end" - p.start) as blob)
from file_parts p left join document_texts t on t.version = p.version
"""


#: Each index with its columns.
_INDEXES = {
    "documents_fts": 'title, "text", attachments',
    "titles_fts": "title",
    "pairs_fts": "pairs",
    "file_parts_fts": 'name, "text"',
}
NAMES = tuple(_INDEXES)
#: Of a pair it is kept in which documents it stands, and not where.
_DETAIL = {"pairs_fts": "none"}
_COUNTED = 500  # texts, evenly over all, of which the characters are counted
_TOGETHER = 5_000  # documents whose pairs are indexed at once: what is filled in memory is filled one after the other
_SAMPLE = """
with recursive newest(version) as (select max(version) from document_texts), picked(version) as (
    select min(version) from document_texts
    union all select p.version + n.version / ? + 1 from picked p, newest n where p.version < n.version
) select "text" from picked join document_texts using (version) where "text" <> ''
"""


def build_index(connection: sqlite3.Connection) -> None:
    """Index every document's title, text and attachments under its rowid, its title alone and its pairs of common
    characters under the same, and every page of a file under its own.

    An attachment's words are its name and the text of each version of it. The indexes keep no copy of what they index.
    Must follow the last VACUUM, which may give other rowids.
    """
    create(connection)
    common = common_characters(text for (text,) in connection.execute(_SAMPLE, [_COUNTED]))
    pairs: list[Row] = []
    for batch in spaced_batches(connection.execute(_DOCUMENTS), common):
        _insert(connection, "documents_fts", [row[:-1] for row in batch])
        _insert(connection, "titles_fts", [row[:2] for row in batch])
        pairs += [(row[0], row[-1]) for row in batch]
        if len(pairs) >= _TOGETHER:
            _insert(connection, "pairs_fts", pairs)
            pairs.clear()
    _insert(connection, "pairs_fts", pairs)
    for batch in spaced_batches(connection.execute(_FILE_PARTS)):
        _insert(connection, "file_parts_fts", batch)


def create(connection: sqlite3.Connection) -> None:
    """The indexes, empty."""
    for name, columns in _INDEXES.items():
        options = f"content='', tokenize='{TOKENIZER}', detail={_DETAIL.get(name, 'full')}"
        connection.execute(f"create virtual table {name} using fts5({columns}, {options})")
        for setting, value in _WHILE_FILLED.items():
            connection.execute(f"insert into {name}({name}, rank) values (?, ?)", [setting, value])


def _insert(connection: sqlite3.Connection, name: str, rows: list[Row]) -> None:
    columns = _INDEXES[name]
    values = ", ".join(["cast(? as text)"] * len(columns.split(", ")))
    connection.executemany(f"insert into {name}(rowid, {columns}) values (?, {values})", rows)
