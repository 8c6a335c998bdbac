"""How a portal stands in the archive: its crawls, channels, columns, and what was observed of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from archive.labels import Label

DEFAULT_ZONE = "Asia/Shanghai"
OWN_SITE = "own_site"


@dataclass(frozen=True)
class Channel:
    """A channel the portal file declares. ``site`` is the portal whose documents show it, for kind site."""

    key: str
    title: Label
    kind: str
    site: str


@dataclass(frozen=True)
class Column:
    """A column and its coverage in the newest accepted crawl of its portal."""

    id: str
    portal: str
    title: str
    channel: str
    state: str


@dataclass(frozen=True)
class Standing:
    """One portal as the archive knows it. ``crawls`` maps each crawled site to its newest accepted crawl."""

    portal: str
    zone: ZoneInfo
    authority: tuple[str, ...]
    as_of: str
    as_of_date: str
    first_crawl_on: date | None
    crawls: Mapping[str, str]
    channels: tuple[Channel, ...]
    columns: tuple[Column, ...]
    bindings: frozenset[tuple[str, str]]  # metric and column id
    imported: frozenset[tuple[str, int]]  # channel and year of which an import holds items

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

    def own_columns(self) -> tuple[Column, ...]:
        """The columns of the own site."""
        return tuple(column for column in self.columns if (column.portal, column.channel) == (self.portal, OWN_SITE))

    def observes(self, channel: Channel, year: int) -> bool:
        """Whether anything can be said of this channel in this year.

        A site needs an accepted crawl and a column; an import has to reach into the year;
        an offline channel is never observed.
        """
        if channel.kind == "site":
            return channel.site in self.crawls and bool(self.columns_of(channel))
        return channel.kind == "import" and (channel.key, year) in self.imported

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
        first_crawl_on=_first_crawl_on(db, portal, zone),
        crawls={site: crawl["id"] for site, crawl in crawls.items()},
        channels=channels,
        columns=tuple(column for site in sites for column in _columns(db, site, crawls.get(site))),
        bindings=_bindings(db, portal),
        imported=frozenset(_imported_years(db, portal)),
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
    return tuple(
        Channel(r["key"], Label(r["title_zh"] or r["key"], r["title_en"] or r["key"]), r["kind"], r["site"])
        for r in rows
    )


def _newest_crawls(db: Database, sites: Iterable[str]) -> dict[str, dict[str, Any]]:
    accepted = "select id, closed_at from crawls where portal = ? and accepted = 1"
    newest = f"{accepted} order by closed_at desc, id desc limit 1"
    return {site: row for site in sites for row in db.query(newest, [site])}


def _first_crawl_on(db: Database, portal: str, zone: ZoneInfo) -> date | None:
    row = next(iter(db.query("select min(closed_at) as day from crawls where portal = ? and accepted = 1", [portal])))
    return local_date(row["day"], zone)


def _columns(db: Database, site: str, crawl: Mapping[str, Any] | None) -> tuple[Column, ...]:
    rows = db.query(
        'select c.id, c.title, c.channel, v.state from "columns" c '
        'left join coverage v on v."column" = c.id and v.crawl = ? where c.portal = ? order by c.rowid',
        [crawl["id"] if crawl else "", site],
    )
    return tuple(Column(r["id"], site, r["title"], r["channel"], r["state"] or "not_recorded") for r in rows)


def _bindings(db: Database, portal: str) -> frozenset[tuple[str, str]]:
    rows = db.query(
        'select m.metric, c.id as bound from column_metrics m join "columns" c on c.id = m."column" where c.portal = ?',
        [portal],
    )
    return frozenset((row["metric"], row["bound"]) for row in rows)


def _imported_years(db: Database, portal: str) -> Iterable[tuple[str, int]]:
    """Channel and year of every import: the years its stated range touches, and those of its items."""
    for row in db.query("select channel, from_date, to_date from imports where portal = ?", [portal]):
        begin, end = parse_date(row["from_date"]), parse_date(row["to_date"])
        if begin and end:
            yield from ((row["channel"], year) for year in range(begin.year, end.year + 1))
    items = db.query(
        "select distinct channel, substr(published_on, 1, 4) as year from documents "
        "where portal = ? and \"import\" is not null and published_on <> ''",
        [portal],
    )
    yield from ((row["channel"], int(row["year"])) for row in items if str(row["year"]).isdecimal())
