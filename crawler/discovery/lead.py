"""An address that may be a column's."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.reading.columns import is_site_map

#: Weights beside those of names: the home page, its frames, entries that show whether a list is one of columns, links
#: without a name, documents for their breadcrumbs.
FIRST, FRAME, PROBE, UNNAMED, SAMPLE = 10_000, 5_000, 1, 0, -1
#: Places of links that name columns, whatever lists show of the address.
CERTAIN = ("menu", "more", "breadcrumb", "probe", "directory")


@dataclass
class Lead:
    """An address that may be a column's, and what links to it call it: (name, place, page that says so)."""

    url: str
    order: int
    depth: int
    weight: int
    redirects: int = 0
    names: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def is_site_map(self) -> bool:
        """Whether a link calls it a site map."""
        return any(is_site_map(name) for name, _, _ in self.names)

    @property
    def is_sample(self) -> bool:
        """Whether it is a document, looked at for its breadcrumb."""
        return self.weight == SAMPLE
