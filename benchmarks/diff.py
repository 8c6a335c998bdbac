"""What `gongkai diff` costs on 100,000 documents: two years, or two crawls, within a second.

    make bench-diff [DIFF='--documents 20000 --runs 5']

The archive is that of `bench-verify`, with its report of 2018; the year before has none, so that every metric of it is
counted anew. The SQL of each number is run as Datasette would run it: it must give the number.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from sqlite_utils import Database

from archive.diff.counted import Counted
from archive.diff.crawls import crawls_diff
from archive.diff.years import YearsDiff, years_diff
from archive.store import open_archive
from archive.verify import verify
from benchmarks.large_archive import PORTAL, YEAR, build
from benchmarks.measure import BenchError, folder_option
from benchmarks.verify import Spent, medians, spend

LIMIT = 1.0  # seconds for 100,000 documents


@dataclass(frozen=True, slots=True)
class Costs:
    """What each comparison takes, and the slowest SQL of a number, in milliseconds."""

    years: Spent
    crawls: Spent
    numbers: int
    slowest: float


def measure(db: Database, runs: int) -> Costs:
    """Compare both ways, ``runs`` times each. Raises BenchError where an SQL gives another number."""
    found = years_diff(db, PORTAL, YEAR - 1, YEAR)
    crawls = [row[0] for row in db.execute("select id from crawls where portal = ? order by id", [PORTAL])]
    times = [_milliseconds(db, side) for side in counted_in(found)]
    return Costs(
        medians([spend(lambda: years_diff(db, PORTAL, YEAR - 1, YEAR)) for _ in range(runs)]),
        medians([spend(lambda: crawls_diff(db, *crawls)) for _ in range(runs)]),
        len(times),
        max(times),
    )


def counted_in(found: YearsDiff) -> Iterator[Counted]:
    """Every number that was counted."""
    for figure in found.figures:
        yield from (figure.counted_earlier, figure.counted_later)
    for line in (*found.channels, *found.columns, *found.kinds, *found.months):
        yield from (line.earlier, line.later)


def _milliseconds(db: Database, side: Counted) -> float:
    if side.amount is None:
        return 0.0
    started = time.process_time()
    rows = list(db.query(side.sql))
    took = (time.process_time() - started) * 1_000
    number = sum(row["characters"] for row in rows) if "d.characters" in side.sql else len(rows)
    if number != side.amount.value:
        raise BenchError(f"the number is {side.amount.value:g}, its SQL gives {number}: {side.sql}")
    return took


def promise(costs: Costs, documents: int) -> str:
    """The line that says whether the limit holds: by CPU, for a machine that others use stretches the clock."""
    limit = LIMIT * max(documents / 100_000, 1)
    word = "holds" if max(costs.years.cpu, costs.crawls.cpu) <= limit else "missed"
    both = f"years {costs.years.cpu:.2f} s, crawls {costs.crawls.cpu:.2f} s"
    return f"diff: {documents:,} documents: {both} (limit {limit:g} s) {word}"


@click.command()
@click.option("--documents", default=100_000, show_default=True, type=click.IntRange(100), help="How many documents.")
@click.option("--runs", default=3, show_default=True, type=click.IntRange(1), help="How often everything is run.")
@folder_option
def main(documents: int, runs: int, folder: Path) -> None:
    """Measure `gongkai diff` on a large archive. docs/benchmarks.md says how to read it."""
    path = folder / f"diff-{documents}.db"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        build(path, documents)
        made = open_archive(path)
        verify(made, PORTAL)
        made.close()
    costs = measure(open_archive(path), runs)
    table = Table("diff", "seconds", "CPU seconds", title=f"{documents:,} documents, median of {runs}")
    for what, spent in {"two years": costs.years, "two crawls": costs.crawls}.items():
        table.add_row(what, f"{spent.wall:.2f}", f"{spent.cpu:.2f}")
    console = Console()
    console.print(table)
    console.print(promise(costs, documents), highlight=False)
    console.print(
        f"the slowest SQL of {costs.numbers} numbers, as Datasette runs it: {costs.slowest:.0f} ms", highlight=False
    )


if __name__ == "__main__":
    main()
