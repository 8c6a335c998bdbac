"""What a CMS family must offer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from archive.records import Listing, PageRequest
from crawler.reading.page import Page
from crawler.reading.page_requests import Paging
from crawler.reading.vocabulary import vocabulary

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


@dataclass(frozen=True, slots=True)
class Family:
    """One content management system; families.yml holds its marks under ``name``.

    A family is known by the page, never by its host. ``entries`` gives the entries of lists that only this system
    writes (inline data, data islands); None: read the page as any other. ``paging`` gives what asks for the page
    behind this one where only this system pages so: from the page, what asked for it, and how many entries it shows.
    """

    name: str
    entries: Callable[[Page], Sequence[Listing] | None] = lambda page: None
    paging: Callable[[Page, PageRequest, int], Paging] = lambda page, asked, shown: Paging()

    @property
    def marks(self) -> Marks:
        """What shows this system."""
        return _marks(self.name)


@cache
def _marks(name: str) -> Marks:
    """The marks of one family; none for the generic one."""
    described = vocabulary("families").get(name, {})
    texts = tuple(text.encode() for text in described.get("texts", ()))
    return Marks(texts, _compiled(described.get("patterns", {})), _compiled(described.get("answers", {})))


def _compiled(patterns: Mapping[str, str]) -> Patterns:
    return tuple((text.encode(), re.compile((re.escape(text) + rest).encode())) for text, rest in patterns.items())
