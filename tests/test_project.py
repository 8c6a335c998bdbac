"""What must hold of the project as a whole."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import click
import pytest

from crawler.cli.main import main

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["requirements.lock", "requirements-dev.lock"]
EXTRAS = ["browser", "dask", "parquet"]


def extra_lock(name: str) -> str:
    return f"deploy/extras/{name}.lock"


def pins(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", text, re.MULTILINE))


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    return names | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}


@pytest.mark.parametrize("path", sorted((ROOT / "archive").rglob("*.py")), ids=lambda path: path.stem)
def test_archive_never_imports_crawler(path: Path) -> None:
    assert not {name for name in imports_of(path) if name.split(".")[0] == "crawler"}


def test_the_command_line_sits_on_top() -> None:
    """Commands import what they run; nothing that they run imports a command."""
    commands = {*(ROOT / "crawler/cli").rglob("*.py"), ROOT / "crawler/demo/command.py"}
    below = set((ROOT / "crawler").rglob("*.py")) - commands
    assert [path for path in below if any(name.startswith("crawler.cli") for name in imports_of(path))] == []


@pytest.mark.parametrize(("lock", "least"), [(lock, 50) for lock in LOCKS] + [(extra_lock(name), 0) for name in EXTRAS])
def test_every_locked_package_carries_hashes_and_no_index_is_named(lock: str, least: int) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    packages = re.findall(r"^[a-z0-9][a-z0-9._-]*==[^\n]*\\\n\s+--hash=sha256:", text, re.MULTILINE)
    assert len(packages) == len(re.findall(r"^[a-z0-9][a-z0-9._-]*==", text, re.MULTILINE)) > least
    assert "://" not in text


def test_every_extra_has_a_lock_for_the_installer_with_the_versions_that_are_tested() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert sorted(project["optional-dependencies"]) == EXTRAS
    tested = pins("requirements-dev.lock")
    for name in EXTRAS:
        locked = pins(extra_lock(name))
        asked = {re.split(r"[<>=]", wanted)[0] for wanted in project["optional-dependencies"][name]}
        assert asked <= locked.keys()
        assert locked.items() <= tested.items()


def test_nothing_needed_at_run_time_is_under_the_gpl() -> None:
    names = re.findall(
        r"^([a-z0-9][a-z0-9._-]*)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE
    )
    copyleft = []
    for name in names:
        try:
            data = metadata(name)
        except PackageNotFoundError:
            continue  # locked for another platform
        said = " ".join(
            [
                data.get("License-Expression") or "",
                *(data.get_all("Classifier") or []),
                (data.get("License") or "")[:80],
            ]
        )
        if re.search(r"\bA?GPL|GNU (Affero )?General Public", said):
            copyleft.append(name)
    assert copyleft == []


def commands(command: click.Command, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        subcommands = {name: command.get_command(context, name) for name in command.list_commands(context)}
        return [found for name, sub in subcommands.items() if sub for found in commands(sub, (*path, name))]
    return [(path, command)]


@pytest.mark.parametrize(
    ("path", "command"), commands(main), ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_every_commands_help_has_an_example(path: tuple[str, ...], command: click.Command) -> None:
    text = command.get_help(click.Context(command, info_name=" ".join(("gongkai", *path))))
    assert re.search(r"Examples?:", text), f"gongkai {' '.join(path)} --help shows no example"
    assert f"gongkai {' '.join(path)}" in text.split("Example", 1)[1]


def test_no_tracked_file_names_a_place_of_one_machine() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    pattern = re.compile("|".join(("/wo" + "rk/", "/ro" + "ot/", "/tm" + "p/bash")))
    named = [
        name
        for name in filter(None, tracked)
        if (ROOT / name).suffix not in (".png", ".pdf") and pattern.search((ROOT / name).read_text(encoding="utf-8"))
    ]
    assert named == []
