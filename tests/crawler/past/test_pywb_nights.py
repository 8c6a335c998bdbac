"""pywb serves three dated states of the demo: a crawl at each date gives the documents of that date, and names what
pywb never had; nothing that was seen live is otherwise than before.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

import pytest
from served_by_pywb import served_by_pywb
from watched_nights import Watch, _apart

from archive.dump import canonical_dump
from archive.report_store import read_reports
from archive.store import open_archive
from archive.verify import verify
from crawler.crawl import CrawlResult, run_crawl
from crawler.demo.truth.watch import named_documents, nights
from crawler.past.view import PastView
from crawler.past.web_archive import find_web_archive
from crawler.portal import Portal

pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("past")]
#: The first night; two items more and one less; a sum lowered after the fact.
NIGHTS = tuple(night for night in nights() if f"{night.at:%m-%d}" in ("06-02", "06-06", "06-08"))[:3]
NEVER = ("parking", "plan")  # documents that pywb does not have


@dataclass
class Past:
    """What came of it: the watcher's archive, and crawls from pywb into it, by the key of the night."""

    watch: Watch
    never: dict[str, str]
    crawls: dict[str, CrawlResult] = field(default_factory=dict)
    live_before: list[str] = field(default_factory=list)
    live_after: list[str] = field(default_factory=list)
    by_time_maps: CrawlResult | None = None
    mapped: list[dict[str, Any]] = field(default_factory=list)


_PAST_PLACES = """
select place from (
    select source, portal || ' ' || row_number() over (partition by portal order by started_at, id) as place from crawls
) where source = 'web archive'
"""


def _live(folder: Path) -> list[str]:
    """Every fact of the canonical dump but those of crawls from web archives."""
    with closing(open_archive(folder / "archive.db")) as db:
        past = [f'"{place}"' for (place,) in db.execute(_PAST_PLACES).fetchall()]
        return [line for line in canonical_dump(db) if not any(place in line for place in past)]


def _verify(folder: Path) -> None:
    with closing(open_archive(folder / "archive.db")) as db:
        read_reports(db, "demo")
        verify(db, "demo")


def _look(folder: Path, portal: Portal, view: PastView) -> CrawlResult:
    with closing(open_archive(folder / "archive.db")) as db:
        return run_crawl(portal, db, folder, "", lambda step: None, view=view)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    folder = tmp_path_factory.mktemp("past")
    with Watch(folder / "a", 7, "songshan") as watch:
        for night in NIGHTS:
            assert watch.play(replace(night, full=True)).verdict.key in ("ok", "degraded")
        titles = {named_documents()[key].title: key for key in NEVER}
        documents = watch.sites[NIGHTS[0].key].own.documents
        urls = {titles[d.title]: urljoin(watch.portal.hosts[0], d.url) for d in documents if d.title in titles}
        assert set(urls) == set(NEVER)
        _verify(folder / "a")
        past = Past(watch, urls, live_before=_live(folder / "a"))
        with served_by_pywb(folder, folder / "a" / "warc", urls.values()) as address:
            for night in NIGHTS:
                view = PastView(find_web_archive(address), night.at + timedelta(hours=2), within=30)
                past.crawls[night.key] = _apart(_look, watch.reader, folder / "a", watch.portal, view)
            first = NIGHTS[0]
            mementos = find_web_archive(address).model_copy(update={"cdx": ""})  # TimeMaps alone (RFC 7089)
            view = PastView(mementos, first.at + timedelta(hours=2), within=30)
            past.by_time_maps = _apart(_look, watch.reader, folder / "b", watch.portal, view)
            with closing(open_archive(folder / "b" / "archive.db")) as db:
                past.mapped = list(db.query("select url, title, state from past_documents"))
        _verify(folder / "a")
        past.live_after = _live(folder / "a")
        yield past


def _entries(past: Past, key: str) -> dict[str, str]:
    """Canonical address and title of every entry that the site listed in a night."""
    host = past.watch.sites[key].own
    return {urljoin(host.base, e.url): e.title for entries in host.listings.values() for e in entries}


def _found(past: Past, key: str) -> list[dict[str, Any]]:
    return past.watch.rows("select * from past_documents where crawl = ?", [past.crawls[key].crawl])


@pytest.mark.parametrize("night", NIGHTS, ids=lambda night: night.key)
def test_a_crawl_at_a_date_gives_the_documents_of_that_date(past: Past, night: Any) -> None:
    assert {row["url"]: row["title"] for row in _found(past, night.key)} == _entries(past, night.key)


@pytest.mark.parametrize("night", NIGHTS, ids=lambda night: night.key)
def test_each_capture_keeps_the_datetime_that_pywb_gives_it(past: Past, night: Any) -> None:
    rows = past.watch.rows(
        "select archived_at, web_archive from captures where crawl = ? and archived_at is not null",
        [past.crawls[night.key].crawl],
    )
    began = night.at.strftime("%Y-%m-%dT%H:%M")
    until = (night.at + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    assert rows
    assert all(began <= row["archived_at"] < until for row in rows)
    assert {row["web_archive"] for row in rows} == {past.crawls[night.key].past.web_archive}  # type: ignore[union-attr]


@pytest.mark.parametrize("night", NIGHTS, ids=lambda night: night.key)
def test_what_pywb_never_had_is_named(past: Past, night: Any) -> None:
    titles = {named_documents()[key].title for key in NEVER}
    assert {row["title"] for row in _found(past, night.key) if row["state"] == "unfetched"} == titles
    unread = past.watch.rows(
        "select url, reason from unread where crawl = ? and answered = 0", [past.crawls[night.key].crawl]
    )
    wanted = {row["url"] for row in _found(past, night.key) if row["title"] in titles}
    assert wanted <= {row["url"] for row in unread}
    notes = " ".join(unquote(row.note) for row in past.crawls[night.key].coverage)
    assert all(unquote(url) in notes for url in wanted)


def test_a_text_is_as_it_was_at_each_date(past: Past) -> None:
    said = [
        past.watch.rows(
            "select t.text from past_documents p join document_texts t on t.version = p.version "
            "where p.crawl = ? and p.title = ?",
            [past.crawls[night.key].crawl, named_documents()["subsidy"].title],
        )[0]["text"]
        for night in NIGHTS
    ]
    assert ["每户每年补贴300元" in text for text in said] == [True, True, False]
    assert ["每户每年补贴260元" in text for text in said] == [False, False, True]


def test_time_maps_alone_give_the_same(past: Past) -> None:
    assert past.by_time_maps is not None
    assert past.by_time_maps.verdict.key == "degraded"
    found = [{name: row[name] for name in ("url", "title", "state")} for row in _found(past, NIGHTS[0].key)]
    assert sorted(past.mapped, key=lambda row: row["url"]) == sorted(found, key=lambda row: str(row["url"]))


def test_nothing_that_was_seen_live_is_otherwise_and_nothing_is_removed(past: Past) -> None:
    assert past.live_after == past.live_before
    changes = past.watch.rows("select h.* from changes h join crawls w on w.id = h.crawl where w.source <> 'live'")
    assert changes == []


def test_a_live_crawl_after_it_finds_no_change(past: Past) -> None:
    before = past.watch.rows("select count(*) as changes from changes")
    later = replace(NIGHTS[-1], at=NIGHTS[-1].at + timedelta(days=1), full=True)
    assert past.watch.play(later).verdict.key in ("ok", "degraded")
    assert past.watch.rows("select count(*) as changes from changes") == before


def test_the_record_alone_gives_the_same_rows(past: Past) -> None:
    _verify(past.watch.folder)
    assert past.watch.read_anew() == []
    assert json.dumps([row.past.captures for row in past.crawls.values() if row.past]) != "[0, 0, 0]"
