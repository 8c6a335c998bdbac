"""What `verify` costs on an archive of a million documents: 50 counts within two seconds, and names beside them.

    make bench-verify [VERIFY='--documents 100000 --runs 3 --profile']

The archive is made once and kept. Besides `verify` as a whole, the SQL of each finding is run as Datasette would run
it, on the archive as it is: it must give the stored number, within the time after which our Datasette ends a query.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from sqlite_utils import Database

from archive.publish.datasette_settings import SETTINGS
from archive.store import open_archive
from archive.verify import verify
from benchmarks.large_archive import PORTAL, build
from benchmarks.measure import BenchError, folder_option

LIMIT = 2.0  # seconds of `verify` for 50 counts over a million documents
_QUERY_LIMIT = SETTINGS["sql_time_limit_ms"]  # Datasette's, where we serve it


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds on the clock and seconds of CPU."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Query:
    """The SQL of one finding, run as it is: its measure and metric, how many rows it gave, in how many milliseconds."""

    measure: str
    metric: str
    rows: int
    milliseconds: float


def spend(step: Callable[[], object]) -> Spent:
    """What one call takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    step()
    return Spent(time.perf_counter() - wall, time.process_time() - cpu)


def medians(runs: list[Spent]) -> Spent:
    """The median of both figures."""
    return Spent(median(run.wall for run in runs), median(run.cpu for run in runs))


def only(db: Database, kind: str, step: Callable[[], object]) -> None:
    """Do ``step`` while the archive has no claims but those of ``kind``; all of it is undone."""
    db.execute("begin")
    try:
        db.execute("delete from claims where kind <> ?", [kind])
        step()
    finally:
        db.execute("rollback")


def promise(spent: Spent, measures: int, documents: int) -> str:
    """The line that says whether the limit holds: by CPU, for a machine that others use stretches the clock."""
    word = "holds" if spent.cpu <= LIMIT else "missed"
    return f"verify: {measures} measures, {documents:,} documents: {spent.cpu:.2f} s (limit {LIMIT:g} s) {word}"


def stored_queries(db: Database) -> list[Query]:
    """Each finding's own SQL on the archive as it is. Raises BenchError where it gives another number."""
    found = db.query(
        "select f.sql, f.observed, f.measure, c.metric from findings f join claims c on c.id = f.claim "
        "where f.current = 1 and f.sql <> '' order by c.number"
    )
    return [_query(db, row) for row in list(found)]


def _query(db: Database, row: dict[str, Any]) -> Query:
    started = time.process_time()
    rows = list(db.query(row["sql"]))
    milliseconds = (time.process_time() - started) * 1_000
    number = sum(one["characters"] or 0 for one in rows) if row["measure"].endswith("characters") else len(rows)
    if number != row["observed"]:
        raise BenchError(f"{row['metric']}: the finding says {row['observed']:g}, its SQL gives {number}")
    return Query(row["measure"], row["metric"], len(rows), milliseconds)


def _archive(folder: Path, documents: int, told: Console) -> Database:
    path = folder / f"verify-{documents}.db"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        spent = spend(lambda: build(path, documents))
        told.print(f"made {path.name}: {spent.wall:.0f} s", highlight=False)
    return open_archive(path)


def _counts(db: Database) -> int:
    return int(db.execute("select count(*) from claims where kind = 'count'").fetchone()[0])


@click.command()
@click.option("--documents", default=1_000_000, show_default=True, type=click.IntRange(100), help="How many documents.")
@click.option("--runs", default=3, show_default=True, type=click.IntRange(1), help="How often everything is run.")
@click.option("--profile", is_flag=True, help="Also what the SQL of each finding costs.")
@folder_option
def main(documents: int, runs: int, profile: bool, folder: Path) -> None:
    """Measure `verify` on a large archive. docs/benchmarks.md says how to read it."""
    console = Console()
    db = _archive(folder, documents, Console(stderr=True))
    whole = medians([spend(lambda: verify(db, PORTAL)) for _ in range(runs)])
    counts, names = (
        medians([spend(lambda kind=kind: only(db, kind, lambda: verify(db, PORTAL))) for _ in range(runs)])  # type: ignore[misc]
        for kind in ("count", "existence")
    )
    queries = stored_queries(db)
    table = Table("verify", "seconds", "CPU seconds", title=f"{documents:,} documents, median of {runs}")
    for what, spent in {"all claims": whole, "counts alone": counts, "names alone": names}.items():
        table.add_row(what, f"{spent.wall:.2f}", f"{spent.cpu:.2f}")
    console.print(table)
    if profile:
        console.print(_costs(queries))
    slowest = max(queries, key=lambda query: query.milliseconds)
    console.print(promise(counts, _counts(db), documents), highlight=False)
    console.print(
        f"the slowest SQL of a finding, as Datasette runs it: {slowest.metric}, {slowest.rows:,} rows, "
        f"{slowest.milliseconds:.0f} ms (Datasette's limit {_QUERY_LIMIT:,} ms)",
        highlight=False,
    )


def _costs(queries: list[Query]) -> Table:
    table = Table("measure", "metric", "rows", "CPU ms", title="the SQL of each finding")
    for query in queries:
        table.add_row(query.measure, query.metric, f"{query.rows:,}", f"{query.milliseconds:.0f}")
    return table


if __name__ == "__main__":
    main()
