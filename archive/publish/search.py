"""Search over Chinese text: one token per character, words found as phrases.

SQLite's ``unicode61`` takes a run of Chinese characters for one word and its trigrams find nothing
shorter than three; single characters find a word of any length. A private-use character stands for
punctuation and line ends, so that no phrase reaches across them.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata

BOUNDARY = "\ue000"
TOKENIZER = "unicode61 categories 'L* N* Co'"
_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PIECES = re.compile(f"[{_HAN}]|[^{_HAN}]+")
_BREAK = re.compile(r"(?:[^\w\s]|[_\n\r])+")
#: The words of a document's attachments, each version of a file once, parted by a line break.
_ATTACHED = """
select document, group_concat(words, char(10)) as "text" from (
    select distinct a.document, a.name || char(10) || coalesce(t."text", '') as words
    from attachments a left join sightings s on s.crawl = a.crawl and s.document = a.file
    left join document_texts t on t.version = s.version)
group by document
"""
_QUERY_PARTS = re.compile(r'"([^"]*)"?|(\S+)')


def spaced(text: str) -> str:
    """``text`` as it is indexed: NFKC, a space round each Chinese character, a boundary for punctuation."""
    folded = unicodedata.normalize("NFKC", text)
    return " ".join(_PIECES.findall(_BREAK.sub(f" {BOUNDARY} ", folded)))


def escape_query(query: str | None) -> str:
    """The FTS5 expression for what a person typed: every word, and everything in quotes, is a phrase.

    Takes the place of Datasette's own ``escape_fts``. Nothing that was typed is read as FTS5 syntax.
    """
    phrases = (_phrase(found[1] if found[1] is not None else found[2]) for found in _QUERY_PARTS.finditer(query or ""))
    return " ".join(phrase for phrase in phrases if phrase) or '""'


def _phrase(words: str) -> str:
    tokens = spaced(words.replace('"', " ")).split()
    while tokens and tokens[0] == BOUNDARY:
        tokens.pop(0)
    while tokens and tokens[-1] == BOUNDARY:
        tokens.pop()
    return f'"{" ".join(tokens)}"' if tokens else ""


def build_index(connection: sqlite3.Connection) -> None:
    """Index every document's title, text and attachments under its rowid, and every page of a file under its own.

    An attachment's words are its name and the text of each version of it. The indexes keep no copy of what they index.
    Must follow the last VACUUM, which may give other rowids.
    """
    connection.create_function("spaced", 1, lambda text: spaced(text or ""), deterministic=True)
    connection.execute(_virtual("documents_fts", 'title, "text", attachments'))
    connection.execute(
        'insert into documents_fts(rowid, title, "text", attachments) '
        'select d.rowid, spaced(d.title), spaced(t."text"), spaced(f."text") '
        "from documents d left join document_texts t on t.version = d.version "
        f"left join ({_ATTACHED}) f on f.document = d.id"
    )
    connection.execute(_virtual("file_parts_fts", 'name, "text"'))
    connection.execute(
        'insert into file_parts_fts(rowid, name, "text") select p.rowid, spaced(p.name), '
        'spaced(substr(t."text", p.start + 1, p."end" - p.start)) '
        "from file_parts p left join document_texts t on t.version = p.version"
    )
    for index in ("documents_fts", "file_parts_fts"):
        connection.execute(f"insert into {index}({index}) values ('optimize')")


def _virtual(name: str, columns: str) -> str:
    return f"""create virtual table {name} using fts5({columns}, content='', tokenize="{TOKENIZER}")"""
