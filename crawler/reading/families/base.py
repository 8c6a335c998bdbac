"""What a CMS family must offer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from archive.records import Listing, PageRequest
from crawler.reading.page import Page
from crawler.reading.page_requests import Paging
from crawler.reading.source_marks import Marks, marks_of


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
        return marks_of(self.name)
