"""The page of what the law asks to be published, and its twin."""

from __future__ import annotations

from collections.abc import Callable

import httpx
from lxml import html
from published_sample import CRAWL, PORTAL

from archive.duties import duties

Get = Callable[..., httpx.Response]
PAGE = f"/checklist/{PORTAL}"


def test_every_duty_stands_there_with_its_state_in_words(get: Get) -> None:
    page = html.fromstring(get(PAGE).text)
    shown = page.xpath("//table//tbody/tr")
    assert [row.get("id") for row in shown] == [duty.key for duty in duties()]
    assert all(row.xpath(".//*[contains(@class, 'badge')]")[0].text_content().strip() for row in shown)
    tally = [int(number) for number in page.xpath("//ul[@class='tally']//strong/text()")]
    assert sum(tally) == len(duties())


def test_a_state_leads_to_its_documents_and_to_the_newest(get: Get) -> None:
    twin = get(f"{PAGE}.json").json()
    policy = next(duty for duty in twin["duties"] if duty["row"]["duty"] == "policy")
    assert policy["row"]["documents"] > 0
    rows = get(policy["links"]["json"]).json()
    assert len(rows) == policy["row"]["documents"]
    assert get(f"/document/{policy['row']['newest']}").status_code == 200
    assert policy["columns"] == ["政府文件"]
    assert twin["as_of"] == CRAWL


def test_one_language_is_shown_where_one_is_chosen(get: Get) -> None:
    english = html.fromstring(get(f"{PAGE}?_lang=en").text).xpath("//main")[0].text_content()
    assert "guide to disclosure" in english
    assert "存档中未见" not in english
    assert "guide to disclosure" not in get(f"{PAGE}?_lang=zh").text


def test_a_portal_that_is_unknown_has_no_page(get: Get) -> None:
    assert get("/checklist/none").status_code == 404
