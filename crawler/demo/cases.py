"""The cases of truth/cases.yml, made of a site: lists that break off, and what robots.txt closes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from crawler.demo import truth
from crawler.demo.model import Fault, Page, Site
from crawler.demo.script_lists import SERVICES
from crawler.demo.skin import Skin, load_skin
from crawler.demo.truth import Case, Column

#: Pages of a truncated list that can be had.
READABLE = 2
#: More often than anybody asks.
ALWAYS = 1000


def observed(site: Site, case: Case) -> Site:
    """``site`` as it answers in ``case``; that the city is not crawled, or the site twice, is the caller's part."""
    own = site.own
    if case.disallowed:
        robots = own.pages["/robots.txt"]
        closed = "".join(f"Disallow: {path}$\n" for path in _closed(site, case))
        pages = {**own.pages, "/robots.txt": Page(robots.body + closed.encode("ascii"), robots.content_type)}
        own = replace(own, pages=pages)
    truncated = [_column(key) for key in case.truncated]
    paths = [path for one in truncated for path in broken_off(load_skin(site.skin), one, len(own.listings[one.key]))]
    faults = tuple(Fault(path, 503, ALWAYS) for path in paths)
    return replace(site, own=own, faults=(*site.faults, *faults))


def _column(key: str) -> Column:
    return next(column for column in truth.site("own_site").columns if column.key == key)


def _closed(site: Site, case: Case) -> Iterator[str]:
    skin = load_skin(site.skin)
    yield from (skin.column_path(_column(key)) for key in case.disallowed)
    yield from (document.url for document in site.own.documents if document.closed)


def broken_off(skin: Skin, column: Column, entries: int) -> Iterator[str]:
    """The pages of a column's list of so many entries that cannot be had where it is truncated; a service's none."""
    if skin.pager in SERVICES:
        return
    pages = -(-entries // skin.page_size)
    for page in range(READABLE + 1, pages + 1):
        yield skin.column_path(column, page, pages)
