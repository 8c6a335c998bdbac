"""Nothing of the program knows the demo."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import crawler

ROOT = Path(crawler.__file__).parent.parent


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module or ''}.{alias.name}" for alias in node.names)


def test_nothing_outside_the_demo_imports_it() -> None:
    modules = [p for package in ("crawler", "archive") for p in (ROOT / package).rglob("*.py")]
    others = [path for path in modules if "demo" not in path.relative_to(ROOT).parts]
    assert len(others) > 10
    assert [str(p) for p in others if any("crawler.demo" in name or name == "demo" for name in _imported(p))] == []


def _own_packages(path: Path) -> set[str]:
    """The modules of the program, outside the demo, that a file imports from."""
    names = {name for name in _imported(path) if name.startswith(("crawler.", "archive."))}
    return {name for name in names if not name.startswith("crawler.demo")}


def test_the_demo_draws_nothing_from_what_it_is_used_to_test() -> None:
    drawn = {path.name: _own_packages(path) for path in (ROOT / "crawler" / "demo").rglob("*.py")}
    starting_the_job = drawn.pop("command.py")
    assert {
        name
        for name in starting_the_job
        if not name.startswith(("crawler.job", "crawler.cli.exits", "crawler.cli.terminal"))
    } == set()
    assert set().union(*drawn.values()) == set()
