"""Work by processes forked off this one: in order, and none of it lost."""

from __future__ import annotations

import os
import signal
import time
from collections import deque
from pathlib import Path

import pytest
from processes import ends

from archive import forked
from archive.forked import Forked

HERE = os.getpid()


def square(number: int) -> tuple[int, int]:
    """The square, and by which process; one that meets 13 is killed, and 7 has none."""
    if number == 13 and os.getpid() != HERE:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 7:
        raise ValueError("no square")
    return number * number, os.getpid()


def test_what_is_made_comes_in_the_order_of_the_jobs_from_all_processes() -> None:
    with Forked(square, 3) as pool:
        made = list(pool.map(n for n in range(20, 50)))
    assert [number for number, _ in made] == [n * n for n in range(20, 50)]
    assert len({process for _, process in made}) == 3
    assert HERE not in {process for _, process in made}


def test_what_a_killed_process_was_given_is_done_here() -> None:
    with Forked(square, 2) as pool:
        made = list(pool.map(range(10, 20)))
    assert [number for number, _ in made] == [n * n for n in range(10, 20)]
    assert HERE in {process for _, process in made}


def stuck(number: int) -> tuple[int, int]:
    """As ``square``, but a process that meets 13 waits for ever."""
    if number == 13 and os.getpid() != HERE:
        signal.pause()
    return square(number)


@pytest.mark.timeout(60)
def test_what_a_process_was_given_that_does_not_answer_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forked, "_PATIENCE", 0.2)
    with Forked(stuck, 2) as pool:
        made = list(pool.map(range(10, 20)))
        assert pool.can_be_read
    assert [number for number, _ in made] == [n * n for n in range(10, 20)]
    assert [process == HERE for _, process in made] == [number > 12 and number % 2 == 1 for number in range(10, 20)]


def never(text: str) -> int:
    """What is never made."""
    if os.getpid() != HERE:
        signal.pause()
    return len(text)


@pytest.mark.timeout(60)
def test_a_process_that_takes_no_more_is_given_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forked, "_PATIENCE", 0.2)
    with Forked(never, 1) as pool:
        assert list(pool.map(["a", "b" * 10_000_000, "c"])) == [1, 10_000_000, 1]


def twice(text: str) -> tuple[str, int]:
    """The text twice, and by which process."""
    return text * 2, os.getpid()


def test_jobs_that_come_of_others_are_shared_and_taken_in_their_order() -> None:
    todo, made = deque([20]), []
    with Forked(square, 2) as pool:
        for number, process in pool.shared(lambda: todo.popleft() if todo else None):
            made.append((number, process))
            todo.extend(range(21, 25) if number == 400 else [])
    assert [number for number, _ in made] == [n * n for n in range(20, 25)]
    with Forked(square, 0) as pool:
        assert list(pool.shared(lambda: None)) == []


@pytest.mark.timeout(60)
def test_while_a_job_takes_long_others_are_done_here_but_not_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forked, "_PATIENCE", 0.2)
    monkeypatch.setattr(forked, "_HELD", 3)
    todo = deque(range(13, 30))
    with Forked(stuck, 1) as pool:
        shared = pool.shared(lambda: todo.popleft() if todo else None)
        made = [next(shared)]
        assert list(todo) == list(range(18, 30))  # two were asked for, and three done meanwhile
        made += shared
    assert made == [(n * n, HERE) for n in range(13, 30)]


@pytest.mark.timeout(60)
def test_what_is_raised_here_is_raised_in_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forked, "_PATIENCE", 0.2)
    todo = deque([13, 10, 7])
    with Forked(stuck, 1) as pool:
        shared = pool.shared(lambda: todo.popleft() if todo else None)
        assert next(shared) == (169, HERE)  # 7 was done meanwhile
        assert not todo
        assert next(shared) == (100, HERE)
        with pytest.raises(ValueError, match="no square"):
            next(shared)


def waits(job: tuple[int, Path]) -> tuple[int, int]:
    """The number, and by which process: 30 waits for 13, which ends its process."""
    number, met = job
    if number == 13:
        met.touch()
    while number == 30 and not met.exists():
        time.sleep(0.001)
    return square(number) and (number, os.getpid())


@pytest.mark.timeout(60)
def test_whoever_is_free_is_given_the_next_job_this_process_too(tmp_path: Path) -> None:
    with Forked(waits, 2) as pool:
        made = pool.scatter([(number, tmp_path / "met") for number in (30, *[1] * 500, 13, 1)])
    assert [number for number, _ in made] == [30, *[1] * 500, 13, 1]
    processes = [process for _, process in made]
    assert processes.count(processes[0]) < 3  # the first, and perhaps the last
    assert processes[0] != HERE
    assert len(set(processes)) == 3


@pytest.mark.parametrize("processes", [0, 2])
def test_jobs_that_no_process_is_left_for_are_done_here(processes: int) -> None:
    with Forked(square, processes) as pool:
        made = pool.scatter([13, 13, 2, 3])
    assert made == [(n * n, HERE) for n in (13, 13, 2, 3)]
    with Forked(square, processes) as pool, pytest.raises(ValueError, match="no square"):
        pool.scatter([6, 7])
    with Forked(square, processes) as pool:
        assert pool.scatter([]) == []


@pytest.mark.timeout(10)
def test_who_is_not_free_in_time_is_not_waited_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with Forked(stuck, 2) as pool:  # to whose answers, once they have begun, its own patience is much longer
        monkeypatch.setattr(forked, "_PATIENCE", 0.2)
        made = pool.scatter([13, 13, 2])
    assert made == [(n * n, HERE) for n in (13, 13, 2)]


def test_large_jobs_and_answers_are_scattered_too() -> None:
    with Forked(twice, 2) as pool:
        made = pool.scatter(["a" * 3_000_000, "b" * 3_000_000, "c" * 3_000_000])
    assert [(text[0], len(text)) for text, _ in made] == [(letter, 6_000_000) for letter in "abc"]
    assert made[0][1] != HERE


def test_long_jobs_with_long_answers_keep_nobody_waiting_for_the_other() -> None:
    with Forked(twice, 1, largest=32_000) as pool:
        made = list(pool.map(["a", "b" * 1_000_000, "c" * 1_000_000, "d" * 20_000, "e"]))
    assert [text[:1] for text, _ in made] == ["a", "b", "c", "d", "e"]
    assert [process == HERE for _, process in made] == [False, True, True, False, False]


def kept_and_said(path: Path) -> str:
    """More than a pipe holds; that it is made is said by a file."""
    path.touch()
    return path.name * 300_000


@pytest.mark.timeout(60)
def test_long_answers_that_are_not_taken_yet_keep_no_process_waiting(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in "abc"]
    with Forked(kept_and_said, 1, ahead=3) as pool:
        for path in paths:
            assert pool.has_room
            pool.ask(path)
        while not all(path.exists() for path in paths):
            time.sleep(0.01)
        assert [pool.take() for _ in paths] == [name * 300_000 for name in "abc"]


def test_who_asks_for_more_than_there_is_room_for_gets_it_all(tmp_path: Path) -> None:
    with Forked(twice, 1, ahead=2) as pool:
        for letter in "abcdefg":
            pool.ask(letter * 200_000)
        made = [pool.take() for _ in range(7)]
    assert [text for text, _ in made] == [letter * 400_000 for letter in "abcdefg"]
    assert [process == HERE for _, process in made] == [False, False, *[True] * 5]


def test_where_no_process_can_be_forked_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(os, "fork", refused)
    with Forked(square, 2) as pool:
        assert list(pool.map([1, 2, 3])) == [(1, HERE), (4, HERE), (9, HERE)]


def test_what_the_work_raises_is_raised_here() -> None:
    with Forked(square, 2) as pool, pytest.raises(ValueError, match="no square"):
        list(pool.map(range(6, 9)))


def test_processes_end_with_the_program_that_forked_them(tmp_path: Path) -> None:
    said = tmp_path / "processes"
    program = os.fork()
    if not program:
        try:
            with Forked(square, 2) as pool:
                said.write_text(" ".join(str(process) for _, process in pool.map([1, 2])))
                os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(1)  # two would run the tests that follow
    os.waitpid(program, 0)
    left = {int(process) for process in said.read_text().split()}
    assert len(left) == 2
    assert all(map(ends, left))


def is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def test_a_process_has_nothing_open_of_what_the_program_has(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as lock, Forked(is_open, 1) as pool:
        pool.ask(lock.fileno())
        assert pool.take() is False
        assert is_open(lock.fileno())
