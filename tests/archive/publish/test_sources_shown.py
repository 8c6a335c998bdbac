"""Second sources on the report page and its JSON twin."""

from __future__ import annotations

import asyncio
import json
from contextlib import closing
from pathlib import Path

import pytest
from lxml import html
from published_sample import BODY, MOBILE, PORTAL, REPORT, _document, make_archive
from sqlite_utils import Database

from archive.publish.build import build
from archive.publish.serve import datasette
from archive.report_copies import mark_copies
from archive.source_rows import store_sources

QUOTE = f"收到申请54件{MOBILE}"


def copied(db: Database) -> None:
    """A second document of the report's title that repeats its claims but one."""
    title = "松山新区2018年度政府信息公开工作报告"
    document = _document(db, "reports", title, "2019-03-05", BODY.text)
    copy = f"{REPORT}-{document}"
    (version,) = db.execute("select version from documents where id = ?", [document]).fetchone()
    row = {"id": copy, "portal": PORTAL, "document": document, "version": version, "year": 2018, "title": title}
    db.table("reports").insert({**row, "current": 1})
    for claim in list(db.query("select * from claims where report = ?", [REPORT])):
        if claim["metric"] == "applications_received":
            claim |= {"value": 54, "quote": QUOTE}
        db.table("claims").insert({**claim, "report": copy, "id": f"{copy}.{claim['number']}"})
    mark_copies(db, PORTAL)
    store_sources(db, PORTAL)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> tuple[html.HtmlElement, dict, html.HtmlElement]:
    """The report page, its twin, and the first page."""
    folder: Path = tmp_path_factory.mktemp("sources")
    make_archive(folder / "archive.db")
    with closing(Database(folder / "archive.db")) as db:
        copied(db)
    build(folder / "archive.db", folder / "public.db")
    client = datasette(folder / "public.db").client
    paths = (f"/report/{REPORT}", f"/report/{REPORT}.json", "/")
    page, twin, home = (asyncio.run(client.get(path)).text for path in paths)
    return html.fromstring(page), json.loads(twin), html.fromstring(home)


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_the_page_says_how_much_of_a_copy_agrees(answers):
    (section,) = answers[0].xpath("//section[@aria-labelledby='sources']")
    assert "10 figures agree, 1 differ, 0 cannot be compared" in words(section.xpath(".//li")[0])
    assert section.xpath(".//li/a/@href")[0].startswith("/document/")


def test_what_a_copy_says_otherwise_stands_beside_the_reports_own_figure(answers):
    (section,) = answers[0].xpath("//section[@aria-labelledby='sources']")
    assert [words(cell) for cell in section.xpath(".//tbody/tr/td[1]")] == ["所说 Says45 件", "所说 Says54 件"]


def test_the_twin_has_the_same_sources_and_figures(answers):
    (source,) = answers[1]["sources"]
    assert (source["kind"], source["agree"], source["differ"]) == ("copy", 10, 1)
    (figure,) = answers[1]["figures"]
    assert [(place["kind"], place["value"]) for place in figure["said"]] == [("text", 45), ("copy", 54)]


def test_the_contradiction_is_a_relation_of_the_report_with_both_quotes(answers):
    (identity,) = [i for i in answers[1]["identities"] if i["rule"] == "SOURCE-COPY[applications_received]"]
    assert identity["source"] == answers[1]["sources"][0]["source"]
    assert "收到申请45件" in identity["remark"] and "收到申请54件" in identity["remark"]


def test_the_relation_leads_to_the_claim_in_the_other_place(answers):
    (identity,) = [i for i in answers[1]["identities"] if i["rule"] == "SOURCE-COPY[applications_received]"]
    (link,) = answers[0].xpath(
        "//article[@id=$id]//p/a[starts-with(text(), '另一处')]/@href", id=f"identity-{identity['number']}"
    )
    assert link == f"/report/{identity['source']}#claim-11"


def test_numbers_of_persons_are_masked_in_quotes_of_other_sources(answers):
    assert MOBILE not in json.dumps(answers[1], ensure_ascii=False)
    assert MOBILE not in words(answers[0])


def test_a_copy_is_no_report_of_its_own_on_the_first_page(answers):
    reports = answers[2].xpath("//a[@class='report']/@href")
    assert [report for report in reports if report.startswith(f"/report/{REPORT}")] == [f"/report/{REPORT}"]
