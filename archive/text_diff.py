"""What of a text became different: paragraph by paragraph, and inside a paragraph by words, for people to read.

Chinese has no spaces: inside a paragraph a character is a word, and a number or a foreign word is one, so that 260 in
place of 300 is told as that and not as two digits.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, TypeVar

from archive.similar import likeness
from archive.varying import Line

Kind = Literal["same", "removed", "added"]
_WORD = re.compile(r"\d[\d.,]*[%％‰]?|[A-Za-z]+|.", re.DOTALL)
#: Two paragraphs of which so much is alike are one that was changed; it is looked for among so many that came.
_ALIKE, _AHEAD = 0.3, 8
#: More of either side is not compared piece by piece: what anybody may publish must not cost an hour.
_MOST_PARAGRAPHS, _MOST_WORDS, _MOST_CHANGED = 1500, 1500, 100
_Piece = TypeVar("_Piece", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a paragraph: the same in both texts, or in one of them only."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph that is not as it was, as pieces: all removed, all added, or some of them."""

    pieces: tuple[Piece, ...]

    @property
    def before(self) -> str:
        """As it was; empty where it was not there."""
        return "".join(piece.text for piece in self.pieces if piece.kind != "added")

    @property
    def after(self) -> str:
        """As it is; empty where it is not there any more."""
        return "".join(piece.text for piece in self.pieces if piece.kind != "removed")


def text_diff(before: Sequence[Line], after: Sequence[Line]) -> tuple[Paragraph, ...]:
    """The paragraphs of two texts that are not in both, in their order; nothing where they are equal.

    Words are compared in the first hundred of them; the others are shown whole, as they were and as they are.
    """
    changed: list[Paragraph] = []
    for _, gone, came in _runs(before, after, _MOST_PARAGRAPHS):
        for old, new in _beside([line.shown for line in gone], [line.shown for line in came]):
            changed += _told(old, new, in_words=len(changed) < _MOST_CHANGED)
    return tuple(changed)


def _runs(
    before: Sequence[_Piece], after: Sequence[_Piece], most: int
) -> Iterator[tuple[int, Sequence[_Piece], Sequence[_Piece]]]:
    """What of two sequences differs, run by run, and where it begins in the first.

    What both begin and end with is taken off before; of more than ``most`` the rest is one run.
    """
    start, end = 0, 0
    shorter = min(len(before), len(after))
    while start < shorter and before[start] == after[start]:
        start += 1
    while end < shorter - start and before[-1 - end] == after[-1 - end]:
        end += 1
    before, after = before[start : len(before) - end], after[start : len(after) - end]
    if len(before) > most or len(after) > most:
        yield start, before, after
        return
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield start + a, before[a:b], after[c:d]


def _beside(gone: list[str], came: list[str]) -> Iterator[tuple[str, str]]:
    """Each paragraph that went, beside the next one that came and is like it; alone where none is."""
    first = 0
    for old in gone:
        ahead = range(first, min(len(came), first + _AHEAD))
        place = next((place for place in ahead if likeness(old, came[place]) >= _ALIKE), None)
        if place is None:
            yield old, ""
            continue
        yield from (("", new) for new in came[first:place])
        yield old, came[place]
        first = place + 1
    yield from (("", new) for new in came[first:])


def _told(old: str, new: str, *, in_words: bool) -> Iterator[Paragraph]:
    if old and new and in_words:
        yield Paragraph(tuple(_pieces(old, new)))
        return
    if old:
        yield Paragraph((Piece("removed", old),))
    if new:
        yield Paragraph((Piece("added", new),))


def _pieces(before: str, after: str) -> Iterator[Piece]:
    """Both paragraphs as one: what stayed, what went and what came, in the order of reading."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    place = 0
    for begin, gone, came in _runs(old, new, _MOST_WORDS):
        pieces: tuple[tuple[Kind, Sequence[str]], ...] = (
            ("same", old[place:begin]),
            ("removed", gone),
            ("added", came),
        )
        yield from (Piece(kind, "".join(words)) for kind, words in pieces if words)
        place = begin + len(gone)
    if rest := "".join(old[place:]):
        yield Piece("same", rest)
