"""A crawl that a web archive answers: what it holds around an instant, found before the walk or as it goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

from archive.earlier import Condition, Earlier
from archive.records import Request
from crawler import walk
from crawler.capture.surt import surt
from crawler.past.book import PastBook
from crawler.past.cdx import read_cdx, site_query, url_query
from crawler.past.link_format import read_http_date, read_links
from crawler.past.view import PastView
from crawler.past.web_archive import Indexed, indexed, write_timestamp
from crawler.session import CrawlSession

#: Answers that one site's index may take, and captures that are kept of it; beyond them addresses are looked up by
#: themselves.
MAX_PAGES, MAX_CAPTURES = 200, 500_000
#: Captures kept of one address: those of an address with more stand near enough to each other.
MAX_OF_ADDRESS = 5_000


@dataclass(frozen=True, slots=True)
class Lookup:
    """A question to the web archive. ``below`` is the site that an index is asked for; ``request`` what one address is
    looked up for, of which ``others`` are asked for next where it gives nothing.
    """

    address: str
    below: str = ""
    page: int = 1
    request: Request | None = None
    others: tuple[str, ...] = ()


@dataclass(kw_only=True)
class PastSession(CrawlSession):
    """What the spider and the capture middleware share of a crawl that a web archive answers."""

    indexing: int = 0  # sites whose index is not read to its end
    is_indexed: bool = False  # what the index does not list is not there
    index: dict[str, list[Indexed]] = field(default_factory=dict)  # by the key of the address
    listed: int = 0

    @property
    def seen(self) -> PastView:
        """The web archive, and the time."""
        return cast(PastView, self.view)

    @property
    def through(self) -> PastBook:
        """The address book, which knows the hosts that the site may have had."""
        return cast(PastBook, self.book)

    def first_lookups(self) -> list[Lookup]:
        """The first question for each host's index; none where the web archive has no CDX."""
        cdx = self.seen.archive.cdx
        if not cdx:
            return []
        sites = self.through.addresses(self.portal.base)
        self.indexing, self.is_indexed = len(sites), True
        return [Lookup(self._site_query(site), site) for site in sites]

    def _site_query(self, site: str, resume: str = "") -> str:
        return site_query(self.seen.archive.cdx, site, self.seen.since, self.seen.until, resume)

    def take_index(self, lookup: Lookup, status: int, content: bytes) -> Lookup | None:
        """Take a page of an index; return the question for the next, None on the last.

        Where the web archive gives none, or one without end, every address is looked up by itself.
        """
        try:
            listed = read_cdx(content if status == 200 else b"" if status == 404 else b"<")
        except ValueError:
            self.indexing, self.is_indexed = self.indexing - 1, False
            return None
        for capture in listed.captures:
            self._index(capture)
        is_long = lookup.page >= MAX_PAGES or self.listed >= MAX_CAPTURES
        if listed.resume and self.is_indexed and not is_long:
            return Lookup(self._site_query(lookup.below, listed.resume), lookup.below, lookup.page + 1)
        self.indexing -= 1
        self.is_indexed = self.is_indexed and not (listed.resume or listed.is_cut)
        return None

    def _index(self, capture: Indexed) -> None:
        of_address = self.index.setdefault(surt(capture.url), [])
        if len(of_address) < MAX_OF_ADDRESS and self.listed < MAX_CAPTURES:
            of_address.append(capture)
            self.listed += 1
        else:
            self.is_indexed = False

    def indexed(self, url: str) -> Indexed | None:
        """The capture of a canonical URL that is nearest by the index, under the first host that has one."""
        of_hosts = (self.index.get(surt(address), ()) for address in self.through.addresses(url))
        return next(filter(None, map(self.seen.choose, of_hosts)), None)

    def lookup(self, request: Request, addresses: Iterable[str] = ()) -> Lookup:
        """The question for one address, the first of those given or of those that the site may have had."""
        first, *others = addresses or self.through.addresses(request.url)
        archive, view = self.seen.archive, self.seen
        if archive.cdx:
            asked = url_query(archive.cdx, first, view.at, view.since, view.until)
        else:
            asked = (archive.timemap or archive.timegate) + first
        return Lookup(asked, below=first, request=request, others=tuple(others))

    def found(self, lookup: Lookup, answer: walk.Exchange, link: str, memento: Indexed | None) -> Indexed | None:
        """The capture that an answer about one address leads to: of a CDX, of a TimeMap, or of a TimeGate, whose
        answer says it by ``link`` (its Link field) or is, or leads to, the ``memento`` itself.
        """
        archive = self.seen.archive
        captures: Iterable[Indexed] = ()
        if archive.cdx and answer.status == 200:
            captures = read_cdx(answer.content).captures
        elif archive.timemap and answer.status == 200:
            captures = self._mementos(answer.content.decode("utf-8", "replace"))
        elif archive.timegate and not archive.cdx and not archive.timemap:
            captures = (*self._mementos(link), *([memento] if memento else ()))
        key = surt(lookup.below)
        return self.seen.choose(one for one in captures if surt(one.url) == key)

    def _mementos(self, links: str) -> tuple[Indexed, ...]:
        """The captures that a list of links names."""
        found: list[Indexed] = []
        for one in read_links(links):
            at = read_http_date(one.parameters.get("datetime", ""))
            replayed = self.seen.archive.replayed(one.url)
            if "memento" in one.relations and at and replayed:
                found += filter(None, [indexed(replayed.url, write_timestamp(at))])
        return tuple(found)

    def needs_browser(self, exchange: walk.Exchange) -> bool:
        """Never: scripts of the past would ask for what is there today."""
        return False

    def earlier(self, url: str) -> Earlier | None:
        """Nothing: what a web archive gave is kept whole, beside what the site itself gave."""
        return None

    def condition(self, request: Request) -> Condition | None:
        """None: an archived answer never changes."""
        return None
