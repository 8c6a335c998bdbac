"""The table, what follows from it, and the line that goes into the history."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from statistics import median
from typing import Any

from rich.table import Table

from benchmarks.suite import Measured, against
from benchmarks.variants import FETCHED, ONLY_FETCHED, REBUILD, WHOLE, WITHOUT


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


def conclusions(measured: Sequence[Measured]) -> dict[str, str]:
    """What the figures say of the two promises: the cost of capture, the speed of a rebuild."""
    named = {one.name: one for one in measured}
    said = {}
    for one, other in ((WHOLE, WITHOUT), (FETCHED, ONLY_FETCHED)):
        if one in named and other in named:
            costs = against(named[one], named[other], lambda a, b: a.cpu_ms - b.cpu_ms)
            said[f"capture and index: {one} less {other}"] = _spread(costs, " ms of CPU a page")
    if WHOLE in named and REBUILD in named:
        speeds = against(named[REBUILD], named[WHOLE], lambda a, b: a.pages_per_second / b.pages_per_second)
        said["rebuild against crawl"] = _spread(speeds, " × its pages a second")
    return said


def micro_table(costs: Mapping[str, float]) -> Table:
    """The steps of capture, each alone."""
    shown = Table(title="capture, step by step, on the site's articles")
    shown.add_column("")
    shown.add_column("CPU µs/page", justify="right")
    for name, microseconds in costs.items():
        shown.add_row(name, f"{microseconds:,.0f}")
    return shown


def history_line(measured: Sequence[Measured], costs: Mapping[str, float], pages: int) -> dict[str, Any]:
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
        "conclusions": conclusions(measured),
    }
