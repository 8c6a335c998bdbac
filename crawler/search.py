"""Columns that the home page does not name are sought one and two levels deeper.

The search goes from page to page in one chain of requests, each of which carries what is still sought, what was seen
and where else to look. So its result hangs on no order in which other pages come, and a rebuild takes the same way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from crawler.reading import NamedLink, Page, find_named, read_list, read_sections
from crawler.reading.addresses import is_article_url, shape
from crawler.reading.breadcrumb import read_breadcrumb
from crawler.reading.columns import is_site_map, weight_of
from crawler.reading.links import read_links
from crawler.reading.sections import LONGEST_NAME
from crawler.reading.text import key

#: Pages that one search looks at, the home page aside.
MAX_PAGES = 30
DEEPEST = 2
_MOST_KNOWN = 120
_MOST_ARTICLES = 6  # of the home page, for the breadcrumbs they show
_SITE_MAP, _LAST = 1_000, -1

Canonical = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Place:
    """A page to look at: its canonical URL, how likely it leads on, and its distance from the home page."""

    url: str
    weight: int
    depth: int


@dataclass(frozen=True, slots=True)
class Hit:
    """Where something sought was named. ``named`` is the site's name where it is a variant."""

    url: str
    named: str = ""
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class Search:
    """What is sought and where. ``seeking`` maps what is sought (a column's key, a parent's mark) to its titles."""

    seeking: tuple[str, ...]
    places: tuple[Place, ...]  # those before ``at`` have been looked at
    at: int = 0
    hits: tuple[tuple[str, Hit], ...] = ()  # the first of each that is a variant or uncertain

    @property
    def text(self) -> str:
        """The search as a request carries it."""
        places = [(place.url, place.weight, place.depth) for place in self.places]
        hits = [(name, hit.url, hit.named, hit.is_certain) for name, hit in self.hits]
        return json.dumps([self.seeking, places, self.at, hits], ensure_ascii=False, separators=(",", ":"))

    @property
    def place(self) -> Place | None:
        """The page to look at next; None once nothing is sought any more, or nowhere is left."""
        ended = not self.seeking or self.at >= min(len(self.places), MAX_PAGES)
        return None if ended else self.places[self.at]


def from_text(text: str) -> Search:
    """The search that a request carries."""
    seeking, places, at, hits = json.loads(text)
    return Search(
        tuple(seeking),
        tuple(Place(*place) for place in places),
        at,
        tuple((name, Hit(url, named, certain)) for name, url, named, certain in hits),
    )


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a portal file says of its columns, for whoever looks for them."""

    titles: Mapping[str, Sequence[str]]  # by what is sought
    names: Collection[str]  # of every column: no variant of another
    home: str
    canonical: Canonical


def look(search: Search, page: Page, outlook: Outlook) -> tuple[Search, dict[str, Hit]]:
    """Look for everything sought on one page; return the search without what is certainly found there, and that.

    Certain is one of the titles; a variant, and the title of what may be a document, are kept for the end.
    """
    wanted = {name: outlook.titles[name] for name in search.seeking}
    links = find_named(page, wanted, outlook.names)
    hits = {name: tuple(_hits(links[name], outlook)) for name in search.seeking if name in links}
    found = {name: hit for name, some in hits.items() if (hit := _sure(some))}
    kept = {name: some[0] for name, some in hits.items() if some} | dict(search.hits)
    rest = tuple(name for name in search.seeking if name not in found)
    return replace(search, seeking=rest, hits=tuple((name, kept[name]) for name in rest if name in kept)), found


def _itself(search: Search, page: Page, outlook: Outlook) -> tuple[Search, dict[str, Hit]]:
    """The page itself, where its breadcrumb ends with a title that is sought and it shows a list."""
    own = key("".join(read_breadcrumb(page)[-1:]))
    names = [name for name in search.seeking if own and own in map(key, outlook.titles[name])]
    if not names or not read_list(page).items:
        return search, {}
    rest = tuple(name for name in search.seeking if name not in names)
    hits = tuple((name, hit) for name, hit in search.hits if name in rest)
    return replace(search, seeking=rest, hits=hits), {name: Hit(page.url) for name in names}


def _hits(links: Sequence[NamedLink], outlook: Outlook) -> Iterator[Hit]:
    """The links that lead to a page of the site; a variant that may be a document's name is none."""
    for link in links:
        url = outlook.canonical(link.url) if link.is_certain or not link.is_variant else None
        if url is not None and url != outlook.home:
            yield Hit(url, link.name if link.is_variant else "", link.is_certain)


def _sure(hits: Sequence[Hit]) -> Hit | None:
    return next((hit for hit in hits if hit.is_certain and not hit.named), None)


def begin(seeking: Sequence[str], home: Page, outlook: Outlook, lists: Collection[str]) -> Search:
    """A search for what the home page does not name; ``lists``, addresses of columns that it names, come last."""
    search = Search(tuple(seeking), (Place(outlook.home, 0, 0),), 1)
    search = _extended(search, _sections(home, outlook, 1, lists))
    return look(_extended(search, _articles(home, outlook)), home, outlook)[0]


def go_on(search: Search, page: Page | None, outlook: Outlook) -> tuple[Search, dict[str, Hit]]:
    """Take the page that was looked for (None: it could not be read); return the search and what was found."""
    depth = search.places[search.at].depth
    search = replace(search, at=search.at + 1)
    if page is None:
        return search, {}
    search, found = look(search, page, outlook)
    search, itself = _itself(search, page, outlook)
    found |= itself
    if depth < DEEPEST:
        search = _extended(search, _sections(page, outlook, depth + 1, ()))
    return search, found


def _extended(search: Search, places: Sequence[Place]) -> Search:
    """The search with further places, the weightiest and nearest first among those not yet looked at."""
    known = {place.url for place in search.places}
    new = {place.url: place for place in reversed(places) if place.url not in known}
    waiting = [*search.places[search.at :], *reversed(new.values())]
    waiting.sort(key=lambda place: (-place.weight, place.depth))
    return replace(search, places=(*search.places[: search.at], *waiting)[:_MOST_KNOWN])


def _sections(page: Page, outlook: Outlook, depth: int, lists: Collection[str]) -> list[Place]:
    places = []
    documents = {shape(link.url) for link in read_links(page) if len(link.text) > LONGEST_NAME}
    for section in read_sections(page):
        url = outlook.canonical(section.url) if section.may_be_column else None
        if url is None:
            continue
        weight = _SITE_MAP if is_site_map(section.name) else weight_of(section.name)
        is_like_document = section.place == "body" and shape(url) in documents
        places.append(Place(url, _LAST if is_like_document else 1 if url in lists else weight, depth))
    return places


def _articles(home: Page, outlook: Outlook) -> list[Place]:
    """A few documents of the home page, of different folders: their breadcrumbs name columns that nothing else does."""
    by_folder: dict[str, Place] = {}
    for link in read_links(home):
        url = outlook.canonical(link.url)
        if url and (is_article_url(url) or len(link.text) > LONGEST_NAME):
            by_folder.setdefault(url.rpartition("/")[0], Place(url, 0, DEEPEST))
    return list(by_folder.values())[:_MOST_ARTICLES]
