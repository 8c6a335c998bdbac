"""Columns are found by title; links are read whole."""

from __future__ import annotations

from archive.records import Link
from crawler.reading import find_columns, parse_page, read_links

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


def test_an_exact_name_goes_before_one_that_contains_it():
    markup = "<a href='/a/'>财政信息公开平台</a><a href='/b/'>财政信息</a>"
    assert find_columns(page(markup), ["财政信息"]) == {"财政信息": BASE + "b/"}


def test_a_name_that_contains_the_title_is_better_than_none():
    assert find_columns(page("<a href='/a/'>2018年度财政信息</a>"), ["财政信息"]) == {"财政信息": BASE + "a/"}


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
