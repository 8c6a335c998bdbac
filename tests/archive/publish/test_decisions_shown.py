"""Decisions on the report page and its JSON twin: who decided what, why, and what was read."""

from __future__ import annotations

import asyncio
import json
from contextlib import closing
from pathlib import Path

import pytest
from lxml import html
from published_sample import HOSTILE, MOBILE, REPORT, make_archive
from sqlite_utils import Database

from archive.decision_store import apply_decisions
from archive.decisions import read_decisions
from archive.publish.build import build
from archive.publish.serve import datasette

ENTRY = (
    "  - {{report: {report}, quote: {quote}, decision: {kind}{more}, reason: {reason}, by: 核对人, date: 2026-03-02}}\n"
)


def entry(quote: str, kind: str, reason: str = "逐条核对", more: str = "") -> str:
    words = {"report": REPORT, "quote": json.dumps(quote), "kind": kind, "reason": json.dumps(reason), "more": more}
    return ENTRY.format(**words)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> tuple[html.HtmlElement, dict]:
    """The report page and its twin."""
    folder: Path = tmp_path_factory.mktemp("decided")
    make_archive(folder / "archive.db")
    entries = [
        entry("收到申请45件", "correct", f"电话{MOBILE}核实{HOSTILE}", ", corrected: {value: 46}"),
        entry("解读文件14份", "confirm"),
        entry("公开政府文件13份", "dismiss", "早先的版本"),
    ]
    with closing(Database(folder / "archive.db")) as db:
        apply_decisions(db, "demo", read_decisions(("decisions:\n" + "".join(entries)).encode(), "demo.yml"))
    build(folder / "archive.db", folder / "public.db")
    client = datasette(folder / "public.db").client
    page, twin = (asyncio.run(client.get(f"/report/{REPORT}{suffix}")).text for suffix in ("", ".json"))
    return html.fromstring(page), json.loads(twin)


def article(page: html.HtmlElement, quote: str) -> html.HtmlElement:
    (found,) = page.xpath("//article[h3/q[text()=$quote]]", quote=quote)
    return found


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_a_corrected_value_stands_beside_what_was_read(answers):
    found = article(answers[0], "收到申请45件")
    assert words(found.xpath(".//dl[@class='figures']//dd")[0]) == "46 件"
    (decision,) = found.xpath(".//p[@class='decision']")
    assert decision.xpath("./del/text()") == ["45 件"]
    assert "reading corrected by a person" in words(decision)
    assert "核对人" in words(decision)
    assert decision.xpath("./time/@datetime") == ["2026-03-02"]


def test_a_confirmed_reading_says_who_confirmed_it(answers):
    (decision,) = article(answers[0], "解读文件14份").xpath(".//p[@class='decision']")
    assert words(decision) == "读法经人工确认 reading confirmed by a person · 核对人 · 2026-03-02 · 逐条核对"


def test_a_reading_without_a_decision_shows_none(answers):
    assert article(answers[0], "公开政府文件12份").xpath(".//p[@class='decision']") == []


def test_an_unattached_decision_is_listed_with_the_reason(answers):
    page, twin = answers
    (line,) = page.xpath("//section[@aria-labelledby='unattached']//li")
    assert "公开政府文件13份" in words(line)
    assert "does not have these words" in words(line)
    assert [row["quote"] for row in twin["unattached_decisions"]] == ["公开政府文件13份"]


def test_the_twin_has_the_decision_of_each_claim(answers):
    decided = {claim["quote"]: claim["decision"] for claim in answers[1]["claims"] if claim["decision"]}
    assert decided["解读文件14份"]["decision"] == "confirm"
    assert (decided["收到申请45件"]["read"], decided["收到申请45件"]["decided_by"]) == ("45 件", "核对人")
    assert len(decided) == 2


def test_what_is_published_of_a_reason_is_escaped_and_masked(answers):
    page, twin = answers
    assert MOBILE not in json.dumps(twin)
    assert MOBILE not in page.text_content()
    assert page.xpath("//script") == []
