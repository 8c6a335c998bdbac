"""The checks of a crawl that is about to close, by what the archive holds of it and of those accepted before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from archive.clock import instant
from archive.crawl_numbers import Before, crawl_numbers, numbers_before
from archive.records import NotRead
from archive.sources import LIVE
from crawler.check import Check
from crawler.checks import judge
from crawler.coverage import Coverage
from crawler.portal import Portal

#: A site's clock, and a zone east of its own, may be a day ahead.
_AHEAD = timedelta(days=1)


def check_crawl(
    db: Database, portal: Portal, crawl: str, coverage: Sequence[Coverage], unread: Iterable[NotRead]
) -> tuple[Check, ...]:
    """Return every check of an open crawl of which all is written. The same rows and portal file give the same.

    What became of documents that left their lists (probes) says nothing of the crawl. One that was not made live shows
    the site of another time, and of it only a part: it is compared with nothing.
    """
    started_at, source = db.execute("select started_at, source from crawls where id = ?", [crawl]).fetchone()
    day = instant(started_at).astimezone(ZoneInfo(portal.zone)).date()
    reasons = {record.url: record.reason for record in unread if record.purpose != "probe"}
    now = crawl_numbers(db, portal.portal, crawl, reasons, latest=day + _AHEAD)
    before = numbers_before(db, portal.portal, crawl) if source == LIVE else Before()
    return judge(portal, coverage, now, before, day)
