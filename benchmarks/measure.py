"""One measured run: a fresh process, and what the operating system says it took."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from benchmarks.memory import PeakMemory

ROOT = Path(__file__).resolve().parent.parent
#: ru_maxrss is in kilobytes on Linux and in bytes on macOS.
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024

#: Where what is measured on is made and kept, for every command here.
folder_option = click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=ROOT / "build" / "bench",
    help="Where sites, archives and history.jsonl are kept.",
)


class BenchError(Exception):
    """A run that did not do what it was to do: its figures would mean nothing."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process and all it started took: seconds on the clock, seconds of CPU (user and system), bytes of memory
    at the peak."""

    wall: float
    cpu: float
    peak: int


def python(module: str, *arguments: str) -> list[str]:
    """The command that runs a module in a fresh interpreter."""
    return [sys.executable, "-m", module, *arguments]


def rebuilding(archive: Path) -> list[str]:
    """The command that rebuilds an archive's database; it says what it did as JSON."""
    return python("crawler.cli.main", "rebuild", "--archive", str(archive), "--json")


def run(command: Sequence[str]) -> tuple[Usage, str]:
    """Run a command to its end; return what it took and what it said. Raises BenchError where it failed."""
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=said, stderr=errors, cwd=ROOT)
        together = PeakMemory(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        peak = max(together.stop(), usage.ru_maxrss * _RSS_UNIT)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        errors.seek(0)
        if process.returncode:
            last = errors.read().decode("utf-8", "replace")[-2_000:]
            raise BenchError(f"{' '.join(command)} ended with {process.returncode}: {last}")
        return Usage(wall, usage.ru_utime + usage.ru_stime, peak), said.read().decode()


@contextmanager
def served(site: Path, core: int | None) -> Iterator[int]:
    """Serve a site from a process of its own while the block runs; gives the port."""
    command = python("benchmarks.server", str(site), *([] if core is None else [str(core)]))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()
