"""Mutation testing of the rules: changes code and SQL one at a time; a change that no test notices needs a reason.

mutmut changes the modules that ``[tool.mutmut]`` of pyproject.toml names; ``benchmarks.sql_mutants`` the SQL of the
data files; ``benchmarks.trials`` tests both. The reasons stand in ``mutants.yml``. Exit code 1: a change survived
without a reason, or a reason is kept for a change that no longer survives.

``--only`` keeps to the changes whose place begins so: a module (``archive.traits``), a data file or a path in one
(``subtotals.yml.subtotals.late``). Every run starts from nothing, for mutmut would keep results of older tests.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import yaml

from archive.own_yaml import own_yaml
from benchmarks.sql_mutants import sql_mutants
from benchmarks.trials import Trial, survivors

ROOT = Path(__file__).resolve().parents[1]
REASONS = Path(__file__).with_name("mutants.yml")
COPIES = ROOT / "mutants"  # where mutmut keeps what it changes
MUTMUT = str(Path(sys.executable).with_name("mutmut"))
ANY_CHANGE = "archive.verdicts.x_agreement__mutmut_1"


@dataclass(frozen=True)
class Change:
    """A change that no test noticed: the function or SQL value it is in, the text before and after."""

    where: str
    was: str
    becomes: str


@dataclass(frozen=True)
class Reason:
    """Why a change may survive. Without a text before and after: every change of upper and lower case in ``where``."""

    where: str
    why: str
    was: str = ""
    becomes: str = ""

    def explains(self, change: Change) -> bool:
        """Whether it is the reason of ``change``."""
        if not self.was:
            return change.where == self.where and change.was.lower() == change.becomes.lower()
        return (change.where, change.was, change.becomes) == (self.where, self.was, self.becomes)


def reasons() -> list[Reason]:
    """Why the changes that may survive do."""
    return [Reason(**entry) for entry in own_yaml(REASONS.read_text(encoding="utf-8")) or []]


def is_asked_for(where: str, only: tuple[str, ...]) -> bool:
    """Whether a place begins with one of ``only``; every place does where there are none."""
    return where.startswith(only or "")


def of_code(only: tuple[str, ...], processes: int) -> tuple[int, list[Change]]:
    """How many changes of code there are, and those that survive."""
    shutil.rmtree(COPIES, ignore_errors=True)
    # One change alone: mutmut makes the copies of all, and learns which tests come by which function.
    subprocess.run([MUTMUT, "run", ANY_CHANGE], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    result = COPIES / "result.json"
    options = [*(f"--only={place}" for place in only), f"--processes={processes}", f"--result={result}"]
    command = [sys.executable, "-m", "benchmarks.code_mutants", *options, "--", *test_arguments()]
    subprocess.run(command, cwd=COPIES, check=True, stdout=subprocess.DEVNULL)
    number, names = json.loads(result.read_text())
    return number, [_shown(name) for name in names]


def _shown(name: str) -> Change:
    shown = subprocess.run([MUTMUT, "show", name], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    lines = [line for line in shown.splitlines() if not line.startswith(("---", "+++"))]
    function = re.sub(r"\.x_?(?:ǁ\w*?ǁ)?", ".", name.rsplit("__mutmut_", 1)[0])
    was, becomes = (" ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+")
    return Change(function, was, becomes)


def of_sql(only: tuple[str, ...], processes: int) -> tuple[int, list[Change]]:
    """How many changes of SQL there are, and those that survive."""
    mutants = {mutant.name: mutant for mutant in sql_mutants() if is_asked_for(mutant.where, only)}
    left = survivors((Trial(mutant.name, mutant.make) for mutant in mutants.values()), test_arguments(), processes)
    return len(mutants), [Change(m.where, m.was, m.becomes) for m in (mutants[name] for name in left)]


def test_arguments() -> list[str]:
    """What pytest is started with."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    return [*config["pytest_add_cli_args"], *config["pytest_add_cli_args_test_selection"]]


def report(kind: str, number: int, left: int, seconds: float) -> str:
    """One line of figures for a kind of changes."""
    return f"{kind}: {number} changes, {number - left} noticed, {left} not, {seconds:.0f} s"


def unexplained(left: list[Change], known: list[Reason]) -> Iterator[str]:
    """What has to be done before the run is good, as lines."""
    for change in left:
        if not any(reason.explains(change) for reason in known):
            entry = yaml.safe_dump([vars(change)], allow_unicode=True, sort_keys=False, width=1000)
            yield f"no test notices this, and no reason is given:\n{entry}"
    for reason in known:
        if not any(reason.explains(change) for change in left):
            yield f"a reason is given, but the change is noticed or gone: {reason}"


KINDS: tuple[tuple[str, Callable[[tuple[str, ...], int], tuple[int, list[Change]]], bool], ...] = (
    ("SQL", of_sql, False),
    ("code", of_code, True),
)


@click.command()
@click.option("--only", multiple=True, metavar="PLACE", help="Only changes whose place begins so; may be repeated.")
@click.option("--processes", default=2, envvar="PROCESSES", show_default=True, help="Changes that are tried at a time.")
def main(only: tuple[str, ...], processes: int) -> None:
    """Both kinds of changes; exit code 1 where one needs work.

    \b
    python -m benchmarks.mutants --only archive.traits --only subtotals.yml.subtotals.late
    """
    left = []
    for kind, run, is_code in KINDS:
        places = tuple(place for place in only if place.startswith("archive.") == is_code)
        if only and not places:
            continue
        started = time.monotonic()
        number, of_kind = run(places, processes)
        click.echo(report(kind, number, len(of_kind), time.monotonic() - started))
        left += of_kind
    lines = list(unexplained(left, [reason for reason in reasons() if is_asked_for(reason.where, only)]))
    click.echo("\n".join(lines))
    sys.exit(1 if lines else 0)


if __name__ == "__main__":
    main()
