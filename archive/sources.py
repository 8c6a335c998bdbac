"""Where the records of a crawl come from, and which crawls say what a portal's state is.

The one place of that rule: the newest state of a portal is that of its accepted live crawls. A crawl of another source
(an import, a web archive) shows what once was; it speaks of the portal's state only where no live crawl was accepted.
"""

from __future__ import annotations

from sqlite_utils import Database

LIVE = "live"
IMPORT = "import"

#: The view of accepted crawls that say what a portal's state is; every "newest accepted crawl" is asked of it.
STANDING = "standing_crawls"
#: What the view selects.
STANDING_SQL = """
select w.* from crawls w where w.accepted = 1 and (w.source = 'live' or not exists (
    select 1 from crawls x where x.portal = w.portal and x.accepted = 1 and x.source = 'live'))
"""

_NEWER = """
select 1 from crawls w, crawls this where this.id = :crawl and w.portal = this.portal and w.accepted = 1
and w.id <> this.id and (w.source = 'live' or w.closed_at > this.closed_at) limit 1
"""


def is_newest(db: Database, crawl: str) -> bool:
    """Whether what a crawl shows replaces what is known: always of a live one, which is closed now.

    That of another source does where no live crawl of its portal was accepted, and no other that closed later.
    """
    (source,) = db.execute("select source from crawls where id = ?", [crawl]).fetchone()
    return source == LIVE or db.execute(_NEWER, {"crawl": crawl}).fetchone() is None
