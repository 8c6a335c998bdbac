"""Where news leads: absolute addresses on the site that serves public.db, and of the official page."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from archive.publish.news.rows import FINDING, News
from archive.publish.web_address import web_address
from archive.read_anew import on_its_page


@dataclass(frozen=True, slots=True)
class Places:
    """Addresses under ``site``, which ends with a slash; all are empty where it is."""

    site: str

    def page(self, news: News) -> str:
        """What was seen: the page of the change, or the finding on its report's page."""
        if news.kind == FINDING:
            return self._on_site(f"report/{on_its_page(news.report, news.anchor)}")
        return self._on_site(f"change/{_name(news.id)}")

    def document(self, news: News) -> str:
        """The document's page; empty where it is about none, or one that is withheld."""
        return self._on_site(f"document/{_name(news.document)}") if news.document and not news.withheld else ""

    def changes(self, portal: str) -> str:
        """The changes of a portal, the newest first."""
        return self._on_site(f"changes/{_name(portal)}")

    def feed(self, portal: str, kind: str = "", number: int | None = None) -> str:
        """A feed; ``number`` is that of an archive document, None for the feed that is subscribed to."""
        return self._on_site(feed_path(portal, kind, number))

    def _on_site(self, path: str) -> str:
        return f"{self.site}{path}" if self.site else ""


def feed_path(portal: str, kind: str = "", number: int | None = None) -> str:
    """Where a feed stands below the site, and below the folder of the static files."""
    parts = [portal, *([kind] if kind else []), *([str(number)] if number else [])]
    return f"feeds/{'/'.join(parts)}.atom"


def official(news: News) -> str:
    """The address on the authority's own site, percent-encoded; empty where it is withheld or no web address."""
    return "" if news.withheld else web_address(news.url)


def _name(key: str) -> str:
    return quote(key, safe="")
