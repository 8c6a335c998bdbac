"""The digest of a week: Markdown in which words of strangers are words, for weeks that are over."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database
from told_sample import CHANGES, FAILED, HOSTILE, add_crawl, fail_crawl

from archive.publish.news.crawls import crawls_told
from archive.publish.news.digest import MOST, digest, monday_of, week_before, week_of
from archive.publish.news.digest_files import digests, write_digests
from archive.publish.news.places import Places
from archive.publish.news.plain import plain
from archive.publish.news.words import kind_label

SITE = Places("https://watch.example.org/")
WEEK = "2026-W02"  # 5 to 11 January 2026


@pytest.fixture
def folder(told_db: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(told_db.parent, tmp_path / "archive"))


def text_of(folder: Path, week: str = WEEK, places: Places = SITE) -> str:
    with closing(sqlite3.connect(folder / "public.db")) as public:
        return digest(public, crawls_told(folder), week, places)


def weeks(folder: Path, now: datetime) -> list[str]:
    with closing(sqlite3.connect(folder / "public.db")) as public:
        texts = digests(public, crawls_told(folder), folder, SITE, now)
        return [path.stem for path in write_digests(folder, texts)]


def test_a_week_lists_its_changes_by_kind(folder: Path) -> None:
    text = text_of(folder)
    assert text.startswith("# 2026-W02: 2026-01-05 – 2026-01-11 (UTC)\n")
    labels = [kind_label(change["kind"]) for change in CHANGES]
    assert [label for label in labels if f"### {label.zh} {label.en} (" not in text] == []
    assert "### 新增 added (2)" in text
    assert "](<https://watch.example.org/change/" in text


def test_a_week_says_which_crawls_were_not_accepted(folder: Path) -> None:
    with closing(Database(folder / "archive.db")) as db:
        fail_crawl(db)
    text = text_of(folder)
    assert "3 crawls, 2 accepted." in text
    assert re.search(rf"^- {FAILED}: \*\*suspect\*\* .*entries", text, re.MULTILINE)
    assert "/home/operator" not in text


def test_a_week_without_a_crawl_says_that_nothing_was_seen(folder: Path) -> None:
    text = text_of(folder, "2026-W03")
    assert "No crawl this week: nothing was seen." in text
    assert "Nothing changed" not in text


def test_a_week_without_an_accepted_crawl_does_not_say_that_nothing_changed(folder: Path) -> None:
    with closing(Database(folder / "archive.db")) as db:
        add_crawl(db, "demo-20260113T031245Z", "2026-01-13T03:12:45.000000Z", "blocked")
    text = text_of(folder, "2026-W03")
    assert "1 crawls, 0 accepted." in text
    assert "Whether anything changed is not known." in text
    assert "Nothing changed" not in text


def test_a_week_of_accepted_crawls_without_news_says_that_nothing_changed(folder: Path) -> None:
    with closing(Database(folder / "public.db")) as db:
        add_crawl(db, "demo-20260113T031245Z", "2026-01-13T03:12:45.000000Z")
    assert "Nothing changed" in text_of(folder, "2026-W03")


def test_a_title_is_text_in_markdown(folder: Path) -> None:
    text = text_of(folder)
    assert "<script>" not in text
    assert "\\<script\\>" in text
    assert re.sub(r"\\(.)", r"\1", text).count(plain(HOSTILE)) == 1


def test_of_many_changes_a_part_is_spelled_out(folder: Path) -> None:
    with closing(Database(folder / "public.db")) as db:
        row = next(iter(db.query("select * from changes where kind = 'moved'")))
        db.table("changes").insert_all({**row, "id": f"x{number}"} for number in range(60))
    text = text_of(folder)
    assert f"… +{61 - MOST}" in text
    assert text.count("换址：") == MOST


def test_weeks_are_those_of_iso_8601() -> None:
    assert week_of(date(2027, 1, 3)) == "2026-W53"
    assert monday_of("2026-W53") == date(2026, 12, 28)
    assert week_before(datetime(2026, 1, 5, 0, 30, tzinfo=UTC)) == "2026-W01"
    with pytest.raises(ValueError, match="is no week"):
        monday_of("2026-5")


def test_a_week_is_written_when_it_is_over_and_once(folder: Path) -> None:
    assert weeks(folder, datetime(2026, 1, 11, 23, tzinfo=UTC)) == []
    assert weeks(folder, datetime(2026, 1, 12, 1, tzinfo=UTC)) == [WEEK]
    assert weeks(folder, datetime(2026, 1, 13, 1, tzinfo=UTC)) == []


def test_weeks_in_which_nothing_ran_are_made_up_for(folder: Path) -> None:
    weeks(folder, datetime(2026, 1, 12, 1, tzinfo=UTC))
    assert weeks(folder, datetime(2026, 2, 2, 1, tzinfo=UTC)) == ["2026-W03", "2026-W04", "2026-W05"]


def test_what_was_withheld_since_leaves_the_digests_that_are_there(folder: Path) -> None:
    weeks(folder, datetime(2026, 1, 12, 1, tzinfo=UTC))
    with closing(Database(folder / "public.db")) as db:
        (document,) = db.execute("select document from changes where kind = 'delisted'").fetchone()
        db.table("withheld_documents").insert({"document": document, "reason": "含个人信息"})
    assert "内设机构工作分工" in (folder / "digests" / f"{WEEK}.md").read_text()
    assert weeks(folder, datetime(2026, 1, 13, 1, tzinfo=UTC)) == [WEEK]
    assert "内设机构工作分工" not in (folder / "digests" / f"{WEEK}.md").read_text()
