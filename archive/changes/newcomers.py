"""Documents that a crawl shows for the first time, and those that may be one of them.

Beside those of this crawl that are nobody's yet stand the ones of earlier crawls that could not be judged then: first
seen while a list broke off, or first read now.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.changes.scope import Scope

_NEWCOMERS = """
create temp table newcomers as
with listed as (
    select l.document, min(l."column") as "column", min(l.url) as url, min(l.title) as title,
        max(l.listed_on) as listed_on, min(l.state) as state, d.first_seen as first_seen
    from temp.listed_now n left join documents d on d.id = n.document
    left join sightings s on s.crawl = :crawl and s.document = n.document
    join listings l on l.crawl = :crawl and l.document = n.document
    where d.id is null or d.first_seen > :since or (d.version is null and s.version is not null)
    group by l.document
)
select l.document, l."column", l.url, l.first_seen, title_key(coalesce(nullif(v.title, ''), l.title)) as title_key,
    coalesce(v.published_on, l.listed_on) as published_on, v.id as version, v.content_digest as digest,
    case when l.state = 'external' then 'external' else coalesce(v.state, 'unfetched') end as state
from listed l left join sightings s on s.crawl = :crawl and s.document = l.document
left join document_versions v on v.id = s.version
"""
#: Documents off the lists, with the title and date of a newcomer, last listed before it came.
_CANDIDATES = """
select n.document, n."column", n.url, n.version, n.digest, n.title_key, n.published_on, n.state,
    o.id as known, o.url as known_url, o.version as known_version, o.content_digest as known_digest,
    o.state as known_state
from temp.newcomers n cross join documents o on o.title_key = n.title_key and o.portal = :portal and o."import" is null
where n.title_key <> '' and o.id <> n.document
    and +o.published_on is n.published_on -- found by their titles: thousands have one date
    and (n.first_seen is null or o.last_seen < n.first_seen)
    and o.id not in (select document from temp.listed_now)
    and not exists (select 1 from sightings s where s.crawl = :crawl and s.document = o.id)
order by n.title_key, n.published_on, n.document, o.id
"""


@dataclass(frozen=True, slots=True)
class Side:
    """A document that came, or one that left: its address, and what was last read of it (None: nothing)."""

    document: str
    url: str
    version: int | None
    digest: str | None
    state: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Documents of one title and date: those that came, and those that left their lists."""

    came: tuple[Side, ...]
    left: tuple[Side, ...]


def note_newcomers(scope: Scope) -> None:
    """Write the newcomers to the temporary table ``newcomers``."""
    whole = (scope.last_whole(column) for column, is_read in scope.columns.items() if is_read)
    since = min((crawl.closed_at for crawl in whole if crawl), default=scope.previous.closed_at)
    scope.db.execute("drop table if exists temp.newcomers")
    scope.db.execute(_NEWCOMERS, {"crawl": scope.crawl, "since": since})
    scope.db.execute("create index temp.newcomers_document on newcomers (document)")


def groups(scope: Scope) -> list[Group]:
    """Newcomers and documents off the lists that may be one, by title and date."""
    rows = scope.db.query(_CANDIDATES, {"portal": scope.portal, "crawl": scope.crawl})
    came: dict[tuple[str, str | None], dict[str, Side]] = {}
    left: dict[tuple[str, str | None], dict[str, Side]] = {}
    for row in rows:
        key = (row["title_key"], row["published_on"])
        came.setdefault(key, {})[row["document"]] = Side(
            row["document"], row["url"], row["version"], row["digest"], row["state"], row["column"]
        )
        left.setdefault(key, {})[row["known"]] = Side(
            row["known"], row["known_url"], row["known_version"], row["known_digest"], row["known_state"]
        )
    return [Group(tuple(came[key].values()), tuple(left[key].values())) for key in came]
