"""Rows for the search index, made in a process of its own: the same rows, whatever becomes of it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator

import pytest

from archive.publish import spaced_rows
from archive.publish.search import spaced

Started = list[subprocess.Popen[bytes]]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    """The processes that were started; a batch is three rows."""
    processes: Started = []
    start: Callable[..., subprocess.Popen[bytes]] = subprocess.Popen

    def remembered(*arguments: object, **options: object) -> subprocess.Popen[bytes]:
        processes.append(start(*arguments, **options))
        return processes[-1]

    monkeypatch.setattr(subprocess, "Popen", remembered)
    monkeypatch.setattr(spaced_rows, "BATCH", 3)
    return processes


def texts(number: int) -> sqlite3.Cursor:
    connection = sqlite3.connect(":memory:")
    connection.execute("create table t (title text, words text)")
    rows = [(f"關於{n}號的通知", None if n % 4 == 0 else f"就业，创业{n}。") for n in range(number)]
    connection.executemany("insert into t values (?, ?)", rows)
    return connection.execute("select rowid, cast(title as blob), cast(words as blob) from t order by rowid")


def made_here(number: int) -> list[tuple[object, ...]]:
    return [
        (rowid, spaced(title.decode()).encode(), spaced((words or b"").decode()).encode())
        for rowid, title, words in texts(number)
    ]


def made(number: int) -> Iterator[tuple[object, ...]]:
    return (row for batch in spaced_rows.spaced_batches(texts(number)) for row in batch)


@pytest.mark.parametrize("number", [0, 1, 3, 4, 6, 7, 9, 20])
def test_every_row_comes_once_in_its_order(number: int, started: Started) -> None:
    assert list(made(number)) == made_here(number)
    assert len(started) == (number > 3)
    assert [process.poll() for process in started] == [-signal.SIGKILL] * len(started)


def test_pairs_of_common_characters_stand_behind_the_texts_here_as_there(started: Started) -> None:
    for number in (2, 20):
        for batch in spaced_rows.spaced_batches(texts(number), "业就创"):
            assert [set(row[3].decode().split()) for row in batch] == [
                {"就业", "创业"} if row[2] else set() for row in made_here(number) if row[0] in {r[0] for r in batch}
            ]
    assert len(started) == 1


def test_where_the_process_is_ended_the_rows_are_made_all_the_same(started: Started) -> None:
    rows = made(20)
    first = next(rows)
    os.kill(started[0].pid, signal.SIGKILL)
    assert [first, *rows] == made_here(20)


def test_a_build_that_stops_in_the_middle_leaves_no_process(started: Started) -> None:
    batches = spaced_rows.spaced_batches(texts(20))
    next(batches)
    batches.close()
    assert started[0].poll() is not None


def test_the_process_ends_when_the_other_end_of_its_pipe_is_gone(started: Started) -> None:
    with spaced_rows._process() as pipe:
        pipe.close()  # as the system does for a builder that is killed
        assert started[0].wait(timeout=20) == 0
