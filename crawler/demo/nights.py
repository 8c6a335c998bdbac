"""The site as it is in a night of nights.yml: all that has happened so far, and how it answers then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import reduce
from zlib import crc32

from crawler.demo import truth
from crawler.demo.attachments import CONTENT_TYPES, attachment
from crawler.demo.happenings import Standing, State, beginning, happened
from crawler.demo.hosting import own_host, placed
from crawler.demo.model import Document, Entry, Fault, Host, Page, Site
from crawler.demo.noise import noisy_skin, other_navigation, with_sessions
from crawler.demo.skin import Skin, load_skin
from crawler.demo.truth import Column, SiteTruth
from crawler.demo.truth.watch import Night, nights
from crawler.demo.weather import answering

#: What a redesign adds to the numbers in addresses, and to those of columns.
_RENUMBERED, _FOLDERS = 700_000, 200
#: The validators that pages have, as a server and what stands before it leave them: both, one, or none.
_VALIDATORS = (("etag", "modified"), ("etag",), ("modified",), ())
#: A file saved anew: after the end of a PDF readers ignore what follows.
_SAVED_ANEW = b"% saved anew\n"


def site_on(site: Site, night: Night) -> Site:
    """``site``, as it was before its year, as it is in ``night``; the city's site stays. Pure: the same gives the same.

    ``own.documents`` are those that answer in fair weather, listed or not; their numbers never change.
    """
    past = [event for one in nights() if one.at <= night.at for event in one.events]
    state = reduce(lambda before, event: happened(site, before, event), past, beginning(site))
    looks = _looks(site, state, night)
    own = _host(looks, state)
    faults = tuple(Fault(document.url, 503) for document in own.documents if document.form == "unavailable")
    return answering(replace(site, own=own, faults=faults), night, looks.skin, looks.plan)


@dataclass(frozen=True, slots=True)
class _Looks:
    """Addresses and looks of one night."""

    skin: Skin
    designs: int  # how often all addresses were made new
    plan: SiteTruth
    before: SiteTruth  # the plan of the design before
    noise: tuple[str, ...]
    at: datetime  # by the site's clock
    emptied: tuple[str, ...] = ()  # columns

    def placed(self, document: Document, address: Document) -> Document:
        """A document at the address that its design makes of another's number and date."""
        number = address.number + _RENUMBERED * self.designs
        return placed(document, self.skin, self.plan, replace(address, number=number))

    def finished(self, path: str, page: Page) -> Page:
        """A page with the night's sessions in its links, and the validators its address has."""
        validators = _VALIDATORS[crc32(path.encode()) % len(_VALIDATORS)]
        return replace(with_sessions(path, page, self.noise, self.at), validators=validators)


def _looks(site: Site, state: State, night: Night) -> _Looks:
    at = night.true_time + timedelta(hours=night.skew)
    plan, before = _plan(site, state.designs), _plan(site, max(0, state.designs - 1))
    if state.designs or "navigation" in night.noise:
        plan = other_navigation(plan)
    emptied = night.columns if night.weather == "emptied" else ()
    skin = noisy_skin(load_skin(site.skin), night.noise, at)
    return _Looks(skin, state.designs, plan, before, night.noise, at, emptied)


def _plan(site: Site, designs: int) -> SiteTruth:
    """The navigation of a site, with other folders in its addresses after every redesign."""
    plan = truth.site("own_site").only(site.own.listings)
    parts = (plan.hubs, plan.columns, plan.empty)
    return SiteTruth(*(tuple(_renamed(column, designs) for column in part) for part in parts))


def _renamed(column: Column, designs: int) -> Column:
    code = f"{column.code}{designs + 1}" if designs else column.code
    return replace(column, code=code, number=column.number + _FOLDERS * designs)


def _host(looks: _Looks, state: State) -> Host:
    """Everything that answers in fair weather."""
    standing = [(one, looks.placed(one.document, one.address)) for one in state.standings.values()]
    listed = [document for one, document in standing if one.listed]
    listings = {
        column.key: () if column.key in looks.emptied else _listing(column.key, listed, state.pinned)
        for column in looks.plan.columns
    }
    shown = [_shown(one, document) for one, document in standing if one.gone in ("", "soft_404")]
    host = own_host(looks.skin, looks.plan, shown, listings)
    pages = {**dict(_left_behind(looks, state, listings)), **host.pages, **dict(_besides(looks, standing))}
    finished = {path: looks.finished(path, page) for path, page in pages.items()}
    return replace(host, pages=finished, documents=tuple(document for one, document in standing if not one.gone))


def _shown(one: Standing, document: Document) -> Document:
    """A document as its address answers: a soft 404 where it is gone and says so with 200."""
    return replace(document, form="soft_404", attachments=()) if one.gone else document


def _listing(key: str, listed: Sequence[Document], pinned: int) -> tuple[Entry, ...]:
    """A column's entries, newest first; those without a date anywhere, and the pinned one on top."""
    of_column = [document for document in listed if key in document.columns]
    shown = sorted((d for d in of_column if d.published_on), key=_newest, reverse=True)
    for document in of_column:
        if document.published_on is None:
            shown.insert(document.number % (len(shown) + 1), document)
    shown.sort(key=lambda document: document.number != pinned)
    return tuple(Entry(d.title, d.published_on, d.url, d.number, d.number == pinned) for d in shown)


def _newest(document: Document) -> tuple[date, int]:
    return document.published_on or date.min, document.number


def _besides(looks: _Looks, standing: Sequence[tuple[Standing, Document]]) -> Iterator[tuple[str, Page]]:
    """What answers beside pages: addresses that moved pages left, documents gone for good, files of other bytes."""
    for one, document in standing:
        if one.before is not None:
            yield looks.placed(one.document, one.before).url, _leading_to(document.url)
        if one.gone == "410":
            yield document.url, Page(b"<html><body><h1>410 Gone</h1></body></html>", "text/html", 410)
        if not one.gone:
            yield from _files(one, document)


def _files(one: Standing, document: Document) -> Iterator[tuple[str, Page]]:
    for file in document.attachments:
        if one.file_saved or one.file_texts != document.paragraphs:
            body = attachment(file.format, file.name, one.file_texts)
            yield file.path, Page(body + _SAVED_ANEW * one.file_saved, CONTENT_TYPES[file.format])


def _left_behind(looks: _Looks, state: State, listings: Mapping[str, tuple[Entry, ...]]) -> Iterator[tuple[str, Page]]:
    """The addresses of the design before, which lead to those of today."""
    if not state.redirects:
        return
    earlier = replace(looks, designs=looks.designs - 1, plan=looks.before)
    for one in state.standings.values():
        if one.gone:
            continue
        old, new = (design.placed(one.document, one.address) for design in (earlier, looks))
        yield old.url, _leading_to(new.url)
        yield from (
            (left.path, _leading_to(now.path)) for left, now in zip(old.attachments, new.attachments, strict=True)
        )
    left_pages = {column.key: column for column in looks.before.pages}
    for now in looks.plan.pages:
        left = left_pages.get(now.key, now)  # a page that is new led from nowhere
        pages = max(1, -(-len(listings.get(now.key, ())) // looks.skin.page_size))
        for page in range(1, pages + 1):
            yield looks.skin.column_path(left, page, pages), _leading_to(looks.skin.column_path(now, page, pages))


def _leading_to(path: str) -> Page:
    return Page(b"", "text/html", 301, path)
