"""The demo's year, from its model: exactly the changes of crawler/demo/truth/changes.yml, whatever varies besides."""

from __future__ import annotations

import os
import random
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from asked_queries import wrong_rows
from modelled_nights import Modelled
from told_changes import Told, expected, night_of, told
from year_queries import EXPECTED_OF_CHANGES

import archive.crawls
import archive.store
from archive.changes.shown import difference
from archive.publish.build import build
from crawler.demo.expected import expected_rows
from crawler.demo.happenings import number_of
from crawler.demo.model import Site
from crawler.demo.nights import site_on
from crawler.demo.site import build_small
from crawler.demo.truth.watch import Night, expected_changes, missing_at, named_documents, nights

SEED = random.Random(os.environ["GONGKAI_SEED"]).randrange(10**6)
#: Nights that hold every kind of change, and both redesigns.
SOME = (
    "2020-06-02 16:30", "2020-06-05 16:30", "2020-06-06 16:30", "2020-06-07 16:30", "2020-06-08 16:30",
    "2020-06-20 16:30", "2020-06-28 16:30", "2020-07-26 16:30", "2020-08-16 16:30", "2020-09-01 16:30",
    "2020-09-08 16:30", "2020-10-12 15:30", "2020-10-13 15:30", "2021-01-10 15:30", "2021-02-14 15:30",
)  # fmt: skip
Missing = dict[str, dict[str, str]]


@cache
def base() -> Site:
    """The site before its year; not built before a test asks, for every worker imports this."""
    return build_small(SEED)


@cache
def sites() -> dict[str, Site]:
    """The site as it is in each night, by the night's key."""
    return {night.key: site_on(base(), night) for night in nights()}


def play(site: Modelled, wanted: Sequence[Night]) -> Missing:
    """Play nights; return what is missing after each, by title, since which night."""
    print(f"seed {SEED}")
    missing: Missing = {}
    for night in wanted:
        site.play(night)
        rows = site.db.execute("select title, missing_since from documents where missing_since is not null").fetchall()
        missing[night.key] = {title: night_of(since) for title, since in rows}
    return missing


@pytest.fixture(scope="module")
def year() -> tuple[Modelled, Missing]:
    site = Modelled(base())
    return site, play(site, nights())


@pytest.fixture(scope="module")
def some() -> Counter[Told]:
    """What some of the nights give, played by themselves."""
    return found(Modelled(base()), [night for night in nights() if night.key in SOME])


def found(site: Modelled, wanted: Sequence[Night]) -> Counter[Told]:
    play(site, wanted)
    return Counter(told(row) for row in site.changes())


def test_a_year_gives_exactly_the_changes_of_its_truth(year: tuple[Modelled, Missing]) -> None:
    assert Counter(told(row) for row in year[0].changes()) == Counter(expected(sites()))


def test_what_is_missing_is_said_until_it_is_sure(year: tuple[Modelled, Missing]) -> None:
    titles = {key: one.title for key, one in named_documents().items()}
    wanted = {night.key: {titles[one.document]: one.since for one in missing_at(night)} for night in nights()}
    assert year[1] == wanted


def test_every_document_keeps_its_id_through_both_redesigns(year: tuple[Modelled, Missing]) -> None:
    seen = {document.number for night in nights() if night.accepted for document in sites()[night.key].own.documents}
    listed = {
        entry.document for site in sites().values() for entries in site.own.listings.values() for entry in entries
    }
    assert year[0].db.table("documents").count == len(seen & listed)


def test_reposts_name_the_first_of_them(year: tuple[Modelled, Missing]) -> None:
    sql = "select o.url from changes h join documents o on o.id = h.repost_of where h.portal = 'demo'"
    number = number_of(next(change.repost_of for change in expected_changes() if change.repost_of))
    last = next(one for one in sites()[nights()[-1].key].own.documents if one.number == number)
    assert {url.removeprefix("http://songshan.demo.invalid") for (url,) in year[0].db.execute(sql)} == {last.url}


def test_backdated_documents_name_the_crawl_that_lacked_them(year: tuple[Modelled, Missing]) -> None:
    wanted = {(change.night, change.lacked_by) for change in expected_changes() if change.kind == "backdated"}
    rows = [row for row in year[0].changes() if row["kind"] == "backdated"]
    assert {(night_of(row["night"]), night_of(row["lacked_by_night"])) for row in rows} == wanted


def test_the_difference_of_an_edit_is_the_paragraph_that_was_edited(year: tuple[Modelled, Missing]) -> None:
    wanted = {(row.night, row.title): (row.before, row.after) for row in expected_rows(sites()) if row.kind == "edited"}
    shown = {}
    for row in year[0].changes():
        if row["kind"] == "edited":
            changed = difference(year[0].db, row["before_version"], row["after_version"]) or ()
            sides = [(one.before, one.after) for one in changed] or [(None, None)]
            shown[night_of(row["night"]), row["title"]] = sides[0] if len(sides) == 1 else sides
    assert shown == wanted


def test_ready_made_queries_tell_what_the_truth_tells(year: tuple[Modelled, Missing], tmp_path: Path) -> None:
    archive_db, public_db = tmp_path / "archive.db", tmp_path / "public.db"
    with closing(sqlite3.connect(archive_db)) as file:
        year[0].db.conn.backup(file)
    build(archive_db, public_db)
    asked = [one for expected_of in EXPECTED_OF_CHANGES.values() for one in expected_of(sites())]
    assert wrong_rows(public_db, asked) == []


@pytest.mark.parametrize("other", ["order", "ids", "bytes"])
def test_it_is_no_change_that(some: Counter[Told], other: str) -> None:
    """Entries come in another order, crawls and captures have other ids, or every page has other bytes every night."""
    shuffle = random.Random(SEED)
    site = {
        "order": Modelled(base(), order=lambda records: shuffle.sample(records, len(records))),
        "ids": Modelled(base(), prefix="z"),
        "bytes": Modelled(base(), noisy=True),
    }[other]
    assert found(site, [night for night in nights() if night.key in SOME]) == some


def test_a_night_that_is_crawled_twice_is_told_once(some: Counter[Told]) -> None:
    site = Modelled(base())
    for night in [night for night in nights() if night.key in SOME]:
        site.play(night)
        site.play(night, minutes_later=20)
    assert Counter(told(row) for row in site.changes()) == some


def test_another_reader_in_a_quiet_night_invents_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    site = Modelled(base())
    for night in nights():
        if night.reader:
            for module in (archive.store, archive.crawls):
                monkeypatch.setattr(module, "READER_VERSION", archive.store.READER_VERSION + 1)
        if "2020-11-12 15:30" <= night.key <= "2020-11-27 15:30":
            site.play(night)
    assert [(row["kind"], night_of(row["night"])) for row in site.changes()] == [("edited", "2020-11-27 15:30")]
