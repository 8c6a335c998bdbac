"""Which page of a site to look at next, and what was seen: home page, navigation, site map, columns, breadcrumbs."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from archive.records import Listing
from crawler.discovery.lead import CERTAIN, FIRST, FRAME, PROBE, SAMPLE, UNNAMED, Lead
from crawler.discovery.look import Look
from crawler.reading.addresses import is_article_url, shape
from crawler.reading.attachments import is_file
from crawler.reading.columns import weight_of
from crawler.reading.sections import Section
from crawler.reading.vocabulary import words
from crawler.urls import AddressBook, site_of

MAX_LEADS = 5_000
MAX_REDIRECTS = 5
DEEPEST = 5
_MOST_SAMPLES = 16  # documents of the home page that no list shows, looked at for their breadcrumbs
_MOST_LIST_SAMPLES = 10  # lists of which one document is looked at for its breadcrumb
_PROBES = 2  # entries without date that show whether a list is one of columns
_FEW_LEADS = 3  # on a home page that names no more, a site map is tried where one usually stands
_SAME_SHAPE = 3  # entries that make the shape of their address that of documents


@dataclass
class Survey:
    """The leads of one site, the weightiest first, then the nearest, then in the order in which they were named."""

    book: AddressBook
    home: str
    leads: dict[str, Lead] = field(default_factory=dict)
    looks: dict[str, Look] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)  # where redirects led
    _waiting: list[tuple[int, int, int, str]] = field(default_factory=list)
    _listed: set[str] = field(default_factory=set)
    _entry_shapes: Counter[str] = field(default_factory=Counter)
    _list_shapes: set[str] = field(default_factory=set)
    _samples: Counter[str] = field(default_factory=Counter)
    _sampled_lists: set[str] = field(default_factory=set)
    _probes: dict[str, str] = field(default_factory=dict)  # entry → the list that it was taken from

    def __post_init__(self) -> None:
        self._add(self.home, 0, FIRST)

    @property
    def home_look(self) -> Look | None:
        """What the home page showed, where redirects led to; None before it was seen."""
        url = self.home
        for _ in range(MAX_REDIRECTS):
            url = self.moved.get(url, url)
        return self.looks.get(url)

    @property
    def not_looked_at(self) -> list[Lead]:
        """The leads that wait, the first to be looked at first."""
        waiting = (self.leads[url] for _, _, _, url in sorted(self._waiting))
        return [lead for lead in waiting if not self._is_document(lead)]

    def following(self) -> Lead | None:
        """The lead to look at now; None where nothing is left. Each is given once."""
        while self._waiting:
            _, _, _, url = heapq.heappop(self._waiting)
            if not self._is_document(self.leads[url]):
                return self.leads[url]
        return self._sample()

    def take(self, look: Look) -> None:
        """Take what a page showed."""
        lead = self.leads[look.url]
        self.looks[look.url] = look
        if look.target:
            self._follow(lead, look)
        elif look.kind == "page":
            self._take_list(look)
            of = self._probes.get(look.url)
            if of is not None and self.is_directory(of):
                self._take_directory(of)
            for section in look.sections:
                self._take_section(section, look.url, lead.depth + 1)
            if look is self.home_look and len(self.leads) <= _FEW_LEADS:
                self._guess_site_map(look.url)

    def _guess_site_map(self, home: str) -> None:
        """Look for a site map where one usually stands, once everything that is named has been looked at."""
        if not any(lead.is_site_map for lead in self.leads.values()):
            for path in words("columns", "site_map_paths"):
                self._add(urljoin(self.home, path), 1, UNNAMED, (words("columns", "site_map")[0], "guess", home))

    def _follow(self, lead: Lead, look: Look) -> None:
        if look.url == self.home and (base := self._moved_base(look.target)):
            self.book = AddressBook(base, (base, *self.book.hosts))
            self.home = self.book.canonical(look.target) or base
            self._add(self.home, 0, FIRST)
            return
        target = self.book.canonical(look.target)
        if target is None or lead.redirects >= MAX_REDIRECTS or target == look.url:
            return
        self.moved[look.url] = target
        self._add(target, lead.depth, lead.weight)
        self.leads[target].redirects = max(self.leads[target].redirects, lead.redirects + 1)
        self.leads[target].names.extend(lead.names)

    def _moved_base(self, target: str) -> str:
        """The site's base where its home page sends to https, or to its name with or without www; else ''."""
        base = site_of(target)
        old, new = urlsplit(self.book.base), urlsplit(base)
        if not base or base in self.book.hosts or (old.scheme, old.netloc) == (new.scheme, new.netloc):
            return ""
        if {old.port, new.port} - {None, 80, 443} and old.port != new.port:
            return ""  # another service of the host, not the site
        names = {(parts.hostname or "").removeprefix("www.") for parts in (old, new)}
        return base if len(names) == 1 else ""

    def _take_list(self, look: Look) -> None:
        items = look.reading.items if look.reading is not None else ()
        if look is self.home_look:  # what it shows may be listed nowhere
            self._entry_shapes.update(shape(item.url) for item in items if item.url and item.listed_on)
            return
        urls = {url for item in items if item.url and (url := self.book.canonical(item.url))}
        self._listed |= urls
        self._probe(look, items)
        if len(urls) >= 2:
            self._list_shapes.add(shape(look.url))
        self._entry_shapes.update(map(shape, urls))

    def _probe(self, look: Look, items: Sequence[Listing]) -> None:
        """Look at two entries of a list without dates: where both are lists, its entries are columns."""
        plain = [item for item in items if item.url and not item.listed_on and not is_article_url(item.url)]
        if look.url in self._probes or len(plain) < max(_PROBES, len(items)):
            return
        for item in plain[:_PROBES]:
            if (url := self.book.canonical(item.url)) and url not in self.leads:
                self._probes[url] = look.url
                self._add(url, self.leads[look.url].depth + 1, PROBE, (item.title, "probe", look.url))

    def is_directory(self, url: str) -> bool:
        """Whether the entries of a list are lists themselves, as far as they were looked at."""
        probed = [self.looks[entry] for entry, of in self._probes.items() if of == url and entry in self.looks]
        return bool(probed) and all(look.reading and len(look.reading.items) >= 2 for look in probed)

    def _take_directory(self, url: str) -> None:
        """The entries of a list of lists are leads."""
        reading, depth = self.looks[url].reading, self.leads[url].depth + 1
        for item in reading.items if reading else ():
            if entry := self.book.canonical(item.url):
                self._listed.discard(entry)
                self._add(entry, depth, weight_of(item.title), (item.title, "directory", url))

    def _take_section(self, section: Section, page: str, depth: int) -> None:
        url = self.book.canonical(section.url)
        if url is None or url == self.home or depth > DEEPEST:
            return
        weight = FRAME if section.place == "frame" else weight_of(section.name) if section.name else UNNAMED
        self._add(url, depth, weight, (section.name, section.place, page))

    def _add(self, url: str, depth: int, weight: int, named: tuple[str, str, str] | None = None) -> None:
        lead = self.leads.get(url)
        if lead is None:
            if len(self.leads) >= MAX_LEADS:
                return
            lead = self.leads[url] = Lead(url, len(self.leads), depth, weight)
            self._wait(lead)
        elif weight > lead.weight:
            was_waiting = url not in self.looks and any(waiting[3] == url for waiting in self._waiting)
            lead.weight = weight
            if was_waiting:
                self._waiting = [waiting for waiting in self._waiting if waiting[3] != url]
                heapq.heapify(self._waiting)
                self._wait(lead)
        if named is not None and named not in lead.names:
            lead.names.append(named)

    def _wait(self, lead: Lead) -> None:
        heapq.heappush(self._waiting, (-lead.weight, lead.depth, lead.order, lead.url))

    def _is_document(self, lead: Lead) -> bool:
        """Whether lists have shown that an address is a document's: as an entry, or by its shape."""
        if lead.weight in (FIRST, FRAME, SAMPLE) or any(place in CERTAIN for _, place, _ in lead.names):
            return False
        if lead.url in self._listed:
            return True
        said = shape(lead.url)
        in_body = all(place == "body" for _, place, _ in lead.names)
        return in_body and self._entry_shapes[said] >= _SAME_SHAPE and said not in self._list_shapes

    def _sample(self) -> Lead | None:
        """A document to look at for its breadcrumb: of the home page and in no list, else one of each list."""
        url = self._unlisted() or self._of_a_list()
        if url is None:
            return None
        lead = self.leads[url] = Lead(url, len(self.leads), DEEPEST - 2, SAMPLE)
        return lead

    def _unlisted(self) -> str | None:
        """A document of the home page that no list shows, of the folder that was sampled least."""
        home = self.home_look
        if home is None or self._samples.total() >= _MOST_SAMPLES:
            return None
        known = self._listed | self.leads.keys()
        urls = [url for said in home.documents if (url := self.book.canonical(said)) and url not in known]
        if not urls:
            return None
        url = min(urls, key=lambda one: self._samples[_folder(one)])
        self._samples[_folder(url)] += 1
        return url

    def _of_a_list(self) -> str | None:
        """The last document on the first page of a list of which none was looked at."""
        for look in self.looks.values():
            if len(self._sampled_lists) >= _MOST_LIST_SAMPLES:
                return None
            if look.reading is None or look is self.home_look or look.url in self._sampled_lists:
                continue
            urls = [url for item in look.reading.items if item.url and (url := self.book.canonical(item.url))]
            if not urls:
                continue
            self._sampled_lists.add(look.url)
            if self.leads.keys().isdisjoint(urls) and not is_file(urls[-1]):
                return urls[-1]
        return None


def _folder(url: str) -> str:
    return shape(url.rpartition("/")[0])
