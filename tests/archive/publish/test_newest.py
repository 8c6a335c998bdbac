"""A public.db that is swapped in is served from the next request on; no page is made of two of them."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import threading
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from published_sample import PORTAL, REPORT

from archive.publish.newest import Newest
from archive.publish.public_file import OlderFormatError
from archive.publish.serve import NotPublicError, PublicDatabaseMissingError, datasette

# The thread that Datasette keeps for writing in memory is ended by SystemExit.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")

SWAPS = 8
PAGE = f"/report/{REPORT}.json"


@pytest.fixture
def states(public_db: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Two states of one archive: in each the report and its first claim bear the same mark."""
    paths = tmp_path / "first.db", tmp_path / "second.db"
    for path in paths:
        shutil.copyfile(public_db, path)
        with closing(sqlite3.connect(path)) as db, db:
            db.execute("update reports set title = ?", [f"state {path.stem}"])
            db.execute("update claims set subject = ?", [f"state {path.stem}"])
    return paths


@pytest.fixture
def served(states: tuple[Path, Path], tmp_path: Path) -> Path:
    path = tmp_path / "public.db"
    swap(states[0], path)
    return path


def swap(state: Path, served: Path) -> None:
    copy = served.with_suffix(".new")
    shutil.copyfile(state, copy)
    copy.replace(served)


def client_of(application: Newest) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=application), base_url="http://served.invalid")


def asked(served: Path, questions: Callable[[httpx.AsyncClient], Awaitable[None]]) -> None:
    async def ask() -> None:
        async with client_of(Newest(served)) as client:
            await questions(client)

    asyncio.run(ask())


def test_the_first_request_after_a_swap_is_answered_from_the_new_file(states: tuple[Path, Path], served: Path) -> None:
    async def questions(client: httpx.AsyncClient) -> None:
        assert "state first" in (await client.get(PAGE)).text
        swap(states[1], served)
        assert "state second" in (await client.get(PAGE)).text

    asked(served, questions)


def test_no_page_is_made_of_two_files(states: tuple[Path, Path], served: Path) -> None:
    async def questions(client: httpx.AsyncClient) -> None:
        answers = []
        for turn in range(6):
            asking = [asyncio.create_task(client.get(PAGE)) for _ in range(4)]
            await asyncio.sleep(0.01 * turn)
            swap(states[(turn + 1) % 2], served)
            answers += [answer.text for answer in await asyncio.gather(*asking)]
        marks = [("state first" in answer, "state second" in answer) for answer in answers]
        assert set(marks) == {(True, False), (False, True)}

    asked(served, questions)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the system does not list the open files of a process")
def test_what_a_superseded_file_needed_is_given_back(states: tuple[Path, Path], served: Path) -> None:
    async def questions(client: httpx.AsyncClient) -> None:
        held = []
        for turn in range(SWAPS):
            await client.get(PAGE)
            await asyncio.gather(*[task for task in asyncio.all_tasks() if task is not asyncio.current_task()])
            held.append((threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))))
            swap(states[turn % 2], served)
        threads, files = (last - first for last, first in zip(held[-1], held[1], strict=True))
        assert threads < SWAPS  # the pool that ends them may have grown meanwhile
        assert files < SWAPS

    asked(served, questions)


def test_a_file_that_is_taken_away_is_served_no_more_and_again_when_it_is_back(
    states: tuple[Path, Path], served: Path
) -> None:
    async def questions(client: httpx.AsyncClient) -> None:
        assert (await client.get(PAGE)).status_code == 200
        served.unlink()
        assert (await client.get(PAGE)).status_code == 503
        swap(states[1], served)
        assert "state second" in (await client.get(PAGE)).text

    asked(served, questions)


def test_an_archive_that_is_put_in_its_place_is_not_served(archive_db: Path, served: Path) -> None:
    async def questions(client: httpx.AsyncClient) -> None:
        swap(archive_db, served)
        assert (await client.get(PAGE)).status_code == 503
        assert (await client.get("/public/captures.json")).status_code == 503

    asked(served, questions)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the system does not list the open files of a process")
@pytest.mark.parametrize("damage", ["an archive", "torn", "no database"])
def test_a_file_that_cannot_be_served_is_not_kept_open(
    archive_db: Path, states: tuple[Path, Path], served: Path, damage: str
) -> None:
    other = served.with_name("other")
    torn = states[1].read_bytes()[:4096] + b"\xff" * 40_000
    other.write_bytes({"an archive": archive_db.read_bytes(), "torn": torn, "no database": b"none " * 900}[damage])

    async def questions(client: httpx.AsyncClient) -> None:
        swap(other, served)
        held = []
        for _ in range(SWAPS):
            assert (await client.get(PAGE)).status_code == 503
            held.append(len(list(Path("/proc/self/fd").iterdir())))
        assert held[-1] - held[1] < SWAPS

    asked(served, questions)


def test_requests_that_come_first_and_together_are_all_answered(served: Path) -> None:
    async def questions(client: httpx.AsyncClient) -> None:
        answers = await asyncio.gather(*[client.get(PAGE) for _ in range(8)])
        assert {answer.status_code for answer in answers} == {200}

    asked(served, questions)


def test_an_archive_is_refused_and_its_private_tables_named(archive_db: Path) -> None:
    with pytest.raises(NotPublicError, match=r"stays with the operator \(.*frontier"):
        datasette(archive_db)


OLDER = "drop table titles_fts"


def test_a_file_of_an_older_version_is_refused_and_how_to_build_it_again_is_said(served: Path) -> None:
    with closing(sqlite3.connect(served)) as db:
        db.execute(OLDER)
    with pytest.raises(OlderFormatError, match=r"older version.*`gongkai verify PORTAL` .* builds it again"):
        datasette(served)


def test_a_file_of_an_older_version_that_is_put_in_its_place_is_not_served(
    states: tuple[Path, Path], served: Path
) -> None:
    with closing(sqlite3.connect(states[1])) as db:
        db.execute(OLDER)

    async def questions(client: httpx.AsyncClient) -> None:
        swap(states[1], served)
        assert (await client.get("/search?q=a")).status_code == 503

    asked(served, questions)


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "public.db").write_bytes(b"no database, whatever its name says" * 50)
    with pytest.raises(NotPublicError, match="cannot be read"):
        datasette(tmp_path / "public.db")


def test_a_folder_is_no_public_database(tmp_path: Path) -> None:
    with pytest.raises(PublicDatabaseMissingError, match="no such file"):
        datasette(tmp_path)


def test_the_database_is_called_public_whatever_its_file_is(public_db: Path, tmp_path: Path) -> None:
    other = tmp_path / "a?b#c %41.db"
    shutil.copyfile(public_db, other)
    answer = asyncio.run(datasette(other).client.get("/public/portals.json?_shape=array"))
    assert [row["id"] for row in answer.json()] == [PORTAL]
