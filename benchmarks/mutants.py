"""Mutation testing of the rules: changes code and SQL one at a time; a change that no test notices needs a reason.

mutmut changes the modules that ``[tool.mutmut]`` of pyproject.toml names; ``benchmarks.sql_mutants`` the SQL of the
data files. The reasons stand in ``mutants.yml``. Exit code 1: a change survived without a reason, or a reason is kept
for a change that no longer survives.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import click
import yaml

from benchmarks.sql_mutants import sql_mutants, survivors

ROOT = Path(__file__).resolve().parents[1]
REASONS = Path(__file__).with_name("mutants.yml")
MUTMUT = str(Path(sys.executable).with_name("mutmut"))
# What a fork need not import again.
PRELOADED = ("datasette.app", "hypothesis", "archive.verify", "archive.excerpt")
PROCESSES = 2
_NOT_NOTICED = re.compile(
    r"^\s*(\S+)\.x(\S+)__mutmut_\d+: (?:survived|no tests|suspicious|skipped|not checked)", re.MULTILINE
)


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


def of_code() -> tuple[int, list[Change]]:
    """How many changes of code there are, and those that survive."""
    subprocess.run([MUTMUT, "run", "--max-children", str(PROCESSES)], cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
    said = subprocess.run([MUTMUT, "results"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    kept = [json.loads(path.read_text()) for path in (ROOT / "mutants").rglob("*.py.meta")]
    number = sum(len(meta["exit_code_by_key"]) for meta in kept)
    names = [match[0].split(":")[0].strip() for match in _NOT_NOTICED.finditer(said)]
    return number, [_shown(name) for name in names]


def _shown(name: str) -> Change:
    shown = subprocess.run([MUTMUT, "show", name], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    lines = [line for line in shown.splitlines() if not line.startswith(("---", "+++"))]
    function = re.sub(r"\.x_?(?:ǁ\w*?ǁ)?", ".", name.rsplit("__mutmut_", 1)[0])
    was, becomes = (" ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+")
    return Change(function, was, becomes)


def of_sql() -> tuple[int, list[Change]]:
    """How many changes of SQL there are, and those that survive."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    arguments = [*config["pytest_add_cli_args"], *config["pytest_add_cli_args_test_selection"]]
    for name in PRELOADED:
        import_module(name)
    mutants = list(sql_mutants())
    left = survivors(mutants, arguments, PROCESSES)
    return len(mutants), [Change(".".join((m.file, *m.path)), m.was, m.becomes) for m in left]


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


def main() -> int:
    """Both kinds of changes; 1 where one needs work."""
    left = []
    for kind, run in (("SQL", of_sql), ("code", of_code)):
        started = time.monotonic()
        number, of_kind = run()
        click.echo(report(kind, number, len(of_kind), time.monotonic() - started))
        left += of_kind
    lines = list(unexplained(left, reasons()))
    click.echo("\n".join(lines))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
