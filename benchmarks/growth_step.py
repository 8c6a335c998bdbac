"""One step of benchmarks/growth.py, in a process of its own; what it took is printed as JSON: seconds of CPU by part.

python -m benchmarks.growth_step open|read|verify|observe ARCHIVE_DB PORTAL
python -m benchmarks.growth_step pages PUBLIC_DB PORTAL
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

from archive.observe import KINDS
from archive.publish.serve import datasette
from archive.report_store import read_reports
from archive.standing import read_standing
from archive.store import open_archive
from archive.verify import verify

_TIMES = 5
_YEAR = 2018

Took = dict[str, float]


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.process_time()
    result = work()
    return round(time.process_time() - started, 4), result


def opened(path: Path, portal: str) -> Took:
    """Open the archive, and close it."""
    return {"open": _timed(lambda: open_archive(path).close())[0]}


def read(path: Path, portal: str) -> Took:
    """Read the reports of a portal again."""
    with closing(open_archive(path)) as db:
        return {"read_reports": _timed(lambda: read_reports(db, portal))[0]}


def verified(path: Path, portal: str) -> Took:
    """Verify all reports of a portal, and what the mean of one took."""
    with closing(open_archive(path)) as db:
        took, _ = _timed(lambda: verify(db, portal))
        (reports,) = db.execute("select count(*) from reports where portal = ? and current = 1", [portal]).fetchone()
    return {"verify, a report": took / reports}


def observed(path: Path, portal: str) -> Took:
    """What is observed of a portal, part by part."""
    with closing(open_archive(path)) as db, db.atomic():
        took, standing = _timed(lambda: read_standing(db, portal))
        parts = {"read_standing": took}
        for kind in KINDS.values():
            parts[kind.store.__name__] = _timed(partial(kind.store, db, standing))[0]
    return parts


def pages(path: Path, portal: str) -> Took:
    """Seconds of CPU of each kind of page, the median of some times, of a server that is warm."""
    asked = {
        "/": "/",
        "report": f"/report/{portal}-{_YEAR}",
        "table": "/public/documents?_facet=portal",
        "search": f"/search?q={quote('环境')}",
        "years": f"/years/{portal}",
        "year": f"/year/{portal}/{_YEAR}",
        "sheet": f"/sheet/{portal}/{_YEAR}",
        "column": f"/column/{portal}/c01?year={_YEAR}",
        "coverage": f"/coverage/{portal}",
        "changes": f"/changes/{portal}",
        "twins": f"/twins/{portal}",
        "timeliness": f"/timeliness/{portal}",
        "series": f"/series/{portal}",
        "checklist": f"/checklist/{portal}",
        "across": "/across",
        "across, a year": f"/across/{_YEAR}",
    }
    return asyncio.run(_ask(path, asked))


async def _ask(path: Path, asked: dict[str, str]) -> Took:
    took: Took = {}
    client = datasette(path).client
    for name, address in asked.items():
        seconds = []
        for _ in range(_TIMES + 1):
            started = time.process_time()
            answer = await client.get(address, follow_redirects=True)
            seconds.append(time.process_time() - started)
        took[name if answer.status_code == 200 else f"{name} ({answer.status_code})"] = round(median(seconds[1:]), 4)
    return took


STEPS: dict[str, Callable[[Path, str], Took]] = {
    **{"open": opened, "read": read, "verify": verified, "observe": observed, "pages": pages}
}

if __name__ == "__main__":
    json.dump(STEPS[sys.argv[1]](Path(sys.argv[2]), sys.argv[3]), sys.stdout)
