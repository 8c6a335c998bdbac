"""Changes of code, one at a time, as mutmut makes them; a process of its own, in the folder that holds its copies.

Each copy of a function stands beside the original, and a variable of the environment says which of them runs.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click

from benchmarks.trials import Trial, survivors

_UNDER_TEST = "MUTANT_UNDER_TEST"  # the variable that names the change which mutmut's copies follow


def trials(folder: Path, only: tuple[str, ...]) -> Iterator[Trial]:
    """All changes that mutmut made in ``folder``, each with the tests that came by its function, the quickest first."""
    known = json.loads((folder / "mutmut-stats.json").read_text())
    seconds = known["duration_by_test"]
    tests = {
        function: sorted(those, key=lambda test: (seconds[test], test))
        for function, those in known["tests_by_mangled_function_name"].items()
    }
    for path in sorted(folder.rglob("*.py.meta")):
        for name in json.loads(path.read_text())["exit_code_by_key"]:
            if name.startswith(only or ""):
                change = partial(os.environ.update, {_UNDER_TEST: name})
                yield Trial(name, change, tests.get(name.rsplit("__mutmut_", 1)[0], []))


@click.command()
@click.option("--only", multiple=True)
@click.option("--processes", type=int, required=True)
@click.option("--result", type=click.Path(path_type=Path), required=True)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def main(only: tuple[str, ...], processes: int, result: Path, arguments: tuple[str, ...]) -> None:
    """Write how many changes there are, and the names of those that no test notices, to a file as JSON.

    ARGUMENTS are pytest's.
    """
    changes = list(trials(Path(), only))
    os.environ[_UNDER_TEST] = ""
    result.write_text(json.dumps([len(changes), survivors(changes, arguments, processes)]))


if __name__ == "__main__":
    main()
