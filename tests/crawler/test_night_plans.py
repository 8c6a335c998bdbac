"""What a portal's night asks of the archive goes by an index: it costs what the portal has, and not what all have.

Two nights of the demo are crawled, and the archive of the newest format is read, verified and observed, as a run does
it; each statement is explained by SQLite (night_plans). What reads a table whole on purpose stands in night_scans.yml.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
import yaml
from forked import answered
from night_plans import Scans, read_whole, watched
from watched_nights import Watch, _crawl

from archive.store import open_archive
from crawler import publishing
from crawler.demo.nights import site_on
from crawler.demo.truth.watch import nights

TESTS = Path(__file__).resolve().parent.parent
MEANT = yaml.safe_load((TESTS / "night_scans.yml").read_text(encoding="utf-8"))
pytestmark = pytest.mark.xdist_group("night_plans")
FORMAT = max((TESTS / "archive" / "formats").glob("[0-9]*.sql"))


def _apart(work: Callable[..., object], *given: Any) -> Scans:
    """What ``work`` read whole, in a process of its own."""
    found: Scans = answered(_watched, work, given)
    return found


def _watched(answer: Connection, work: Callable[..., object], given: tuple[Any, ...]) -> None:
    with watched() as scans:
        work(*given)
    answer.send(scans)


def _publish(folder: Path) -> None:
    """Read, verify and observe, as a run does; public.db is made of all there is, and not looked at here."""
    publishing.build = lambda archive, public: public.touch()  # type: ignore[assignment]
    done = publishing.publish(["demo"], folder, [], lambda *shown: None)
    assert done["demo"].problem is None


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Scans:
    """What was read whole: two crawls, and a run's work after a crawl, each twice, for most replaces what was there."""
    folder, found = tmp_path_factory.mktemp("night"), Scans()
    open_archive(folder / "archive.db").close()
    with Watch(folder, 1, "songshan") as watch:
        for night in list(nights())[:2]:
            watch._addresses.show(site_on(watch._base, night), night.true_time)
            found |= _apart(_crawl, folder, watch.portal, night.at, night.full)
    reported = tmp_path_factory.mktemp("reported")
    with closing(sqlite3.connect(reported / "archive.db")) as db:
        db.executescript(FORMAT.read_text(encoding="utf-8"))
    open_archive(reported / "archive.db").close()
    for _ in range(2):
        found |= _apart(_publish, reported)
    return found


def _unmeant(scans: Scans) -> Iterator[str]:
    for statement, read in scans.items():
        meant = {each["reads"] for each in MEANT if each["statement"] in statement}
        yield from (f"{name}: {statement[:600]}" for name in sorted(read - meant))


@pytest.mark.heavy
def test_a_night_reads_no_table_whole_but_those_it_is_meant_to(scans: Scans) -> None:
    assert len(scans) > 250, "that a night asks so little means that it is not watched"
    assert list(_unmeant(scans)) == []


@pytest.mark.heavy
def test_what_is_meant_to_be_read_whole_still_is(scans: Scans) -> None:
    unused = [
        each["statement"]
        for each in MEANT
        if not any(each["statement"] in statement and each["reads"] in read for statement, read in scans.items())
    ]
    assert unused == []


READ_WHOLE = {
    "select * from documents where characters > 5": {"documents"},
    "select d.id from portals p join documents d on d.characters = p.rowid where p.id = 'a'": {"documents"},
    "select count(*) from listings": {"idx_listing_places_entry_crawl"},
    "with newest as (select * from documents) select n.id from newest n where n.characters > 5": {"documents"},
    "select * from column_documents where document = 'd1'": set(),
    "select * from documents where portal = 'a' order by characters": set(),
    "insert into sightings (crawl, document) values ('a', 'b')": set(),
}


@pytest.mark.parametrize(("sql", "read"), READ_WHOLE.items(), ids=str)
def test_a_table_that_is_read_whole_is_named_whatever_a_statement_calls_it(sql: str, read: set[str]) -> None:
    with closing(open_archive(Path(":memory:"))) as db:
        names = dict(db.execute("select rootpage, name from sqlite_master where rootpage > 0").fetchall())
        found = set(read_whole(db.execute(f"explain {sql}").fetchall(), names))
    assert {name for name in found if not name.startswith("sqlite_autoindex")} == read
