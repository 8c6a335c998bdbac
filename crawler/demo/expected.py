"""What changes.yml asks for, as rows of the documents of one site: groups and redesigns spelled out, with addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin

from crawler.demo.happenings import number_of, numbers_of
from crawler.demo.model import Document, Site
from crawler.demo.truth.watch import ALL, ExpectedChange, expected_changes, nights


@dataclass(frozen=True, slots=True)
class ExpectedRow:
    """One change of one document, or a burst (without document). ``first_url`` and ``url`` are canonical.

    ``url`` is where it stands in ``night``, or stood last; ``before`` and ``after`` of a move are its addresses.
    """

    night: str
    by: str
    kind: str
    column: str
    first_url: str = ""
    url: str = ""
    title: str = ""
    before: str | date | None = None
    after: str | date | None = None
    days: int | None = None
    missing_since: str = ""
    repost_of: str = ""  # first address of the original
    part: str = "text"
    count: int = 1


def expected_rows(sites: Mapping[str, Site]) -> Iterator[ExpectedRow]:
    """Every change of the year, in its order; ``sites``: the site in each night (`site_on`), by the night's key."""
    for change in expected_changes():
        if change.kind == "burst":
            yield _burst(change)
            continue
        known = _Known(sites, change.night)
        yield from (_row(change, known, number) for number in _numbers(change, known))


class _Known:
    """What was to be seen of a site's documents up to one night; a night that is not accepted shows nothing."""

    def __init__(self, sites: Mapping[str, Site], night: str) -> None:
        self.first: dict[int, str] = {}
        self.before: dict[int, Document] = {}
        self.last: dict[int, Document] = {}
        seen = [sites[one.key] for one in nights() if one.accepted and one.key <= night]
        for site in seen:
            self.before = dict(self.last)
            self.last |= {one.number: one for one in site.own.documents}
            self.first = {one.number: urljoin(site.own.base, one.url) for one in site.own.documents} | self.first
        self.base = seen[-1].own.base
        self.now = {one.number for one in seen[-1].own.documents}


def _numbers(change: ExpectedChange, known: _Known) -> tuple[int, ...]:
    if change.document == ALL:
        return tuple(number for number in known.now if known.last[number].form != "external")
    return numbers_of(change.document)


def _row(change: ExpectedChange, known: _Known, number: int) -> ExpectedRow:
    document = known.last[number]
    url = urljoin(known.base, document.url)
    before, after = change.before, change.after
    if change.kind == "moved":
        before, after = urljoin(known.base, known.before[number].url), url
    day = document.published_on
    return ExpectedRow(
        change.night,
        change.by or change.night,
        change.kind,
        document.columns[0],
        known.first[number],
        url,
        document.title,
        before,
        after,
        change.each[day] if change.each and day else change.days,
        change.missing_since,
        known.first[number_of(change.repost_of)] if change.repost_of else "",
        change.part,
    )


def _burst(change: ExpectedChange) -> ExpectedRow:
    return ExpectedRow(
        change.night,
        change.night,
        change.kind,
        change.column,
        before=change.before,
        after=change.after,
        count=change.count,
    )
