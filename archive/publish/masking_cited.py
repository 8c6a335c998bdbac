"""Quotes around cited numbers in public.db: the characters that the masked text has there.

A quote is cut out of a text at a number of characters. The cut leaves out the label that says whose a number is, and
goes through numbers: masked by itself a quote would show what the text covers, and two quotes the whole of it.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass

from archive.publish.masking_cover import MASK
from archive.publish.masking_texts import BothTexts, counts_within, note_masked
from archive.series.cited import around, citations, quoted

#: Documents that name numbers, and in whose title, text or attached files something is covered.
_DOCUMENTS = """
with covered as materialized (
    select v.document from masked m join document_versions v on v.id = cast(m.row_id as integer)
    where m.row_table = 'document_texts' and m.row_column = 'text'
    union select row_id from masked where row_table = 'documents' and row_column = 'title'
), citing as (
    select document from covered union select a.document from attachments a join covered c on c.document = a.file
)
select distinct c.document from cited_numbers c join citing using (document) order by 1
"""
_ROWS = """
select c.series, c.serial, s.prefix, c.number, c.quote from cited_numbers c join series s on s.id = c.series
where c.document = ?
"""
#: Their texts, whichever version a quote was cut out of.
_VERSIONS = """
select t.version from document_versions v join document_texts t on t.version = v.id
where v.document = ?1 or v.document in (select file from attachments where document = ?1) order by 1
"""
_TITLE = "select coalesce(title, '') from documents where id = ?"


@dataclass(frozen=True, slots=True)
class _Shown:
    """A quote as it is published, and how many numbers each rule covers in it."""

    quote: str
    counts: Counter[str]


def cover_cited(source: sqlite3.Connection, public: sqlite3.Connection) -> None:
    """Publish of the quotes around cited numbers what the published texts show there.

    ``public`` is a whole copy of ``source``, masked value by value. Of a quote that stands in no text of its document
    the number alone is left.
    """
    texts = BothTexts(source, public)
    for (document,) in public.execute(_DOCUMENTS).fetchall():
        rows = source.execute(_ROWS, [document]).fetchall()
        prefixes = {prefix for _, _, prefix, _, _ in rows}
        titles = [db.execute(_TITLE, [document]).fetchone()[0] for db in (source, public)]
        versions = [version for (version,) in source.execute(_VERSIONS, [document])]
        shown = _shown(_pairs(texts, (titles[0], titles[1]), versions), prefixes)
        for series, serial, _, number, quote in rows:
            said = shown.get(quote, _Shown(number, Counter()))
            key = [series, serial, document]
            public.execute(
                "update cited_numbers set quote = ? where series = ? and serial = ? and document = ?",
                [said.quote, *key],
            )
            note_masked(public, ("cited_numbers", ",".join(map(str, key)), "quote"), said.counts)


def _pairs(texts: BothTexts, titles: tuple[str, str], versions: list[int]) -> Iterator[tuple[str, str]]:
    """What a document is read for numbers in, as archived and as published."""
    if len(titles[0]) == len(titles[1]):
        yield titles
    for version in versions:
        yield texts.of(version)


def _shown(pairs: Iterator[tuple[str, str]], prefixes: Set[str]) -> dict[str, _Shown]:
    """By the archived quote; one that stands at several places is covered wherever it is at one of them."""
    shown: dict[str, _Shown] = {}
    for archived, published in pairs:
        for cited in citations(archived, prefixes):
            now = quoted(published, cited.start, cited.end)
            before = shown.setdefault(cited.quote, _Shown(cited.quote, Counter()))
            if now != before.quote:
                counts = counts_within(archived, *around(cited.start, cited.end))
                shown[cited.quote] = _Shown(_covered_by_either(before.quote, now), before.counts | counts)
    return shown


def _covered_by_either(one: str, other: str) -> str:
    """Two published forms of the same words, with what either covers."""
    return "".join(MASK if MASK in both else both[0] for both in zip(one, other, strict=True))
