"""The table, what follows from it, and the line that goes into the history."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from rich.table import Table

from benchmarks.suite import Figures, Measured, against
from benchmarks.variants import (
    ALONE,
    BARE,
    FETCHED,
    OBVIOUS,
    ONLY_FETCHED,
    REBUILD,
    REBUILD_EVERY,
    REBUILD_TWICE,
    WHOLE,
    WITHOUT,
)


def table(measured: Sequence[Measured], pages: int) -> Table:
    """Medians of every variant; the last column compares its CPU with the whole crawl's, repetition by repetition."""
    shown = Table(title=f"{pages} pages, medians of {len(measured[0].runs)} runs, start-up taken off")
    shown.add_column("")
    for heading in ("pages/s", "CPU ms/page", "peak MB", "WARC B/page", "CPU : crawl"):
        shown.add_column(heading, justify="right")
    whole = next((one for one in measured if one.name == WHOLE), None)
    for one in measured:
        ratio = median(against(one, whole, lambda a, b: a.cpu_ms / b.cpu_ms)) if whole else None
        shown.add_row(
            one.name,
            f"{one.middle(lambda run: run.pages_per_second):,.0f}",
            f"{one.middle(lambda run: run.cpu_ms):.2f}",
            f"{one.middle(lambda run: run.peak_mb):.0f}",
            f"{one.middle(lambda run: run.warc_bytes):,.0f}",
            "" if ratio is None else f"{ratio:.2f}",
        )
    return shown


def _spread(values: Sequence[float], unit: str) -> str:
    return f"{median(values):.2f}{unit} (from {min(values):.2f} to {max(values):.2f})"


@dataclass(frozen=True, slots=True)
class Promise:
    """What one variant is to reach beside another, repetition by repetition: at least a limit, or at most it."""

    what: str
    one: str
    other: str
    of: Callable[[Figures, Figures], float]
    unit: str
    limit: float | None = None
    at_least: bool = True

    def said(self, named: Mapping[str, Measured]) -> str:
        """The figure with its range, and whether the limit holds for the median."""
        values = against(named[self.one], named[self.other], self.of)
        told = _spread(values, self.unit)
        if self.limit is None:
            return told
        holds = median(values) >= self.limit if self.at_least else median(values) <= self.limit
        side = "at least" if self.at_least else "at most"
        return f"{told}; {side} {self.limit:g}: {'holds' if holds else 'missed'}"


PROMISES = (
    Promise("pages a second against bare Scrapy's", WHOLE, BARE, lambda a, b: a.pages_per_second / b.pages_per_second,
            " ×", 1.0),
    Promise("pages a second against the obvious pipeline's", WHOLE, OBVIOUS,
            lambda a, b: a.pages_per_second / b.pages_per_second, " ×", 2.5),
    Promise("CPU of the crawl", WHOLE, WHOLE, lambda a, _: a.cpu_ms, " ms a page", 3.0, at_least=False),
    Promise("peak memory of the crawl", WHOLE, WHOLE, lambda a, _: a.peak_mb, " MB", 200, at_least=False),
    Promise("pages that a rebuild reads with the CPU of one crawled", REBUILD, WHOLE, lambda a, b: b.cpu_ms / a.cpu_ms,
            "", 2.0),
    Promise("pages a second of a crawl in two processes against one", WHOLE, ALONE,
            lambda a, b: a.pages_per_second / b.pages_per_second, " ×"),
    Promise("pages a second of a rebuild against a crawl's, on one core each", REBUILD, ALONE,
            lambda a, b: a.pages_per_second / b.pages_per_second, " ×", 2.0),
    Promise("pages a second of a rebuild on every core against one", REBUILD_EVERY, REBUILD,
            lambda a, b: a.pages_per_second / b.pages_per_second, " ×"),
    Promise("pages a second of a rebuild on every core against two rebuilds, a core each", REBUILD_EVERY, REBUILD_TWICE,
            lambda a, b: a.pages_per_second / b.pages_per_second, " ×"),
    Promise("capture and index: crawl in one process less crawl without", ALONE, WITHOUT,
            lambda a, b: a.cpu_ms - b.cpu_ms, " ms of CPU a page"),
    Promise("capture and index: fetch with less fetch without", FETCHED, ONLY_FETCHED,
            lambda a, b: a.cpu_ms - b.cpu_ms, " ms of CPU a page"),
)  # fmt: skip


def conclusions(measured: Sequence[Measured]) -> dict[str, str]:
    """What the figures say of each promise whose variants were measured."""
    named = {one.name: one for one in measured}
    return {one.what: one.said(named) for one in PROMISES if {one.one, one.other} <= set(named)}


def growth(small: float, large: float, times: int) -> str:
    """What the peak memory of a crawl, in MB, says when the site is so many times as large."""
    more = large / small - 1
    return f"{small:.0f} to {large:.0f} MB, {more:+.0%}, on {times} times the pages; at most +15%: " + (
        "holds" if more <= 0.15 else "missed"
    )


def since(line: Mapping[str, Any], earlier: Mapping[str, Any] | None) -> str:
    """How the CPU of each variant compares with the last run of the history on the same machine and site.

    Each is held against bare Scrapy's of its own run where both have it, so that a slower hour is no regression.
    """
    if earlier is None:
        return "no earlier run of this machine and this many pages"
    now, then = _relative(line), _relative(earlier)
    moved = [f"{name} {now[name] / then[name] - 1:+.0%}" for name in now if name in then]
    return f"CPU since {earlier['at']} ({earlier['gongkai']}): " + ", ".join(moved)


def _relative(line: Mapping[str, Any]) -> dict[str, float]:
    costs = {name: median(run["cpu_ms"] for run in runs) for name, runs in line["runs"].items()}
    unit = costs.get(BARE, 1.0)
    return {name: cost / unit for name, cost in costs.items() if name != BARE and cost > 0}


def earlier_line(history: Path, line: Mapping[str, Any]) -> dict[str, Any] | None:
    """The newest line of a history that can be compared with this one; None where there is none."""
    if not history.exists():
        return None
    lines = [json.loads(text) for text in history.read_text("utf-8").splitlines()]
    same = [one for one in lines if all(one[key] == line[key] for key in ("machine", "pages", "python"))]
    return same[-1] if same else None


def micro_table(costs: Mapping[str, float]) -> Table:
    """The steps of capture, each alone."""
    shown = Table(title="capture, step by step, on the site's articles")
    shown.add_column("")
    shown.add_column("CPU µs/page", justify="right")
    for name, microseconds in costs.items():
        shown.add_row(name, f"{microseconds:,.0f}")
    return shown


def history_line(
    measured: Sequence[Measured], costs: Mapping[str, float], pages: int, said: Mapping[str, str]
) -> dict[str, Any]:
    """Everything measured, with what is needed to compare it with another day's."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "gongkai": version("gongkai"),
        "scrapy": version("scrapy"),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "pages": pages,
        "runs": {one.name: [asdict(run) for run in one.runs] for one in measured},
        "micro": dict(costs),
        "conclusions": dict(said),
    }
