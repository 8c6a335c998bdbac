"""A page's content management system is known by marks in its source, wherever it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading import parse_page, read_list
from crawler.reading.families import FAMILIES
from crawler.reading.source_marks import HIDING, PAGER_CALL, marks_in

SHOWN = {
    "ucap": ["<ucapcontent>x</ucapcontent>", "<script>createPageHTML('page_div',3, 1,'index','shtml',45)</script>"],
    "hanweb": [
        '{"code": 200, "data": {"html": "<ul><li>x</li></ul>"}}',
        "<a href='/module/download/downfile.jsp?filename=1.pdf'>x</a>",
        "<a href='/art/2019/5/20/art_12_345.html'>x</a>",
        "<script>var a={articleList: []}</script>",
    ],
    "vsb": ["<div class='v_news_content'>x</div>", '<div id="vsb_content_2">x</div>'],
    "trs": [
        "<a href='./201905/t20190520_1.html'>x</a>",
        "<div class=TRS_Editor>x</div>",
        "<a class='CurrChnlCls' href='/'>x</a>",
        '<script>createPageHTML(3, 0, "index", "html")</script>',
    ],
    "epoint": ["<link href='/css/webBuilderCommon.css'>", "<div class='ewb-page'>x</div>"],
    "siteserver": [
        "<script>var $pageInfo = {publishmentSystemID : 7};</script>",
        "<script src='../sitefiles/assets/scripts/x.js'></script>",
        "<a href='javascript:stlDynamic_page(26);'>下一页</a>",
    ],
    "nfcms": ["<a href='content/post_303531.html'>x</a>", "<!-- NFCMS 7 -->"],
    "gkmlpt": [
        "<script>window._CONFIG = {SITE_ID: '755031', COLUMN: 9}</script>",
        "<link href='/gkmlpt/static/css/app.css'>",
        '{"classify": {}, "articles": [{"title": "x", "url": "/1.html"}], "total": 1}',
    ],
    "generic": [
        "<p>x</p>",
        "<a href='/t2019/1.html'>x</a>",
        "<p>art/2019 createPageHTML()</p>",
        "<a href='/gkmlpt/index'>信息公开目录</a>",
        "<a href='content/poster.html'>x</a>",
        "<script>window._CONFIG['domainURL'] = '/api';</script>",
        "<a href='/contents/siteserver.html'>x</a>",
        '{"data": {"rows": [{"title": "x", "url": "/1.html"}]}}',
    ],
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


FILLER = st.text(alphabet="acdfjktu_<(/\"'.=- 公", max_size=30).map(str.encode)
MARKS = sorted({*HIDING, PAGER_CALL, *(mark for family in FAMILIES for mark in family.marks.beginnings)})


@given(st.lists(st.sampled_from(MARKS) | FILLER, max_size=8), st.sampled_from((0, 1, 65_500, 65_536, 131_040)))
def test_the_marks_of_a_source_are_those_that_stand_in_it(pieces, before):
    """Also one within another, and one that begins where a source is divided, which is some way into it."""
    source = b"-" * before + b"".join(pieces)
    assert marks_in(source) == {mark for mark in MARKS if mark in source}


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_without_one_of_its_letters_is_not_found(mark):
    for place in range(len(mark)):
        assert mark not in marks_in(mark[:place] + b"~" + mark[place + 1 :])
