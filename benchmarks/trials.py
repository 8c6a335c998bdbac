"""Tests of many changes in one pytest session: collected once, then run in a fork for each change.

To begin pytest anew takes ten times as long as most changes need to be noticed.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import click
import pytest

from benchmarks.mutant_tests import clear_caches

#: Seconds of CPU after which tests under a change have failed.
LONGEST = 60


@dataclass(frozen=True)
class Trial:
    """One change: what makes it, and the ids of the tests that may notice it in their order; None where all may."""

    name: str
    make: Callable[[], object]
    tests: Sequence[str] | None = None


class Trials:
    """A pytest plugin that runs the tests collected once for each change, so many changes at a time."""

    def __init__(self, trials: Iterable[Trial], processes: int) -> None:
        self.trials = tuple(trials)
        self.processes = processes
        self.left: list[str] = []
        self.sound = False  # whether the tests pass where nothing is changed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Stands for pytest's own loop."""
        child = _forked(session, Trial("", str))
        self.sound = os.waitpid(child, 0)[1] == 0
        running: dict[int, Trial] = {}
        for trial in (*self.trials, *[None] * self.processes) if self.sound else ():
            if len(running) == self.processes or (trial is None and running):
                self._end_one(running)
            if trial:
                running[_forked(session, trial)] = trial
        return True

    def _end_one(self, running: dict[int, Trial]) -> None:
        child, status = os.wait()
        trial = running.pop(child)
        if status == 0:
            click.echo(f"not noticed: {trial.name}", err=True)
            self.left.append(trial.name)


def survivors(trials: Iterable[Trial], arguments: Sequence[str], processes: int) -> list[str]:
    """The names of the changes that no test notices; UsageError where the tests fail without any."""
    plugin = Trials(trials, processes)
    pytest.main(["-s", "-q", *arguments], plugins=[plugin])
    if not plugin.sound:
        raise click.UsageError("the tests fail before anything is changed; run them with pytest first")
    return plugin.left


def _forked(session: pytest.Session, trial: Trial) -> int:
    collected = {item.nodeid: item for item in session.items}
    items = [collected[test] for test in (collected if trial.tests is None else trial.tests)]
    child = os.fork()
    if child:
        return child
    code = 1  # whatever ends the fork is a failure, but for tests that pass
    try:
        code = _failures(session, trial, items)
    finally:
        os._exit(code)


def _failures(session: pytest.Session, trial: Trial, items: Sequence[pytest.Item]) -> int:
    """In the fork: 1 as soon as a test fails under the change, 0 where none does."""
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    clear_caches()
    trial.make()
    for item, following in zip_longest(items, items[1:]):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return 1
    return 0
