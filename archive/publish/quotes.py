"""Quotes of reports in public.db: the characters that the masked text has where they stand.

What makes a number a person's often stands outside the quote: the head of its column, the label before it. Masked by
themselves, the words would show what the text covers. A mask keeps the length, so that offsets hold in both.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from archive.publish.masking_cover import MASK
from archive.publish.masking_texts import BothTexts, counts_within, note_masked
from archive.reports.occurrences import Occurrences

#: Claims that do not say what the published text says there.
_OTHERWISE = """
select c.id, r.version, c.start, c."end" from claims c join reports r on r.id = c.report
join document_texts t on t.version = r.version
where c.quote <> substr(t."text", c.start + 1, c."end" - c.start)
"""
#: What people wrote of a report's words, which are found in its text as when they were attached to it.
_OF_PEOPLE = """
select p.id, p.quote, p.occurrence, r.version from "{0}" p join reports r on r.id = p.report
join document_texts t on t.version = r.version where p.quote <> ''
"""
#: The same of what guides name.
_PROMISED = """
select p.as_of, p.number, p.version, p.start, p."end" from promises p join document_texts t on t.version = p.version
where p.quote <> substr(t."text", p.start + 1, p."end" - p.start)
"""
_OF_PEOPLE_TABLES = ("decisions", "remarks")
#: Columns in which quotes stand among other words; those of findings are JSON.
_NOTES = ("identities", "findings")


@dataclass(frozen=True, slots=True)
class _Quote:
    """Words of a report as they are archived and as they are published."""

    archived: str
    published: str


def cover_quotes(source: sqlite3.Connection, public: sqlite3.Connection) -> None:
    """Give the quotes of claims, of what people said of them, of figures and of guides what the published text shows.

    ``public`` is a whole copy of ``source``, masked value by value. A quote whose place in the text is not known stays
    as it is masked by itself.
    """
    texts = _Texts(source, public)
    quotes = {quote for row in public.execute(_OTHERWISE).fetchall() for quote in _cover_claim(texts, *row)}
    for promised in public.execute(_PROMISED).fetchall():
        _cover_promise(texts, *promised)
    for table in _OF_PEOPLE_TABLES:
        _cover_words(texts, table)
    if hidden := [quote for quote in quotes if MASK in quote.published]:
        for table in _NOTES:
            _cover_notes(source, public, table, hidden)


class _Texts(BothTexts):
    """The texts of reports, by their versions."""

    def __init__(self, source: sqlite3.Connection, public: sqlite3.Connection) -> None:
        super().__init__(source, public)
        self.source, self.public = source, public
        self.occurrences = lru_cache(maxsize=8)(lambda version: Occurrences(self.of(version)[0]))


def _cover_claim(texts: _Texts, claim: str, version: int, start: int, end: int) -> Iterator[_Quote]:
    """Publish what the text shows in place of a claim's quote, and of its subject where that is part of it."""
    quote, subject = texts.source.execute("select quote, subject from claims where id = ?", [claim]).fetchone()
    archived, published = (text[start:end] for text in texts.of(version))
    if archived != quote:
        return
    texts.public.execute("update claims set quote = ? where id = ?", [published, claim])
    texts.public.execute("update figure_sources set quote = ? where claim = ?", [published, claim])
    place = quote.find(subject) if subject else -1
    if place >= 0:
        shown = published[place : place + len(subject)]
        texts.public.execute("update claims set subject = ? where id = ?", [shown, claim])
    note_masked(texts.public, ("claims", claim, "quote"), counts_within(texts.of(version)[0], start, end))
    yield _Quote(quote, published)


def _cover_promise(texts: _Texts, as_of: str, number: int, version: int, start: int, end: int) -> None:
    """Publish what the text shows where a guide names something."""
    _, published = texts.of(version)
    key = [published[start:end], as_of, number]
    texts.public.execute("update promises set quote = ? where as_of = ? and number = ?", key)


def _cover_words(texts: _Texts, table: str) -> None:
    """The same for words that people quoted; white space and widths may differ from the text's."""
    for row, quote, occurrence, version in texts.source.execute(_OF_PEOPLE.format(table)).fetchall():
        archived, published = texts.of(version)
        span = texts.occurrences(version).span(quote, occurrence)
        if span is None:
            continue
        start, end = span
        if archived[start:end] == quote or published[start:end] != archived[start:end]:
            texts.public.execute(f'update "{table}" set quote = ? where id = ?', [published[start:end], row])
            note_masked(texts.public, (table, row, "quote"), counts_within(archived, start, end))


def _cover_notes(source: sqlite3.Connection, public: sqlite3.Connection, table: str, quotes: Iterable[_Quote]) -> None:
    """Cover in notes what quotes cover."""
    told = [_Quote(_in_json(q.archived), _in_json(q.published)) for q in quotes] if table == "findings" else [*quotes]
    for row, note in source.execute(f"select id, note from \"{table}\" where note <> ''"):
        if within := [quote for quote in told if quote.archived in note]:
            (shown,) = public.execute(f'select note from "{table}" where id = ?', [row]).fetchone()
            if len(shown) == len(note):
                covered = _overlaid(note, shown, within)
                public.execute(f'update "{table}" set note = ? where id = ?', [covered, row])


def _in_json(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)[1:-1]


def _overlaid(archived: str, published: str, quotes: Iterable[_Quote]) -> str:
    """A published text in which every quote is covered as it is by itself."""
    letters = [*published]
    for quote in quotes:
        start = archived.find(quote.archived)
        while start >= 0:
            for place, letter in enumerate(quote.published, start):
                letters[place] = letter if letter == MASK else letters[place]
            start = archived.find(quote.archived, start + len(quote.archived))
    return "".join(letters)
