"""A text as it is compared: its letters, its figures, and the pieces that its words are cut into."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from archive.folding import nfkc
from archive.twins.rules import begun_figures, rules

_LETTERS = re.compile(r"\w+")
_THOUSANDS = re.compile(r",(?<=\d,)(?=\d{3})")  # its comma first: that is found quickly
#: Stands for any figure, so that what differs in figures alone has the same words.
_FIGURE = "0"
#: Bytes of a packed run.
RUN = 8
#: Characters of a text that are compared; longer ones are whole volumes.
_MOST_CHARACTERS = 200_000


@dataclass(frozen=True)
class Wording:
    """A text of one width and case; ``text`` still has its white space and marks."""

    text: str

    @cached_property
    def letters(self) -> int:
        """How many letters and digits it has."""
        return len(_letters(self.text))

    @cached_property
    def figures(self) -> Counter[str]:
        """Every figure, as often as it stands there; marks part figures."""
        return Counter(rules().figures.findall(self.text))

    @property
    def words(self) -> str:
        """Its letters alone, figures as one sign."""
        return _letters(_FIGURE.join(begun_figures().split(self.text)))  # a seventh quicker than ``sub``

    @cached_property
    def pieces(self) -> frozenset[str]:
        """The different runs of letters."""
        return frozenset(runs(self.words))

    @property
    def is_short(self) -> bool:
        """Whether there is too little to say that another text is nearly the same."""
        least = rules().letters
        return len(_letters(self.text[: 2 * least])) < least and self.letters < least  # mostly its beginning says so


def runs(words: str) -> Iterator[str]:
    """Every run of letters of the length that is compared, in their order."""
    size = rules().shingle
    return (words[place : place + size] for place in range(len(words) - size + 1))


def packed_runs(words: str) -> bytes:
    """Every run of letters, in no order, as a number of 64 bits: four letters of UTF-16 are as many.

    A letter outside Unicode's basic plane is two there.
    """
    letters = words.encode("utf-16-le", "surrogatepass")
    return b"".join(letters[begin : begin + (len(letters) - begin) // RUN * RUN] for begin in range(0, RUN, 2))


def _letters(text: str) -> str:
    return "".join(_LETTERS.findall(text)).replace("_", "")


def wording(text: str) -> Wording:
    """``text`` as it is compared."""
    return Wording(_THOUSANDS.sub("", nfkc(text[:_MOST_CHARACTERS]).casefold()))


def similarity(one: Wording, other: Wording) -> float:
    """The share of all pieces of both that both have (Jaccard), 0 to 1; 0 where one has none."""
    common = len(one.pieces & other.pieces)
    return common / (len(one.pieces) + len(other.pieces) - common) if common else 0.0


def differ_in_figures(one: Wording, other: Wording) -> bool:
    """Whether each has figures that the other has not."""
    return bool(one.figures - other.figures) and bool(other.figures - one.figures)
