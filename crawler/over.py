"""Crawls that are over: what their WARC holds is taken without a network, and they are closed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlite_utils import Database

from archive.certificates import add_certificate
from archive.crawls import interrupt, open_crawls
from archive.known import NOTHING, Known, known
from archive.sources import SITE, Source
from archive.warc_reader import TornRecordError
from crawler.catch_up import catch_up
from crawler.certificates import certificate_row
from crawler.declaration import declaration
from crawler.read_ahead import IN_TURN, Beforehand
from crawler.replay import CrawlRecords, read_crawl
from crawler.state import NEVER_CAPTURED, new_state

ENDED = "the program ended before the crawl was closed"


def abandon(
    db: Database, archive: Path, portal: str, closed_at: str = "", source: Source = SITE, before: str = ""
) -> None:
    """Close the portal's open crawls of one kind of source, and any begun ``before`` an instant, as interrupted, now or
    at ``closed_at``, with a row for everything their WARC holds.

    Of one whose records, or those that they refer to, cannot be read, what archive.db has stands.
    """
    for crawl in open_crawls(db, portal, source, before):
        try:
            records = read_crawl(archive / "warc", crawl)
            finish(db, crawl, records, interrupted=ENDED, closed_at=closed_at)
        except TornRecordError as error:
            interrupt(db, crawl, f"{ENDED}; {error}", closed_at)


def finish(
    db: Database,
    crawl: str,
    records: CrawlRecords,
    interrupted: str = "",
    closed_at: str = "",
    *,
    held: Known | None = None,
    lacking: str = NEVER_CAPTURED,
    passing: bool = False,
    beforehand: Beforehand = IN_TURN,
) -> str:
    """Take all that the records of a crawl give, and close it, now or at ``closed_at``. Return the accepted crawl that
    it rests on, empty where it rests on none.

    A crawl whose records do not even hold its portal file has captured nothing; then it is interrupted. ``held`` is
    what it rests on, where that is not what live crawls left. ``lacking`` is said of what no record answers.
    ``passing``: nothing of it is in the database yet, which is thrown away should this not come to its end.
    ``beforehand`` is what of its reading is done already, or may be done beside it.
    """
    portal = records.portal
    if portal is None:
        interrupt(db, crawl, interrupted or ENDED, closed_at)
        return ""
    for certificate in records.certificates:
        add_certificate(db, certificate_row(crawl, certificate))
    if held is None:  # what the archive knows says nothing of the past
        is_new = records.plan is None or records.view is not None
        held = NOTHING if is_new else known(db, portal.portal, declaration(portal).bindings)
    state = new_state(portal, db, crawl, known=held, plan=records.plan, view=records.view, passing=passing)
    state.lacking = lacking
    if records.view or held.base:  # its texts are not new
        beforehand = replace(beforehand, sign=None)
    catch_up(state, state.restore(db), records, over=True, beforehand=beforehand)
    state.close(db, interrupted, closed_at)
    return held.base
