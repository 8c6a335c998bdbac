"""Addresses of a portal as a web archive has them: a replayed capture is of the site's own address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from crawler.capture.surt import surt
from crawler.past.view import PastView
from crawler.portal import Portal
from crawler.urls import LIVE, AddressBook, Origin


@dataclass(frozen=True)
class PastBook(AddressBook):
    """As an address book, of a portal seen through a web archive."""

    view: PastView

    @classmethod
    def through(cls, portal: Portal, view: PastView) -> PastBook:
        """The address book of a portal seen through a web archive."""
        book = AddressBook.of(portal)
        return cls(book.base, book.hosts, view)

    def canonical(self, url: str) -> str | None:
        """As ``AddressBook.canonical``; that of a replayed capture is that of its original."""
        replayed = self.view.archive.replayed(url)
        return super().canonical(replayed.url if replayed else url)

    def origin(self, url: str, get: Callable[[str], str]) -> Origin:
        """The web archive and the time of an archived answer."""
        memento = self.view.memento(url, get)
        return Origin(memento.at, self.view.archive.name) if memento else LIVE

    def addresses(self, canonical: str) -> tuple[str, ...]:
        """Every address under which the site may have had a canonical URL, one for each host that an index tells
        apart, the one that is used today first.
        """
        base, parts = urlsplit(self.base), urlsplit(canonical)
        path = parts.path[len(base.path.rstrip("/")) :]
        found: dict[str, str] = {}
        for said in self.hosts:
            host = urlsplit(said)
            address = urlunsplit((host.scheme, host.netloc, host.path.rstrip("/") + path, parts.query, ""))
            found.setdefault(surt(address), address)
        return tuple(found.values())
