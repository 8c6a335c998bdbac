"""Numbers of known series that a text names: 依据锦松管发〔2018〕8号."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

from archive.series.numbers import Number, numbers_before, with_prefix
from archive.series.rules import rules

_AROUND = 30  # characters of a quote on either side


@dataclass(frozen=True, slots=True)
class Citation:
    """A number and its words in a text: ``quote`` is the number as written, with some of what stands round it."""

    number: Number
    start: int
    end: int
    quote: str


def citations(text: str, prefixes: Set[str]) -> Iterator[Citation]:
    """Every number in ``text`` of a series that has one of ``prefixes``, in order.

    Where the prefix begins only those who know it can tell: 根据锦松管发〔2018〕8号. What stands before it must be no
    letter, or a word that leads to a number; else it may belong to a longer prefix, which is another issuer's.
    """
    for before, mention in numbers_before(text):
        longest_first = (before[at:] for at in range(len(before)))
        prefix = next((end for end in longest_first if end in prefixes), None)
        if prefix and _may_begin(before.removesuffix(prefix)):
            found = with_prefix(mention, prefix)
            yield Citation(found.number, found.start, found.end, quoted(text, found.start, found.end))


def around(start: int, end: int) -> tuple[int, int]:
    """From where to where a quote reaches, of a number that stands between two places."""
    return max(0, start - _AROUND), end + _AROUND


def quoted(text: str, start: int, end: int) -> str:
    """The number between two places of a text as a quote has it: with some of what stands round it, in one line."""
    first, behind = around(start, end)
    return " ".join(text[first:behind].split())


def _may_begin(before: str) -> bool:
    return not before or before.endswith(rules().leads)
