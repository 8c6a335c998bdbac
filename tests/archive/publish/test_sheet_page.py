"""One sheet for an editor's desk: what it says is what the pages say that it leads to."""

from __future__ import annotations

from collections.abc import Callable

import httpx
from lxml import html
from published_sample import PORTAL, REPORT

from archive.publish.plugin.tally import tallied

Get = Callable[..., httpx.Response]
SHEET = f"/sheet/{PORTAL}/2018"


def test_the_tally_is_that_of_the_report_and_of_the_first_page(get: Get) -> None:
    def tally(path: str, within: str) -> list[str]:
        return html.fromstring(get(path).text).xpath(f"{within}//strong/text()")

    report = tally(f"/report/{REPORT}", "//ul[@class='tally']")
    assert tally(SHEET, "//ul[@class='tally']") == report != []


def test_relations_that_say_nothing_are_in_no_tally() -> None:
    known = {"relation": None, "reason": None, "verdict": "confirmed", "items": 2}
    silent = {"relation": "at_least_zero", "reason": None, "verdict": "holds", "items": 300}
    assert [(count.verdict, count.count) for count in tallied([known, silent])] == [("confirmed", 2)]


def test_what_differs_stands_there_with_both_numbers_and_leads_to_its_claim(get: Get) -> None:
    twin = get(f"{SHEET}.json").json()
    report = get(f"/report/{REPORT}.json").json()
    differing = {
        claim["number"]
        for claim in report["claims"]
        if claim["verdict"] in ("fewer_found", "more_found", "not_found", "found_later")
    }
    assert {claim["row"]["number"] for claim in twin["differing"]} == differing != set()
    page = html.fromstring(get(SHEET).text)
    for claim in twin["differing"]:
        assert page.xpath(f"//a[@href='{claim['link']}']")


def test_only_what_is_to_be_looked_into_is_listed_of_the_duties(get: Get) -> None:
    duties = get(f"{SHEET}.json").json()["duties"]
    assert {duty["group"] for duty in duties} <= {"differ", "open"}
    assert duties


def test_every_place_that_the_sheet_leads_to_is_there(get: Get) -> None:
    links = html.fromstring(get(SHEET).text).xpath("//main//a/@href")
    assert len(links) > 10
    own = {link.partition("#")[0] for link in links if link.startswith("/")}
    assert [link for link in own if get(link, follow_redirects=True).status_code != 200] == []


def test_a_year_without_anything_says_so_and_an_unknown_portal_has_no_sheet(get: Get) -> None:
    assert "The archive has no report on this year" in get(f"/sheet/{PORTAL}/1999").text
    assert get("/sheet/none/2018").status_code == 404


def test_it_is_read_in_one_language(get: Get) -> None:
    assert "What a count alone cannot show" not in get(f"{SHEET}?_lang=zh").text
    assert "单看条数看不出的" not in get(f"{SHEET}?_lang=en").text
