"""Lists that are as they were are kept once, and ``listings`` reads as if each crawl had written all of its own."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from handmade_archive import empty_archive
from sqlite_utils import Database

from archive.listings import add_listings, join_listings
from archive.schema import migrations, upgrade

Row = dict[str, Any]
NAMES = (
    *("crawl", "column", "position", "title", "listed_on", "url", "document", "state", "page_url", "capture"),
    *("page_number", "listed_on_printed"),
)
#: What ``listings`` was before: a table, in which an entry on several pages is kept where it stands first.
TABLE = f"""
create table plain ({", ".join(f'"{name}"' for name in NAMES)}, primary key (crawl, "column", url));
"""
ADD = f"""
insert into plain values ({", ".join(f":{name}" for name in NAMES)}) on conflict do update set
{", ".join(f'"{name}" = excluded."{name}"' for name in NAMES)}
where (excluded.page_number, excluded.position) < (plain.page_number, plain.position)
"""


@pytest.fixture
def db() -> Iterator[Database]:
    with closing(empty_archive()) as made:
        made.conn.executescript(TABLE)
        yield made


def row(url: str = "u", crawl: str = "c1", **said: Any) -> Row:
    """An entry as the store gives it."""
    place = {"crawl": crawl, "column": "p/news", "position": 1, "page_number": 1, "capture": f"{crawl}-1"}
    says = {"title": "通知", "url": url, "document": f"d-{url}", "state": "page"}
    return dict.fromkeys(NAMES) | place | says | said


def read(db: Database, table: str = "listings") -> list[tuple[Any, ...]]:
    names = ", ".join(f'"{name}"' for name in NAMES)
    return sorted(db.execute(f"select {names} from {table}").fetchall(), key=repr)


def counts(db: Database) -> tuple[int, int]:
    """How many entries there are, and how many places."""
    entries, places = (db.execute(f"select count(*) from listing_{name}").fetchone() for name in ("entries", "places"))
    return entries[0], places[0]


def is_tidy(db: Database) -> bool:
    """No entry is there twice, and none that stands nowhere."""
    twice = db.execute(
        'select 1 from listing_entries group by "column", title, listed_on, listed_on_printed, url, document, state '
        "having count(*) > 1"
    ).fetchall()
    unused = db.execute("select 1 from listing_entries where id not in (select entry from listing_places)").fetchall()
    return not twice and not unused


def drawn(chance: random.Random, crawls: int) -> Row:
    """One of few entries, so that the same ones come again and again, and some of them changed."""
    crawl, url = f"c{chance.randrange(crawls)}", chance.choice("uvwxyz")
    dates = {name: chance.choice([None, "2018-01-02"]) for name in ("listed_on", "listed_on_printed")}
    page = chance.randrange(1, 4)
    return row(url, crawl, title=chance.choice(["通知", "通知（更新）", ""]), **dates) | {
        "column": chance.choice(["p/news", "p/policy"]),
        "position": chance.randrange(4),
        "page_number": page,
        "page_url": chance.choice([None, f"http://p.invalid/{page}"]),
        "capture": chance.choice([None, f"{crawl}-{page}", f"{crawl}-{page}-again"]),
        "state": chance.choice(["page", "external"]),
    }


def test_an_entry_that_is_as_it_was_is_kept_once(db: Database) -> None:
    for crawl in ("c1", "c2", "c3"):
        add_listings(db, [row(crawl=crawl, position=len(crawl))])
    assert counts(db) == (1, 3)
    assert [(said[0], said[9]) for said in read(db)] == [("c1", "c1-1"), ("c2", "c2-1"), ("c3", "c3-1")]


@pytest.mark.parametrize("changed", ["title", "listed_on", "listed_on_printed", "document", "state", "column"])
def test_an_entry_that_says_something_else_is_another_and_the_one_before_stays(db: Database, changed: str) -> None:
    before, now = row(), row(crawl="c2", **{changed: "其他"})
    add_listings(db, [before, now])
    assert counts(db) == (2, 2)
    assert read(db) == sorted((tuple(said[name] for name in NAMES) for said in (before, now)), key=repr)


def test_what_a_row_does_not_say_is_null_and_its_page_the_first(db: Database) -> None:
    add_listings(db, [{"crawl": "c1", "column": "p/news", "url": "u"}])
    assert read(db) == [("c1", "p/news", None, None, None, "u", None, None, None, None, 1, None)]


@pytest.mark.parametrize("batch", [1, 7, 400])
def test_listings_read_as_if_each_crawl_had_written_all_of_them(db: Database, batch: int) -> None:
    chance = random.Random(f"{os.environ['GONGKAI_SEED']} listings {batch}")
    rows = [drawn(chance, 5) for _ in range(400)]
    for first in range(0, len(rows), batch):
        add_listings(db, rows[first : first + batch])
    db.conn.executemany(ADD, rows)
    assert read(db) == read(db, "plain")
    assert is_tidy(db)


def test_the_documents_of_a_column_are_those_that_an_accepted_crawl_saw_there(db: Database) -> None:
    chance = random.Random(f"{os.environ['GONGKAI_SEED']} columns")
    for number in range(40):
        said = {"id": f"c{number}", "portal": "p", "started_at": "", "verdict": "", "accepted": number % 3 == 0}
        db.table("crawls").insert(said)
    addresses = [f"u{chance.randrange(60)}" for _ in range(150)]
    rows = [drawn(chance, 40) | {"url": url, "document": f"d-{url}"} for url in addresses]
    add_listings(db, rows)
    db.conn.executemany(ADD, rows)
    of_rows = 'select distinct l."column", l.document from plain l join crawls w on w.id = l.crawl and w.accepted = 1'
    expected = set(db.execute(of_rows).fetchall())
    found = db.execute('select "column", document from column_documents').fetchall()
    assert (len(found), set(found)) == (len(expected), expected)
    assert 0 < len(expected) < len(set(db.execute('select "column", document from plain').fetchall()))


def test_an_entry_of_no_document_that_is_as_it_was_is_kept_once(db: Database) -> None:
    for crawl in ("c1", "c2"):
        add_listings(db, [row(crawl=crawl, document=None)])
    assert counts(db) == (1, 2)


@pytest.mark.parametrize("crawl", [None, "c2"])
def test_entries_of_documents_that_are_one_become_its_own_in_one_crawl_or_in_all(
    db: Database, crawl: str | None
) -> None:
    chance = random.Random(f"{os.environ['GONGKAI_SEED']} joined {crawl}")
    rows = [drawn(chance, 4) for _ in range(200)]
    add_listings(db, rows)
    db.conn.executemany(ADD, rows)
    # Two become one that is there, one becomes one that was never listed.
    same = {"d-u": "d-w", "d-v": "d-w", "d-x": "d-new"}
    join_listings(db, same, crawl)
    for old, keep in same.items():
        db.execute("update plain set document = ? where document = ? and ? in ('', crawl)", [keep, old, crawl or ""])
    assert read(db) == read(db, "plain")
    assert is_tidy(db)


def test_what_two_documents_said_alike_is_one_entry_when_they_are_one(db: Database) -> None:
    add_listings(db, [row(document="d1"), row(crawl="c2", document="d2")])
    join_listings(db, {"d1": "d3", "d2": "d3"})
    assert counts(db) == (1, 2)
    assert {said[6] for said in read(db)} == {"d3"}


def test_the_migration_keeps_every_row_as_it_was() -> None:
    chance = random.Random(f"{os.environ['GONGKAI_SEED']} migrated")
    with closing(Database(memory=True)) as old:
        migrations.apply(old, stop_before="m0030_listings_once")
        columns, marks = ", ".join(f'"{name}"' for name in NAMES), ", ".join(f":{name}" for name in NAMES)
        old.conn.executemany(
            f"insert or ignore into listings ({columns}) values ({marks})", [drawn(chance, 9) for _ in range(600)]
        )
        before = read(old)
        migrations.apply(old)
        assert read(old) == before
        assert is_tidy(old)
        add_listings(old, [row("new", "c9")])
        assert len(read(old)) == len(before) + 1


def steps(db: Database, work: Callable[[], object]) -> int:
    """How many hundreds of steps SQLite takes for it."""
    taken = [0]

    def count() -> int:
        taken[0] += 1
        return 0

    db.conn.set_progress_handler(count, 100)
    work()
    db.conn.set_progress_handler(None, 100)
    return taken[0]


def test_addresses_of_one_document_are_joined_in_steps_that_grow_as_they_do() -> None:
    taken = []
    for many in (50, 400):
        with closing(empty_archive()) as db:
            add_listings(db, [row(f"u{number}") for number in range(many)])
            same = {f"d-u{number}": "d-one" for number in range(many)}
            taken.append(steps(db, partial(join_listings, db, same)))
            assert counts(db) == (many, many)
    assert taken[1] < 16 * taken[0], taken  # eight times as many


def test_old_lists_of_one_document_are_migrated_in_steps_that_grow_as_they_do() -> None:
    taken = []
    for many in (50, 400):
        with closing(Database(memory=True)) as old:
            migrations.apply(old, stop_before="m0030_listings_once")
            columns, marks = ", ".join(f'"{name}"' for name in NAMES), ", ".join(f":{name}" for name in NAMES)
            # Of old, every page of a list was the first.
            rows = [row(f"u{number}", document="d-one", capture=f"c1-{number}") for number in range(many)]
            old.conn.executemany(f"insert into listings ({columns}) values ({marks})", rows)
            taken.append(steps(old, partial(migrations.apply, old)))
            assert counts(old) == (many, many)
    assert taken[1] < 16 * taken[0], taken


def test_an_old_archive_that_two_open_at_once_is_brought_up_by_the_quicker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "archive.db"
    with closing(Database(path)) as old:
        migrations.apply(old, stop_before="m0030_listings_once")
    seen, pending = [], migrations.pending

    def quicker(db: Database) -> list[Any]:
        """What is missing, and just then another process brings it up: once, when it is about to be applied."""
        missing = pending(db)
        seen.append(len(missing))
        if len(seen) == 2:
            with closing(Database(path)) as other:
                for migration in missing:
                    with other.atomic():
                        migration.fn(other)
                        migrations._record_applied(other, migration.name)
        return missing

    monkeypatch.setattr(migrations, "pending", quicker)
    with closing(Database(path)) as db:
        upgrade(db)
        assert not pending(db)
    assert seen[0] == seen[1] > 0
