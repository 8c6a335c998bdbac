"""Where a report's text has the words of a quote: the first time, the second, and so on.

Words are the same whatever white space stands between them; a number is not found inside a longer one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from operator import itemgetter

from archive.reports.folding import fold


class Occurrences:
    """Finds quotes in one text, and says which occurrence a place is."""

    def __init__(self, text: str) -> None:
        kept = [(character, place) for place, character in enumerate(fold(text)) if not character.isspace()]
        self._text = "".join(character for character, _ in kept)
        self._places = [place for _, place in kept]
        self._found: dict[str, list[tuple[int, int]]] = {}

    def span(self, quote: str, occurrence: int) -> tuple[int, int] | None:
        """Where the quote stands for the ``occurrence``-th time, counted from 1; None where it does not."""
        words = _words(quote)
        spans = self._spans(words)
        return spans[occurrence - 1] if 1 <= occurrence <= len(spans) else None

    def number(self, quote: str, start: int) -> int:
        """Which occurrence of the quote begins at ``start`` of the text; 0 where none does."""
        spans = self._spans(_words(quote))
        count = bisect_right(spans, start, key=itemgetter(0))
        return count if count and spans[count - 1][0] == start else 0

    def _spans(self, words: str) -> list[tuple[int, int]]:
        if words not in self._found:
            last = len(words) - 1
            starts = self._search(words) if words else ()
            self._found[words] = [(self._places[start], self._places[start + last] + 1) for start in starts]
        return self._found[words]

    def _search(self, words: str) -> Iterator[int]:
        start = self._text.find(words)
        while start >= 0:
            if not self._cuts_number(start) and not self._cuts_number(start + len(words)):
                yield start
            start = self._text.find(words, start + 1)

    def _cuts_number(self, place: int) -> bool:
        """Whether a place lies between two digits of one number: 12 is not said where 112, 12.5 or 1,112 is."""
        around = self._text[max(place - 2, 0) : place + 2]
        before, after = self._text[place - 1 : place], self._text[place : place + 1]
        if before.isdigit() and after.isdigit():
            return True
        separated = len(around) == 4 and around[0].isdigit() and before in ".," and after.isdigit()
        follows = (
            len(around) >= 3 and before.isdigit() and after in ".," and self._text[place + 1 : place + 2].isdigit()
        )
        return separated or follows


def _words(quote: str) -> str:
    return "".join(fold(quote).split())
