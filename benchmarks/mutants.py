"""Mutation testing of the rules: changes code and SQL one at a time; a change that no test notices needs a reason.

mutmut changes the modules that ``[tool.mutmut]`` of pyproject.toml names; ``benchmarks.sql_mutants`` the SQL of the
data files. The reasons stand in ``mutants.yml``. Exit code 1: a change survived without a reason, or a reason is kept
for a change that no longer survives.

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
from importlib import import_module
from pathlib import Path

import click
import yaml

from benchmarks.sql_mutants import sql_mutants, survivors

ROOT = Path(__file__).resolve().parents[1]
REASONS = Path(__file__).with_name("mutants.yml")
COPIES = ROOT / "mutants"  # where mutmut keeps what it changes
MUTMUT = str(Path(sys.executable).with_name("mutmut"))
# What a fork need not import again.
PRELOADED = ("datasette.app", "hypothesis", "archive.verify", "archive.excerpt")
_NOT_NOTICED = re.compile(r"^\s*(\S+__mutmut_\d+): (?:survived|no tests|suspicious|skipped|not checked)", re.MULTILINE)


@dataclass(frozen=True)
class Change:
    """A change that no test noticed: the function or SQL value it is in, the text before and after."""

    where: str
    was: str
    becomes: str


def reasons() -> dict[Change, str]:
    """Why the changes that may survive do."""
    entries = yaml.safe_load(REASONS.read_text(encoding="utf-8")) or []
    return {Change(entry["where"], entry["was"], entry["becomes"]): entry["why"] for entry in entries}


def is_asked_for(where: str, only: tuple[str, ...]) -> bool:
    """Whether a place begins with one of ``only``; every place does where there are none."""
    return where.startswith(only or "")


def of_code(only: tuple[str, ...], processes: int) -> tuple[int, list[Change]]:
    """How many changes of code there are, and those that survive."""
    shutil.rmtree(COPIES, ignore_errors=True)
    command = [MUTMUT, "run", "--max-children", str(processes), *(f"{module}*" for module in only)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    said = subprocess.run([MUTMUT, "results"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    kept = [json.loads(path.read_text()) for path in COPIES.rglob("*.py.meta")]
    number = sum(is_asked_for(name, only) for meta in kept for name in meta["exit_code_by_key"])
    names = [match[1] for match in _NOT_NOTICED.finditer(said)]
    return number, [_shown(name) for name in names if is_asked_for(name, only)]


def _shown(name: str) -> Change:
    shown = subprocess.run([MUTMUT, "show", name], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    lines = [line for line in shown.splitlines() if not line.startswith(("---", "+++"))]
    function = re.sub(r"\.x_?(?:ǁ\w*?ǁ)?", ".", name.rsplit("__mutmut_", 1)[0])
    was, becomes = (" ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+")
    return Change(function, was, becomes)


def of_sql(only: tuple[str, ...], processes: int) -> tuple[int, list[Change]]:
    """How many changes of SQL there are, and those that survive."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    arguments = [*config["pytest_add_cli_args"], *config["pytest_add_cli_args_test_selection"]]
    for name in PRELOADED:
        import_module(name)
    mutants = [mutant for mutant in sql_mutants() if is_asked_for(mutant.where, only)]
    left = survivors(mutants, arguments, processes)
    return len(mutants), [Change(mutant.where, mutant.was, mutant.becomes) for mutant in left]


def report(kind: str, number: int, left: int, seconds: float) -> str:
    """One line of figures for a kind of changes."""
    return f"{kind}: {number} changes, {number - left} noticed, {left} not, {seconds:.0f} s"


def unexplained(left: list[Change], known: dict[Change, str]) -> Iterator[str]:
    """What has to be done before the run is good, as lines."""
    for change in left:
        if change not in known:
            entry = yaml.safe_dump([vars(change)], allow_unicode=True, sort_keys=False, width=1000)
            yield f"no test notices this, and no reason is given:\n{entry}"
    for change in known.keys() - set(left):
        yield f"a reason is given, but the change is noticed or gone: {change}"


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
    known = {change: why for change, why in reasons().items() if is_asked_for(change.where, only)}
    lines = list(unexplained(left, known))
    click.echo("\n".join(lines))
    sys.exit(1 if lines else 0)


if __name__ == "__main__":
    main()
