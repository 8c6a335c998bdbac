"""Columns are found by title; links are read whole."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records import Link
from crawler.reading import find_columns, parse_page, read_links
from crawler.reading.page import absolute

BASE = "http://www.example.gov.cn/"


def page(markup: str):
    return parse_page(f"<html><body>{markup}</body></html>".encode(), BASE + "index.html")


def test_a_column_is_found_by_its_title_without_spaces():
    assert find_columns(page("<a href='/nb/'>政府信息 公开　年报</a>"), ["政府信息公开年报"]) == {
        "政府信息公开年报": BASE + "nb/"
    }


def test_full_width_letters_and_brackets_do_not_matter():
    assert find_columns(page("<a href='/q/'>权责清单（Ａ）</a>"), ["权责清单(A)"]) == {"权责清单(A)": BASE + "q/"}


def test_a_title_no_link_names_is_left_out():
    assert find_columns(page("<a href='/nb/'>通知公告</a>"), ["政府信息公开年报"]) == {}


def test_a_name_that_contains_the_title_does_not_stand_for_it():
    markup = "<a href='/a/'>财政信息公开平台</a><a href='/b/'>财政信息</a>"
    assert find_columns(page(markup), ["财政信息"]) == {"财政信息": BASE + "b/"}


@pytest.mark.parametrize("name", ["上级政府文件转载", "政府文件库", "2018年政府文件", "政府", "政府文件解读（12）", ""])
def test_a_name_that_only_resembles_the_title_is_another_column(name):
    assert find_columns(page(f"<a href='/a/'>{name}</a>"), ["政府文件"]) == {}


@pytest.mark.parametrize(
    "name",
    [
        "·政府文件",
        "【政府文件】",
        "政府文件 &gt;&gt;",
        "▪ 政府文件（12）",
        "政府文件 更多&gt;&gt;",
        "政府文件(3篇)",
        "政府文件+",
    ],
)
def test_marks_counts_and_more_around_a_name_do_not_matter(name):
    assert find_columns(page(f"<a href='/a/'>{name}</a>"), ["政府文件"]) == {"政府文件": BASE + "a/"}


@pytest.mark.parametrize("title", ["", " ", "　", "\u200b"])
def test_a_blank_title_names_no_column(title):
    assert find_columns(page("<a href='/a/'>更多</a><a href='/b/'>&gt;&gt;</a><a href='/c/'>文件</a>"), [title]) == {}


def test_navigation_goes_before_the_body():
    markup = "<div class='main'><a href='/body/'>通知公告</a></div><div class='nav'><a href='/nav/'>通知公告</a></div>"
    assert find_columns(page(markup), ["通知公告"]) == {"通知公告": BASE + "nav/"}


def test_a_column_goes_before_an_article_of_the_same_words():
    markup = "<a href='/xw/201905/t20190520_1.html'>政府信息公开年报</a><a href='/nb/index.html'>政府信息公开年报</a>"
    assert find_columns(page(markup), ["政府信息公开年报"]) == {"政府信息公开年报": BASE + "nb/index.html"}


def test_the_home_pages_of_both_sites_name_their_columns(corpus):
    content = (corpus / "sites" / "gxpopss_cn" / "index.html").read_bytes()
    assert find_columns(parse_page(content, "http://www.gxpopss.cn/"), ["通知公告", "工作动态", "资料下载"]) == {
        "通知公告": "http://www.gxpopss.cn/staticmores/003/003-1.html",
        "工作动态": "http://www.gxpopss.cn/staticmores/011/011-1.html",
        "资料下载": "http://www.gxpopss.cn/staticmores/008/008-1.html",
    }


def test_links_take_their_name_from_text_title_or_picture_in_document_order():
    markup = "<a href='a'>甲</a><a href='b' title='乙'></a><a href='c'><img src=i alt='丙'></a>"
    assert read_links(page(markup)) == (Link("甲", BASE + "a"), Link("乙", BASE + "b"), Link("丙", BASE + "c"))


def test_links_that_lead_nowhere_are_left_out():
    markup = "<a href='javascript:;'>甲</a><a href='#top'>乙</a><a href='mailto:x@y.cn'>丙</a><a>丁</a><a href='e'></a>"
    assert read_links(page(markup)) == ()


def test_a_base_element_moves_relative_links():
    assert read_links(page("<base href='/zwgk/'><a href='a.html'>甲</a>")) == (Link("甲", BASE + "zwgk/a.html"),)


def test_the_fragment_is_no_part_of_an_address():
    assert read_links(page("<a href='a.html#p2'>甲</a>")) == (Link("甲", BASE + "a.html"),)


PIECES = ["/", ".", "..", "a", "b.html", "c_1", "?", "x=1", "&", "http://", "https://", "h.cn", ":80", "%E4", "~", "-"]
BASES = [
    "http://h.cn",
    "http://h.cn/",
    "http://h.cn/a",
    "https://h.cn/a/b/",
    "http://h.cn:81/a/b/c.html",
    "http://h.cn/a/b?x=1",
]


@pytest.mark.parametrize("base", [*BASES, "http://h.cn/a/../b/"])
@given(pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=7))
def test_an_address_is_what_the_standard_makes_of_it(base, pieces):
    href = "".join(pieces)
    assert absolute(base, href) in ("", urljoin(base, href))


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize(
    "href", ["a.html", "./a.html", "../a.html", "/a/b.html", "a/?x=1", "?x=1", "//k.cn/a", "http://k.cn/a"]
)
def test_a_link_that_leads_somewhere_has_an_address(base, href):
    assert absolute(base, href) == urljoin(base, href)
