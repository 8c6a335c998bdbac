"""What a CMS family must offer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from archive.records import Listing
from crawler.reading.page import Page
from crawler.reading.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Marks:
    """What in a page's source, in lower case, shows its system."""

    texts: tuple[bytes, ...] = ()
    patterns: tuple[tuple[bytes, re.Pattern[bytes]], ...] = ()  # each with the text it begins with

    def found_in(self, page: Page) -> bool:
        """Whether the page shows any of them."""
        source = page.lower
        if any(text in source for text in self.texts):
            return True
        return any(text in source and pattern.search(source) for text, pattern in self.patterns)


@dataclass(frozen=True, slots=True)
class Family:
    """One content management system; families.yml holds its marks under ``name``.

    A family is known by the page, never by its host. ``entries`` gives the entries of lists that
    only this system writes (inline data, data islands); None: read the page as any other.
    """

    name: str
    entries: Callable[[Page], Sequence[Listing] | None] = lambda page: None

    @property
    def marks(self) -> Marks:
        """What shows this system."""
        return _marks(self.name)


@cache
def _marks(name: str) -> Marks:
    """The marks of one family; none for the generic one."""
    described = vocabulary("families").get(name, {})
    patterns = described.get("patterns", {})
    compiled = tuple((text.encode(), re.compile((re.escape(text) + rest).encode())) for text, rest in patterns.items())
    return Marks(tuple(text.encode() for text in described.get("texts", ())), compiled)
