"""The measure that readers' bounds are held in: the same on a slow machine, never a longer one on a quick machine."""

from __future__ import annotations

import subprocess
import sys

import cpu_time as measure
import pytest
from cpu_time import PIECES, cpu_time, piece, used

BLOCK = 20  # pieces


def told() -> tuple[float, float]:
    """What a block is told to have taken, and what it took."""
    with cpu_time() as took:
        before = used()
        for _ in range(BLOCK):
            piece()
        spent = used() - before
    return took.seconds, spent


@pytest.mark.parametrize("times", [3, 8])
def test_a_machine_that_takes_longer_is_told_in_usual_seconds(times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "USUAL", min(piece() for _ in range(PIECES)) / times)
    seconds, spent = told()
    assert spent / times / 2.5 < seconds < spent / times * 1.5  # the machine may slow down in the middle


def test_a_quick_machine_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "USUAL", 100.0)
    seconds, spent = told()
    assert spent <= seconds < spent * 1.5


def test_a_child_counts() -> None:
    before = used()
    subprocess.run([sys.executable, "-c", "sum(range(10_000_000))"], check=True)
    assert used() - before > 0.02
