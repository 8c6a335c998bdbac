"""What is news: changes, and findings with another verdict than as of the crawl before."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from published_sample import CRAWL, MOBILE, REPORT, make_archive
from sqlite_utils import Database
from told_sample import CHANGES, DOCUMENT, NEXT, NEXT_AT, add_crawl, make_told

from archive.changes import words
from archive.publish.build import build
from archive.publish.metadata import read_metadata
from archive.publish.news.places import Places, official
from archive.publish.news.plain import plain
from archive.publish.news.rows import FINDING, News, news_between, news_of_crawl
from archive.publish.news.words import headline, kind_label, kinds, sentences, title_of
from archive.publish.replay.forgetting import INSTEAD
from archive.withholding import Said, Withholding, apply_withholdings, keep_withholdings


@pytest.fixture
def public(told_db: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(told_db)) as connection:
        yield connection


def told(public: sqlite3.Connection, kind: str) -> News:
    return next(each for each in news_of_crawl(public, NEXT) if each.kind == kind)


def test_every_change_of_a_crawl_is_news(public: sqlite3.Connection) -> None:
    found = [each.kind for each in news_of_crawl(public, NEXT) if each.topic == "changes"]
    assert sorted(found) == sorted(change["kind"] for change in CHANGES)


def test_a_finding_is_news_where_its_verdict_is_another(public: sqlite3.Connection) -> None:
    found = [each for each in news_of_crawl(public, NEXT) if each.topic == "findings"]
    assert [(each.id, each.before, each.after) for each in found] == [
        (f"{REPORT}.8@{NEXT}", "confirmed", "fewer_found")
    ]


def test_first_findings_are_news_where_a_person_should_look(public: sqlite3.Connection) -> None:
    found = {(each.anchor, each.after) for each in news_of_crawl(public, CRAWL) if each.topic == "findings"}
    assert ("claim-5", "fewer_found") in found
    assert {verdict for _, verdict in found} == {"fewer_found", "not_found", "broken"}


def test_a_claim_that_was_read_anew_is_known_by_its_words(tmp_path: Path) -> None:
    make_archive(tmp_path / "archive.db")
    db = Database(tmp_path / "archive.db")
    add_crawl(db, NEXT, NEXT_AT)
    _read_anew(db)
    db.close()
    build(tmp_path / "archive.db", tmp_path / "public.db")
    with closing(sqlite3.connect(tmp_path / "public.db")) as public:
        assert news_of_crawl(public, NEXT) == ()


def _read_anew(db: Database) -> None:
    """As archive/report_store.py does it: the reading before gets another id, and the same claims are found again."""
    rows = {
        table: list(db.query(f"select * from {table}")) for table in ("reports", "claims", "identities", "findings")
    }
    for table, keys in (("reports", ()), ("claims", ()), ("identities", ()), ("findings", ("claim", "identity"))):
        for key in ("id", *keys, *(["report"] if table != "reports" else [])):
            db.execute(f"update {table} set {key} = replace({key}, '{REPORT}', '{REPORT}~1.3')")
    for table, found in rows.items():
        if table == "findings":
            found = [{**row, "id": row["id"].replace(CRAWL, NEXT), "as_of": NEXT} for row in found]
        db.table(table).insert_all(found)


def test_news_of_a_period_is_by_when_its_crawl_began(public: sqlite3.Connection) -> None:
    assert {each.crawl for each in news_between(public, "2026-01-05", "2026-01-06")} == {CRAWL}
    assert {each.crawl for each in news_between(public, "2026-01-06", "2026-01-07")} == {NEXT}


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_is_told_in_both_languages(public: sqlite3.Connection, kind: str) -> None:
    news = told(public, kind)
    said = [headline(news), *sentences(news)]
    assert len(said) > 1
    assert [each for each in said if not (each.zh and each.en and each.zh != each.en)] == []
    assert "{" not in repr(said)


def test_a_change_is_called_in_news_as_it_is_elsewhere() -> None:
    assert {kind: kind_label(kind) for kind in kinds() if kind != FINDING} == {
        kind: words.kind_label(kind) for kind in words.kinds()
    }


def test_changes_are_told_in_the_order_of_a_night_and_findings_after_them() -> None:
    assert kinds() == (*words.kinds(), FINDING)


def test_a_number_of_a_person_is_masked_in_news(public: sqlite3.Connection) -> None:
    title = title_of(told(public, "edited"))
    assert title.endswith("来电的答复")
    assert MOBILE not in title


def test_a_title_steers_nothing(public: sqlite3.Connection) -> None:
    title = title_of(told(public, "removed"))
    assert "\u202e" not in title
    assert "\x1b" not in title
    assert "\x00" not in title
    assert "\n" not in title


def test_a_long_text_is_cut_and_says_so() -> None:
    assert plain("长" * 1000) == "长" * 299 + "…"


def test_what_is_withheld_is_told_without_its_words(tmp_path: Path) -> None:
    make_told(tmp_path / "archive.db")
    said = Said("含个人信息", "编辑", date(2026, 1, 7))
    keep_withholdings(tmp_path, [Withholding("*2018-03-01*", "", said)])
    db = Database(tmp_path / "archive.db")
    apply_withholdings(db, tmp_path)
    db.close()
    build(tmp_path / "archive.db", tmp_path / "public.db")
    with closing(sqlite3.connect(tmp_path / "public.db")) as public:
        news = told(public, "retitled")
    assert title_of(news) == INSTEAD
    assert list(sentences(news)) == []
    assert official(news) == ""
    assert Places("https://example.org/").document(news) == ""


def test_news_leads_to_the_row_of_the_change_and_to_the_page_of_the_document(public: sqlite3.Connection) -> None:
    places = Places("https://example.org/gongkai/")
    news = told(public, "added")
    assert places.page(news) == f"https://example.org/gongkai/change/{news.id}"
    assert places.document(news) == f"https://example.org/gongkai/document/{DOCUMENT}"
    assert places.page(told(public, "finding")) == f"https://example.org/gongkai/report/{REPORT}#claim-8"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://[", "x"])
def test_only_addresses_of_the_web_are_links(public: sqlite3.Connection, address: str) -> None:
    assert official(replace(told(public, "added"), url=address)) == ""


def test_the_kinds_of_changes_are_those_that_the_table_describes() -> None:
    described = read_metadata()["databases"]["public"]["tables"]["changes"]["columns"]["kind"]
    assert sorted(re.findall(r"[a-z]{4,}(?= )", described.partition("。")[0])) == sorted(set(kinds()) - {FINDING})
