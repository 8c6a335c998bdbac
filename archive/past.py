"""What a web archive showed of a portal: kept beside what was seen live, and never in its place.

A crawl from a web archive is never accepted, so that no question about the present, about changes or about coverage
ever asks it. What it found stands in ``past_documents``, under the ids by which the archive knows documents.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlite_utils import Database

from archive.listings import join_listings
from archive.store import document_id

#: What a crawl read of each document that its lists name, and when the web archive captured both. ``archived_at`` is
#: that of the document's own page, ``listed_at`` that of the first list that shows it.
_PAST = """
insert or replace into past_documents
    (crawl, document, portal, url, state, title, published_on, archived_at, listed_at, capture, version)
with listed as (
    select l.document, min(l.url) as url, min(l.title) as title, max(l.listed_on) as listed_on, min(l.state) as state,
        min(c.archived_at) as listed_at
    from listings l left join captures c on c.id = l.capture where l.crawl = :crawl group by l.document
)
select :crawl, l.document, :portal, l.url,
    case when l.state = 'external' then 'external' when v.id is null then 'unfetched' else v.state end,
    coalesce(nullif(v.title, ''), l.title), coalesce(v.published_on, l.listed_on), c.archived_at, l.listed_at,
    s.capture, v.id
from listed l left join sightings s on s.crawl = :crawl and s.document = l.document
left join document_versions v on v.id = s.version left join captures c on c.id = s.capture
"""
#: Tables whose rows name a document of the crawl, and the column that does.
_NAMING = (
    ("sightings", "document"),
    ("attachments", "document"),
    ("attachments", "file"),
    ("document_parts", "document"),
    ("document_versions", "document"),
)


@dataclass(frozen=True, slots=True)
class PastFacts:
    """What a crawl from a web archive came to: how many of its answers are archived ones, and of which times (UTC);
    how many documents their lists name; and how many addresses the web archive does not have near that time.
    """

    web_archive: str
    at: str
    within: int
    captures: int
    first_at: str | None
    last_at: str | None
    documents: int
    missing: int


_FACTS = """
select w.web_archive, w.past_at, w.past_within, count(c.id), min(c.archived_at), max(c.archived_at),
    (select count(*) from past_documents p where p.crawl = w.id),
    (select count(*) from unread u where u.crawl = w.id and u.answered = 0)
from crawls w left join captures c on c.crawl = w.id and c.archived_at is not null
where w.id = ? and w.source = 'web archive' group by w.id
"""


def past_facts(db: Database, crawl: str) -> PastFacts | None:
    """What a crawl came to that a web archive answered; None of any other."""
    row = db.execute(_FACTS, [crawl]).fetchone()
    return PastFacts(*row) if row else None


def keep_past(db: Database, portal: str, crawl: str) -> None:
    """Write what a crawl from a web archive found; part of its closing."""
    _under_known_ids(db, portal, crawl)
    db.execute(_PAST, {"crawl": crawl, "portal": portal})


def _under_known_ids(db: Database, portal: str, crawl: str) -> None:
    """Give its rows the ids by which documents of these addresses are known: addresses change, a document stays one."""
    known = db.execute("select url, document from document_urls where portal = ?", [portal]).fetchall()
    moved = {old: id_ for url, id_ in known if (old := document_id(portal, url)) != id_}
    if not moved:
        return
    db.execute("create temp table known_ids as select key as old, value as keep from json_each(?)", [json.dumps(moved)])
    for table, column in _NAMING:
        keep = f"(select keep from temp.known_ids where old = {table}.{column})"
        of_crawl = f"crawl = ? and {column} in (select old from temp.known_ids)"
        db.execute(f"update or ignore {table} set {column} = {keep} where {of_crawl}", [crawl])
        if (table, column) in _NAMING[:2] + _NAMING[3:4]:  # read under two addresses of one document
            db.execute(f"delete from {table} where {of_crawl}", [crawl])
    db.execute("drop table temp.known_ids")
    join_listings(db, moved, crawl)
