"""What an archive of many portals costs, and what of it grows with the archive: 100 portals × 10 years × 1,000.

    make bench-growth [GROWTH='--portals 10 --documents 1000 --no-public']

One portal is crawled for real, with its WARC; the others are its rows with other ids (benchmarks/growth_archive.py).
Everything is measured in archives of one portal, of a tenth and of all of them, each part in a process of its own. What
a night of one portal takes should be the same in all: the last column is the exponent of its growth from the second
size to the third, 0 where it costs what the portal has, 1 where it costs what the archive has.
"""

from __future__ import annotations

import json
import math
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from benchmarks.growth_archive import multiply
from benchmarks.growth_site import FILE, PORTAL, write
from benchmarks.measure import Usage, folder_option, python, run

_MORE = 20  # documents that a later night shows, and as many edited
_PROGRAM = "crawler.cli.main"
#: Parts that are measured in every size, with the arguments of benchmarks/growth_step.py.
_STEPS = ("open", "read", "verify", "observe")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one part took: seconds of CPU, or bytes on disk; and bytes of memory at the peak of its process."""

    amount: float
    peak: int = 0


Costs = dict[str, Cost]


def exponent(smaller: float, larger: float, times: float) -> float:
    """How an amount grows: 0 not at all, 1 with the archive of so many ``times`` the size, 2 with its square."""
    return math.log(max(larger, 1e-9) / max(smaller, 1e-9)) / math.log(times)


@contextmanager
def _serving(site: Path) -> Iterator[str]:
    with subprocess.Popen(python("benchmarks.server", str(site)), stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield f"http://127.0.0.1:{server.stdout.readline().strip()}/"
        finally:
            server.terminate()


def crawl(site: Path, archive: Path, command: str = "crawl") -> Usage:
    """Crawl the portal from ``site`` into the archive. Raises BenchError where that did not go well."""
    with _serving(site) as host:
        return run(python(_PROGRAM, command, str(site / FILE), "--host", host, "--archive", str(archive)))[0]


def _step(step: str, path: Path) -> Costs:
    usage, said = run(python("benchmarks.growth_step", step, str(path), PORTAL))
    return {part: Cost(amount, usage.peak) for part, amount in json.loads(said).items()}


def _costs(archive: Path, night: Path, portals: int, documents: int, *, public: bool) -> Costs:
    path = archive / "archive.db"
    found = {"disk: archive.db, a document": Cost(path.stat().st_size / (portals * documents))}
    _step("open", path)  # brings the format of today
    for step in _STEPS:
        found |= _step(step, path)
    before = path.stat().st_size
    usage = crawl(night, archive)
    found["night of one portal"] = Cost(usage.cpu, usage.peak)
    found["disk: archive.db, a night of one portal"] = Cost(path.stat().st_size - before)
    return found | (_public(archive, portals * documents) if public else {})


def _public(archive: Path, documents: int) -> Costs:
    public, found = archive / "public.db", Costs()
    for name in ("public.db, first", "public.db, once more"):
        usage, said = run(python("benchmarks.public_step", "build", str(archive / "archive.db"), str(public)))
        found[name] = Cost(usage.cpu, usage.peak)
        found[f"{name}, of it the search index"] = Cost(json.loads(said)["index"])
    found["disk: public.db, a document"] = Cost(public.stat().st_size / documents)
    found |= {f"page: {name}": cost for name, cost in _step("pages", public).items()}
    for name, arguments in (("snapshot", ["snapshot"]), ("export", ["export", str(archive / "exported"), "--parquet"])):
        usage, _ = run(python(_PROGRAM, *arguments, "--archive", str(archive)))
        found[name] = Cost(usage.cpu, usage.peak)
    return found


def per_page(one: Path, documents: int) -> Costs:
    """What costs the same for every page, of the portal that was crawled: its WARC, checking and rebuilding it."""
    held = sum(path.stat().st_size for path in (one / "warc").iterdir())
    found = {"WARC and its index, bytes": Cost(held / documents)}
    for name, arguments in (("check", ["check"]), ("rebuild", ["rebuild"])):
        usage, _ = run(python(_PROGRAM, *arguments, "--archive", str(one)))
        found[f"{name}, ms of CPU"] = Cost(usage.cpu / documents * 1_000, usage.peak)
    return found


def sizes(portals: int) -> list[int]:
    """One portal, a tenth of them, and all."""
    return sorted({1, max(portals // 10, 1), portals})


def table(costs: dict[int, Costs], documents: int) -> Table:
    """A row for each part, a column for each size, and how it grows from the last but one to the last."""
    made = Table("", *(f"{size * documents:,} documents" for size in costs), "peak MB", "grows")
    *_, last = costs
    smaller = [*costs][-2:][0]
    for name, cost in costs[last].items():
        amounts = [costs[size][name].amount for size in costs if name in costs[size]]
        grows = exponent(costs[smaller][name].amount, cost.amount, last / smaller) if last > smaller else 0.0
        peak = f"{cost.peak / 1e6:,.0f}" if cost.peak else ""
        made.add_row(name, *map(_shown(name), amounts), peak, f"{grows:.2f}")
    return made


def _shown(name: str) -> Callable[[float], str]:
    return (lambda amount: f"{amount:,.0f} B") if name.startswith("disk") else (lambda amount: f"{amount:.3g} s")


@click.command()
@click.option("--portals", default=100, show_default=True, type=click.IntRange(1, 1_000), help="How many portals.")
@click.option("--documents", default=10_000, show_default=True, type=click.IntRange(100), help="Documents of each.")
@click.option("--public/--no-public", default=True, help="Also public.db, its pages, snapshot and export.")
@click.option("--rebuild/--no-rebuild", default=True, help="Also check and rebuild of the portal that was crawled.")
@folder_option
def main(portals: int, documents: int, public: bool, rebuild: bool, folder: Path) -> None:
    """Measure what grows. docs/growth.md says how to read it, and holds the figures."""
    console, told = Console(width=160), Console(stderr=True)
    home = folder / "growth"
    site, night, one = home / "site", home / "night", home / f"one-{documents}"
    began = time.monotonic()
    write(site, documents)
    write(night, documents, _MORE)
    if not one.exists():
        crawl(site, home / "part", "run")
        (home / "part").rename(one)
    told.print(f"one portal crawled, verified and published: {time.monotonic() - began:.0f} s", highlight=False)
    costs = {}
    for size in sizes(portals):
        many = home / f"{size}x{documents}"
        multiply(one, many, size)
        told.print(f"{size} portals made: {time.monotonic() - began:.0f} s", highlight=False)
        costs[size] = _costs(many, night, size, documents, public=public)
        shutil.rmtree(many)
    console.print(table(costs, documents))
    for name, cost in per_page(one, documents).items() if rebuild else ():
        console.print(f"{name}, a document of one portal; {portals} extrapolated: {cost.amount:,.2f}", highlight=False)


if __name__ == "__main__":
    main()
