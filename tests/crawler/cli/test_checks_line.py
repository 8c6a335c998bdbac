"""The summary of a crawl counts its checks."""

from __future__ import annotations

import pytest

from crawler.check import Check
from crawler.cli.output import checks_line


@pytest.mark.parametrize(
    ("passed", "line"),
    [
        ((True, True, True), "checks: 3 passed"),
        ((True, None), "checks: 1 passed, 1 not decided"),
        ((True, False, False), "checks: 1 passed, 2 failed (docs/checks.md says how a bound is moved)"),
        ((), "checks: none"),
    ],
)
def test_checks_are_counted_by_what_became_of_them(passed: tuple[bool | None, ...], line: str) -> None:
    assert checks_line([Check("kept", None, 1, 1, one, "") for one in passed]) == line
