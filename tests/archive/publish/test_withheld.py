"""Withheld documents in public.db: nothing of what they say, and every number as before."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from handmade_archive import Archive
from published_sample import BASE, CRAWL, HOSTILE, PORTAL, REPORT
from sqlite_utils import Database

from archive.observe import observe
from archive.publish.build import build
from archive.publish.masking import mask_text
from archive.publish.public_tables import create_tables
from archive.publish.publication import published_tables
from archive.publish.replay.forgetting import INSTEAD
from archive.publish.search import spaced
from archive.publish.serve import datasette
from archive.publish.withheld import rules, shows_withheld
from archive.series.found import figures
from archive.store import document_id
from archive.verify import verify
from archive.withheld_rows import withheld_captures, withheld_documents

REASON = "涉及个人信息"
SOURCE, SAID, CELLS, SECTION = "张三家庭补助说明", "张三一户领取补助31条", '["网站公开数"]', "五、张三一户的情况"
BUDGET, OTHER = "松山新区2018年部门预算", "松山新区2017年部门预算"


def entry(number: int, pattern: str, portal: str = "", **fields: Any) -> dict[str, Any]:
    return {
        "number": number,
        "pattern": pattern,
        "portal": portal,
        "reason": REASON,
        "withheld_on": "2026-02-03",
    } | fields


def rows(path: Path, sql: str, *values: object) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql, values).fetchall()


def published(db: Database, folder: Path, *entries: dict[str, Any]) -> tuple[Path, Path]:
    """archive.db with these entries, and the public.db built from it."""
    db.execute("delete from withheld")
    db.table("withheld").insert_all(entries)
    path = folder / "archive.db"
    with closing(sqlite3.connect(path)) as copy:
        db.conn.commit()
        db.conn.backup(copy)
    build(path, folder / "public.db")
    return path, folder / "public.db"


@pytest.fixture(scope="module")
def withheld_site(archive_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's public.db, the hostile title's document and the report withheld."""
    folder = tmp_path_factory.mktemp("withheld")
    shutil.copy(archive_db, folder / "source.db")
    with closing(Database(folder / "source.db")) as db:
        entries = [entry(1, f"{BASE}news/2018-06-01.html"), entry(2, f"{BASE}reports/*", PORTAL)]
        return published(db, folder, *entries)[1]


def evidence_archive() -> Archive:
    """Claims of every kind of evidence: of columns, of all channels with one title twice, of names."""
    archive = Archive(channels=("own_site", "wechat"), authority=("松山新区管委会",))
    bound = archive.column("policy", "documents_published")
    crawl = archive.crawl()
    for number in range(4):
        archive.document(f"2018-05-0{number + 1}", title=f"第{number}号", columns=[bound], crawl=crawl)
    archive.document(title=BUDGET, columns=[bound], crawl=crawl)
    archive.document(title=OTHER, columns=[bound], crawl=crawl, published_on="2017-03-01")
    holder = archive.document(title="附件一批", columns=[bound], crawl=crawl)
    archive.attachment(holder, "责任追究办法.doc", crawl)
    archive.import_file()
    archive.imported(title="第0号", url="http://wechat.invalid/0")
    archive.imported(title="第1号", url="http://wechat.invalid/1")
    archive.imported(title="只在微信", url="http://wechat.invalid/2")
    archive.report()
    archive.claim("proactive_total", 9)
    archive.claim("proactive_website", 6)
    archive.claim("documents_published", 6)
    archive.existence("2018年部门预算")
    archive.existence("责任追究办法")
    archive.existence("2019年部门预算")
    verify(archive.db, "here")
    return archive


def evidence(path: Path) -> dict[str, list[str]]:
    """The documents behind each finding and sub-total."""
    texts = rows(
        path,
        "select id, sql from findings where sql <> '' union all select finding || number, sql "
        "from subtotals where sql <> ''",
    )
    return {key: sorted(document for (document,) in rows(path, f"select document from ({sql})")) for key, sql in texts}


@pytest.mark.parametrize(
    "pattern",
    ["http://here.invalid/1", "http://here.invalid/5", "http://here.invalid/7", "http://wechat.invalid/*", "*"],
    ids=["one of two channels", "found by its title", "found by its attachment", "a channel", "everything"],
)
def test_every_evidence_query_gives_the_same_rows_as_before(pattern: str, tmp_path: Path) -> None:
    archive_db, public_db = published(evidence_archive().db, tmp_path, entry(1, pattern))
    assert evidence(public_db) == evidence(archive_db)


def test_the_sample_of_evidence_looks_into_titles() -> None:
    found = evidence_archive().rows(
        "select verdict, observed from findings where measure like 'exist%' or sql like '%instr%'"
    )
    assert {row["verdict"] for row in found} >= {"found", "not_found"}


def test_a_finding_says_how_many_of_its_rows_are_withheld(tmp_path: Path) -> None:
    _, public_db = published(evidence_archive().db, tmp_path, entry(1, "http://here.invalid/5"))
    notes = rows(
        public_db,
        "select f.note from findings f join claims c on c.id = f.claim where c.metric = ?",
        "documents_published",
    )
    assert {"key": "withheld", "documents": 1} in json.loads(notes[0][0])


def test_a_withheld_title_is_not_named_in_the_notes_of_a_finding(tmp_path: Path) -> None:
    archive_db, public_db = published(evidence_archive().db, tmp_path, entry(1, "http://here.invalid/5"))
    assert any(BUDGET in note for (note,) in rows(archive_db, "select note from findings"))
    assert not any(BUDGET in note for (note,) in rows(public_db, "select note from findings"))
    assert any(INSTEAD in note for (note,) in rows(public_db, "select note from findings"))


def test_the_first_line_of_a_withheld_file_is_not_named_in_the_notes_of_a_finding(tmp_path: Path) -> None:
    archive, line = evidence_archive(), "松山新区2020年部门预算"
    crawl, url = archive.db.execute("select crawl from attachments").fetchone()[0], "http://here.invalid/a.doc"
    archive.attachment(archive.document(), "附件1", crawl, url)
    archive.db.execute("update attachments set file = 'f' where url = ?", [url])
    archive.db.table("documents").insert({"id": "f", "portal": "here", "url": url, "state": "file"})
    archive.db.table("document_versions").insert({"id": 7, "document": "f", "crawl": crawl})
    archive.db.table("document_texts").insert({"version": 7, "text": f"附件1\n{line}\n序号"})
    verify(archive.db, "here")
    archive_db, public_db = published(archive.db, tmp_path, entry(1, url))
    assert any(line in note for (note,) in rows(archive_db, "select note from findings"))
    assert not any(line in note for (note,) in rows(public_db, "select note from findings"))


@pytest.fixture(scope="module")
def without_source(archive_db: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A public.db in which the website's own report of the year is withheld, and that report."""
    folder, source = tmp_path_factory.mktemp("source"), f"{PORTAL}-2018-website"
    shutil.copy(archive_db, folder / "source.db")
    with closing(Database(folder / "source.db")) as db:
        found = "select id, url, version from documents where state = 'page' and version > 0 and id not in"
        document, url, version = db.execute(f"{found} (select document from reports) limit 1").fetchone()
        its = {"id": source, "document": document, "version": version, "kind": "website", "title": SOURCE}
        db.table("reports").insert({**db.table("reports").get(REPORT), **its})
        claim = {"id": f"{source}.1", "report": source, "number": 1, "quote": SAID}
        db.table("claims").insert({**db.table("claims").get(f"{REPORT}.5"), **claim})
        beside = {"id": f"{REPORT}.i90", "number": 90, "source": source, "source_claim": f"{source}.1", "cells": CELLS}
        said = {"note": f"本报告：“公开31条”；{SOURCE}：“{SAID}”", "parts": "[31.0]", "sum": 31.0, "total": 30.0}
        one = next(db.query("select * from identities where report = ? limit 1", [REPORT]))
        db.table("identities").insert({**one, **beside, **said, "holds": 0})
        note = {"id": f"{REPORT}.y90", "report": REPORT, "previous": source, "number": 90}
        db.table("year_notes").insert({**note, "kind": "missing_section", "subject": SECTION})
        db.table("year_notes").insert({**note, "id": "y91", "kind": "jumped", "subject": "requests_received"})
        return published(db, folder, entry(1, url))[1], document


def test_the_words_of_a_withheld_source_stand_nowhere_beside_those_of_another_report(
    without_source: tuple[Path, str],
) -> None:
    public_db, _ = without_source
    with closing(sqlite3.connect(public_db)) as connection:
        dumped = "\n".join(connection.iterdump())
    assert [words for words in (SOURCE, SAID, "网站公开数", SECTION) if words in dumped] == []


def test_what_is_set_beside_a_withheld_source_keeps_its_rows_and_numbers(without_source: tuple[Path, str]) -> None:
    public_db, _ = without_source
    kept = rows(public_db, "select note, cells, parts, sum, total, holds from identities where number = 90")
    assert kept == [("", "", "[31.0]", 31.0, 30.0, 0)]
    assert any(note for (note,) in rows(public_db, "select cells from identities where source is null"))
    assert rows(public_db, "select kind, subject from year_notes where number = 90 order by 1") == [
        ("jumped", "requests_received"),
        ("missing_section", ""),
    ]
    answer = asyncio.run(datasette(public_db).client.get(f"/report/{REPORT}"))
    assert answer.status_code == 200


@pytest.mark.parametrize("said", ["note = '他报告的话'", "cells = '[1]'"])
def test_a_note_with_words_of_a_withheld_source_is_something_that_is_shown(
    said: str, without_source: tuple[Path, str], tmp_path: Path
) -> None:
    public_db, document = without_source
    shutil.copy(public_db, tmp_path / "public.db")
    with closing(sqlite3.connect(tmp_path / "public.db")) as public:
        assert not shows_withheld(public, [document])
        public.execute(f"update identities set {said} where number = 90")
        assert shows_withheld(public, [document])


def test_nothing_of_a_withheld_document_stands_in_the_bytes_of_public_db(tmp_path: Path) -> None:
    archive_db, public_db = published(evidence_archive().db, tmp_path, entry(1, "http://here.invalid/5"))
    assert BUDGET.encode() in archive_db.read_bytes()
    assert BUDGET.encode() not in public_db.read_bytes()


def test_every_table_keeps_its_rows(archive_db: Path, withheld_site: Path) -> None:
    counts = {
        path: {table: rows(path, f'select count(*) from "{table}"')[0][0] for table in published_tables()}
        for path in (archive_db, withheld_site)
    }
    assert counts[withheld_site] == counts[archive_db]


def test_ids_dates_states_and_digests_are_as_before(public_db: Path, withheld_site: Path) -> None:
    kept = ", ".join(f'"{column}"' for column in rules()["kept"]["documents"])
    sql = f"select {kept}, characters, version, date_conflict from documents order by id"
    assert rows(withheld_site, sql) == rows(public_db, sql)


def test_the_words_of_a_withheld_document_are_not_found_by_searching(public_db: Path, withheld_site: Path) -> None:
    words = spaced("救助对象")
    sql = "select count(*) from documents_fts where documents_fts match ?"
    assert rows(withheld_site, sql, f'"{words}"')[0][0] == rows(public_db, sql, f'"{words}"')[0][0] - 1


@pytest.mark.parametrize(
    "path", [f"/document/{document_id(PORTAL, BASE + 'news/2018-06-01.html')}", f"/report/{REPORT}"]
)
@pytest.mark.parametrize("form", ["", ".json"])
def test_what_is_withheld_is_gone_with_reason_and_day(path: str, form: str, withheld_site: Path) -> None:
    answer = asyncio.run(datasette(withheld_site).client.get(path + form))
    assert answer.status_code == 410
    assert REASON in answer.text
    assert "2026-02-03" in answer.text
    assert mask_text(HOSTILE).text not in answer.text


@pytest.mark.parametrize(
    "path",
    [f"/report/{REPORT}.csv", f"/report/{REPORT}.bib", f"/report/{REPORT}.csl.json", f"/rerun/{REPORT}.7@{CRAWL}"],
)
def test_no_file_of_a_withheld_report_is_given_and_nothing_run_again(path: str, withheld_site: Path) -> None:
    answer = asyncio.run(datasette(withheld_site).client.get(path))
    assert (answer.status_code, REASON in answer.text) == (410, True)


def test_the_words_of_a_withheld_report_are_in_no_table(withheld_site: Path) -> None:
    with closing(sqlite3.connect(withheld_site)) as connection:
        dumped = "\n".join(connection.iterdump())
    assert [
        words for words in ("主动公开政府信息1072条", "公开政府文件12份", "政府信息公开工作报告") if words in dumped
    ] == []


@pytest.mark.parametrize("path", ["/across", "/across/2018", "/across/2018.json"])
def test_authorities_side_by_side_show_the_figures_of_a_withheld_report_and_none_of_its_words(
    path: str, withheld_site: Path
) -> None:
    answer = asyncio.run(datasette(withheld_site).client.get(path))
    assert (answer.status_code, f"/report/{REPORT}" in answer.text or REPORT in answer.text) == (200, True)
    assert not [words for words in ("1072条", "公开政府文件", "政府信息公开工作报告", HOSTILE) if words in answer.text]


def test_another_document_is_served_as_before(withheld_site: Path) -> None:
    document = document_id(PORTAL, BASE + "policy/2018-03-01.html")
    assert asyncio.run(datasette(withheld_site).client.get(f"/document/{document}")).status_code == 200


def test_the_page_of_a_purged_document_says_by_which_order_and_when(archive_db: Path, tmp_path: Path) -> None:
    document = document_id(PORTAL, BASE + "policy/2018-03-01.html")
    shutil.copy(archive_db, tmp_path / "source.db")
    with closing(Database(tmp_path / "source.db")) as db:
        purged = {"record": f"<urn:uuid:{document}>", "ordered": "松山法院（2026）松民初8号", "purged_on": "2026-02-03"}
        db.table("purged").insert(purged)
        _, public_db = published(db, tmp_path)
    answer = asyncio.run(datasette(public_db).client.get(f"/document/{document}"))
    assert "2026-02-03 · 松山法院（2026）松民初8号" in answer.text


def test_what_was_lifted_is_served(archive_db: Path, tmp_path: Path) -> None:
    shutil.copy(archive_db, tmp_path / "source.db")
    with closing(Database(tmp_path / "source.db")) as db:
        _, public_db = published(db, tmp_path, entry(1, "*", lifted_on="2026-02-04"))
    assert rows(public_db, "select * from withheld_documents") == []


@pytest.mark.parametrize(
    ("pattern", "portal", "fitted"),
    [
        ("http://here.invalid/1", "", {"d0000000000000001"}),
        ("http://here.invalid/?", "", {"d0000000000000001", "d0000000000000002"}),
        ("*invalid/1*", "here", {"d0000000000000001", "d0000000000000004"}),
        ("*invalid/1*", "city", {"d0000000000000003"}),
        ("http://here.invalid/a?id=2", "", {"d0000000000000004"}),
        ("http://here.invalid/[12]", "", set()),
        ("*" * 30 + "b", "", set()),
    ],
)
def test_a_pattern_fits_canonical_addresses(pattern: str, portal: str, fitted: set[str]) -> None:
    archive = Archive()
    for url in ("http://here.invalid/1", "http://here.invalid/2"):
        archive.document(url=url)
    archive.document(url="http://city.invalid/1", portal="city")
    archive.document(url="http://here.invalid/a?id=2")
    archive.db.table("document_urls").insert(
        {"url": "http://old.invalid/1", "portal": "here", "document": "d0000000000000004"}
    )
    archive.db.table("withheld").insert(entry(1, pattern, portal))
    assert set(withheld_documents(archive.db)) == fitted


def test_a_file_goes_with_the_document_that_attaches_it() -> None:
    archive = Archive()
    document = archive.document(url="http://here.invalid/1")
    archive.db.table("attachments").insert(
        {
            "document": document,
            "crawl": "c",
            "url": "http://here.invalid/1.pdf",
            "name": "名单.pdf",
            "file": "d" + "f" * 16,
        }
    )
    archive.db.table("withheld").insert(entry(1, "http://here.invalid/1"))
    assert "d" + "f" * 16 in withheld_documents(archive.db)


def test_captures_of_a_withheld_document_are_withheld_whatever_their_address() -> None:
    archive = Archive()
    document = archive.document(url="http://here.invalid/1")
    archive.db.table("captures").insert_all([
        {"id": "moved", "crawl": "c", "url": "http://here.invalid/moved"},
        {"id": "own", "crawl": "c", "url": "http://here.invalid/1"},
        {"id": "other", "crawl": "c", "url": "http://here.invalid/2"},
    ])  # fmt: skip
    archive.db.table("sightings").insert({"crawl": "c", "document": document, "version": 1, "capture": "moved"})
    archive.db.table("withheld").insert(entry(1, "http://here.invalid/1"))
    assert set(withheld_captures(archive.db)) == {"moved", "own"}


def test_a_series_keeps_its_figures_and_does_not_say_which_number_a_withheld_document_has(tmp_path: Path) -> None:
    archive = Archive(authority=("松山新区管理委员会",))
    policy = archive.column("policy")
    crawl = archive.crawl()
    for serial in (1, 2, 2, 6):
        number = f"锦松管发〔2018〕{serial}号"
        archive.document(columns=[policy], crawl=crawl, document_number=number, issuer="松山新区管理委员会")
    observe(archive.db, "here")
    _, public_db = published(archive.db, tmp_path, entry(1, "http://here.invalid/3"), entry(2, "http://here.invalid/4"))
    (withheld,) = rows(public_db, "select id from documents where url = 'http://here.invalid/4'")[0]
    assert rows(public_db, "select serial from series_numbers where document = ?", withheld) == []
    (series,) = Database(public_db).query("select * from series")
    numbers = {key: len(rows(public_db, figure.of(series["id"]))) for key, figure in figures().items()}
    assert numbers == {"published": 3, "missing": 3, "issued": 6, "cited": 0, "twice": 1, "outliers": 0}
    assert numbers == {key: series[key] for key in numbers}


def test_the_page_of_series_counts_a_number_that_a_withheld_report_names_and_leads_nowhere(withheld_site: Path) -> None:
    (reported,) = rows(withheld_site, "select document from reports where id = ?", REPORT)
    assert rows(withheld_site, "select count(*) from cited_numbers where document = ?", *reported) == [(0,)]
    answer = asyncio.run(datasette(withheld_site).client.get(f"/series/{PORTAL}"))
    assert (answer.status_code, "/document/withheld" in answer.text) == (200, False)
    (cited,) = Database(withheld_site).query("select id, cited from series where cited > 0")
    assert len(rows(withheld_site, figures()["cited"].of(cited["id"]))) == cited["cited"]


def test_what_is_masked_does_not_say_which_document_a_number_stands_for(archive_db: Path, tmp_path: Path) -> None:
    shutil.copy(archive_db, tmp_path / "source.db")
    with closing(Database(tmp_path / "source.db")) as db:
        found = "select d.url, d.version from cited_numbers c join documents d on d.id = c.document"
        (cited,) = db.query(found)
        words = "电话13912345678，依据锦松管发〔2018〕9号"
        db.execute("update cited_numbers set quote = ?", [words])
        db.execute("update document_texts set text = ? where version = ?", [words, cited["version"]])
        _, public_db = published(db, tmp_path, entry(1, cited["url"]))
    listed = rows(public_db, "select row_id from masked where row_table = 'cited_numbers'")
    assert [row_id.rpartition(",")[2] for (row_id,) in listed] == ["withheld-1"]


def test_every_text_column_of_a_table_with_withheld_rows_is_emptied_or_kept() -> None:
    db = Database(memory=True)
    create_tables(db.conn)
    lists = ("emptied", "numbered", "kind_only", "kept")
    decided = {
        table: {column for each in lists for column in rules()[each].get(table, ())} for table in rules()["rows"]
    }
    assert decided == {
        table: {c.name for c in db.table(table).columns if c.type == "TEXT"} for table in rules()["rows"]
    }
