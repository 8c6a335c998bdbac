"""Notes and replies on the report page, in its JSON twin and in Datasette's tables: whole, escaped, masked."""

from __future__ import annotations

import asyncio
import json
from contextlib import closing
from pathlib import Path

import pytest
from lxml import html
from published_sample import CRAWL, HOSTILE, MOBILE, REPORT, make_archive
from sqlite_utils import Database

from archive.decision_store import apply_decisions
from archive.decisions import read_decisions
from archive.publish.build import build
from archive.publish.serve import datasette

REPLY = f"第一段{HOSTILE}\n第二段，电话{MOBILE}。" + "全文" * 2000
CLAIM = "/public/claims/demo-2018~2E7"
ADDRESS = "https://example.org/reply?a=1&b=%22"
BROKEN = {"rule": "sum:total", "quote": "收到申请45件"}
REMARKS = [
    {
        "quote": "公开政府文件12份",
        "reply": REPLY,
        "by": "管委会",
        "date": "2026-03-20",
        "url": ADDRESS,
        "language": "zh",
    },
    {
        "quote": "公开政府文件12份",
        "note": "核对无误",
        "by": "核对人",
        "date": "2026-03-02",
        "outcome": "confirmed",
        "verdict": "more_found",
    },
    {**BROKEN, "reply": "合计有误", "by": "管委会", "date": "2026-03-21", "source": "函〔2026〕9号"},
    {"rule": "at_least_zero:total", "quote": "解读文件14份", "note": "无此关系", "by": "核对人", "date": "2026-03-02"},
]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What Datasette answers, by path."""
    folder: Path = tmp_path_factory.mktemp("remarked")
    make_archive(folder / "archive.db")
    file = json.dumps({"remarks": [{"report": REPORT, **remark} for remark in REMARKS]})
    with closing(Database(folder / "archive.db")) as db:
        apply_decisions(db, "demo", read_decisions(file.encode(), "demo.yml"))
    build(folder / "archive.db", folder / "public.db")
    client = datasette(folder / "public.db").client
    tables = ("/public/remarks.json?_shape=array", "/public/finding_remarks.json?_shape=array")
    paths = (
        f"/report/{REPORT}",
        f"/report/{REPORT}.json",
        *tables,
        "/public/finding_remarks",
        "/public/findings",
        CLAIM,
    )
    return {path: asyncio.run(client.get(path)).text for path in paths}


@pytest.fixture(scope="module")
def page(answers) -> html.HtmlElement:
    return html.fromstring(answers[f"/report/{REPORT}"])


@pytest.fixture(scope="module")
def twin(answers) -> dict:
    return json.loads(answers[f"/report/{REPORT}.json"])


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def remarks_at(page: html.HtmlElement, anchor: str) -> list[html.HtmlElement]:
    return page.xpath(f"//article[@id='{anchor}']//div[@class='remark']")


def test_note_and_reply_stand_side_by_side_with_who_and_when(page):
    note, reply = remarks_at(page, "claim-7")
    assert words(note[0]).startswith("备注 note · 核对人 · 2026-03-02 · 确认核验结果 confirms the finding")
    assert words(reply[0]) == f"机关答复 reply of the authority · 管委会 · 2026-03-20 · {ADDRESS}"


def test_a_reply_is_whole_escaped_and_masked(page):
    (text,) = remarks_at(page, "claim-7")[1].xpath("./blockquote")
    assert text.text_content() == REPLY.replace(MOBILE, "138********")
    assert (len(text), text.get("dir"), text.get("lang")) == (0, "auto", "zh")


def test_the_verdict_stays_and_a_confirmation_of_another_one_says_so(page):
    (badge,) = page.xpath("//article[@id='claim-7']/p[@class='verdict']")
    assert "fewer" in words(badge)
    assert "about the earlier verdict" in words(remarks_at(page, "claim-7")[0])


def test_the_address_of_a_reply_is_a_link_that_vouches_for_nothing(page):
    (link,) = remarks_at(page, "claim-7")[1].xpath(".//a")
    assert (link.get("href"), link.get("rel")) == (ADDRESS, "external nofollow noopener noreferrer")


def test_a_reply_to_a_relation_stands_at_the_relation(page):
    (reply,) = remarks_at(page, "identity-2")
    assert words(reply) == "机关答复 reply of the authority · 管委会 · 2026-03-21 · 函〔2026〕9号 合计有误"


def test_the_overview_says_that_there_is_a_reply(page):
    signs = page.xpath("//table[@class='overview']//a[@href='#claim-7' and contains(., '机关答复')]")
    assert len(signs) == 1


def test_the_line_to_cite_says_that_the_authority_replied(page):
    chinese, english = map(words, page.xpath("//article[@id='claim-7']//p[@class='cite']"))
    assert "机关已答复（2026-03-20）" in chinese
    assert "the authority replied (2026-03-20)" in english
    assert "replied" not in words(page.xpath("//article[@id='claim-6']//p[@class='cite']")[0])


def test_a_remark_that_fits_nothing_is_listed_with_the_reason(page, twin):
    (section,) = page.xpath("//section[@aria-labelledby='unattached-remarks']")
    assert "无此关系" in words(section)
    assert [row["why_unattached"] for row in twin["unattached_remarks"]] == [
        "no relation of this rule concerns these words"
    ]


def test_the_twin_has_the_remarks_of_each_finding(twin):
    claims = {claim["number"]: [remark["kind"] for remark in claim["remarks"]] for claim in twin["claims"]}
    identities = {row["number"]: [remark["source"] for remark in row["remarks"]] for row in twin["identities"]}
    assert (claims[7], claims[6]) == (["note", "reply"], [])
    assert (identities[2], identities[1]) == (["函〔2026〕9号"], [])


def test_no_script_of_a_reply_runs_and_no_number_of_a_person_is_published(answers, page):
    assert page.xpath("//script") == []
    assert [path for path, text in answers.items() if MOBILE in text] == []


def test_the_remarks_of_every_finding_are_a_view_that_leads_to_the_page(answers):
    rows = json.loads(answers["/public/finding_remarks.json?_shape=array"])
    assert [row["finding"] for row in rows if row["kind"] == "note"] == [f"{REPORT}.7@{CRAWL}"]
    findings = "//td[count(preceding-sibling::td) = count(//th[a = 'finding']/preceding-sibling::th)]"
    links = html.fromstring(answers["/public/finding_remarks"]).xpath(f"{findings}/a/@href")
    assert set(links) == {f"/report/{REPORT}#claim-7", f"/report/{REPORT}#identity-2"}


def test_the_row_of_a_finding_leads_over_its_claim_to_its_remarks(answers):
    assert CLAIM in html.fromstring(answers["/public/findings"]).xpath("//td/a/@href")
    assert "/public/remarks?claim=demo-2018.7" in html.fromstring(answers[CLAIM]).xpath("//a/@href")
