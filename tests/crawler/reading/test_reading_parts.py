"""An article shown over several pages names the page on which it goes on; nothing else is taken for that."""

from __future__ import annotations

import pytest

from crawler.reading import parse_page, read_document
from crawler.reading.parts import begins_parts

FOLDER = "http://www.example.gov.cn/zwgk/"
PROSE = "<p>" + "全区主动公开政府信息1072条，比上年增加，各项工作有序开展。" * 6 + "</p>"


def following(pager: str, name: str = "t20180301_8.html") -> str:
    markup = f"<h1>情况通报</h1><p>发布日期：2018-03-01</p><div class='TRS_Editor'>{PROSE}</div>{pager}"
    return read_document(parse_page(markup.encode(), FOLDER + name)).next_part.removeprefix(FOLDER)


@pytest.mark.parametrize(
    ("pager", "part"),
    [
        ('<script>createPageHTML(3, 0, "t20180301_8", "html")</script>', "t20180301_8_1.html"),
        ('<a href="t20180301_8.html">[1]</a><a href="t20180301_8_2.html">[2]</a>', "t20180301_8_2.html"),
        ('第1页 <a href="t20180301_8_1.html">第2页</a>', "t20180301_8_1.html"),
        ('<b>1</b> <a href="t20180301_8_2.html">下一页</a>', "t20180301_8_2.html"),
        ('<b>1</b> <a href="t20180301_8_2.html">下一頁</a>', "t20180301_8_2.html"),
        ('<a href="./t20180301_8-2.html">下一页&gt;</a>', "t20180301_8-2.html"),
    ],
)
def test_the_second_page_is_named(pager, part):
    assert following(pager) == part


def test_a_page_asked_for_in_the_query_is_named():
    assert following('<a href="view.jsp?id=7&page=2">下一页</a>', "view.jsp?id=7") == "view.jsp?id=7&page=2"


@pytest.mark.parametrize(
    ("pager", "name", "part"),
    [
        ('<script>createPageHTML(3, 1, "t20180301_8", "html")</script>', "t20180301_8_1.html", "t20180301_8_2.html"),
        (
            '<a href="t20180301_8.html">[1]</a>[2]<a href="t20180301_8_3.html">[3]</a>',
            "t20180301_8_2.html",
            "t20180301_8_3.html",
        ),
        ('<a href="view.jsp?id=7&page=3">下一页</a>', "view.jsp?id=7&page=2", "view.jsp?id=7&page=3"),
    ],
)
def test_a_later_page_names_the_one_after_it(pager, name, part):
    assert following(pager, name) == part


@pytest.mark.parametrize(
    "pager",
    [
        '<script>createPageHTML(3, 2, "t20180301_8", "html")</script>',
        '<a href="t20180301_9.html">下一页</a>',
        '<a href="t20180302_8_1.html">下一页</a>',
        '下一篇：<a href="t20180301_8_2.html">另一篇文章的标题是这样的</a>',
        '<a href="index_1.html">下一页</a>',
        '<script>createPageHTML(3, 0, "index", "html")</script>',
        '<a href="http://other.example.cn/zwgk/t20180301_8_2.html">下一页</a>',
        "",
    ],
)
def test_the_next_article_a_list_and_another_site_are_no_parts(pager):
    assert following(pager) == ""


def test_a_list_that_is_listed_as_an_entry_has_no_parts():
    pager = '<script>createPageHTML(3, 0, "index", "html")</script><a href="index_1.html">下一页</a>'
    assert following(pager, "index.html") == ""


def test_neighbours_in_numbering_are_two_articles():
    assert following('<a href="content_9.html">下一页</a>', "content_8.html") == ""


@pytest.mark.parametrize(
    ("first", "second", "is_part"),
    [
        ("a/t1.html", "a/t1_1.html", True),
        ("a/t1.html", "a/t1_2.html", True),
        ("a/t1.html", "a/t1_3.html", False),
        ("a/t1.html", "b/t1_1.html", False),
        ("a/t1.html", "a/t1_1.pdf", False),
        ("a/v?id=1", "a/v?id=1&page=2", True),
        ("a/v?id=1", "a/v?id=2&page=2", False),
        ("a/v?id=1", "a/v?id=1&page=4", False),
    ],
)
def test_a_second_part_stands_beside_the_first_under_its_name(first, second, is_part):
    assert begins_parts(FOLDER + first, FOLDER + second) is is_part
