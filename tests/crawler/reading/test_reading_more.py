"""A list that goes on where no address leads is never taken for one that has ended."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest

from crawler.demo.paging import Place, pager
from crawler.demo.skin import SKINS, load_skin
from crawler.reading import parse_page, read_list
from crawler.reading.entries import MAX_ENTRIES
from crawler.reading.page import MAX_BYTES

BASE = "http://www.example.gov.cn/zwgk/tzgg/"
HEAD = "<div>当前位置：<a href='/'>首页</a> &gt; 通知公告</div>"


def rows(count: int = 3, first: int = 1, pattern: str = "") -> str:
    shape = pattern or "<li><a href='t20190520_{n}.html'>关于印发第{n}号方案的通知</a><span>2019-05-20</span></li>"
    return "".join(shape.format(n=number) for number in range(first, first + count))


def read(pager: str, main: str = "", name: str = "index.html"):
    main = main or f"<div class='list'><ul>{rows()}</ul></div>"
    return read_list(parse_page(f"<html><body>{HEAD}{main}{pager}</body></html>".encode(), BASE + name))


GOES_ON = {
    "script in href": "<a href='javascript:getList(2)'>下一页</a>",
    "script on click": "<a href='#' onclick='next()'>下页</a>",
    "empty address": "<a href=''>下一页</a>",
    "only a fragment": "<a href='#'>下一页</a>",
    "dead script": "<a href='javascript:;'>下一页</a>",
    "no address": "<a class='next'>下一页</a>",
    "button": "<button>下一页</button>",
    "posted form": "<form method='post'><input type='submit' value='下一页'></form>",
    "picture": "<a href='javascript:turn(2)'><img src='n.gif' alt='下一页'></a>",
    "span with a handler": "<span onclick='turn(2)'>下一页</span>",
    "mark in a pager": "<div><b>1</b><a href='#' onclick='go(2)'>2</a><a href='javascript:go(2)'>&gt;</a></div>",
    "numbers alone": "<div><a class='cur' href='javascript:go(1)'>1</a><a href='javascript:go(2)'>2</a></div>",
    "numbers, none marked": "<a href='javascript:getList(2)'>2</a><a href='javascript:getList(3)'>3</a>",
    "load more": "<div class='more' onclick='load()'>点击加载更多</div>",
    "load more button": "<button type='button'>加载更多</button>",
    "see more behind the entries": "<a href='javascript:load()'>查看更多</a>",
    "select": "第<select onchange='go(this.value)'><option selected>1</option><option>2</option></select>页",
    "named with an arrow": "<a href='javascript:go(2)'>下一页 →</a>",
    "named with a bar": "<a href='javascript:go(2)'>下一页 |</a>",
    "arrows alone": "<div><a href='index_0.html'>&lt;&lt;</a> <a href='index_2.html'>&gt;&gt;</a></div>",
    "arrows and a number": "<div><span>«</span><b>1</b><a href='index_2.html'>»</a></div>",
    "laypage of layui": "<script>layui.laypage.render({elem: 'p', count: 120, limit: 3, curr: 1});</script>",
    "laypage behind a function": "<script>layui.laypage.render({jump: function(o) {f({a: 1})}, count: 12});</script>",
    "laypage by itself": "<script>laypage({cont: 'p', pages: 9, curr: 1, skip: true});</script>",
    "pagination by pages": "<script>$('.M-box').pagination({pageCount: 9, current: 1});</script>",
    "pagination by items": "<script>$('#P').pagination(120, {items_per_page: 3});</script>",
    "pagination by totalData": "<script>$('.M-box').pagination({totalData: 120, showData: 3});</script>",
    "kkpager": "<script>kkpager.generPageHtml({pno: 1, total: 9, totalRecords: 27});</script>",
    "kkpager, its page read elsewhere": "<script>kkpager.generPageHtml({pno: n, total: 9});</script>",
    "call with a variable": "<script>var n = 9; createPageHTML(n, 0, 'index', 'html');</script>",
    "call with a variable behind a name": "<script>createPageHTML('page_div', n, 1, 'list', 'shtml', 14);</script>",
    "stated pages": "<div>当前第1页/共9页</div>",
    "stated pages alone": "<div>共9页</div>",
    "stated items": "<div>共281条</div>",
    "on the way": "<a href='1.html'>上一页</a><div>第2页/共9页</div>",
}
HAS_ENDED = {
    "no pager": "",
    "one page": "<div>共1页</div><a href='#'>下一页</a>",
    "all entries shown": "<div>共3条</div><a href='javascript:;'>下一页</a>",
    "last of the stated": "<div>第9页/共9页</div><a href='javascript:go(9)'>下一页</a>",
    "disabled": "<a href='javascript:;' class='disabled'>下一页</a>",
    "item disabled": "<ul><li class='disabled'><a href='#'>下一页</a></li></ul>",
    "disabled button": "<button disabled>下一页</button>",
    "greyed": "<a href='#' style='color: #999'>下一页</a>",
    "no link at all": "<a href='index_1.html'>上一页</a><span>下一页</span>",
    "dead where others live": "<a href='index_1.html'>上一页</a><a href='#'>下一页</a>",
    "leads here": "<a href='index_1.html'>上一页</a><a href='index.html'>下一页</a>",
    "last number is marked": "<div><a href='javascript:go(1)'>1</a><a class='cur' href='javascript:go(2)'>2</a></div>",
    "call past the end": "<div><a href='javascript:go(1)'>1</a><b>2</b><a href='javascript:go(2)'>下一页</a></div>",
    "last call": '<script>createPageHTML(4, 3, "index", "html")</script>',
    "chosen last": "第<select><option>1</option><option selected>2</option></select>页",
    "years to choose": "<select name='year'><option>2018</option><option>2019</option></select>",
    "months to choose": "<select name='month'><option>1</option><option>2</option></select>",
    "gallery": "<div class='banner'><a href='javascript:;'>&lt;</a><a href='javascript:;'>&gt;</a></div>",
    "all rows are in the page": "<script>layui.laypage.render({elem: 'p', count: 3, limit: 1});</script>",
    "all rows of kkpager": "<script>kkpager.generPageHtml({pno: 1, total: 3, totalRecords: 3});</script>",
    "last page of laypage": "<script>laypage({cont: 'p', pages: 9, curr: 9});</script>",
    "last page of kkpager": "<script>kkpager.generPageHtml({pno: 9, total: 9});</script>",
    "count not known yet": "<script>layui.laypage.render({elem: 'p', count: 0});</script>",
    "count of another's": "<script>layui.laypage.render({jump: function(o) {f({count: 99})}, limit: 3});</script>",
    "commented out": "<script>\n//layui.laypage.render({elem: 'p', count: 120});\n</script>",
    "definition of the call": "<script>function createPageHTML(count, index, name, ext) {}</script>",
    "commented call": "<script>\n  // createPageHTML(n, 0, 'index', 'html');\n</script>",
    "arrows of a gallery": "<div><a href='#g'>«</a><a href='#g'>»</a></div>",
    "arrows, the last leading here": "<div><a href='index_1.html'>«</a><a href='index.html'>»</a></div>",
    "arrow of a box": "<div class='box'><h3>动态</h3><a href='/xwzx/'>&gt;&gt;</a></div>",
    "calendar": "<div><a href='?m=2'>«</a> 2019年3月 <a href='?m=4'>»</a></div>",
    "more of a box": "<div class='box'><h3>动态</h3><a href='/xwzx/'>更多</a></div>",
    "nothing more": "<div>没有更多了</div>",
}


@pytest.mark.parametrize("pager", GOES_ON)
def test_a_pager_without_addresses_shows_that_there_is_more(pager):
    reading = read(GOES_ON[pager])
    assert (reading.next_page, reading.more) == (None, True)


@pytest.mark.parametrize("pager", HAS_ENDED)
def test_a_last_page_shows_no_more(pager):
    reading = read(HAS_ENDED[pager])
    assert (reading.next_page, reading.more) == (None, False)


def test_a_more_link_above_the_entries_is_a_boxs():
    assert not read("", f"<h2>通知公告</h2><a href='javascript:open()'>更多</a><ul>{rows()}</ul>").more


def test_a_list_with_a_next_page_needs_no_other_sign():
    assert not read("<a href='index_1.html'>下一页</a><div>共9页</div>").more


def test_an_empty_column_with_a_dead_pager_has_ended():
    assert not read("<a href='#'>下一页</a>", "<h2>通知公告</h2><ul></ul><p>暂无信息</p>").more


@pytest.mark.parametrize("style", sorted({load_skin(name).pager for name in SKINS}))
@pytest.mark.parametrize("pages", [1, 2, 13])
def test_the_last_page_of_every_skin_has_ended(style, pages):
    def address(number: int) -> str:
        return "index.html" if number == 1 else f"index_{number - 1}.html"

    place = Place(pages, pages, 3 + 15 * (pages - 1), address)
    reading = read(f"<div class='page'>{pager(style, place)}</div>", name=address(pages))
    assert (reading.next_page, reading.more) == (None, False)


@pytest.mark.parametrize(("name", "goes_on"), [("026", True), ("055", False), ("074", False)])
def test_real_pages_that_nothing_leads_on_from_show_whether_there_is_more(corpus, name, goes_on):
    reading = read_list(parse_page((corpus / "pages" / f"{name}.html").read_bytes(), BASE + "index.html"))
    assert (reading.next_page, reading.more) == (None, goes_on)


def test_the_last_pages_of_a_real_site_have_ended(corpus):
    root = corpus / "sites" / "gxpopss_cn" / "staticmores"
    ended = []
    for path in sorted(root.rglob("*.html")):
        if "下一页" not in path.read_text("utf-8", "replace"):
            url = urljoin("http://www.gxpopss.cn/", path.relative_to(root.parent).as_posix())
            ended.append((path.name, read_list(parse_page(path.read_bytes(), url)).more))
    assert len(ended) > 5
    assert [name for name, more in ended if more] == []


def test_columns_of_a_real_site_lead_on_exactly_where_a_posted_form_turns_their_pages(corpus):
    root = corpus / "sites" / "jspn_js_cn"
    posting, found = set(), set()
    for path in sorted(root.rglob("*column*.html")):
        if "goToPageURL(2)" in path.read_text("utf-8", "replace"):
            posting.add(path)
        url = urljoin("http://www.jspn.js.cn/", path.relative_to(root).as_posix())
        following = read_list(parse_page(path.read_bytes(), url)).next_request
        if following is not None:
            assert (following.url, following.method, following.body[:10]) == (url, "POST", b"currpage=2")
            found.add(path)
    assert posting
    assert found == posting


def test_a_page_over_the_limit_of_bytes_shows_more():
    markup = f"<body>{HEAD}<ul>{rows()}</ul>".encode()
    page = parse_page(markup + b" " * MAX_BYTES, BASE + "index.html")
    assert (page.cut, read_list(page).more) == (True, True)


def test_a_page_within_the_limit_of_bytes_is_whole():
    assert not parse_page(b"<body>", BASE).cut


@pytest.mark.parametrize(("count", "more"), [(MAX_ENTRIES - 10, False), (MAX_ENTRIES + 1, True)])
def test_a_page_with_more_links_than_are_read_shows_more(count, more):
    assert read("", f"<ul>{rows(count)}</ul>").more is more


def test_a_page_that_is_read_twice_shows_the_same_each_time():
    rows = "".join(
        f"<li><a href='t2019052{n}_{n}.html'>印发方案的通知{n}</a><i>2019-05-2{n}</i></li>" for n in range(3)
    )
    markup = f"<body><ul>{rows}</ul><a onclick='turn()'>查看更多</a></body>".encode()
    readings = [read_list(parse_page(markup, "http://www.example.gov.cn/a/index.html")) for _ in range(2)]
    assert [reading.more for reading in readings] == [True, True]
