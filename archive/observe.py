"""What is observed beside the claims of reports: how late documents came, and which of them are twins."""

from __future__ import annotations

from sqlite_utils import Database

from archive.standing import read_standing
from archive.timeliness.rows import store_timeliness
from archive.twins.rows import store_twins


def observe(db: Database, portal: str) -> None:
    """Write anew what a portal's documents show, as of its newest accepted crawl; in one transaction."""
    with db.atomic():
        standing = read_standing(db, portal)
        store_timeliness(db, standing)
        store_twins(db, standing)
