"""What the archive holds of an address already, so that what did not change is not kept or sent twice."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

#: An open crawl's files are not safely on the disk yet: a revisit never refers into them. Nor to what a web archive
#: gave: what the site itself says stands by itself.
_NEWEST = """
select c.id, c.entity_digest, c.warc_file, c.warc_offset
from captures c join crawls w on w.id = c.crawl
where c.url = ? and c.crawl <> ? and w.source = 'live' and w.verdict <> 'open' and c.status = 200 and c.method = 'GET'
and c.kind <> 'truncated' order by c.captured_at desc limit 1
"""


#: Only what an accepted crawl read as a document, a page of one or a file: never a page of errors that came with 200.
_ASKED_ON = """
with seen as (
    select c.*, w.closed_at from captures c join crawls w on w.id = c.crawl
    where c.url = :url and w.portal = :portal and w.source = 'live' and w.accepted = 1
    and c.method = 'GET' and c.kind <> 'truncated'
    and (exists (select 1 from sightings s where s.crawl = c.crawl and s.capture = c.id)
        or exists (select 1 from document_parts p where p.crawl = c.crawl and p.capture = c.id))
)
select o.id, o.entity_digest, o.warc_file, o.warc_offset,
    coalesce(c.etag, o.etag, ''), coalesce(c.last_modified, o.last_modified, '')
from seen c join captures o on o.id = coalesce(c.revisit_of, c.id)
where exists (select 1 from seen where status = 200 and captured_at >= :since)
and o.id not in (select record from purged) and c.id not in (select record from purged)
order by c.captured_at desc, c.id limit 1
"""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier capture of the same URL: what a revisit record may refer to."""

    id: str
    entity_digest: str
    warc_file: str
    warc_offset: int


def has_earlier(db: Database, crawl: str) -> bool:
    """Whether a live crawl other than ``crawl`` is closed, so that anything may have been captured before."""
    closed = "select 1 from crawls where source = 'live' and verdict <> 'open' and id <> ? limit 1"
    return db.execute(closed, [crawl]).fetchone() is not None


def earlier_capture(db: Database, url: str, crawl: str) -> Earlier | None:
    """The newest whole answer (200) of a canonical URL that a closed live crawl other than ``crawl`` captured."""
    row = db.conn.execute(_NEWEST, [url, crawl]).fetchone()  # asked for every page
    return Earlier(*row) if row else None


@dataclass(frozen=True, slots=True)
class Condition:
    """What a server is asked whether it still holds (RFC 9110, 13.1): an earlier capture by its validators."""

    earlier: Earlier
    etag: str
    last_modified: str

    @property
    def headers(self) -> dict[str, str]:
        """The header fields of the request."""
        said = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in said.items() if value}


def condition_of(db: Database, portal: str, url: str, since: str) -> Condition | None:
    """On what a canonical URL can be asked for; None where nothing kept of it can be asked about.

    Nor where it was last sent whole before ``since``: a server that always says "not modified" hides nothing for long.
    """
    row = db.execute(_ASKED_ON, {"url": url, "portal": portal, "since": since}).fetchone()
    if row is None or not (row[4] or row[5]):
        return None
    return Condition(Earlier(*row[:4]), row[4], row[5])
