"""Where the records of a crawl come from, and which crawls say what a portal's state is.

The one place of that rule: the newest state of a portal is that of its accepted live crawls. An import shows
what once was; it speaks of the portal's state only where no live crawl was accepted. A crawl from a web archive is
never accepted (archive.past).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlite_utils import Database

LIVE = "live"
IMPORT = "import"
WEB_ARCHIVE = "web archive"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a crawl is from: the site itself, an import, or a web archive around an instant (UTC) and so many days."""

    kind: str = LIVE
    web_archive: str | None = None
    past_at: str | None = None
    past_within: int | None = None


#: The site itself.
SITE = Source()

#: The view of accepted crawls that say what a portal's state is; every "newest accepted crawl" is asked of it.
STANDING = "standing_crawls"
#: What the view selects. The newest of a portal is the one that closed last, as ``is_newest`` has it: ids of imports
#: begin with no instant, and an import of old captures may have begun before another and end after it.
STANDING_SQL = """
select w.* from crawls w where w.accepted = 1 and (w.source = 'live' or not exists (
    select 1 from crawls x where x.portal = w.portal and x.accepted = 1 and x.source = 'live'))
"""

_NEWER = """
select 1 from crawls w, crawls this where this.id = :crawl and w.portal = this.portal and w.accepted = 1
and w.id <> this.id and (w.source = 'live' or (w.closed_at, w.id) > (this.closed_at, this.id)) limit 1
"""


def is_newest(db: Database, crawl: str) -> bool:
    """Whether what a crawl shows replaces what is known: always of a live one, which is closed now.

    That of another source does where no live crawl of its portal was accepted, and no other that closed later; of two
    that closed at one instant it is the one of the greater id, in whatever order they were brought.
    """
    (source,) = db.execute("select source from crawls where id = ?", [crawl]).fetchone()
    return source == LIVE or db.execute(_NEWER, {"crawl": crawl}).fetchone() is None


_IS_OWN = "select 1 from imported_archives where crawl = ? and own = 1"
#: Crawls of this program that were imported, and had closed when this one began.
_OWN_BEFORE = """
create temp table own_before as
select w.id from imported_archives i join main.crawls w on w.id = i.crawl, main.crawls this
where i.own = 1 and this.id = ? and w.id <> this.id and w.portal = this.portal and w.closed_at <= this.started_at
"""
_AS_IF_LIVE = """
create temp view crawls as
select w.id, w.portal, w.started_at, w.closed_at, w.verdict, w.reason, w.accepted, w.reader_version,
    w.portal_file_sha256, w.web_archive, w.past_at, w.past_within,
    case when w.id in (select id from temp.own_before) then 'live' when w.source = 'live' then 'elsewhere'
        else w.source end as source
from main.crawls w
"""


def is_own(db: Database, crawl: str) -> bool:
    """Whether an imported crawl is one of this program, as its manifest says."""
    return db.execute(_IS_OWN, [crawl]).fetchone() is not None


@contextmanager
def own_for_live(db: Database, crawl: str) -> Iterator[None]:
    """While the block runs, imported crawls of this program that came before ``crawl`` stand for the live ones.

    So one that rests on them is read as where it was made. A temporary view hides ``crawls``: the block only reads.
    """
    db.execute(_OWN_BEFORE, [crawl])
    db.execute(_AS_IF_LIVE)
    try:
        yield
    finally:
        db.execute("drop view temp.crawls")
        db.execute("drop table temp.own_before")
