"""The cases of truth/cases.yml, made of a site: lists that break off, and what robots.txt closes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from crawler.demo import truth
from crawler.demo.model import Fault, Page, Site
from crawler.demo.skin import load_skin
from crawler.demo.truth import Case, Column

#: Pages of a truncated list that can be had.
READABLE = 2
#: More often than anybody asks.
_ALWAYS = 1000


def observed(site: Site, case: Case) -> Site:
    """``site`` as it answers in ``case``; that the city is not crawled, or the site twice, is the caller's part."""
    own = site.own
    if case.disallowed:
        robots = own.pages["/robots.txt"]
        closed = "".join(f"Disallow: {path}$\n" for path in _closed(site, case))
        pages = {**own.pages, "/robots.txt": Page(robots.body + closed.encode("ascii"), robots.content_type)}
        own = replace(own, pages=pages)
    faults = tuple(Fault(path, 503, _ALWAYS) for key in case.truncated for path in _broken_off(site, _column(key)))
    return replace(site, own=own, faults=(*site.faults, *faults))


def _column(key: str) -> Column:
    return next(column for column in truth.site("own_site").columns if column.key == key)


def _closed(site: Site, case: Case) -> Iterator[str]:
    skin = load_skin(site.skin)
    yield from (skin.column_path(_column(key)) for key in case.disallowed)
    yield from (document.url for document in site.own.documents if document.closed)


def _broken_off(site: Site, column: Column) -> Iterator[str]:
    skin = load_skin(site.skin)
    pages = -(-len(site.own.listings[column.key]) // skin.page_size)
    for page in range(READABLE + 1, pages + 1):
        yield skin.column_path(column, page, pages)
