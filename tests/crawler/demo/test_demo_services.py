"""What the demo's lists are asked from answers any range, and nothing it does not know."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from crawler.demo.server import Addresses, running
from crawler.demo.site import Entry, Site

FORM = {"col": "1", "appid": "1", "webid": "61", "columnid": "22"}
PROXY = "module/web/jpage/dataproxy.jsp?startrecord={first}&endrecord={last}&perpage=4"
UNIT = "api-gateway/jpaas-publish-server/front/page/build/unit"


@pytest.fixture
def served(built: Callable[[int, str], Site]) -> Iterator[Callable[[str], tuple[Addresses, tuple[Entry, ...]]]]:
    """Starts the demo in a skin; gives its addresses and what the column of interpretations (number 22) lists."""
    contexts = []

    def start(skin: str) -> tuple[Addresses, tuple[Entry, ...]]:
        site = built(7, skin)
        contexts.append(running(site))
        return contexts[-1].__enter__(), site.own.listings["interpretations"]

    yield start
    for context in contexts:
        context.__exit__(None, None, None)


def titles(text: str) -> list[str]:
    return re.findall(r'<a href="[^"]*" title="([^"]*)"', text)


@pytest.mark.parametrize(("first", "last"), [(1, 4), (5, 9), (28, 40)])
def test_the_proxy_gives_the_records_of_any_range(
    served: Callable[[str], tuple[Addresses, tuple[Entry, ...]]], first: int, last: int
) -> None:
    addresses, entries = served("hanweb")
    answer = httpx.post(addresses.own + PROXY.format(first=first, last=last), data=FORM)
    assert titles(answer.text) == [entry.title for entry in entries[first - 1 : last]]
    assert f"<totalrecord>{len(entries)}</totalrecord>" in answer.text


def test_the_proxy_knows_its_columns_and_its_method(
    served: Callable[[str], tuple[Addresses, tuple[Entry, ...]]],
) -> None:
    addresses, _ = served("hanweb")
    url = addresses.own + PROXY.format(first=1, last=4)
    assert httpx.post(url, data={**FORM, "columnid": "999"}).status_code == 405
    assert httpx.get(url).status_code == 404
    assert httpx.post(addresses.own).status_code == 405


def test_a_unit_is_built_a_page_at_a_time(served: Callable[[str], tuple[Addresses, tuple[Entry, ...]]]) -> None:
    addresses, entries = served("jpaas")
    asked = {"pageId": "22", "paramJson": '{"pageNo":2,"pageSize":10}'}
    data = httpx.get(addresses.own + UNIT, params=asked).json()["data"]["html"]
    assert titles(data) == [entry.title for entry in entries[10:20]]
    assert f"'count':'{len(entries)}'" in data
    assert httpx.get(addresses.own + UNIT, params={"pageId": "999"}).status_code == 404


def test_the_catalogue_gives_instants_that_are_days_in_china(
    served: Callable[[str], tuple[Addresses, tuple[Entry, ...]]],
) -> None:
    addresses, entries = served("gkmlpt")
    answer = json.loads(httpx.get(f"{addresses.own}gkmlpt/api/all/22?page=3&sid=211000").content)
    days = [
        (datetime.fromtimestamp(article["display_publish_time"], UTC) + timedelta(hours=8)).date()
        for article in answer["articles"]
    ]
    assert days == [entry.listed_on for entry in entries[20:30]]
    assert answer["total"] == len(entries)
    assert httpx.get(f"{addresses.own}gkmlpt/api/all/22?page=1&sid=1").status_code == 404


def test_a_list_that_is_asked_for_stands_on_no_page(
    served: Callable[[str], tuple[Addresses, tuple[Entry, ...]]],
) -> None:
    addresses, entries = served("gkmlpt")
    page = httpx.get(f"{addresses.own}gkmlpt/22/index.html").text
    assert [entry.title for entry in entries if entry.title in page] == []
