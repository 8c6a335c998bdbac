"""The runs: interleaved and repeated, every figure net of what starting a program costs."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.cores import pinned, two_cores
from benchmarks.measure import Usage, run, served
from benchmarks.site import write_site
from benchmarks.variants import Place, Variant


@dataclass(frozen=True, slots=True)
class Figures:
    """One run of a variant over the site, less its run over a small site."""

    pages_per_second: float
    cpu_ms: float  # a page
    peak_mb: float  # of the run over the whole site
    warc_bytes: float  # a page; 0 where nothing is written


@dataclass(frozen=True, slots=True)
class Measured:
    """A variant with the figures of every repetition, in order."""

    name: str
    runs: tuple[Figures, ...]

    def middle(self, of: Callable[[Figures], float]) -> float:
        """The median of a figure over the repetitions."""
        return median(map(of, self.runs))


def against(one: Measured, other: Measured, of: Callable[[Figures, Figures], float]) -> list[float]:
    """Compare two variants repetition by repetition, so that a machine that drifts does not matter."""
    return [of(a, b) for a, b in zip(one.runs, other.runs, strict=True)]


@contextmanager
def sites(folder: Path, pages: Sequence[int]) -> Iterator[list[Place]]:
    """Write a site of each size and serve it on a core of its own; ``run_variant`` then measures on another."""
    cores = two_cores()
    with ExitStack() as stack:
        places = []
        for size in pages:
            site = folder / f"site-{size}"
            paths = write_site(site, size)
            (site / "paths.txt").write_text("\n".join(paths), encoding="ascii")
            port = stack.enter_context(served(site, cores[1] if cores else None))
            places.append(Place(site, port, tuple(paths), folder / f"archive-{size}"))
        yield places


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*/warc/*.warc.gz"))


def run_variant(variant: Variant, place: Place) -> tuple[Usage, str]:
    """Run a variant on one core, or on every one where that is what it is. Raises BenchError."""
    cores = None if variant.every_core else two_cores()
    with pinned(cores[0] if cores else None):
        return run(variant.command(place))


def _figures(variant: Variant, small: Place, large: Place) -> Figures:
    usages, sizes = [], []
    for place in (small, large):
        variant.prepare(place)
        before = _size(place.archive)
        usage, said = run_variant(variant, place)
        variant.check(place, said)
        usages.append(usage)
        sizes.append(_size(place.archive) - before)
    start, whole = usages
    pages = (len(large.paths) - len(small.paths)) * variant.times
    return Figures(
        pages / max(whole.wall - start.wall, 1e-9),
        (whole.cpu - start.cpu) * 1000 / pages,
        whole.peak / 1e6,
        (sizes[1] - sizes[0]) / pages,
    )


def measure(
    variants: Sequence[Variant], small: Place, large: Place, repetitions: int, told: Callable[[str], None]
) -> list[Measured]:
    """Run every variant once, then all again, as often as asked. Raises BenchError."""
    runs: dict[str, list[Figures]] = {variant.name: [] for variant in variants}
    for repetition in range(repetitions):
        for place in (small, large):
            shutil.rmtree(place.archive, ignore_errors=True)
        for variant in variants:
            told(f"{repetition + 1}/{repetitions} {variant.name}")
            runs[variant.name].append(_figures(variant, small, large))
    return [Measured(name, tuple(figures)) for name, figures in runs.items()]
