"""What a process makes ahead of its need: in order, and nothing that is not whole."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from processes import ends

from archive.ahead import Ahead

HERE = os.getpid()


def things(folder: Path, name: str, until: int, end: Callable[[], None] = lambda: None) -> Iterator[tuple[str, int]]:
    """So many things of a series, each noted in a file; then ``end`` is done."""
    for number in range(until):
        with (folder / name).open("a") as noted:
            noted.write(f"{os.getpid()}\n")
        yield name, number
    end()


def made(folder: Path, name: str, number: int) -> list[int]:
    """By which processes so many things of a series were made, once they are."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        path = folder / name
        if path.exists() and len(lines := path.read_text().splitlines()) >= number:
            return [int(line) for line in lines]
        time.sleep(0.005)
    raise AssertionError(f"{name}: no {number} things were made")


def test_each_series_is_made_in_turn_before_it_is_asked_for(tmp_path: Path) -> None:
    with closing(Ahead([partial(things, tmp_path, name, 3) for name in "ab"], 10**6)) as ahead:
        assert HERE not in made(tmp_path, "b", 3)
        assert list(ahead.take()) == [("a", 0), ("a", 1), ("a", 2)]
        assert list(ahead.take()) == [("b", 0), ("b", 1), ("b", 2)]
        assert list(ahead.take()) == []


def test_no_more_is_kept_than_so_many_bytes_and_what_is_at_work_is_handed_over(tmp_path: Path) -> None:
    with closing(Ahead([partial(things, tmp_path, "a", 10**9), partial(things, tmp_path, "b", 2)], 1000)) as ahead:
        made(tmp_path, "a", 10)
        taken = list(ahead.take())
        assert taken == [("a", number) for number in range(len(taken))]
        assert 10 <= len(taken) < 100  # of 15 to 30 bytes
        made(tmp_path, "b", 2)
        assert len(made(tmp_path, "a", 1)) <= len(taken) + 1  # nobody goes on with it
        assert list(ahead.take()) == [("b", 0), ("b", 1)]


def refuse() -> None:
    """What ends a series before its end."""
    raise ValueError("no more")


def test_what_is_raised_ends_its_series_alone(tmp_path: Path) -> None:
    series = [partial(things, tmp_path, "a", 2, refuse), partial(things, tmp_path, "b", 1)]
    with closing(Ahead(series, 10**6)) as ahead:
        made(tmp_path, "b", 1)
        assert [list(ahead.take()) for _ in range(2)] == [[("a", 0), ("a", 1)], [("b", 0)]]


def test_a_process_that_is_killed_has_made_nothing(tmp_path: Path) -> None:
    with closing(Ahead([partial(things, tmp_path, "a", 2), partial(things, tmp_path, "b", 2)], 10**6)) as ahead:
        os.kill(made(tmp_path, "b", 2)[0], signal.SIGKILL)
        assert [list(ahead.take()) for _ in range(3)] == [[], [], []]


def test_where_no_process_can_be_forked_nothing_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(os, "fork", refused)
    with closing(Ahead([partial(things, tmp_path, "a", 2)], 10**6)) as ahead:
        assert list(ahead.take()) == []
    assert not (tmp_path / "a").exists()


def test_the_process_ends_with_the_one_that_forked_it(tmp_path: Path) -> None:
    program = os.fork()
    if not program:
        with closing(Ahead([partial(things, tmp_path, "a", 1)], 10**6)):
            made(tmp_path, "a", 1)
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(program, 0)
    (left,) = made(tmp_path, "a", 1)
    assert ends(left)
