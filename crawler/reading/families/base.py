"""What a CMS family must offer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from archive.records import Listing
from crawler.reading.page import Page


@dataclass(frozen=True, slots=True)
class Family:
    """One content management system.

    ``matches`` looks at the page, never at its host. ``entries`` gives the entries of lists that
    only this system writes (inline data, data islands); None: read the page as any other.
    """

    name: str
    matches: Callable[[Page], bool]
    entries: Callable[[Page], Sequence[Listing] | None] = lambda page: None
