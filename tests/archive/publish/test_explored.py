"""The pages of columns and years: their numbers are those of the rows they lead to, and stand in tables too."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator

import httpx
import pytest
from lxml import html
from published_sample import CRAWL, HOSTILE, PORTAL, REPORT, make_archive
from sqlite_utils import Database

from archive.listings import add_listings
from archive.publish.build import build
from archive.publish.plugin.charts import column_chart
from archive.publish.plugin.spans import dates_of
from archive.publish.serve import datasette

Get = Callable[..., httpx.Response]
PAGES = (
    f"/column/{PORTAL}/policy", f"/column/{PORTAL}/news?year=2018", f"/years/{PORTAL}", f"/year/{PORTAL}/2018",
    f"/year/{PORTAL}/1999",
)  # fmt: skip
CRAWLS = (f"/crawl/{CRAWL}", f"/coverage/{PORTAL}", f"/changes/{PORTAL}", f"/change/{PORTAL}-edited")


def twin(get: Get, path: str) -> dict:
    page, _, query = path.partition("?")
    return json.loads(get(f"{page}.json?{query}").text)


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Get:
    """The sample with checks, an address that was not read, a certificate, and a later crawl that is suspect."""
    folder = tmp_path_factory.mktemp("checked")
    make_archive(folder / "archive.db")
    db = Database(folder / "archive.db")
    news = f"{PORTAL}/news"
    checks = [
        {"number": 1, "check": "challenges", "column": None, "measured": 0, "bound": 0, "passed": 1, "note": ""},
        {
            "number": 2,
            "check": "kept",
            "column": news,
            "measured": 0.25,
            "bound": 0.5,
            "passed": 0,
            "note": "<b>half</b>",
        },
        {
            "number": 3,
            "check": "family",
            "column": None,
            "measured": None,
            "bound": None,
            "passed": None,
            "note": "new",
        },
    ]
    db.table("crawl_checks").insert_all([{"crawl": CRAWL, **check} for check in checks])
    unread = {"url": "http://x.invalid/<i>.html", "purpose": "list", "column": news, "reason": "error", "answered": 0}
    db.table("unread").insert({"crawl": CRAWL, **unread})
    db.table("certificates").insert({"id": "c1", "crawl": CRAWL, "origin": "https://x.invalid", "problems": "expired"})
    later = {"started_at": "2026-02-05T03:00:00.000000Z", "closed_at": "2026-02-05T04:00:00.000000Z"}
    db.table("crawls").insert({"id": "demo-later", "portal": PORTAL, "source": "live", "verdict": "suspect", **later})
    db.table("coverage").insert({"crawl": "demo-later", "column": news, "state": "disallowed"})
    add_listings(db, [{"crawl": "demo-later", "column": news, "url": "http://x.invalid/", "document": "d0"}])
    db.table("columns").update(f"{PORTAL}/reports", {"title": HOSTILE})
    db.table("crawls").update("demo-later", {"reason": HOSTILE})
    db.close()
    build(folder / "archive.db", folder / "public.db")
    site = datasette(folder / "public.db")
    return lambda path: asyncio.run(site.client.get(path))


def counted(view: object) -> Iterator[tuple[int, dict]]:
    """Every number of a twin that stands beside links to its rows."""
    if isinstance(view, dict):
        for number, links in (("documents", "links"), ("listed_now", "listed_links")):
            if isinstance(view.get(links), dict) and isinstance(view.get(number), int):
                yield view[number], view[links]
        if "row" in view and "documents" in view["row"]:
            yield view["row"]["documents"], view["links"]
    for part in view.values() if isinstance(view, dict) else view if isinstance(view, list) else ():
        yield from counted(part)


@pytest.mark.parametrize("path", PAGES)
def test_each_number_is_that_of_the_rows_it_leads_to(get: Get, path: str) -> None:
    numbers = list(counted(twin(get, path)))
    assert numbers
    assert [links["json"] for number, links in numbers if len(get(links["json"]).json()) != number] == []


def test_a_column_is_counted_by_year_and_by_month(get: Get) -> None:
    view = twin(get, f"/column/{PORTAL}/news?year=2018")
    assert {span["name"]: span["documents"] for span in view["years"]["spans"]} == {"2017": 1, "2018": 4}
    assert [span["documents"] for span in view["months"]["spans"]] == [0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0]
    assert (view["years"]["total"], view["listed_now"]) == (5, 5)


def test_a_column_says_how_completely_each_crawl_saw_it(get: Get) -> None:
    (seen,) = twin(get, f"/column/{PORTAL}/news")["coverage"]
    assert (seen["row"]["crawl"], seen["state"]["en"], seen["verdict"]["en"]) == (CRAWL, "incomplete", "ok")
    assert get(seen["row_link"]).status_code == 200


def test_a_year_shows_its_months_its_columns_and_its_report(get: Get) -> None:
    view = twin(get, f"/year/{PORTAL}/2018")
    assert view["months"]["total"] == 28
    assert {line["row"]["key"]: line["row"]["documents"] for line in view["columns"]} == {
        "policy": 10, "interpretation": 14, "news": 4, "reports": 0,
    }  # fmt: skip
    assert [(line["label"]["en"], line["row"]["documents"]) for line in view["channels"]] == [("own site", 28)]
    assert [report["id"] for report in view["reports"]] == [REPORT]
    assert {claim["row"]["quote"] for claim in view["claims"]} >= {"公开政府文件12份", "解读文件14份"}
    assert (view["before"], view["after"]) == ("2017", "2019")


def test_a_year_without_documents_says_so(get: Get) -> None:
    assert twin(get, f"/year/{PORTAL}/1999")["months"]["total"] == 0


@pytest.mark.parametrize(
    "path",
    [
        "/column/demo/none",
        "/column/none/policy",
        "/years/none",
        "/year/none/2018",
        "/year/demo/0",
        "/crawl/x",
        "/coverage/x",
    ],
)
def test_what_is_not_there_is_not_found(get: Get, path: str) -> None:
    assert get(path).status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_the_figures_of_each_chart_stand_in_the_table_under_it(get: Get, path: str) -> None:
    page = html.fromstring(get(path).text)
    charts = page.xpath("//div[contains(@class, 'chart')]")
    assert charts
    for chart in charts:
        drawn = chart.xpath(".//*[local-name()='text'][@class='over']/text()")
        table = chart.xpath("following::table[1]")[0]
        listed = [cell.text_content().strip() for cell in table.xpath(".//tbody/tr/td[1]")]
        assert drawn == listed[: len(drawn)]


@pytest.mark.parametrize("path", [*PAGES, *CRAWLS])
def test_every_table_has_a_caption_and_every_heading_a_scope(get: Get, path: str) -> None:
    page = html.fromstring(get(path).text)
    assert page.xpath("//table[not(caption)]") == []
    assert page.xpath("//th[not(@scope)]") == []
    assert page.xpath("//*[@style]") == []


def test_a_crawl_says_how_it_went_and_what_it_captured(get: Get) -> None:
    view = twin(get, f"/crawl/{CRAWL}")
    assert (view["verdict"]["en"], view["accepted"]["en"]) == ("ok", "accepted")
    assert [line["label"]["en"] for line in view["coverage"]] == ["incomplete", "complete", "complete", "complete"]
    (captured,) = view["captured"]
    assert len(get(captured["links"]["json"]).json()) == captured["row"]["captures"]
    assert get(view["row_link"]).status_code == 200


def test_a_crawl_that_failed_a_check_says_which_and_what_it_could_not_read(checked: Get) -> None:
    page = html.fromstring(checked(f"/crawl/{CRAWL}").text)
    first, second, third = page.xpath("//section[@aria-labelledby='checks']//tbody/tr")
    said = [words(cell) for cell in first.xpath("th | td")]
    assert said == [
        "与上次采信相比的条目数 entries against the last accepted crawl",
        "要闻",
        "0.25",
        "0.5",
        "未通过 failed",
        "<b>half</b>",
    ]
    assert "整次采集 the whole crawl" in words(second)
    assert "无从判断 not decided" in words(third)
    assert "http://x.invalid/<i>.html" in words(page.xpath("//section[@aria-labelledby='unread']")[0])
    assert "未能验证： not verified: expired" in words(page.xpath("//section[@aria-labelledby='certificates']")[0])
    assert page.xpath("//i | //b | //script") == []


def test_the_crawls_of_a_portal_stand_beside_each_other(checked: Get) -> None:
    view = twin(checked, f"/coverage/{PORTAL}")
    assert [(crawl["row"]["id"], crawl["verdict"]["en"]) for crawl in view["crawls"]] == [
        ("demo-later", "suspect"), (CRAWL, "ok"),
    ]  # fmt: skip
    states = {line["column"]["key"]: [cell and cell["state"] for cell in line["cells"]] for line in view["lines"]}
    assert states["news"] == ["disallowed", "incomplete"]
    assert states["policy"] == [None, "complete"]


@pytest.mark.parametrize(
    "path",
    [
        f"/column/{PORTAL}/reports",
        f"/years/{PORTAL}",
        f"/year/{PORTAL}/2019",
        f"/coverage/{PORTAL}",
        "/crawl/demo-later",
    ],
)
def test_the_words_of_strangers_are_text(checked: Get, path: str) -> None:
    page = html.fromstring(checked(path).text)
    assert HOSTILE in page.text_content()
    assert page.xpath("//script | //@*[starts-with(name(), 'on')]") == []


def test_every_link_of_the_pages_leads_somewhere(get: Get) -> None:
    pages = [*PAGES, *CRAWLS, "/search", f"/search?column={PORTAL}/news", "/search?portal=demo&page=2"]
    links = {link for path in pages for link in html.fromstring(get(path).text).xpath("//a/@href | //link/@href")}
    own = sorted(link for link in links if link.startswith("/"))
    assert len(own) > 100
    assert [link for link in own if get(link, follow_redirects=True).status_code != 200] == []


def test_a_crawl_that_was_not_accepted_changes_no_count(checked: Get) -> None:
    view = twin(checked, f"/column/{PORTAL}/news")
    assert (view["years"]["total"], view["listed_now"], len(view["coverage"])) == (5, 5, 2)


def test_a_chart_reaches_no_higher_than_its_scale() -> None:
    chart = column_chart([("2017", 3), ("2018", 1_072), ("2019", 0)])
    assert [line.figure for line in chart.lines] == ["0", "1,000", "2,000"]
    assert all(0 <= column.y <= column.y + column.height <= chart.bottom for column in chart.columns)
    assert chart.columns[2].height == 0


def test_the_bars_are_in_proportion() -> None:
    first, second = column_chart([("a", 10), ("b", 20)]).columns
    assert second.height == pytest.approx(2 * first.height)


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("2018", ("2018-01-01", "2018-12-31")),
        ("2020-02", ("2020-02-01", "2020-02-29")),
        ("2018-11", ("2018-11-01", "2018-11-30")),
    ],
)
def test_a_span_reaches_from_its_first_to_its_last_day(name: str, days: tuple[str, str]) -> None:
    assert dates_of(name) == days
