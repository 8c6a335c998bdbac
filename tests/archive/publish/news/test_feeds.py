"""Feeds: what RFC 4287 and RFC 5005 ask, by the route and as files."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import httpx
import pytest
from conftest import ROOT
from datasette.app import Datasette
from lxml import etree
from published_sample import MOBILE
from sqlite_utils import Database
from told_sample import CHANGES, DOCUMENT, NEXT_AT, add_changes, add_crawl, make_told

from archive.publish.build import build
from archive.publish.news.atom import ENTRIES, MOST_ARCHIVES, parts_of
from archive.publish.news.feeds import write_feeds
from archive.publish.news.places import Places
from archive.publish.news.words import kinds
from archive.publish.serve import datasette

SITE = Places("https://watch.example.org/gongkai/")
ATOM = {"a": "http://www.w3.org/2005/Atom"}
Ask = Callable[..., httpx.Response]


@pytest.fixture(scope="session")
def grammar() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(str(ROOT / "tests" / "atom.rng")))


@pytest.fixture(scope="session")
def told_site(told_db: Path) -> Datasette:
    return datasette(told_db)


@pytest.fixture(scope="session")
def ask(told_site: Datasette) -> Ask:
    return lambda path, **options: asyncio.run(told_site.client.get(path, **options))


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A public.db with 250 changes more, over as many nights, and its feeds as files."""
    folder = tmp_path_factory.mktemp("busy")
    make_told(folder / "archive.db", ())
    db = Database(folder / "archive.db")
    for number in range(250):
        at = f"2026-03-{number // 24 + 1:02}T{number % 24:02}:00:00.000000Z"
        add_crawl(db, f"demo-{at[:13].replace('-', '')}0000Z", at)
        change = {"id": f"demo-{number:05}", "kind": "edited", "title": f"第{number}条", "part": "text"}
        add_changes(db, f"demo-{at[:13].replace('-', '')}0000Z", at, (change,))
    db.close()
    build(folder / "archive.db", folder / "public.db")
    write_feeds(folder / "public.db", folder, SITE)
    return folder


def entries(path: Path) -> list[str]:
    return [entry.id for entry in feedparser.parse(path.read_bytes()).entries]


# What a validator asks


@pytest.mark.parametrize("kind", ["", *kinds()])
def test_every_feed_obeys_the_grammar_and_is_read_without_complaint(
    kind: str, ask: Ask, grammar: etree.RelaxNG
) -> None:
    answer = ask(f"/feeds/demo{f'/{kind}' if kind else ''}.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert grammar.validate(etree.fromstring(answer.content)), grammar.error_log
    parsed = feedparser.parse(answer.content)
    assert (parsed.bozo, parsed.version) == (False, "atom10")
    assert parsed.entries


def test_every_file_obeys_the_grammar(busy: Path, grammar: etree.RelaxNG) -> None:
    files = sorted((busy / "feeds").rglob("*.atom"))
    assert len(files) > len(kinds())
    assert [path for path in files if not grammar.validate(etree.parse(str(path)))] == []


def test_a_feed_without_entries_is_a_feed(busy: Path) -> None:
    feed = feedparser.parse((busy / "feeds/demo/removed.atom").read_bytes())
    assert feed.entries == []
    assert feed.feed.updated == "2026-01-05T03:12:45.000000Z"


def test_no_two_entries_of_a_feed_have_one_id(ask: Ask) -> None:
    found = [entry.id for entry in feedparser.parse(ask("/feeds/demo.atom").content).entries]
    assert len(found) == len(set(found)) > len(CHANGES)


def test_a_feed_has_been_updated_when_its_newest_entry_was(ask: Ask) -> None:
    feed = feedparser.parse(ask("/feeds/demo.atom").content)
    assert feed.feed.updated == max(entry.updated for entry in feed.entries) == NEXT_AT


def test_a_feed_of_a_kind_has_that_kind_alone(ask: Ask) -> None:
    feed = feedparser.parse(ask("/feeds/demo/removed.atom").content)
    assert [[tag.term for tag in entry.tags] for entry in feed.entries] == [["removed"]]


def test_an_entry_leads_to_the_change_and_to_the_document_and_to_the_official_page(ask: Ask) -> None:
    entry = feedparser.parse(ask("/feeds/demo/delisted.atom").content).entries[0]
    links = {link.rel: link.href for link in entry.links}
    assert set(links) == {"alternate", "related", "via"}
    assert links["related"].endswith(f"/document/{DOCUMENT}")
    for relation in ("alternate", "related"):
        assert ask(urlsplit(links[relation]).path).status_code == 200
    assert links["via"] == "http://songshan.demo.invalid/policy/2018-03-01.html"


# Strangers


def test_a_title_is_text_and_nothing_else(ask: Ask) -> None:
    content = ask("/feeds/demo/removed.atom").content
    assert [element.tag for element in etree.fromstring(content).iter() if "script" in str(element.tag)] == []
    title = feedparser.parse(content).entries[0].title_detail
    assert title.type == "text/plain"
    assert "\u202e" not in content.decode()


def test_no_number_of_a_person_is_in_any_feed(told_db: Path, tmp_path: Path) -> None:
    written = write_feeds(told_db, tmp_path, SITE)
    assert written
    assert [path for path in written if MOBILE.encode() in path.read_bytes()] == []


@pytest.mark.parametrize(
    "path", ["/feeds/nobody.atom", "/feeds/demo/nothing.atom", "/feeds/demo/7.atom", "/feeds/demo/edited/1.atom"]
)
def test_what_is_no_feed_is_not_there(ask: Ask, path: str) -> None:
    assert ask(path).status_code == 404


# Asked again


def test_a_reader_that_has_the_feed_gets_nothing_anew(ask: Ask) -> None:
    tag = ask("/feeds/demo.atom").headers["etag"]
    for known in (tag, f'"other", W/{tag}', "*"):
        answer = ask("/feeds/demo.atom", headers={"If-None-Match": known})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)


def test_a_reader_that_has_another_feed_gets_this_one(ask: Ask) -> None:
    assert ask("/feeds/demo.atom", headers={"If-None-Match": '"another"'}).status_code == 200


# Old entries


@pytest.mark.parametrize("total", [0, 1, 99, 100, 101, 199, 200, 250, 10_000])
def test_every_entry_that_is_kept_up_stands_in_the_feed_or_in_a_document_before_it(total: int) -> None:
    current, *archived = parts_of(total)
    reached, number = set(range(current.offset, total)), current.previous
    numbered = {part.number: part for part in archived}
    while number is not None:
        part = numbered[number]
        reached |= set(range(part.offset, part.offset + part.limit))
        number = part.previous
    assert reached == set(range(max(total // ENTRIES - MOST_ARCHIVES, 0) * ENTRIES, total))
    assert current.limit < 2 * ENTRIES


def test_old_entries_stand_in_numbered_documents(busy: Path) -> None:
    current = entries(busy / "feeds/demo/edited.atom")
    assert [each.rpartition("-")[2] for each in (current[0], current[-1])] == ["00249", "00100"]
    feed = feedparser.parse((busy / "feeds/demo/edited.atom").read_bytes())
    previous = next(link.href for link in feed.feed.links if link.rel == "prev-archive")
    assert previous == "https://watch.example.org/gongkai/feeds/demo/edited/1.atom"
    assert [each.rpartition("-")[2] for each in entries(busy / "feeds/demo/edited/1.atom")][::99] == ["00099", "00000"]


def test_an_archive_document_stays_as_it_is(busy: Path, tmp_path: Path) -> None:
    before = (busy / "feeds/demo/edited/1.atom").read_bytes()
    db = Database(busy / "archive.db")
    add_changes(db, "demo-20260401T000000Z", "2026-04-01T00:00:00.000000Z", ({"kind": "edited", "title": "新的一条"},))
    db.close()
    build(busy / "archive.db", tmp_path / "public.db")
    write_feeds(tmp_path / "public.db", tmp_path, SITE)
    assert (tmp_path / "feeds/demo/edited/1.atom").read_bytes() == before
    assert "新的一条" in (tmp_path / "feeds/demo/edited.atom").read_text()


# Files


def test_the_route_and_the_file_are_one_feed(told_db: Path, tmp_path: Path, ask: Ask) -> None:
    write_feeds(told_db, tmp_path, Places("http://localhost/"))
    assert (tmp_path / "feeds/demo/moved.atom").read_bytes() == ask("/feeds/demo/moved.atom").content


def test_what_did_not_change_is_not_written_again(told_db: Path, tmp_path: Path) -> None:
    assert write_feeds(told_db, tmp_path, SITE)
    assert write_feeds(told_db, tmp_path, SITE) == []


def test_a_file_of_what_is_no_feed_any_more_is_deleted(told_db: Path, tmp_path: Path) -> None:
    stale = tmp_path / "feeds/demo/edited/9.atom"
    stale.parent.mkdir(parents=True)
    stale.write_text("")
    write_feeds(told_db, tmp_path, SITE)
    assert not stale.exists()


def test_the_first_page_names_the_feed_of_each_portal(ask: Ask) -> None:
    assert 'type="application/atom+xml"' in ask("/").text
