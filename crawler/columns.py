"""Where columns are: on the home page, under their parents, or deeper; and what is said of those that are nowhere."""

from __future__ import annotations

from collections.abc import Mapping

from archive.records import ColumnFound, ColumnNotFound, Request, WalkRecord
from crawler import search
from crawler.portal import Column, Portal
from crawler.reading import Page, read_sections
from crawler.reading.text import key
from crawler.steps import Step
from crawler.urls import AddressBook

#: What is sought is a column's key, or the title of a parent that is no column, behind this mark.
_PARENT = "parent:"


def children(portal: Portal, parent: str | None) -> tuple[Column, ...]:
    """The columns without a URL that are to be found under ``parent``; None: on the home page, or deeper."""
    return tuple(column for column in portal.columns if column.url is None and column.parent == parent)


def find_under(portal: Portal, page: Page, parent: str) -> Step:
    """Look for the columns under ``parent`` on its page: by their titles, else by a known variant."""
    under = [column.key for column in children(portal, parent)]
    rest, found = search.look(search.Search(tuple(under), ()), page, _outlook(portal))
    hits = found | dict(rest.hits)
    missing = tuple(ColumnNotFound(name, page.url) for name in under if name not in hits)
    return _joined(_found({name: hits[name] for name in under if name in hits}), Step(missing))


def behind_article(portal: Portal, request: Request, page: Page) -> Step | None:
    """Where a column's link led to a single article: the list that its breadcrumb names; None without one."""
    column = next(column for column in portal.columns if column.key == request.column)
    if column.url is not None:
        return None
    titles = set(map(key, column.titles))
    canonical = AddressBook.of(portal).canonical
    for section in read_sections(page):
        url = canonical(section.url) if section.place == "breadcrumb" and key(section.name) in titles else None
        if url is not None and url != request.url:
            return _found({column.key: search.Hit(url)})
    return None


def _outlook(portal: Portal) -> search.Outlook:
    titles: dict[str, tuple[str, ...]] = {column.key: column.titles for column in portal.columns}
    titles |= {_PARENT + column.parent: (column.parent,) for column in portal.columns if column.parent}
    names = {name for column in portal.columns for name in (*column.titles, column.parent or column.title)}
    return search.Outlook(titles, names, portal.base, AddressBook.of(portal).canonical)


def _sought(portal: Portal) -> tuple[str, ...]:
    """What the home page should name: columns without parent, and parents that are no such columns."""
    declared = {column.title for column in portal.columns if column.parent is None}
    parents = dict.fromkeys(c.parent for c in portal.columns if c.parent and c.url is None and c.parent not in declared)
    return (*(column.key for column in children(portal, None)), *(_PARENT + parent for parent in parents))


def find_on_home(portal: Portal, page: Page) -> Step:
    """Look for columns, and parents that are none, on the home page; what it does not name is sought deeper."""
    outlook = _outlook(portal)
    start, found = search.look(search.Search(_sought(portal), ()), page, outlook)
    # A title in the home page's text may be a document's; it is taken all the same, before anything deeper.
    named = found | {name: hit for name, hit in start.hits if not hit.named}
    missing = [name for name in start.seeking if name not in named]
    step = _found(named)
    further = search.begin(missing, page, outlook, {hit.url for hit in named.values()}) if missing else None
    return _joined(step, _next_of(portal, further)) if further else step


def go_on(portal: Portal, request: Request, page: Page | None) -> Step:
    """Go on with a search from the page that it asked for; None: that page could not be read."""
    further, found = search.go_on(search.from_text(request.search), page, _outlook(portal))
    return _joined(_found(found), _next_of(portal, further))


def _next_of(portal: Portal, further: search.Search) -> Step:
    """Ask for the next page of a search, or end it with what was kept: variants, then what is nowhere."""
    if further.place is not None:
        return Step(requests=(Request(further.place.url, "navigation", search=further.text),), kind="navigation")
    kept = dict(further.hits)
    missing = [name for name in further.seeking if name not in kept]
    records = [record for name in missing for record in _not_found(portal, name)]
    return _joined(_found(kept), Step(tuple(records), kind="navigation"))


def _found(hits: Mapping[str, search.Hit]) -> Step:
    """What follows from columns and parents that were found: their lists, and the pages that name columns."""
    records: list[WalkRecord] = []
    requests: list[Request] = []
    for name, hit in hits.items():
        if name.startswith(_PARENT):
            requests.append(Request(hit.url, "navigation", parent=name.removeprefix(_PARENT)))
        else:
            records.append(ColumnFound(name, hit.url, hit.named))
            requests.append(Request(hit.url, "list", column=name))
    return Step(tuple(records), tuple(requests), kind="navigation")


def _not_found(portal: Portal, name: str) -> list[WalkRecord]:
    columns = children(portal, name.removeprefix(_PARENT)) if name.startswith(_PARENT) else ()
    keys = [column.key for column in columns] if name.startswith(_PARENT) else [name]
    return [ColumnNotFound(name, portal.base) for name in keys]


def _joined(first: Step, second: Step) -> Step:
    return Step((*first.records, *second.records), (*first.requests, *second.requests), kind="navigation")
