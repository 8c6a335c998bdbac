"""The pages of two years and of two crawls: what `gongkai diff` says, with each number leading to its rows."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from datasette.app import Datasette
from lxml import html
from published_sample import CRAWL, HOSTILE, PORTAL, REPORT, make_archive
from sqlite_utils import Database

from archive.diff.years import years_diff
from archive.listings import add_listings
from archive.publish.build import build
from archive.publish.plugin.paired_chart import counts_of, paired_chart
from archive.publish.serve import datasette

Get = Callable[..., httpx.Response]
YEARS, LATER = f"/diff/{PORTAL}/2017/2018", "demo-20260205T030000Z"
CRAWLS = f"/diff/crawls/{CRAWL}/{LATER}"


@pytest.fixture(scope="module")
def two_crawls(tmp_path_factory: pytest.TempPathFactory) -> Get:
    """The sample, and a later crawl: of the policy column it lists one document less; a title of its own is hostile."""
    folder = tmp_path_factory.mktemp("two")
    make_archive(folder / "archive.db")
    db = Database(folder / "archive.db")
    later = {"started_at": "2026-02-05T03:00:00.000000Z", "closed_at": "2026-02-05T04:00:00.000000Z"}
    db.table("crawls").insert(
        {"id": LATER, "portal": PORTAL, "source": "live", "verdict": "ok", "accepted": 1, "reader_version": 1, **later}
    )
    db.execute("update coverage set list_read = state = 'complete'")
    for row in list(db.query("select * from coverage where crawl = ?", [CRAWL])):
        db.table("coverage").insert({**row, "crawl": LATER})
    rows = list(db.query("select * from listings where crawl = ? order by \"column\" = 'policy', url", [CRAWL]))
    left = next(row for row in rows if row["column"] == f"{PORTAL}/policy")
    add_listings(db, ({**row, "crawl": LATER} for row in rows if row is not left))
    db.table("columns").update(f"{PORTAL}/reports", {"title": HOSTILE})
    db.close()
    build(folder / "archive.db", folder / "public.db")
    site = datasette(folder / "public.db")
    return lambda path: asyncio.run(site.client.get(path))


def twin(get: Get, path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(get(f"{path}.json").text)
    return found


def cells_of(page: httpx.Response, name: str) -> list[str]:
    """The texts of the cells of the row that a name heads."""
    rows = html.fromstring(page.text).iter("tr")
    row = next(row for row in rows if any(head.text_content() == name for head in row.iter("th")))
    return [" ".join(cell.text_content().split()) for cell in row.iter("td")]


def test_the_page_says_what_the_command_says(get: Get, archive_db: Any) -> None:
    db = Database(archive_db)
    assert twin(get, YEARS) == json.loads(json.dumps({"kind": "years", **asdict(years_diff(db, PORTAL, 2017, 2018))}))


def test_a_column_is_shown_in_both_years_with_its_growth(get: Get) -> None:
    _, earlier, later, grew = cells_of(get(YEARS), "要闻")
    assert (earlier, later) == ("≥ 1", "≥ 4")  # its coverage is not complete
    assert "a column was not completely crawled" in grew


def test_each_number_leads_to_as_many_rows(get: Get) -> None:
    links = html.fromstring(get(YEARS).text).xpath("//td/a[contains(@href, 'sql=')]")
    assert links
    wrong = []
    for link in links:
        number = int(re.sub(r"\D.*", "", link.text.lstrip("≥ ").replace(",", "")))
        sql = parse_qs(urlsplit(link.get("href")).query)["sql"][0]
        rows = get("/public.json", params={"sql": sql, "_shape": "array"}).json()
        if len(rows) != number:
            wrong.append((number, len(rows), sql))
    assert wrong == []


def test_a_figure_leads_to_its_place_in_the_report(get: Get) -> None:
    links = html.fromstring(get(YEARS).text).xpath(f"//td/a[contains(@href, '/report/{REPORT}#claim-')]")
    assert links


def test_every_pair_of_years_that_follow_each_other_is_one_click_away(get: Get) -> None:
    nav = html.fromstring(get(YEARS).text).xpath("//nav[@aria-label='其他年份 Other years']")[0]
    links = [link.get("href") for link in nav.iter("a")]
    assert " ".join(nav.text_content().split()) == "2017 → 2018 2018 → 2019"
    assert [get(link).status_code for link in links] == [200]


def test_charts_have_their_figures_in_the_table_below(get: Get) -> None:
    drawn = html.fromstring(get(YEARS).text).xpath("//div[@role='region']/*[local-name()='svg']/@aria-labelledby")
    assert [one.split()[0] for one in drawn] == ["channels-chart-title", "columns-chart-title", "months-chart-title"]


def test_a_chart_draws_both_years_of_each_line_and_nothing_of_what_is_not_known(archive_db: Any) -> None:
    found = years_diff(Database(archive_db), PORTAL, 2017, 2018)
    figures = [
        (pair.label, pair.earlier.figure, pair.later.figure) for pair in paired_chart(counts_of(found.channels)).pairs
    ]
    assert figures == [("1", "1", "28"), ("2", "—", "—")]


def test_the_table_of_numbers_can_be_taken_along(get: Get) -> None:
    answer = get(f"{YEARS}.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="demo-2017-2018.csv"'
    assert answer.content.count(b"\xef\xbb\xbf") == 1
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    (column,) = [row for row in rows if row["key"] == f"{PORTAL}/interpretation"]
    assert (column["part"], column["earlier"], column["later"], column["why"]) == ("columns", "0", "14", "zero_before")


@pytest.mark.parametrize(
    "path",
    [
        f"/diff/{PORTAL}/1999/2018",
        f"/diff/{PORTAL}/2018/2018",
        "/diff/nowhere/2017/2018",
        f"/diff/crawls/{CRAWL}/{CRAWL}",
        f"/diff/crawls/{CRAWL}/x",
    ],
)
def test_what_cannot_be_compared_is_not_found_and_says_so(get: Get, path: str) -> None:
    answer = get(path)
    said = "There are no such two years or crawls to compare"
    assert (answer.status_code, said in html.fromstring(answer.text).text_content()) == (404, True)


def test_two_crawls_show_what_only_one_of_them_lists(two_crawls: Get) -> None:
    found = twin(two_crawls, CRAWLS)
    by_column = {column["column"]: column for column in found["columns"]}
    assert by_column[f"{PORTAL}/policy"]["gone"]["amount"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    assert by_column[f"{PORTAL}/news"]["why"] == "list_incomplete"
    assert (found["added"]["amount"]["value"], found["gone"]["amount"]["value"]) == (0.0, 1.0)
    assert cells_of(two_crawls(CRAWLS), "政府文件")[3:] == ["10", "9", "0", "1", ""]


def test_two_crawls_can_be_taken_along_as_a_table(two_crawls: Get) -> None:
    rows = list(csv.DictReader(io.StringIO(two_crawls(f"{CRAWLS}.csv").content.decode("utf-8-sig"))))
    policy = {row["part"]: (row["earlier"], row["later"]) for row in rows if row["key"] == f"{PORTAL}/policy"}
    assert policy == {"lists": ("10", "9"), "added": ("", "0"), "gone": ("1", "")}


def test_a_hostile_title_is_text(two_crawls: Get) -> None:
    for path in (CRAWLS, YEARS):
        text = two_crawls(path).text
        assert "<script>" not in text
        assert "&lt;script&gt;" in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_are_read_in_one_language(site: Datasette, language: str) -> None:
    text = asyncio.run(site.client.get(f"{YEARS}?_lang={language}")).text
    assert ("各栏目" in text, "by column" in text) == (language == "zh", language == "en")
