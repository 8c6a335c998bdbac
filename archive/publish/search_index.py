"""The search index of public.db: every document's title, text and attachments, and every page of a file.

Titles stand in an index of their own too. The characters of a word stand in nearly every text, and are gone through
whole to find the word; to see in which titles it stands takes a fiftieth.
"""

from __future__ import annotations

import sqlite3

from archive.publish.search import TOKENIZER
from archive.publish.spaced_rows import spaced_rows

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
_DOCUMENTS = f"""
select d.rowid, d.title, t."text", ({_ATTACHED})
from documents d left join document_texts t on t.version = d.version
"""
_TITLES = "select rowid, title from documents"
_FILE_PARTS = """
select p.rowid, p.name, substr(t."text", p.start + 1, p."end" - p.start)
from file_parts p left join document_texts t on t.version = p.version
"""


#: Each index with its columns and the rows that fill it.
_INDEXES = {
    "documents_fts": ('title, "text", attachments', _DOCUMENTS),
    "titles_fts": ("title", _TITLES),
    "file_parts_fts": ('name, "text"', _FILE_PARTS),
}
NAMES = tuple(_INDEXES)


def build_index(connection: sqlite3.Connection) -> None:
    """Index every document's title, text and attachments under its rowid, its title alone under the same, and every
    page of a file under its own.

    An attachment's words are its name and the text of each version of it. The indexes keep no copy of what they index.
    Must follow the last VACUUM, which may give other rowids.
    """
    create(connection)
    for name, (columns, rows) in _INDEXES.items():
        _fill(connection, name, columns, rows)


def create(connection: sqlite3.Connection) -> None:
    """The indexes, empty."""
    for name, (columns, _) in _INDEXES.items():
        connection.execute(f"""create virtual table {name} using fts5({columns}, content='', tokenize="{TOKENIZER}")""")


def _fill(connection: sqlite3.Connection, name: str, columns: str, rows: str) -> None:
    for setting, value in _WHILE_FILLED.items():
        connection.execute(f"insert into {name}({name}, rank) values (?, ?)", [setting, value])
    values = ", ".join("?" * len(columns.split(", ")))
    connection.executemany(
        f"insert into {name}(rowid, {columns}) values (?, {values})", spaced_rows(connection.execute(rows))
    )
