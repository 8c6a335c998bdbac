"""The measure that readers' bounds are held in: the same on a slow machine, never a longer one on a quick machine."""

from __future__ import annotations

import subprocess
import sys

import cpu_time as measure
import pytest
from cpu_time import USUAL, cpu_time, piece, used


class Machine:
    """A processor that takes so many times as long as usual."""

    def __init__(self, times: float) -> None:
        self.times, self.clock = times, 0.0

    def work(self, seconds: float) -> float:
        self.clock += seconds * self.times
        return seconds * self.times


def machine(monkeypatch: pytest.MonkeyPatch, times: float) -> Machine:
    made = Machine(times)
    monkeypatch.setattr(measure, "used", lambda: made.clock)
    monkeypatch.setattr(measure, "piece", lambda: made.work(USUAL))
    return made


@pytest.mark.parametrize("times", [1.0, 3.0, 8.0])
def test_a_machine_that_takes_longer_is_told_in_usual_seconds(times: float, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = machine(monkeypatch, times)
    with cpu_time() as took:
        slow.work(2.0)
    assert took.seconds == pytest.approx(2.0)


def test_a_quick_machine_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = machine(monkeypatch, 0.25)
    with cpu_time() as took:
        quick.work(2.0)
    assert took.seconds == pytest.approx(0.5)


def test_a_machine_that_slows_down_is_taken_at_the_mean_of_both_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    slowing = machine(monkeypatch, 1.0)
    with cpu_time() as took:
        slowing.work(2.0)
        slowing.times = 3.0
    assert took.seconds == pytest.approx(1.0)


def test_the_fixed_work_takes_time_and_a_child_counts() -> None:
    assert piece() > 0.001
    before = used()
    subprocess.run([sys.executable, "-c", "sum(range(10_000_000))"], check=True)
    assert used() - before > 0.02
