"""What was edited, in a few lines: for messages, which are read far from the texts themselves."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sqlite_utils import Database

from archive.changes.shown import difference
from archive.publish.news.plain import plain
from archive.publish.news.rows import News
from archive.text_diff import Paragraph

#: Paragraphs of one edit that are shown, characters of each side, and those beside what is not the same.
MOST, _LONGEST, _BESIDE = 3, 160, 25


@dataclass(frozen=True, slots=True)
class Edit:
    """A paragraph as it was and as it is, cut down to what differs; one of them is empty where it came or went."""

    before: str
    after: str


def edits_of(public: sqlite3.Connection, news: News) -> tuple[Edit, ...]:
    """The first paragraphs that an edit changed, from the masked texts of public.db; nothing where none are shown."""
    if news.withheld or news.before_version is None or news.after_version is None:
        return ()
    changed = difference(Database(public), news.before_version, news.after_version) or ()
    return tuple(Edit(_side(each, "added"), _side(each, "removed")) for each in islice(changed, MOST))


def _side(paragraph: Paragraph, other: str) -> str:
    """One side of a paragraph on one line; ``other`` is the kind of pieces that the other side has."""
    return plain("".join(_cut(paragraph, other)), _LONGEST)


def _cut(paragraph: Paragraph, other: str) -> Iterator[str]:
    last = len(paragraph.pieces) - 1
    for place, piece in enumerate(paragraph.pieces):
        if piece.kind == other:
            continue
        is_long = piece.kind == "same" and len(piece.text) > 2 * _BESIDE
        head = piece.text[:_BESIDE] if place else ""
        tail = piece.text[-_BESIDE:] if place < last else ""
        yield f"{head}…{tail}" if is_long else piece.text
