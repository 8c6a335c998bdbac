"""The page of series: what was not found, what is only cited, and every figure one click from its rows."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest
from lxml import html
from published_sample import PORTAL

Get = Callable[..., httpx.Response]
PAGE = f"/series/{PORTAL}"


@pytest.fixture
def page(get: Get) -> html.HtmlElement:
    return html.fromstring(get(PAGE).text)


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def line(page: html.HtmlElement, prefix: str) -> html.HtmlElement:
    (found,) = (row for row in page.xpath("//tbody/tr") if words(row).startswith(prefix))
    return found


def test_a_series_shows_its_figures_and_what_was_not_found(page: html.HtmlElement) -> None:
    cells = [words(cell) for cell in line(page, "锦松管发 2018")]
    assert cells[1:6] == ["1–5", "3", "2", "60%", "6"]
    assert cells[6].startswith("3–4")


def test_every_figure_leads_to_as_many_rows_as_it_says(get: Get, page: html.HtmlElement) -> None:
    for link in line(page, "锦松管发 2018").xpath(".//td[@class='figure']/a"):
        address = link.get("href").replace("/public?", "/public.json?_shape=array&")
        assert len(json.loads(get(address).text)) == int(words(link)), words(link)


def test_why_nothing_is_said_of_a_series_stands_in_its_line(page: html.HtmlElement) -> None:
    assert "Not assessable" in words(line(page, "锦政发 2018"))


def test_what_is_cited_leads_to_the_document_that_cites_it(page: html.HtmlElement) -> None:
    (row,) = page.xpath("//section[@aria-labelledby='cited']//tbody/tr")
    # The report, in which something is masked, does not have the words of the quote: the number alone is left of it.
    assert [words(cell) for cell in row][:2] == ["锦松管发〔2018〕9号", "锦松管发〔2018〕9号"]
    assert row.xpath(".//a/@href")[0].startswith("/document/d")


def test_the_page_says_that_not_found_is_not_withheld(page: html.HtmlElement) -> None:
    assert "Not found in the archive is not withheld" in words(page)


def test_the_twin_has_the_same_series(get: Get) -> None:
    told = json.loads(get(f"{PAGE}.json").text)
    series = {row["row"]["prefix"]: row for group in told["groups"] for row in group["lines"]}
    assert [(gap["first"], gap["last"]) for gap in series["锦松管发"]["gaps"]] == [(3, 4)]


def test_in_one_language_the_page_has_the_words_of_that_one(get: Get) -> None:
    chinese = words(html.fromstring(get(f"{PAGE}?_lang=zh").text).find(".//main"))
    assert "存档中未见" in chinese and "Not found" not in chinese


def test_a_portal_that_is_not_there_has_no_page(get: Get) -> None:
    assert get("/series/nobody").status_code == 404
