"""The checks of a crawl that is about to close, by what the archive holds of it and of those accepted before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from archive.clock import instant
from archive.crawl_numbers import Before, crawl_numbers, numbers_before
from archive.records import NotRead
from archive.sources import IMPORT, LIVE, is_own, own_for_live
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
    the site of another time, and of it only a part: it is compared with nothing. An imported one of this program is
    compared with those of them that were imported before.
    """
    started_at, source = db.execute("select started_at, source from crawls where id = ?", [crawl]).fetchone()
    day = instant(started_at).astimezone(ZoneInfo(portal.zone)).date()
    reasons = {record.url: record.reason for record in unread if record.purpose != "probe"}
    is_imported_own = source == IMPORT and is_own(db, crawl)
    with own_for_live(db, crawl) if is_imported_own else nullcontext():
        now = crawl_numbers(db, portal.portal, crawl, reasons, latest=day + _AHEAD)
        is_compared = source == LIVE or is_imported_own
        before = numbers_before(db, portal.portal, crawl) if is_compared else Before()
    return judge(portal, coverage, now, before, day)
