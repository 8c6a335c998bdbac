"""A page's content management system is known by marks in its source, wherever it stands."""

from __future__ import annotations

import pytest

from crawler.reading import parse_page, read_list

SHOWN = {
    "ucap": ["<ucapcontent>x</ucapcontent>", "<script>createPageHTML('page_div',3, 1,'index','shtml',45)</script>"],
    "hanweb": ["<a href='/art/2019/5/20/art_12_345.html'>x</a>", "<script>var a={articleList: []}</script>"],
    "vsb": ["<div class='v_news_content'>x</div>", '<div id="vsb_content_2">x</div>'],
    "trs": [
        "<a href='./201905/t20190520_1.html'>x</a>",
        "<div class=TRS_Editor>x</div>",
        "<a class='CurrChnlCls' href='/'>x</a>",
        '<script>createPageHTML(3, 0, "index", "html")</script>',
    ],
    "generic": ["<p>x</p>", "<a href='/t2019/1.html'>x</a>", "<p>art/2019 createPageHTML()</p>"],
}
CASES = [(family, markup) for family, shown in SHOWN.items() for markup in shown]


def family(markup: str) -> str:
    return read_list(parse_page(markup.encode(), "http://www.example.gov.cn/")).family


@pytest.mark.parametrize(("name", "markup"), CASES)
def test_the_marks_of_a_family_show_it(name, markup):
    assert family(markup) == name


@pytest.mark.parametrize(("name", "markup"), CASES)
def test_the_case_of_a_mark_does_not_matter(name, markup):
    assert family(markup.upper()) == family(markup.lower()) == name
