"""What the archive holds of an address already, so that what did not change is not kept twice."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

#: An open crawl's files are not safely on the disk yet: a revisit never refers into them.
_NEWEST = """
select c.id, c.entity_digest, c.warc_file, c.warc_offset
from captures c join crawls w on w.id = c.crawl
where c.url = ? and c.crawl <> ? and w.verdict <> 'open' and c.status = 200 and c.method = 'GET'
and c.kind <> 'truncated' order by c.captured_at desc limit 1
"""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier capture of the same URL: what a revisit record may refer to."""

    id: str
    entity_digest: str
    warc_file: str
    warc_offset: int


def earlier_capture(db: Database, url: str, crawl: str) -> Earlier | None:
    """The newest whole answer (200) of a canonical URL that a closed crawl other than ``crawl`` captured."""
    row = db.execute(_NEWEST, [url, crawl]).fetchone()
    return Earlier(*row) if row else None
