"""The pages of changes: each in a sentence, with what was edited, its evidence and an address to cite."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx
import pytest
from handmade_archive import PORTAL
from handmade_watch import BASE, TEXT, Item, Watched
from lxml import html

from archive.publish.build import build
from archive.publish.plugin.differences import Cost, differences
from archive.publish.serve import datasette

Get = Callable[..., httpx.Response]
HOSTILE = "<script>alert('x')</script>{before}\u202e&"
MOBILE = "13800138000"
NOTICE = Item("a.html", "公租房分配公告", "2020-05-01", f"补贴标准每户300元，联系电话{MOBILE}。\n{TEXT}")
LOTTERY = Item("b.html", "摇号结果公示", "2020-05-02", f"共摇出二十户。\n{TEXT}")
GONE = Item("c.html", "处罚决定书", "2020-05-03")
NAMED = Item("d.html", "办事指南", "2020-05-04")
EDITED = NOTICE.but(text=NOTICE.text.replace("300", "260"))


@pytest.fixture(scope="module")
def public_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four nights in two months: one is edited twice, one retitled and withheld, one removed, one given a hostile
    title.
    """
    folder = tmp_path_factory.mktemp("changes-page")
    watched = Watched()
    lottery, named = LOTTERY.but(title="摇号结果更正"), NAMED.but(title=HOSTILE)
    watched.crawl("2020-06-02 16:30", [NOTICE, LOTTERY, GONE, NAMED])
    watched.crawl("2020-06-03 16:30", [EDITED, lottery, NAMED], gone=[GONE.path])
    watched.crawl("2020-08-04 16:30", [EDITED, lottery, named], gone=[GONE.path])
    watched.crawl("2020-08-05 16:30", [EDITED.but(text=EDITED.text.replace("每户", "每人")), lottery, named])
    watched.db.table("withheld").insert({"number": 1, "pattern": BASE + "b.html", "portal": "", "reason": "个人信息"})
    watched.db.conn.commit()
    with sqlite3.connect(folder / "archive.db") as copy:
        watched.db.conn.backup(copy)
    build(folder / "archive.db", folder / "public.db")
    return folder / "public.db"


@pytest.fixture(scope="module")
def get(public_db: Path) -> Get:
    site = datasette(public_db)
    return lambda path: asyncio.run(site.client.get(path))


@pytest.fixture(scope="module")
def changes(get: Get) -> list[dict]:
    return list(get(f"/changes/{PORTAL}.json").json()["changes"])


def one(changes: Sequence[dict], kind: str, url: str = "") -> dict:
    return next(each for each in changes if each["row"]["kind"] == kind and url in (each["row"]["url"] or ""))


def shown(get: Get, path: str) -> html.HtmlElement:
    answer = get(path)
    assert answer.status_code == 200
    return html.fromstring(answer.text)


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


# The list


def test_every_change_is_listed_and_the_newest_is_first(get: Get, changes: list[dict]) -> None:
    items = shown(get, f"/changes/{PORTAL}").xpath("//ol[@class='hits']/li")
    assert [each["row"]["kind"] for each in changes] == ["edited", "removed", "retitled", "edited", "retitled"]
    assert len(items) == 5


def test_a_change_is_told_in_one_sentence_of_each_language(changes: list[dict]) -> None:
    told = one(changes, "removed")["told"]
    assert told["zh"] == "2020-08-04 采集所见，撤下：处罚决定书（自 2020-06-03 16:30 起已不在）"
    assert told["en"] == "Seen on 2020-08-04, removed: 处罚决定书 (gone since 2020-06-03 16:30)"


def test_a_filter_leaves_what_it_names(get: Get) -> None:
    def kinds(query: str) -> list[str]:
        return [each["row"]["kind"] for each in get(f"/changes/{PORTAL}.json?{query}").json()["changes"]]

    assert kinds("kind=removed") == ["removed"]
    assert kinds("since=2020-08-05") == ["edited"]
    assert kinds("column=here/nothing") == []
    assert len(kinds(f"column={PORTAL}/news")) == 5
    assert len(kinds("kind=nonsense&since=yesterday&column=%27")) == 5


def test_a_page_that_is_not_there_says_so(get: Get) -> None:
    assert "There are not so many pages" in words(shown(get, f"/changes/{PORTAL}?page=7"))


def test_changes_of_no_portal_are_not_found(get: Get) -> None:
    assert get("/changes/nobody").status_code == 404
    assert get("/change/nothing").status_code == 404


def test_each_month_between_the_first_crawl_and_the_last_has_its_row(get: Get) -> None:
    months = get(f"/changes/{PORTAL}.json").json()["months"]
    assert [(month["name"], month["changes"], month["crawls"]) for month in months] == [
        ("2020-06", 2, 2),
        ("2020-07", 0, 0),
        ("2020-08", 3, 2),
    ]
    assert [len(get(month["links"]["json"]).json()) for month in months] == [2, 0, 3]


def test_of_a_month_without_a_crawl_nothing_is_said(get: Get) -> None:
    (months,) = shown(get, f"/changes/{PORTAL}").xpath("//section[@aria-labelledby='months']")
    assert [words(cell) for cell in months.xpath(".//tr[th='2020-07']/td")[:2]] == ["—", "0"]
    assert months.xpath(".//*[local-name()='text'][@class='over']/text()") == ["2", "—", "3"]


def test_readers_of_feeds_find_them(get: Get) -> None:
    for path in ("/", f"/changes/{PORTAL}", f"/changes/{PORTAL}?kind=edited"):
        feeds = shown(get, path).xpath("//link[@rel='alternate'][@type='application/atom+xml']/@href")
        assert feeds
        assert [feed for feed in feeds if get(feed).status_code != 200] == []


# What was edited


def test_an_edit_shows_what_went_and_what_came(get: Get, changes: list[dict]) -> None:
    first = [each for each in changes if each["row"]["kind"] == "edited"][-1]
    (paragraph,) = shown(get, first["link"]).xpath("//div[@class='diff']/p")
    assert words(paragraph.find("del")) == "[删去： removed: 300]"
    assert words(paragraph.find("ins")) == "[新增： added: 260]"
    assert MOBILE not in words(paragraph)


def test_texts_are_compared_no_further_than_a_request_may_cost(public_db: Path, changes: list[dict]) -> None:
    pairs = [
        (each["row"]["before_version"], each["row"]["after_version"])
        for each in changes
        if each["row"]["kind"] == "edited"
    ]
    site = datasette(public_db)

    def said(cost: Cost) -> list[str]:
        asyncio.run(site.invoke_startup())
        return [each.said for each in asyncio.run(differences(site, pairs, cost)) if each]

    assert said(Cost(2, 10_000, 5)) == ["told", "told"]
    assert said(Cost(1, 10_000, 5)) == ["told", "long"]
    assert said(Cost(2, 150, 5)) == ["told", "elsewhere"]


def test_of_a_withheld_document_it_is_said_that_it_changed_and_not_what(get: Get, changes: list[dict]) -> None:
    change = one(changes, "retitled", "b.html")
    page = get(change["link"]).text
    assert change["told"]["en"] == "Seen on 2020-06-03, retitled: (withheld)"
    assert not [said for said in ("摇号", "更正", "b.html") if said in page]


# The page of one


def test_a_change_can_be_cited(get: Get, changes: list[dict]) -> None:
    change = one(changes, "removed")
    twin = get(f"{change['link']}.json").json()
    assert change["told"]["zh"] in twin["citation"]
    assert change["row"]["crawl"] in twin["citation"]
    assert twin["citation"].endswith(twin["address"])
    assert twin["address"].endswith(change["link"])


def test_every_link_of_the_pages_of_changes_answers(get: Get, changes: list[dict]) -> None:
    pages = [f"/changes/{PORTAL}", "/", *(each["link"] for each in changes)]
    pages.append(f"/document/{one(changes, 'edited')['row']['document']}")
    links = {link for path in pages for link in shown(get, path).xpath("//@href") if link[0] == "/"}
    assert {link: get(link).status_code for link in links if get(link).status_code != 200} == {}


def test_a_hostile_title_is_text_and_steers_nothing(get: Get, changes: list[dict]) -> None:
    change = one(changes, "retitled", "d.html")
    for path in (f"/changes/{PORTAL}", change["link"]):
        assert "<script" not in get(path).text
        assert "\u202e" not in get(path).text
    assert "{before}" in words(shown(get, change["link"]).find(".//h1"))


def test_pages_of_changes_are_not_indexed(get: Get, changes: list[dict]) -> None:
    for path in (f"/changes/{PORTAL}", changes[0]["link"]):
        assert get(path).headers["x-robots-tag"] == "noindex"


# The document


def test_a_document_says_since_when_it_is_removed(get: Get, changes: list[dict]) -> None:
    page = shown(get, f"/document/{one(changes, 'removed')['row']['document']}")
    (said,) = page.find_class("standing")
    assert "自 2020-06-03 16:30:00 UTC 起已撤下" in words(said)
    assert "Removed: not there since 2020-06-03 16:30:00 UTC" in words(said)


def test_a_document_that_is_there_says_nothing_of_that(get: Get, changes: list[dict]) -> None:
    page = shown(get, f"/document/{one(changes, 'edited')['row']['document']}")
    assert page.find_class("standing") == []


def test_a_document_lists_its_changes_and_compares_its_versions(get: Get, changes: list[dict]) -> None:
    page = shown(get, f"/document/{one(changes, 'edited')['row']['document']}")
    edits = [each["link"] for each in changes if each["row"]["kind"] == "edited"]
    assert page.xpath("//section[@aria-labelledby='changes']//li/a/@href") == edits
    versions = page.xpath("//section[@aria-labelledby='versions']/ol/li")
    assert [[words(each) for each in version.xpath(".//del")] for version in versions] == [
        ["[删去： removed: 户]"],
        ["[删去： removed: 300]"],
        [],
    ]


def test_versions_can_be_compared_from_an_older_one_on(get: Get, changes: list[dict]) -> None:
    document = one(changes, "edited")["row"]["document"]
    newest, middle, _ = (each["row"]["id"] for each in get(f"/document/{document}.json").json()["versions"])
    page = shown(get, f"/document/{document}?version={middle}")
    assert page.xpath(f"//li[@id='version-{newest}']//del") == []
    assert page.xpath(f"//li[@id='version-{newest}']//a/@href")[-1].endswith(f"?version={newest}#version-{newest}")
    assert len(page.xpath(f"//li[@id='version-{middle}']//del")) == 1


# The first page


def test_the_first_page_counts_the_changes_of_the_last_week_that_was_seen(get: Get) -> None:
    page = shown(get, "/")
    links = page.xpath(f"//a[starts-with(@href, '/changes/{PORTAL}?kind=')]/@href")
    assert [link for link in links if get(link).status_code != 200] == []
    counts = {link: get(link.replace("?", ".json?")).json()["total"] for link in links}
    assert counts == {
        f"/changes/{PORTAL}?kind={kind}&since=2020-07-29": 1 for kind in ("removed", "edited", "retitled")
    }
