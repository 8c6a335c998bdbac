"""Where a report's text has the words of a quote: the first time, the second, and so on.

Words are the same whatever white space stands between them; a number is not found inside a longer one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from archive.reports.folding import fold


class Occurrences:
    """Finds quotes in one text, and says which occurrence a place is."""

    def __init__(self, text: str) -> None:
        kept = [(character, place) for place, character in enumerate(fold(text)) if not character.isspace()]
        self._text = "".join(character for character, _ in kept)
        self._places = [place for _, place in kept]
        self._found: dict[str, list[int]] = {}

    def span(self, quote: str, occurrence: int) -> tuple[int, int] | None:
        """Where the quote stands for the ``occurrence``-th time, counted from 1; None where it does not."""
        words = _words(quote)
        starts = self._starts(words)
        if not 1 <= occurrence <= len(starts):
            return None
        start = starts[occurrence - 1]
        return self._places[start], self._places[start + len(words) - 1] + 1

    def number(self, quote: str, start: int) -> int:
        """Which occurrence of the quote begins at ``start`` of the text; 0 where none does."""
        starts = self._starts(_words(quote))
        places = [self._places[place] for place in starts]
        count = bisect_right(places, start)
        return count if count and places[count - 1] == start else 0

    def _starts(self, words: str) -> list[int]:
        if words not in self._found:
            self._found[words] = list(self._search(words)) if words else []
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
