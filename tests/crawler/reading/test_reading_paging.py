"""From one list page to the next."""

from __future__ import annotations

import base64
from urllib.parse import quote_plus

import pytest

from crawler.reading import parse_page, read_list

BASE = "http://www.example.gov.cn/zwgk/tzgg/"


def paging(markup: str, name: str = "index.html"):
    return read_list(parse_page(f"<body>{markup}</body>".encode(), BASE + name))


@pytest.mark.parametrize(
    ("markup", "following"),
    [
        ("<a href='index_1.html'>下一页</a>", "index_1.html"),
        ("<a href='index_1.html'>下页</a>", "index_1.html"),
        ("<a href='list_2.html'>下一页&gt;&gt;</a>", "list_2.html"),
        ("<span class='cur'>1</span><a href='p2.html'>2</a><a href='p3.html'>3</a>", "p2.html"),
        ("<a class='current' href=''>1</a><a href='index_2.html'>2</a>", "index_2.html"),
        ("<a href='?PAGENUM=2&totalpage=9'>下页</a>", "index.html?PAGENUM=2&totalpage=9"),
        ('<script>createPageHTML(4, 0, "index", "html")</script>', "index_1.html"),
        ("<script>createPageHTML('page_div',106, 1,'nav_list','shtml',1590);</script>", "nav_list_2.shtml"),
        ("<a href='#' onclick=\"location.href=encodeURI('index_2.jhtml');\">下一页</a>", "index_2.jhtml"),
        ("<a href=\"javascript:window.location='list2.htm'\">下一页</a>", "list2.htm"),
        ("<script>Pager({size:16, current:0, prefix:'index',suffix:'html'});</script>", "index_1.html"),
    ],
)
def test_the_next_page_is_found(markup, following):
    assert paging(markup).next_page == BASE + following


@pytest.mark.parametrize(
    "name",
    [
        *("下一页 →", "下一页→", "下一页≫", "下一页▶", "下一页：", "下一页 |", "下一页(N)", "下一页(N) &gt;"),
        *("‹下一页&gt;", "&lt;下一页&gt;", "【下一页】", "下一页＞＞", "Next »", "next ›"),
    ],
)
def test_arrows_bars_and_colons_around_a_name_are_no_part_of_it(name):
    assert paging(f"<a href='index_2.html'>{name}</a>").next_page == BASE + "index_2.html"


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "<a href='javascript:;'>下一页</a>",
        "<a href='javascript:getList(2)'>2</a>",
        '<script>createPageHTML(4, 3, "index", "html")</script>',
        "<script>createPageHTML('page_div',1, 1,'list','shtml',14);</script>",
        '<script>createPageHTML(${pages}, 0, "index", "html")</script>',
        "<a href='index_1.html'>1</a><a href='index_2.html'>2</a><span class='cur'>3</span>",
        "<a href='index.html'>下一页</a>",
    ],
)
def test_where_no_plain_link_leads_on_there_is_no_next_page(markup):
    assert paging(markup).next_page is None


def test_a_rendered_link_goes_before_a_call():
    markup = '<a href=\'index_7.html\'>下一页</a><script>createPageHTML(9, 0, "index", "html")</script>'
    assert paging(markup).next_page == BASE + "index_7.html"


def test_items_that_a_widget_draws_its_pager_from_are_the_lists():
    """kkpager calls the pages total, and the items totalRecords."""
    reading = paging("<script>kkpager.generPageHtml({pno: 1, total: 9, totalRecords: 54});</script>")
    assert reading.total_items == 54


@pytest.mark.parametrize(
    "passed_over",
    [
        "<!--<script>createPageHTML(1, 0, 'index', 'html');</script>-->",
        "<script>\n//createPageHTML(1, 0, 'index', 'html');\n</script>",
        "<script>var a = 'http://a.gov.cn/'; // createPageHTML(1, 0, 'index', 'html');\n</script>",
    ],
)
def test_a_call_that_is_commented_out_is_passed_over(passed_over):
    reading = paging(f"{passed_over}<script>createPageHTML(9, 0, 'index', 'html');</script>")
    assert (reading.next_page, reading.total_pages) == (BASE + "index_1.html", 9)


@pytest.mark.parametrize(
    "before",
    [
        "<!-- pager --><script>",
        "<script><!--\n",
        "<script src='//a.gov.cn/a.js'></script><script>",
        "<script>var a = 'http://a.gov.cn/', b = \"//b.gov.cn/\"; ",
        "<script>// pager\n",
    ],
)
def test_a_comment_before_a_call_does_not_hide_it(before):
    assert paging(f"{before}createPageHTML(9, 0, 'index', 'html');</script>").total_pages == 9


def test_following_a_trs_call_visits_every_page_once():
    visited, name = [], "index.html"
    for current in range(5):
        visited.append(name)
        following = paging(f"<script>createPageHTML(5, {current}, 'index', 'html')</script>", name).next_page
        name = (following or "").removeprefix(BASE)
    assert (visited, name) == (["index.html", "index_1.html", "index_2.html", "index_3.html", "index_4.html"], "")


@pytest.mark.parametrize(
    ("text", "pages", "items"),
    [
        ("共 1590 条 共 106 页", 106, 1590),
        ("共24,539条 共1,227页", 1227, 24539),
        ("共119条 1/8", 8, 119),
        ("每页 14 记录 总共 285 记录 页码 1/21", 21, 285),
        ("共 13 条 当前第 1 / 2 页", 2, 13),
        ("搜索到约312项结果", None, 312),
        ("第一页 上一页", None, None),
    ],
)
def test_stated_totals_are_read(text, pages, items):
    reading = paging(f"<div>{text}</div>")
    assert (reading.total_pages, reading.total_items) == (pages, items)


def test_a_number_in_a_title_is_no_total():
    title = "关于公布某某市第七批非物质文化遗产名录（共13项）和传承人名单的通知"
    assert paging(f"<ul><li><a href='t20190520_1.html'>{title}</a>2019-05-20</li></ul>").total_items is None


def test_the_last_page_tells_how_many_there_are():
    assert (
        paging(
            "<a href='index_2.html'>2</a><a href='index_2.html'>下一页</a><a href='index_27.html'>末页</a>"
        ).total_pages
        == 27
    )


def test_names_that_count_from_zero_have_one_page_more():
    assert (
        paging(
            "<a href='index_1.html'>2</a><a href='index_1.html'>下一页</a><a href='index_26.html'>末页</a>"
        ).total_pages
        == 27
    )


def test_a_count_behind_a_call_may_stand_in_quotes():
    assert paging("<script>createPageHTML(55,0,'index','shtml','1089');</script>").total_items == 1089


def test_a_list_whose_files_count_down_ends_at_file_one():
    pager = (
        "1 <a href='xw/32.htm'>2</a> <a href='xw/31.htm'>3</a> <a href='xw/32.htm'>下页</a> <a href='xw/1.htm'>尾页</a>"
    )
    assert paging(pager).total_pages == 33


def test_totals_of_a_pager_without_a_word_for_them_are_read():
    pager = (
        "<a>1463条</a> <a href='index.html'>上一页</a> <span>1</span> <a href='2.html'>2</a> ..<a href='59.html'>59</a>"
    )
    reading = paging(f"{pager} <a href='2.html'>下一页</a>")
    assert (reading.total_pages, reading.total_items) == (59, 1463)


def encoded(pager: str) -> str:
    code = base64.b64encode(quote_plus(pager).encode()).decode()
    return f"<div id='pages'>{code}</div>"


DECODES = "<script>$('#pages').html(decodeURIComponent(atob($('#pages').html())))</script>"


def test_a_pager_that_the_page_itself_decodes_is_read():
    assert paging(encoded("<a href='2.html'>2</a><a href='2.html'>下一页</a>") + DECODES).next_page == BASE + "2.html"


def test_base64_on_a_page_that_decodes_nothing_stays_text():
    assert paging(encoded("<a href='2.html'>2</a><a href='2.html'>下一页</a>")).next_page is None


@pytest.mark.parametrize("code", ["A" * 80, "/" * 61, base64.b64encode(b"\xff" * 60).decode(), "QUFB" * 50_000])
def test_base64_of_nothing_is_left_alone(code):
    assert paging(f"<div id='pages'>{code}</div>{DECODES}").next_page is None
