"""What is observed beside the claims of reports: how late documents came, which of them are twins, which numbers of
their series are missing, and what of that which the law asks to be published, and the guide says is, is there.
"""

from __future__ import annotations

from sqlite_utils import Database

from archive.checklist import store_checklist
from archive.guides.judge import store_promises
from archive.series.store import store_series
from archive.standing import read_standing
from archive.timeliness.rows import store_timeliness
from archive.twins.rows import store_twins


def observe(db: Database, portal: str, *, is_passing: bool = False) -> None:
    """Write anew what a portal's documents show, as of its newest accepted crawl; in one transaction.

    ``is_passing``: another crawl may follow at once, as in a rebuild. What is kept of the newest crawl alone would be
    written for nothing then; checklists are kept of every crawl.
    """
    of_the_newest = () if is_passing else (store_timeliness, store_twins, store_series)
    with db.atomic():
        standing = read_standing(db, portal)
        for store in (*of_the_newest, store_checklist, store_promises):
            store(db, standing)
