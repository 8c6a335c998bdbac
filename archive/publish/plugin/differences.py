"""What became different between versions, for the pages: from the masked texts, and no more than a request may cost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlite_utils import Database

from archive.changes.shown import difference
from archive.publish.plugin.rows import DATABASE, rows
from archive.text_diff import Paragraph, Piece

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

Versions = tuple[int | None, int | None]
#: Characters that stay beside what differs, and of a paragraph that came or went as a whole.
_BESIDE, _LONGEST = 60, 2_000
_CHARACTERS = """
select version, length("text") as characters from document_texts where version in (select value from json_each(?))
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """The most that one request compares: pairs, characters of all their texts, paragraphs shown of each."""

    pairs: int
    characters: int
    paragraphs: int


#: Of a page with many changes, and of one that is about a single one. Texts made for it, of nothing but long paragraphs
#: that are all others, take 1.7 and 3.4 seconds; others some hundredths of one.
OF_MANY, OF_ONE = Cost(8, 60_000, 6), Cost(1, 120_000, 200)


@dataclass(frozen=True, slots=True)
class Difference:
    """The paragraphs that differ, cut down to what does; ``more`` of them are not shown.

    ``said``: ``told``, ``same`` (other bytes, the same words), ``none`` (one of them has no text to show), ``long``
    (more than one request compares) or ``elsewhere`` (the page of the change shows it).
    """

    said: str
    paragraphs: tuple[Paragraph, ...] = ()
    more: int = 0


async def differences(datasette: Datasette, pairs: Sequence[Versions], cost: Cost) -> tuple[Difference | None, ...]:
    """For each pair of versions what their texts do not have in common; None where it is no pair of versions."""
    asked = [pair for pair in pairs if None not in pair][: cost.pairs]
    versions = json.dumps(sorted({version for pair in asked for version in pair if version}))
    found = await rows(datasette, _CHARACTERS, [versions])
    lengths = {row["version"]: row["characters"] or 0 for row in found}
    affordable = tuple(_affordable(asked, lengths, cost.characters))

    def compare(connection: sqlite3.Connection) -> list[tuple[Paragraph, ...] | None]:
        database = Database(connection, recursive_triggers=False, execute_plugins=False)
        return [difference(database, *pair) for pair in affordable]

    compared = await datasette.get_database(DATABASE).execute_fn(compare) if affordable else []
    told = {pair: _told(each, cost.paragraphs) for pair, each in zip(affordable, compared, strict=True)}
    rest = Difference("long" if cost.pairs == 1 else "elsewhere")
    return tuple(None if None in pair else told.get(pair, rest) for pair in pairs)


def _affordable(pairs: Sequence[Versions], lengths: dict[int, int], most: int) -> Iterator[Versions]:
    for pair in dict.fromkeys(pairs):
        characters = sum(lengths.get(version, 0) for version in pair if version)
        if characters <= most:
            most -= characters
            yield pair


def _told(changed: tuple[Paragraph, ...] | None, most: int) -> Difference:
    if not changed:
        return Difference("none" if changed is None else "same")
    shown = tuple(_brief(paragraph) for paragraph in changed[:most])
    return Difference("told", shown, len(changed) - len(shown))


def _brief(paragraph: Paragraph) -> Paragraph:
    """The paragraph with little of what stayed."""
    last = len(paragraph.pieces) - 1
    return Paragraph(
        tuple(
            Piece(
                piece.kind,
                _cut(piece.text, head=place > 0, tail=place < last) if piece.kind == "same" else _ended(piece),
            )
            for place, piece in enumerate(paragraph.pieces)
        )
    )


def _cut(text: str, *, head: bool, tail: bool) -> str:
    if len(text) <= 2 * _BESIDE:
        return text
    return f"{text[:_BESIDE] if head else ''}…{text[-_BESIDE:] if tail else ''}"


def _ended(piece: Piece) -> str:
    return piece.text if len(piece.text) <= _LONGEST else f"{piece.text[:_LONGEST]}…"
