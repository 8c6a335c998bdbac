"""Documents that were not there before: added, or backdated where their date says that they should have been.

A document is backdated where every date that page and list give it is earlier than the day, in the portal's zone, of
an accepted crawl that read its list to the end and found nothing of it. What nobody lacked is no news: an entry of a
list that was never read to its end before is added only where it is dated since the first look.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date

from archive.changes.change import Change
from archive.changes.rules import rules
from archive.changes.scope import Scope

_ARRIVED = """
select n.document, n.first_seen, d.published_on, d.published_on_other, d.published_on_printed,
    max(l.listed_on) as listed_on, json_group_array(distinct l."column") as columns,
    (select o.id from documents o where o.content_digest = d.content_digest and o.title_key = d.title_key
        and o.portal = d.portal and o.id <> d.id and o.first_seen < d.first_seen
        order by o.first_seen, o.published_on, o.id limit 1) as repost_of
from temp.newcomers n join documents d on d.id = n.document
join listings l on l.crawl = ? and l.document = n.document
where not exists (select 1 from changes h where h.document = n.document and h.kind in ('added', 'backdated'))
group by n.document order by n.document
"""
_DATES = ("published_on", "published_on_other", "published_on_printed", "listed_on")


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A newcomer, by the latest date it is given; ``place`` is that of the crawl that first saw it."""

    document: str
    place: int
    dated: date | None
    columns: tuple[str, ...]
    repost_of: str | None


def arrivals(scope: Scope, undecided: Set[str]) -> Iterator[Change]:
    """What is added and backdated, but for what may be another document that moved; and bursts of the backdated."""
    arrived = [one for one in _arrived(scope) if one.document not in undecided]
    changes = {one.document: change for one in arrived if (change := _change(scope, one))}
    yield from changes.values()
    dates: dict[str, list[date]] = {}
    for one in arrived:
        change = changes.get(one.document)
        if change and change.kind == "backdated" and change.column and one.dated:
            dates.setdefault(change.column, []).append(one.dated)
    yield from (_burst(column, of) for column, of in sorted(dates.items()) if _is_burst(of))


def _arrived(scope: Scope) -> Iterator[_Arrival]:
    places = {crawl.closed_at: crawl.place for crawl in scope.before}
    for row in scope.db.query(_ARRIVED, [scope.crawl]):
        dates = [row[key] for key in _DATES if row[key]]
        yield _Arrival(
            row["document"],
            places.get(row["first_seen"], len(scope.before)),
            date.fromisoformat(max(dates)) if dates else None,
            tuple(sorted(json.loads(row["columns"]))),
            row["repost_of"],
        )


def _change(scope: Scope, one: _Arrival) -> Change | None:
    """What it is to have come only now; None where nothing shows that it was not there before."""
    lacked = [(crawl.place, c) for c in one.columns if (crawl := scope.last_whole(c, one.place))]
    if not lacked:
        looked = (crawl for column in one.columns if (crawl := scope.first(column)) and crawl.place < one.place)
        since = min((scope.day(crawl.started_at) for crawl in looked), default=None)
        is_new = since is not None and one.dated is not None and one.dated >= since
        return Change("added", one.document, one.columns[0], repost_of=one.repost_of) if is_new else None
    place = max(place for place, _ in lacked)
    column = min(column for at, column in lacked if at == place)
    late = (scope.day(scope.before[place].started_at) - one.dated).days if one.dated else 0
    if late <= 0:
        return Change("added", one.document, column, repost_of=one.repost_of)
    by = scope.before[place].id
    return Change("backdated", one.document, column, days=late, lacked_by=by, repost_of=one.repost_of)


def _is_burst(dates: Sequence[date]) -> bool:
    bounds, span = rules(), (max(dates) - min(dates)).days
    return len(dates) >= bounds.burst_documents and len(set(dates)) >= bounds.burst_dates and span >= bounds.burst_days


def _burst(column: str, dates: Sequence[date]) -> Change:
    first, last = min(dates), max(dates)
    return Change("burst", None, column, before=first.isoformat(), after=last.isoformat(), documents=len(dates))
