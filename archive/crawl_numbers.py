"""What a crawl read, and what the last accepted crawls had, in numbers: what checks of a crawl rest on."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlite_utils import Database

from archive.records import CHALLENGE
from archive.schema import READER_VERSION

#: Entries of a crawl's lists with what it read of each, and what is known of its document. ``known_dead`` where
#: nothing was read of it before either: an accepted crawl asked for it in vain, and none has read it since.
_ENTRIES = """
with accepted as (
    select id, closed_at from crawls where portal = :portal and accepted = 1 and source = 'live' and id <> :crawl
), not_read as (
    select "key" as url, value as reason from json_each(:unread)
), last_vain as (
    select u.url, max(w.closed_at) as closed_at from unread u join accepted w on w.id = u.crawl
    where u.url in (select url from not_read) group by u.url
)
select l."column", l.url, l.listed_on, l.state, v.state as read_as, v.title, v.published_on, v.family,
    v.reader_version, s.capture in (select record from purged) as purged, d.published_on as known_on,
    n.state as known_as, n.title as known_title, case when n.reader_version = v.reader_version then n.family end
        as known_family,
    not_read.reason,
    last_vain.closed_at is not null and not exists (
        select 1 from sightings b join accepted w on w.id = b.crawl
        where b.document = coalesce(k.document, l.document) and w.closed_at > last_vain.closed_at) as known_dead
from listings l
left join sightings s on s.crawl = l.crawl and s.document = l.document
left join document_versions v on v.id = s.version
left join document_urls k on k.portal = :portal and k.url = l.url
left join documents d on d.id = k.document
left join document_versions n on n.id = d.version
left join not_read on not_read.url = l.url
left join last_vain on last_vain.url = l.url
where l.crawl = :crawl order by l."column", l.url
"""
#: For each column the accepted crawl that a new one is compared with, in place 1: the last that read its list to the
#: end, else the last.
_RANKED = """
with accepted as (
    select id, closed_at from crawls where portal = :portal and accepted = 1 and source = 'live' and id <> :crawl
), ranked as (
    select v."column", v.crawl, v.entries, row_number() over (
        partition by v."column" order by v.list_read desc, w.closed_at desc, w.id desc) as place
    from coverage v join accepted w on w.id = v.crawl where v.entries > 0
)
"""
#: With the documents that it listed, as they are known now.
_BEFORE = f"""
{_RANKED}, listed as (
    select b."column", count(v.id) as documents,
        count(v.id) filter (where d.published_on is not null) as dated,
        count(v.id) filter (where v.state = 'page' and v.capture not in (select record from purged)) as pages,
        count(v.id) filter (where v.state = 'page' and v.title <> '') as titled
    from ranked b cross join listings l on l.crawl = b.crawl and l."column" = b."column"
    join documents d on d.id = l.document join document_versions v on v.id = d.version
    where b.place = 1 group by b."column"
)
select b."column", b.entries, coalesce(l.documents, 0) as documents, coalesce(l.dated, 0) as dated,
    coalesce(l.pages, 0) as pages, coalesce(l.titled, 0) as titled
from ranked b left join listed l on l."column" = b."column" where b.place = 1 order by b."column"
"""
#: Pages of these documents by the system that made them.
_COLUMN_FAMILIES = f"""
{_RANKED}
select b."column", v.family, count(*) as pages
from ranked b join listings l on l.crawl = b.crawl and l."column" = b."column"
join documents d on d.id = l.document join document_versions v on v.id = d.version
where b.place = 1 and v.state = 'page' and v.reader_version = :reader group by b."column", v.family
"""
#: Pages by the system that made them: of the documents that the last accepted crawl listed, and those that it read.
_FAMILIES = """
with last as (
    select id from crawls where portal = :portal and accepted = 1 and source = 'live' and id <> :crawl
    order by closed_at desc, id desc limit 1
)
select 0 as read, v.family, count(distinct d.id) as pages from listings l join documents d on d.id = l.document
join document_versions v on v.id = d.version
where l.crawl = (select id from last) and v.state = 'page' and v.reader_version = :reader group by v.family
union all
select 1, v.family, count(*) from sightings s join document_versions v on v.id = s.version
where s.crawl = (select id from last) and v.state = 'page' and v.reader_version = :reader group by v.family
"""
#: What was asked for again after a kill counts once.
_ANSWERED = "select count(distinct url) from captures where crawl = ?"


@dataclass(slots=True)
class Numbers:
    """What was read of a column, or of several. Shares are taken of what the crawl asked for.

    A night may ask for the pages of one old section alone: what a document is known to lack says nothing of the night.
    """

    asked: int = 0  # entries with an address on the portal, but those known to be dead
    carried: int = 0  # known from before, and not asked for
    unread: int = 0  # of them
    reasons: Counter[str] = field(default_factory=Counter)  # why
    documents: int = 0  # entries that were read, pages and files, but those that are known to have no date
    dated: int = 0  # of them: by themselves or by their list
    pages: int = 0  # but those that are known to have no title
    titled: int = 0  # pages that give a title
    newest: date | None = None  # of all entries, those not asked for too
    families: Counter[str] = field(default_factory=Counter)  # pages by the system that made them
    same_families: Counter[str] = field(default_factory=Counter)  # of these, those that are known to be of it

    def __add__(self, other: Numbers) -> Numbers:
        """Both columns together."""
        days = [day for day in (self.newest, other.newest) if day]
        return Numbers(
            asked=self.asked + other.asked,
            carried=self.carried + other.carried,
            unread=self.unread + other.unread,
            reasons=self.reasons + other.reasons,
            documents=self.documents + other.documents,
            dated=self.dated + other.dated,
            pages=self.pages + other.pages,
            titled=self.titled + other.titled,
            newest=max(days, default=None),
            families=self.families + other.families,
            same_families=self.same_families + other.same_families,
        )


@dataclass(frozen=True, slots=True)
class CrawlNumbers:
    """What a crawl read, by column, and how many addresses answered it.

    ``once`` counts an address that several columns list in the first of them alone: of it columns are added up.
    """

    columns: Mapping[str, Numbers] = field(default_factory=dict)
    once: Mapping[str, Numbers] = field(default_factory=dict)
    answered: int = 0
    challenges: int = 0  # of them: with a challenge page


@dataclass(frozen=True, slots=True)
class ColumnBefore:
    """A column as an accepted crawl left it."""

    entries: int
    documents: int = 0
    dated: int = 0
    pages: int = 0
    titled: int = 0


@dataclass(frozen=True, slots=True)
class Before:
    """What accepted crawls left, by column; nothing of a portal or column that none has shown yet."""

    columns: Mapping[str, ColumnBefore] = field(default_factory=dict)
    families: Counter[str] = field(default_factory=Counter)  # pages of the last one's documents
    families_read: Counter[str] = field(default_factory=Counter)  # pages that the last one itself read
    column_families: Mapping[str, Counter[str]] = field(default_factory=dict)  # pages of the documents of each


def crawl_numbers(db: Database, portal: str, crawl: str, unread: Mapping[str, str], latest: date) -> CrawlNumbers:
    """Return what an open crawl has read. ``unread`` are the addresses that gave nothing, with the reasons.

    Dates after ``latest`` are no newest ones: a site may date an entry by mistake.
    """
    said = {"portal": portal, "crawl": crawl, "unread": json.dumps(dict(unread))}
    columns, once = defaultdict[str, Numbers](Numbers), defaultdict[str, Numbers](Numbers)
    counted: set[str] = set()
    for row in db.query(_ENTRIES, said):
        column = row["column"].removeprefix(f"{portal}/")
        _count(columns[column], row, latest)
        if row["url"] not in counted:
            counted.add(row["url"])
            _count(once[column], row, latest)
    (answered,) = db.execute(_ANSWERED, [crawl]).fetchone()
    return CrawlNumbers(columns, once, answered, sum(reason == CHALLENGE for reason in unread.values()))


def _count(numbers: Numbers, row: Mapping[str, Any], latest: date) -> None:
    """Count one entry."""
    if row["read_as"] is not None:
        _count_read(numbers, row)
    elif row["state"] in ("page", "file"):
        _count_unread(numbers, row)
    day = _day(row)
    if day and day <= latest:
        numbers.newest = max(day, numbers.newest or day)


def _count_unread(numbers: Numbers, row: Mapping[str, Any]) -> None:
    if not row["reason"]:
        numbers.carried += row["known_as"] is not None
    elif not row["known_dead"]:
        numbers.asked += 1
        numbers.unread += 1
        numbers.reasons[row["reason"]] += 1


def _count_read(numbers: Numbers, row: Mapping[str, Any]) -> None:
    numbers.asked += row["state"] in ("page", "file")
    is_dated = bool(row["published_on"] or row["listed_on"])
    if is_dated or row["known_as"] is None or row["known_on"]:
        numbers.documents += 1
        numbers.dated += is_dated
    if row["read_as"] != "page":
        return
    if not row["purged"] and (row["title"] or row["known_as"] != "page" or row["known_title"]):
        numbers.pages += 1
        numbers.titled += bool(row["title"])
    if row["reader_version"] == READER_VERSION:
        numbers.families[row["family"]] += 1
        numbers.same_families[row["family"]] += row["known_family"] == row["family"]


def _day(row: Mapping[str, Any]) -> date | None:
    """The date of an entry's document: as it was read now, or when it was read, or by its list."""
    day = row["published_on"] or row["known_on"] or row["listed_on"]
    return date.fromisoformat(day) if day else None


def numbers_before(db: Database, portal: str, crawl: str) -> Before:
    """Return what accepted crawls of the portal left that an open crawl is compared with."""
    said = {"portal": portal, "crawl": crawl, "reader": READER_VERSION}
    columns = {row.pop("column").removeprefix(f"{portal}/"): ColumnBefore(**row) for row in db.query(_BEFORE, said)}
    families = list(db.query(_FAMILIES, said))
    of_columns = defaultdict[str, Counter[str]](Counter)
    for row in db.query(_COLUMN_FAMILIES, said):
        of_columns[row["column"].removeprefix(f"{portal}/")][row["family"]] = row["pages"]
    return Before(columns, _by_family(families, read=0), _by_family(families, read=1), of_columns)


def _by_family(rows: Iterable[Mapping[str, Any]], read: int) -> Counter[str]:
    return Counter({row["family"]: row["pages"] for row in rows if row["read"] == read})
