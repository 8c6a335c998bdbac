"""What every core is worth to a rebuild: of one crawl, of a crawl of each of several portals, of nights after them.

    make bench-rebuild [REBUILD='--portals 4 --pages 1000 --nights 4 --runs 3']

Each portal is a site like the bench's with texts of its own. What starting the program takes is in none of the figures:
they are the seconds that `gongkai rebuild --json` says.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

import click
from rich.console import Console

from benchmarks.cores import pinned, two_cores
from benchmarks.many import write_portal
from benchmarks.measure import BenchError, folder_option, python, rebuilding, run, served
from benchmarks.site import write_site
from benchmarks.variants import lose_database

ONE, MANY, NIGHTS = "one portal, crawled once", "all portals, crawled once", "all portals, with nights after it"


@contextmanager
def serving(folder: Path, portals: int, pages: int) -> Iterator[list[Path]]:
    """Serve a site for each portal while the block runs; gives their portal files."""
    with ExitStack() as stack:
        files = []
        for number in range(portals):
            site = folder / f"site-{number}"
            write_site(site, pages, str(number))
            port = stack.enter_context(served(site, None))
            files.append(write_portal(folder / "portals", site, number, port))
        yield files


def archives(folder: Path, portals: int, pages: int, nights: int) -> dict[str, Path]:
    """Archives to be rebuilt, by what they hold. Raises BenchError where a crawl does not end well."""
    made = {ONE: folder / "one", MANY: folder / "many", NIGHTS: folder / "nights"}
    with serving(folder, portals, pages) as files:
        for name, some in ((ONE, files[:1]), (MANY, files)):
            _crawl(made[name], some)
        shutil.copytree(made[MANY], made[NIGHTS])
        for _ in range(nights):
            _crawl(made[NIGHTS], files)
    return made


def _crawl(archive: Path, portals: Sequence[Path]) -> None:
    for portal in portals:
        run(python("crawler.cli.main", "crawl", str(portal), "--archive", str(archive)))


def rebuilt(archive: Path, core: int | None) -> tuple[float, int]:
    """Seconds and captures of a rebuild on a core, or on every one. Raises BenchError."""
    lose_database(archive)
    with pinned(core):
        said = json.loads(run(rebuilding(archive))[1])
    return float(said["seconds"]), int(said["captures"])


def told(name: str, captures: int, one: Sequence[float], every: Sequence[float]) -> str:
    """What was measured of an archive, run by run."""
    times = sorted(a / b for a, b in zip(one, every, strict=True))
    return (
        f"{name}: {captures:,} captures, {captures / median(one):,.0f} a second on one core, "
        f"{captures / median(every):,.0f} on every one: {median(times):.2f} × (from {times[0]:.2f} to {times[-1]:.2f})"
    )


@click.command()
@click.option("--portals", default=4, show_default=True, type=click.IntRange(1))
@click.option("--pages", default=1_000, show_default=True, type=click.IntRange(20), help="About how large a site.")
@click.option("--nights", default=4, show_default=True, type=click.IntRange(0), help="After the first crawl.")
@click.option("--runs", default=3, show_default=True, type=click.IntRange(1), help="Of each, one core and all in turn.")
@folder_option
def main(portals: int, pages: int, nights: int, runs: int, folder: Path) -> None:
    """Rebuild archives on one core and on every one, in turn."""
    place, cores = folder / "rebuild", two_cores()
    if cores is None:
        raise BenchError("there is one core, or none can be chosen: there is nothing to compare")
    shutil.rmtree(place, ignore_errors=True)
    made = archives(place, portals, pages, nights)
    say = Console(markup=False, emoji=False, width=160).print
    for name, archive in made.items():
        pairs = [(rebuilt(archive, cores[0]), rebuilt(archive, None)) for _ in range(runs)]
        captures = {captures for pair in pairs for _, captures in pair}
        if len(captures) != 1:
            raise BenchError(f"{archive}: rebuilds have {captures} captures")
        say(told(name, captures.pop(), [one[0] for one, _ in pairs], [every[0] for _, every in pairs]))


if __name__ == "__main__":
    main()
