"""Marks of systems and scripts in a page's source, looked for in one pass over it (Aho-Corasick): one after the other
they would be fifty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ahocorasick_rs import BytesAhoCorasick, Implementation

from crawler.reading.vocabulary import vocabulary

if TYPE_CHECKING:
    from crawler.reading.page import Page

#: Without any of them in its source no element of a page hides itself; the last two may write them otherwise.
HIDING = frozenset((b"none", b"hidden", b"ng-hide", b"&#", b"atob("))
#: The call that pages the parts of an article.
PAGER_CALL = b"createpagehtml("
#: Bytes of a source that are looked through together: a stranger says how often marks stand in them.
_TOGETHER = 65_536
Patterns = tuple[tuple[bytes, re.Pattern[bytes]], ...]  # each with the text it begins with


@dataclass(frozen=True, slots=True)
class Marks:
    """What in a page's source, in lower case, shows its system; ``answers`` in a JSON answer of its data API."""

    texts: tuple[bytes, ...] = ()
    patterns: Patterns = ()
    answers: Patterns = ()

    @property
    def beginnings(self) -> tuple[bytes, ...]:
        """The texts of which one stands in every page that shows a mark."""
        return (*self.texts, *(text for text, _ in self.patterns))

    def found_in(self, page: Page) -> bool:
        """Whether the page shows any of them."""
        patterns = self.patterns
        if page.data is not None:
            patterns = self.answers
        elif any(map(page.shows, self.texts)):
            return True
        return any(page.shows(text) and pattern.search(page.lower) for text, pattern in patterns)


@cache
def marks_of(name: str) -> Marks:
    """The marks of one system, by its name in families.yml; none for the generic one."""
    described = vocabulary("families").get(name, {})
    texts = tuple(text.encode() for text in described.get("texts", ()))
    return Marks(texts, _compiled(described.get("patterns", {})), _compiled(described.get("answers", {})))


def _compiled(patterns: Mapping[str, str]) -> Patterns:
    return tuple((text.encode(), re.compile((re.escape(text) + rest).encode())) for text, rest in patterns.items())


@cache
def marks_of_systems() -> frozenset[bytes]:
    """Of them one stands in the source of every page that shows a system."""
    return frozenset(text for name in vocabulary("families") for text in marks_of(name).beginnings)


@cache
def marks_of_widgets() -> tuple[bytes, ...]:
    """The calls by which scripts draw pagers, in lower case."""
    return tuple(call.lower().encode() for call in vocabulary("paging")["widgets"])


def marks_in(source: bytes) -> frozenset[bytes]:
    """Which of the marks that readers look for stand in a source, whose ASCII letters are in lower case."""
    marks, search, longest = _search()
    found: set[int] = set()
    for begin in range(0, len(source), _TOGETHER):
        part = source[begin : begin + _TOGETHER + longest - 1]
        found.update(number for number, _, _ in search.find_matches_as_indexes(part, overlapping=True))
    return frozenset(marks[number] for number in found)


@cache
def _search() -> tuple[tuple[bytes, ...], BytesAhoCorasick, int]:
    """The marks, what looks for them, and how many bytes the longest has."""
    marks = tuple({*marks_of_systems(), *HIDING, *marks_of_widgets(), PAGER_CALL})
    return marks, BytesAhoCorasick(marks, implementation=Implementation.DFA), max(map(len, marks))
