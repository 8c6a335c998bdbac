"""How a portal stands in the archive: its crawls, channels, columns, and what was observed of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from archive.labels import Label

#: A column counts where the portal file declared it as at its newest crawl: another place shows nothing of this one.
_COVERED = """
with bound as (
    select v."column", v.binding, max(w.closed_at || w.id) from standing_crawls w join coverage v on v.crawl = w.id
    where w.portal = :site group by v."column"
)
select w.closed_at,
    json_group_array(v."column") filter (where v.state = 'complete' and v.binding = b.binding) as complete
from standing_crawls w left join coverage v on v.crawl = w.id
left join bound b on b."column" = v."column"
where w.portal = :site group by w.id order by w.closed_at, w.id
"""
DEFAULT_ZONE = "Asia/Shanghai"
OWN_SITE = "own_site"


@dataclass(frozen=True)
class Channel:
    """A channel the portal file declares. ``site`` is the portal whose documents show it, for kind site."""

    key: str
    title: Label
    kind: str
    site: str
    source: str = ""  # the name under which a site shows this channel's documents


@dataclass(frozen=True)
class Column:
    """A column and its coverage in the newest accepted crawl of its portal."""

    id: str
    portal: str
    title: str
    channel: str
    state: str
    reports: bool = False  # yearly reports stand in it: what they speak of does not


@dataclass(frozen=True)
class Covered:
    """What one accepted crawl covered completely: ids of columns, found where they are found now.

    ``closed_on`` is a day in the portal's zone.
    """

    portal: str
    closed_on: date
    columns: frozenset[str]


@dataclass(frozen=True)
class Standing:
    """One portal as the archive knows it. ``crawls`` maps each crawled site to its newest accepted crawl.

    ``covered`` are all accepted crawls, those of each site in order of time.
    """

    portal: str
    zone: ZoneInfo
    authority: tuple[str, ...]
    as_of: str
    as_of_date: str
    covered: tuple[Covered, ...]
    crawls: Mapping[str, str]
    channels: tuple[Channel, ...]
    columns: tuple[Column, ...]
    bindings: frozenset[tuple[str, str]]  # metric and column id
    imported: frozenset[tuple[str, int]]  # channel and year of which an import holds items or states that it is whole
    stated: frozenset[tuple[str, int]]  # channel and year that imports state to be whole

    @property
    def crawled(self) -> bool:
        """Whether any crawl of the portal was accepted."""
        return self.portal in self.crawls

    def channel(self, key: str) -> Channel | None:
        """The declared channel of this key."""
        return next((channel for channel in self.channels if channel.key == key), None)

    def columns_of(self, channel: Channel) -> tuple[Column, ...]:
        """The columns whose coverage decides what is known of a site's channel.

        Another portal's columns are all of that portal's: its own file names their channels.
        """
        return tuple(
            column
            for column in self.columns
            if channel.kind == "site"
            and column.portal == channel.site
            and (channel.site != self.portal or column.channel == channel.key)
        )

    def divided(self) -> tuple[Channel, ...]:
        """Channels of the own site that no source tells apart, where it has several: only their columns do."""
        own = [channel for channel in self.channels if (channel.kind, channel.site) == ("site", self.portal)]
        return tuple(channel for channel in own if not channel.source) if len(own) > 1 else ()

    def own_columns(self) -> tuple[Column, ...]:
        """The columns of the own site."""
        return tuple(column for column in self.columns if (column.portal, column.channel) == (self.portal, OWN_SITE))

    def complete_since(self, columns: Iterable[Column]) -> date | None:
        """The day from which on the archive can show what stood in all of ``columns``; None where there is none.

        That is each site's first accepted crawl in which its columns were complete. Where no column is
        concerned, as for an import, it is the portal's first accepted crawl.
        """
        wanted: dict[str, set[str]] = {}
        for column in columns:
            wanted.setdefault(column.portal, set()).add(column.id)
        began = [self._first_covering(site, ids) for site, ids in (wanted or {self.portal: set()}).items()]
        days = [day for day in began if day is not None]
        return max(days) if len(days) == len(began) else None

    def _first_covering(self, site: str, ids: Set[str]) -> date | None:
        return next((c.closed_on for c in self.covered if c.portal == site and ids <= c.columns), None)

    def observes(self, channel: Channel, year: int) -> bool:
        """Whether anything can be said of this channel in this year.

        A site needs an accepted crawl and a column that holds more than reports; an import has to hold items of the
        year, or to be stated to cover it; an offline channel is never observed.
        """
        if channel.kind == "site":
            return channel.site in self.crawls and any(not column.reports for column in self.columns_of(channel))
        return channel.kind == "import" and (channel.key, year) in self.imported

    def may_be_partial(self, channel: Channel, year: int) -> bool:
        """Whether the channel's items were imported and nobody stated that they are all of this year."""
        return channel.kind == "import" and (channel.key, year) not in self.stated

    def end_of_day(self, day: date) -> str:
        """The first instant (UTC, ISO 8601 without fractions) after ``day`` in the portal's zone."""
        after = datetime.combine(day + timedelta(days=1), time(), self.zone)
        return after.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def parse_date(text: object) -> date | None:
    """The date a stored ISO date or timestamp begins with; None for anything else."""
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def local_date(instant: object, zone: ZoneInfo) -> date | None:
    """The date of a stored UTC instant in ``zone``; None where it is no instant."""
    try:
        moment = datetime.fromisoformat(str(instant))
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(zone).date()


def read_standing(db: Database, portal: str) -> Standing:
    """How ``portal`` stands; an unknown portal stands as one that was never crawled."""
    row = next(iter(db.query("select * from portals where id = ?", [portal])), {})
    stated = frozenset(_stated_years(db, portal))
    zone = ZoneInfo(row.get("zone") or DEFAULT_ZONE)
    channels = _channels(db, portal)
    sites = sorted({portal} | {channel.site for channel in channels if channel.kind == "site"})
    crawls = _newest_crawls(db, sites)
    as_of = crawls.get(portal)
    return Standing(
        portal=portal,
        zone=zone,
        authority=_names(row.get("authority")),
        as_of=as_of["id"] if as_of else "",
        as_of_date=str(local_date(as_of["closed_at"], zone) or "") if as_of else "",
        covered=tuple(covered for site in sites for covered in _covered(db, site, zone)),
        crawls={site: crawl["id"] for site, crawl in crawls.items()},
        channels=channels,
        columns=tuple(column for site in sites for column in _columns(db, site, crawls.get(site))),
        bindings=_bindings(db, portal),
        imported=stated | frozenset(_imported_years(db, portal)),
        stated=stated,
    )


def _names(stored: object) -> tuple[str, ...]:
    """The authority's names, stored as a JSON list or as one line with separators."""
    text = str(stored or "")
    try:
        names = json.loads(text)
    except json.JSONDecodeError:
        names = None
    if not isinstance(names, list):
        names = re.split(r"[、，,;；|\n]", text)
    return tuple(str(name).strip() for name in names if str(name).strip())


def _channels(db: Database, portal: str) -> tuple[Channel, ...]:
    rows = db.query("select * from channels where portal = ? order by rowid", [portal])
    return tuple(_channel(row) for row in rows)


def _channel(row: Mapping[str, Any]) -> Channel:
    title = Label(row["title_zh"] or row["key"], row["title_en"] or row["key"])
    return Channel(row["key"], title, row["kind"], row["site"], row["source"] or "")


def _newest_crawls(db: Database, sites: Iterable[str]) -> dict[str, dict[str, Any]]:
    newest = "select id, closed_at from standing_crawls where portal = ? order by closed_at desc, id desc limit 1"
    return {site: row for site in sites for row in db.query(newest, [site])}


def _covered(db: Database, site: str, zone: ZoneInfo) -> Iterator[Covered]:
    for row in db.query(_COVERED, {"site": site}):
        if closed_on := local_date(row["closed_at"], zone):
            yield Covered(site, closed_on, frozenset(json.loads(row["complete"])))


def _columns(db: Database, site: str, crawl: Mapping[str, Any] | None) -> tuple[Column, ...]:
    rows = db.query(
        'select c.id, c.title, c.channel, c.reports, v.state from "columns" c '
        'left join coverage v on v."column" = c.id and v.crawl = ? where c.portal = ? order by c.rowid',
        [crawl["id"] if crawl else "", site],
    )
    return tuple(
        Column(r["id"], site, r["title"], r["channel"], r["state"] or "not_recorded", bool(r["reports"])) for r in rows
    )


def _bindings(db: Database, portal: str) -> frozenset[tuple[str, str]]:
    rows = db.query(
        'select m.metric, c.id as bound from column_metrics m join "columns" c on c.id = m."column" where c.portal = ?',
        [portal],
    )
    return frozenset((row["metric"], row["bound"]) for row in rows)


def _imported_years(db: Database, portal: str) -> Iterator[tuple[str, int]]:
    """Channel and year of every imported item. The dates between the first and the last show nothing."""
    items = db.query(
        "select distinct channel, substr(published_on, 1, 4) as year from documents "
        "where portal = ? and \"import\" is not null and published_on <> ''",
        [portal],
    )
    yield from ((row["channel"], int(row["year"])) for row in items if str(row["year"]).isdecimal())


def _stated_years(db: Database, portal: str) -> Iterator[tuple[str, int]]:
    """Channel and year where the ranges that people stated with their imports leave no day of the year out."""
    ranges: dict[str, list[tuple[date, date]]] = {}
    for row in db.query("select * from imports where portal = ?", [portal]):
        begin, end = parse_date(row.get("stated_from")), parse_date(row.get("stated_to"))
        if begin and end and begin <= end:
            ranges.setdefault(row["channel"], []).append((begin, end))
    for channel, stated in ranges.items():
        yield from ((channel, year) for begin, end in _joined(stated) for year in _whole_years(begin, end))


def _joined(ranges: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Ranges of days in order, those that overlap or follow each other without a gap as one."""
    joined: list[tuple[date, date]] = []
    for begin, end in sorted(ranges):
        if joined and (begin - joined[-1][1]).days <= 1:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _whole_years(begin: date, end: date) -> range:
    """The calendar years all of whose days lie in a range."""
    first = begin.year + ((begin.month, begin.day) != (1, 1))
    last = end.year - ((end.month, end.day) != (12, 31))
    return range(first, last + 1)
