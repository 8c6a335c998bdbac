"""Where a site answers: its name with and without www, https, and what it sends to."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from crawler.discovery.look import Look
from crawler.discovery.propose import propose
from crawler.discovery.site import authority_of, read_site
from crawler.discovery.survey import Survey
from crawler.reading import Section, parse_page
from crawler.reading.addresses import shape
from crawler.urls import AddressBook

BASE = "http://x.gov.invalid/"


def survey() -> Survey:
    return Survey(AddressBook(BASE, (BASE,)), BASE)


@pytest.mark.parametrize(
    "target", ["https://x.gov.invalid/", "http://www.x.gov.invalid/", "https://www.x.gov.invalid/"]
)
def test_a_home_page_that_sends_to_the_same_site_moves_the_base(target: str) -> None:
    one = survey()
    one.following()
    one.take(Look(BASE, "redirect", target=target))
    following = one.following()
    assert following is not None
    assert (one.book.base, following.url) == (target, target)
    assert BASE in one.book.hosts


def test_a_home_page_that_sends_to_another_site_is_not_followed() -> None:
    one = survey()
    one.following()
    one.take(Look(BASE, "redirect", target="http://y.gov.invalid/"))
    assert one.following() is None


def test_redirects_in_a_circle_end() -> None:
    one = survey()
    asked = 0
    while (lead := one.following()) and asked < 50:
        asked += 1
        one.take(Look(lead.url, "redirect", target=f"{BASE}{asked % 3}.html"))
    assert asked < 10


def test_of_two_links_to_one_page_the_weightier_name_decides_when_it_is_asked() -> None:
    one = survey()
    one.following()
    sections = (
        Section("图片", BASE + "a/", "body"),
        Section("要闻", BASE + "b/", "menu"),
        Section("年报", BASE + "a/", "menu"),
    )
    one.take(Look(BASE, "page", sections=sections))
    following = one.following()
    assert following is not None
    assert following.url == BASE + "a/"


def test_a_page_that_leaves_its_list_to_an_address_it_names_is_a_column_with_a_doubt() -> None:
    one = survey()
    one.following()
    one.take(Look(BASE, "page", sections=(Section("通知公告", BASE + "a/", "menu"),)))
    one.following()
    nothing: Any = SimpleNamespace(
        items=(), next_page=BASE + "api?page=1", more=False, total_pages=None, total_items=None, family="generic"
    )
    one.take(Look(BASE + "a/", "page", reading=nothing))
    (column,) = propose(one, name="x", tls="modern", requests=2).columns
    assert column.title == "通知公告"
    assert column.unsure == (f"its entries are asked from {BASE}api?page=1, which was not looked at",)


def test_addresses_of_one_kind_have_one_shape() -> None:
    assert shape(BASE + "art/2019/5/1/art_12_345.html") == shape(BASE + "art/2020/11/30/art_7_9.html")
    assert shape(BASE + "p/20190520/ghb5ce266e6-350.html") == shape(BASE + "p/20181205/ghb5c0744b9-316.html")
    assert shape(BASE + "index.php?m=content&a=lists&catid=6") != shape(BASE + "index.php?m=content&a=show&catid=6")


def site_of(markup: str, base: str = BASE):
    return read_site(parse_page(markup.encode(), base), base)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("<meta name='SiteName' content='示例县人民政府'><title>首页</title>", "示例县人民政府"),
        ("<title>示例市水利局-首页</title>", "示例市水利局"),
        ("<title>首页 - 示例市水利局</title>", "示例市水利局"),
        ("<title>欢迎访问示例市水利局</title>", "示例市水利局"),
        ("", ""),
    ],
)
def test_a_site_is_called_by_meta_else_by_its_title(head: str, name: str) -> None:
    assert site_of(f"<html><head>{head}</head><body><p>正文</p></body></html>").name == name


def test_the_operator_and_the_code_stand_in_the_foot() -> None:
    found = site_of(
        "<body><p>主办单位：示例市水利局　承办：信息中心</p><p>网站标识码：2101000001 辽ICP备1号</p></body>"
    )
    assert (found.operator, found.site_id) == ("示例市水利局", "2101000001")


def test_the_name_with_and_without_www_is_one_site_and_others_are_not() -> None:
    links = "<a href='http://www.x.gov.invalid/a/'>甲</a><a href='http://y.invalid/'>乙</a>"
    assert site_of(links).aliases == ("http://www.x.gov.invalid/",)


@pytest.mark.parametrize(
    ("name", "authority"),
    [("示例市水利局门户网站", "示例市水利局"), ("示例县人民政府", "示例县人民政府"), ("政府网", "政府网")],
)
def test_an_authority_is_the_sites_name_without_what_makes_it_a_sites(name: str, authority: str) -> None:
    assert authority_of(name) == authority
