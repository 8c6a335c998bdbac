"""The page of `claims --html`: self-contained, escaped, every claim and relation one click from the other."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from lxml import html

from archive.publish.claims_page import claims_page
from archive.records import Body, Cell, Claim, Identity, Paragraph, ReportReading, Table
from archive.reports import read_report

REPORT = "样本区2018年政府信息公开工作年度报告\n公开<b>政府信息</b>300条，其中网站200条、微信50条。收到申请12件。"
HOSTILE = "<script>alert(1)</script>"


def body(text: str) -> Body:
    spans = [(found.start(), found.end()) for found in re.finditer(r"[^\n]+", text)]
    return Body(text, tuple(Paragraph(start, end) for start, end in spans))


def claim(start: int, end: int, text: str = REPORT, **fields) -> Claim:
    row = {
        "kind": "count",
        "value": 1.0,
        "unit": "条",
        "qualifier": "exact",
        "metric": "proactive_total",
        "subject": "",
    }
    return Claim(**{**row, "quote": text[start:end], "start": start, "end": end, **fields})


def page_of(reading: ReportReading, of: Body | None = None) -> html.HtmlElement:
    return html.fromstring(claims_page("report.txt", of or body(REPORT), reading))


def reading(*claims: Claim, identities: tuple[Identity, ...] = (), title: str = "样本") -> ReportReading:
    return ReportReading(title, 2018, claims, identities)


def test_the_page_fetches_and_runs_nothing():
    markup = claims_page("report.txt", body(REPORT), read_report(body(REPORT)))
    page = html.fromstring(markup)
    assert not page.xpath("//script | //link | //img | //@src | //@style | //@*[starts-with(name(), 'on')]")
    assert not [href for href in page.xpath("//@href") if not href.startswith("#")]
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    style = re.search(r"<style>(.*?)</style>", markup, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")


def test_everything_of_the_report_is_escaped():
    text = f"{HOSTILE}公开{HOSTILE}1条"
    said = reading(
        claim(0, len(text), text, metric=f"other:{HOSTILE}", column=HOSTILE, scope=HOSTILE, unit=HOSTILE),
        identities=(Identity(HOSTILE, "sum", (1.0,), 1.0, 1.0, True, claims=(0,), cells=(HOSTILE,), note=HOSTILE),),
        title=HOSTILE,
    )
    page = html.fromstring(claims_page(HOSTILE, body(text), said, HOSTILE))
    assert page.xpath("//script") == []
    assert HOSTILE in page.text_content()


def test_the_text_of_the_report_is_whole():
    page = page_of(read_report(body(REPORT)))
    for ref in page.xpath("//a[@class='ref open']"):
        ref.drop_tree()
    shown = [paragraph.text_content() for paragraph in page.xpath("//div[@class='body']/p")]
    assert shown == REPORT.split("\n")


def test_every_claim_leads_to_its_words_and_back():
    said = read_report(body(REPORT))
    page = page_of(said)
    assert len(said.claims) >= 4
    for number, each in enumerate(said.claims, 1):
        (mark,) = page.xpath(f"//mark[@id='text-{number}']")
        assert mark.text == each.quote
        assert page.xpath(f"//tr[@id='claim-{number}']//a[@href='#text-{number}']")
        assert page.xpath(f"//div[@class='body']//a[@href='#claim-{number}']")


def test_every_relation_leads_to_its_claims_and_back():
    said = read_report(body(REPORT))
    page = page_of(said)
    assert said.identities
    for number, identity in enumerate(said.identities, 1):
        (row,) = page.xpath(f"//tr[@id='relation-{number}']")
        assert row.xpath(".//a/@href") == [f"#claim-{index + 1}" for index in identity.claims]
        for index in identity.claims:
            assert page.xpath(f"//tr[@id='claim-{index + 1}']//a[@href='#relation-{number}']")


def test_a_cell_of_a_relation_leads_to_the_claim_in_it():
    table = Table((Cell(0, 0, 1, 1, "34", 0, 2),))
    said = reading(
        claim(0, 2, "34", subject="t3.new.total"),
        identities=(Identity("T3-BALANCE[total]", "balance", (34.0,), 34.0, 34.0, True, cells=("t3.new.total",)),),
    )
    page = page_of(said, Body("34", (), (table,)))
    assert page.xpath("//tr[@id='relation-1']//a/@href") == ["#claim-1"]
    assert page.xpath("//td/mark[@id='text-1']")


@pytest.mark.parametrize(
    "spans",
    [[(3, 9), (6, 12)], [(3, 12), (6, 9)], [(3, 9), (3, 9)], [(3, 9), (3, 12), (3, 6)], [(0, 40), (25, 30)]],
)
def test_quotes_that_overlap_have_a_place_each(spans):
    page = page_of(reading(*(claim(*span) for span in spans)))
    for number in range(1, len(spans) + 1):
        assert len(page.xpath(f"//*[@id='text-{number}']")) == 1
    assert len(page.xpath("//@id")) == len(set(page.xpath("//@id")))


def test_the_page_has_a_language_one_title_and_headings_in_order():
    page = page_of(read_report(body(REPORT)))
    assert page.get("lang") == "zh-Hans"
    assert len(page.xpath("//h1")) == 1
    assert [heading.tag for heading in page.xpath("//h1 | //h2 | //h3")] == ["h1", "h2", "h2", "h2"]
    assert page.xpath("//table[not(caption)]") == []


def test_words_stand_in_chinese_and_english():
    (row,) = page_of(reading(claim(3, 9, qualifier="approx"))).xpath("//tr[@id='claim-1']")
    assert row.xpath(".//*[@lang='en']/text()") == ["items disclosed proactively", "amount", "approximate"]
    assert "主动公开政府信息" in row.text_content()


def test_a_lone_surrogate_in_the_text_does_not_end_it():
    text = "公开\ud800信息1条"
    assert "信息1条" in claims_page("a", body(text), reading(claim(0, 3, text)))


def test_what_is_unread_is_said():
    assert "pages that are pictures" in claims_page("a", body(REPORT), reading(), "pages that are pictures")
