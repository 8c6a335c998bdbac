"""What is observed beside the claims of reports: how late documents came, which of them are twins, which numbers of
their series are missing, and what of that which the law asks to be published is there.
"""

from __future__ import annotations

from sqlite_utils import Database

from archive.checklist import store_checklist
from archive.series.store import store_series
from archive.standing import read_standing
from archive.timeliness.rows import store_timeliness
from archive.twins.rows import store_twins


def observe(db: Database, portal: str) -> None:
    """Write anew what a portal's documents show, as of its newest accepted crawl; in one transaction."""
    with db.atomic():
        standing = read_standing(db, portal)
        for store in (store_timeliness, store_twins, store_series, store_checklist):
            store(db, standing)
