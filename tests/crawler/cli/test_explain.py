"""`gongkai verify --explain`: everything behind one finding."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from handmade_archive import PORTAL, Archive
from past_sample import past_crawl

from archive.verify import verify
from crawler.cli.main import main

BEFORE, QUOTE, AFTER = "全年共", "解读文件3份", "，另有其他。"


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with one report: three interpretations claimed, two found, one of them on another site."""
    archive = Archive(("own_site", "wechat"))
    column = archive.column("a", "interpretations", title="政策解读")
    crawl = archive.crawl()
    archive.db.execute("update coverage set list_pages = 4, entries = 61 where crawl = ?", [crawl])
    archive.report()
    report = archive.document("2019-01-20", columns=[column], crawl=crawl, title="年度报告")
    archive.db.table("document_texts").insert({"version": 1, "text": BEFORE + QUOTE + AFTER, "layout": "[]"})
    archive.db.table("reports").update(f"{PORTAL}-2018", {"document": report, "version": 1})
    archive.document(columns=[column], crawl=crawl, title="第一条")
    archive.document(columns=[column], crawl=crawl, title="第二条", state="external")
    place = {"start": len(BEFORE), "end": len(BEFORE + QUOTE)}
    archive.claim("interpretations", 3, channel="own_site", quote=QUOTE, **place)
    archive.identity(1, 0)
    said = {"kind": "reply", "text": "另一件在省政府网站。", "said_by": "新区管委会", "said_on": "2026-03-02"}
    place = {"portal": PORTAL, "report": f"{PORTAL}-2018", "claim": f"{PORTAL}-2018.1", "state": "attached"}
    archive.db.table("remarks").insert({"id": "r1", "number": 1, "current": 1, "outcome": "none", **place, **said})
    verify(archive.db, PORTAL)
    folder = tmp_path_factory.mktemp("explained")
    with closing(sqlite3.connect(folder / "archive.db")) as target:
        archive.db.conn.commit()
        archive.db.conn.backup(target)
    return folder


@pytest.fixture
def with_past(tmp_path: Path) -> Path:
    """The same kind of archive with what a web archive had of it."""
    archive = Archive()
    column = archive.column("a", "interpretations", title="政策解读")
    crawl = archive.crawl()
    archive.report()
    archive.document(columns=[column], crawl=crawl)
    archive.claim("interpretations", 3, channel="own_site")
    past_crawl(archive, ["2019-01-15T02:00:00.000000Z"] * 2, state="incomplete", missing=4)
    verify(archive.db, PORTAL)
    with closing(sqlite3.connect(tmp_path / "archive.db")) as target:
        archive.db.conn.commit()
        archive.db.conn.backup(target)
    return tmp_path


def test_what_a_web_archive_had_then_is_said_apart(with_past: Path) -> None:
    result = explained(with_past, f"{PORTAL}-2018.1")
    assert "Contemporary evidence (what web archives captured; it changes no verdict):" in result.output
    assert "2 listed in example's captures around 2019-01-20" in result.output
    assert "4 addresses of these columns are not in that web archive" in result.output
    assert "当时的存档" in explained(with_past, f"{PORTAL}-2018.1", "--language", "zh").output
    (one,) = json.loads(explained(with_past, f"{PORTAL}-2018.1", "--json").output)["finding"]["contemporary"]
    assert (one["web_archive"], one["observed"], one["missing"], one["verdict"]) == ("example", 2, 4, "incomplete")


def explained(archived: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["verify", "--explain", *arguments, "--archive", str(archived)])


def test_it_shows_quote_rule_numbers_coverage_rows_and_sql(archived: Path) -> None:
    result = explained(archived, f"{PORTAL}-2018.1")
    assert result.exit_code == 0, result.output
    for words in (
        f"The report says: {BEFORE}[{QUOTE}]{AFTER}",
        "Reported: 3 条",
        "Found: 2 条",
        "Difference: -1",
        "Verdict: fewer in the archive (fewer_found)",
        "C9-gap: Coverage is complete, and nothing known could close the gap.",
        "entries that lead off the site, dated by their list: 1",
        "政策解读: complete, 4 list pages, 61 entries",
        "2018-05-01  第一条  http://here.invalid/2",
        "from column_metrics m",
    ):
        assert words in result.output


def test_a_reply_of_the_authority_stands_beside_it(archived: Path) -> None:
    assert "新区管委会, 2026-03-02: 另一件在省政府网站。" in explained(archived, f"{PORTAL}-2018.1").output


def test_it_speaks_chinese(archived: Path) -> None:
    result = explained(archived, f"{PORTAL}-2018.1", "--language", "zh")
    for words in (
        "存档数: 2 条",
        "结论: 存档中较少 (fewer_found)",
        "C9-gap: 采集完整",
        "政策解读: 完整，列表页4，条目61",
    ):
        assert words in result.output


def test_it_says_how_many_rows_are_not_shown(archived: Path) -> None:
    result = explained(archived, f"{PORTAL}-2018.1", "--rows", "1")
    assert "… 2 in all, the first 1 shown" in result.output
    assert "第二条" not in result.output


def test_an_identity_shows_its_parts(archived: Path) -> None:
    result = explained(archived, f"{PORTAL}-2018.i1")
    assert "Parts: 482 + 194 + 372" in result.output
    assert "I1-identity" in result.output


def test_json_holds_the_same(archived: Path) -> None:
    found = json.loads(explained(archived, f"{PORTAL}-2018.1", "--json").output)
    assert (found["finding"]["verdict"], found["rows_in_all"], len(found["rows"])) == ("fewer_found", 2, 2)
    assert found["coverage"][0]["title"] == "政策解读"


def test_an_id_that_is_not_there_is_named(archived: Path) -> None:
    result = explained(archived, "nothing")
    assert result.exit_code == 2
    assert "no finding, claim or identity nothing" in result.output


def test_without_a_portal_and_without_an_id_it_says_what_is_needed() -> None:
    result = CliRunner().invoke(main, ["verify"])
    assert result.exit_code == 2
    assert "name a PORTAL" in result.output
