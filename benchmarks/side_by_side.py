"""Two rebuilds side by side, each on a core of its own: what the machine's second core gives to programs that do not
wait for each other, and so the most that one rebuild on two cores can reach.

    python -m benchmarks.side_by_side ARCHIVE ARCHIVE
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click

from benchmarks.cores import pin, two_cores
from benchmarks.measure import rebuilding, run


def _rebuilt(archive: str, core: int | None) -> dict[str, object]:
    if core is not None:
        pin(core)  # this thread, and the process it starts
    said: dict[str, object] = json.loads(run(rebuilding(Path(archive)))[1])
    return said


def main(archives: list[str]) -> None:
    """Rebuild two archives at once; print what each rebuild said. Raises BenchError."""
    with ThreadPoolExecutor(2) as threads:
        click.echo(json.dumps(list(threads.map(_rebuilt, archives, two_cores() or (None, None)))))


if __name__ == "__main__":
    main(sys.argv[1:])
