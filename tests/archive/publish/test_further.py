"""What else can be looked into of a portal is led to from its pages, and only where there is something to see."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest
from lxml import html
from published_sample import PORTAL

Get = Callable[..., httpx.Response]
WATCHED = ("coverage", "checklist", "series", "timeliness", "twins", "changes")


def further(get: Get, path: str) -> list[str]:
    return [str(link) for link in html.fromstring(get(path).text).xpath("//ul[@class='further']//a/@href")]


@pytest.mark.parametrize("path", ["/", f"/years/{PORTAL}", f"/year/{PORTAL}/2018"])
def test_every_page_about_a_portal_is_led_to_and_answers(get: Get, path: str) -> None:
    links = further(get, path)
    assert {link.split("?")[0] for link in links} >= {f"/{page}/{PORTAL}" for page in WATCHED}
    assert {link: get(link).status_code for link in links if get(link).status_code != 200} == {}


@pytest.mark.parametrize("year", ["2017", "2018"])
def test_a_year_is_led_to_beside_its_neighbour(get: Get, year: str) -> None:
    assert f"/diff/{PORTAL}/2017/2018" in further(get, f"/year/{PORTAL}/{year}")


def test_from_a_year_pages_of_that_year_are_led_to(get: Get) -> None:
    assert f"/twins/{PORTAL}?year=2017" in further(get, f"/year/{PORTAL}/2017")


def test_one_year_and_one_crawl_are_set_beside_nothing(get: Get) -> None:
    assert [link for link in further(get, f"/year/{PORTAL}/2005") if link.startswith("/diff/")] == []


@pytest.mark.parametrize(
    "path", [f"/years/{PORTAL}", f"/twins/{PORTAL}?year=2017", f"/diff/{PORTAL}/2017/2018", f"/sheet/{PORTAL}/2018"]
)
def test_a_page_says_how_it_is_cited_with_its_address_and_data(get: Get, path: str) -> None:
    asked = f"{path}{'&' if '?' in path else '?'}_lang=en"
    (line,) = html.fromstring(get(asked).text).xpath("//p[@class='cite']")
    address, accessed = line.text_content().split(", ")[-2:]
    assert (address, accessed[:9]) == (f"http://localhost{path}", "accessed ")
    assert "SHA-256 " in line.text_content()


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [(f"/coverage/{PORTAL}", "覆盖", "Coverage"), (f"/diff/{PORTAL}/2017/2018", "2017 → 2018", "2017 → 2018")],
)
def test_a_citation_in_both_languages_has_the_title_of_each_in_its_own(get: Get, path: str, zh: str, en: str) -> None:
    (line,) = html.fromstring(get(path).text).xpath("//p[@class='cite']")
    (english,) = line.xpath("span[@lang='en']")
    said = {"zh": str(line.text), "en": english.text_content()}
    one = {
        language: html.fromstring(get(f"{path}?_lang={language}").text).xpath("string(//p[@class='cite'])")
        for language in said
    }
    assert {language: text.strip() for language, text in said.items()} == one
    assert said["zh"].startswith(f"gongkai，{zh} · ")
    assert said["en"].startswith(f"gongkai, {en} · ")
    assert not re.search("[\u4e00-\u9fff]", said["en"].partition("http")[0])
