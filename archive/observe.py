"""What is observed beside the claims of reports: how late documents came, which of them are twins, which numbers of
their series are missing, and what of that which the law asks to be published, and the guide says is, is there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

from sqlite_utils import Database

from archive.checklist import checklist_observed, store_checklist, write_checklist
from archive.guides.judge import promises_observed, store_promises, write_promises
from archive.series.store import series_observed, store_series, write_series
from archive.standing import Standing, read_standing
from archive.timeliness.rows import store_timeliness, timeliness_observed, write_timeliness
from archive.twins.rows import store_twins, twins_observed, write_twins


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of what is observed: ``store`` observes and writes it; ``observed`` give its rows, which may be sent, or
    each a part of them, and ``write`` writes them. ``is_of_newest``: it is kept of the newest crawl alone, not of every
    one.
    """

    store: Callable[[Database, Standing], object]
    observed: tuple[Callable[[Database, Standing], Any], ...]
    write: Callable[[Database, Standing, Any], None]
    is_of_newest: bool = False

    def write_parts(self, db: Database, standing: Standing, made: Sequence[Any]) -> None:
        """Write what each of ``observed`` gave."""
        self.write(db, standing, made[0] if len(made) == 1 else [*chain.from_iterable(made)])


_CHECKLIST = tuple(partial(checklist_observed, part=part, parts=4) for part in range(4))
#: None reads what another writes. What takes longest comes first, so that processes that share it end together.
KINDS = {
    "twins": Kind(store_twins, (twins_observed,), write_twins, is_of_newest=True),
    "series": Kind(store_series, (series_observed,), write_series, is_of_newest=True),
    "checklist": Kind(store_checklist, _CHECKLIST, write_checklist),
    "promises": Kind(store_promises, (promises_observed,), write_promises),
    "timeliness": Kind(store_timeliness, (timeliness_observed,), write_timeliness, is_of_newest=True),
}


def observe(db: Database, portal: str, *, is_passing: bool = False) -> None:
    """Write anew what a portal's documents show, as of its newest accepted crawl; in one transaction.

    ``is_passing``: another crawl may follow at once, as in a rebuild. What is kept of the newest crawl alone would be
    written for nothing then.
    """
    with db.atomic():
        standing = read_standing(db, portal)
        for kind in KINDS.values():
            if not (is_passing and kind.is_of_newest):
                kind.store(db, standing)
