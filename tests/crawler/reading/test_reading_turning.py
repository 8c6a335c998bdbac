"""Pages that no link turns: posted forms, functions of the page, selects, and what their systems' data says."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from archive.records import ListReading, PageRequest
from crawler.reading import is_list_data, parse_page, read_list
from crawler.reading.page_functions import evaluate, read_turn
from crawler.reading.page_requests import FORM, following

BASE = "http://www.example.gov.cn/zwgk/tzgg/"
ROWS = "".join(
    f"<li><a href='t2019052{n}_{n}.html'>关于印发第{n}号方案的通知</a><span>2019-05-2{n}</span></li>"
    for n in range(1, 4)
)


def read(markup: str, name: str = "index.html", rows: str = ROWS) -> ListReading:
    return read_list(parse_page(f"<html><body><ul>{rows}</ul>{markup}</body></html>".encode(), BASE + name))


def next_of(markup: str, name: str = "index.html") -> PageRequest:
    request = read(markup, name).next_request
    assert request is not None
    return request


def form_of(request: PageRequest) -> list[tuple[str, str]]:
    return parse_qsl(request.body.decode("ascii"), keep_blank_values=True)


GOES = {
    "href": "function go(n){ location.href = 'list.jsp?page=' + n; }",
    "window": 'function go(n) { window.location = "list.jsp?page=" + n + ""; }',
    "replace": "var go = function(n){ window.location.replace('list.jsp?page='+n); }",
    "through another": "function go(p){ turn(p); }\nfunction turn(num){ document.location.href='list.jsp?page='+num; }",
    "with a parsed number": "function go(n){ location.href='list.jsp?page='+parseInt(n); }",
    "in brackets": "function go(n){ location.href='list.jsp?page='+(n-0); }",
    "after a check": "function go(n){ if(n<1||n>9){ return false; } location.href='list.jsp?page='+n; }",
}


@pytest.mark.parametrize("script", GOES.values(), ids=GOES)
def test_a_function_that_goes_to_an_address_gives_it(script: str) -> None:
    request = next_of(f"<script>{script}</script><b>1</b><a href='javascript:go(2)'>2</a><a onclick='go(2)'>下一页</a>")
    assert (request.url, request.method) == (BASE + "list.jsp?page=2", "GET")


FORM_MARKUP = (
    "<form name='f' action='search.do' method='post'><input type='hidden' name='kind' value='通知'>"
    "<input type='hidden' id='PN' name='pageNo' value='1'><input type='checkbox' name='a' value='1'>"
    "<select name='year'><option value='2018'>2018</option><option value='2019' selected>2019</option></select>"
    "<input type='text' name='off' disabled value='x'><input type='submit' name='s' value='查询'></form>"
)
SENDS = {
    "by id": "function go(n){ document.getElementById('PN').value = n; document.f.submit(); }",
    "by name": "function go(n){ document.getElementsByName('pageNo')[0].value=n; document.forms[0].submit(); }",
    "by jquery": "function go(n){ $('#PN').val(n); $('form').submit(); }",
    "by the form": "function go(n){ document.f.pageNo.value=n; document.f.submit(); }",
}


@pytest.mark.parametrize("script", SENDS.values(), ids=SENDS)
def test_a_function_that_sends_a_form_gives_the_form_with_the_number(script: str) -> None:
    request = next_of(f"{FORM_MARKUP}<script>{script}</script><b>1</b><a href='javascript:go(2)'>下一页</a>")
    assert (request.url, request.method, request.content_type) == (BASE + "search.do", "POST", FORM)
    assert form_of(request) == [("kind", "通知"), ("pageNo", "2"), ("year", "2019")]


def test_a_form_without_a_method_is_asked_for_by_its_query() -> None:
    form = FORM_MARKUP.replace("method='post'", "").replace("通知", "tz")
    request = next_of(f"{form}<script>{SENDS['by id']}</script><b>1</b><a href='javascript:go(2)'>下一页</a>")
    assert (request.url, request.method) == (BASE + "search.do?kind=tz&pageNo=2&year=2019", "GET")


def test_a_function_that_posts_for_data_names_where() -> None:
    script = """function getList(p){ load(p); } function load(pagenum){ $("#PN").val(pagenum);
      $.ajax({type: "POST", url: "/api/list", data: $("form").serialize(), success: function(d){ show(d); } }); }"""
    request = next_of(f"{FORM_MARKUP}<script>{script}</script><b>1</b><a href='javascript:getList(2)'>下一页</a>")
    assert (request.url, request.method) == ("http://www.example.gov.cn/api/list", "POST")
    assert ("pageNo", "2") in form_of(request)


def test_a_post_back_sends_every_field_and_what_was_pressed() -> None:
    form = (
        "<form id='form1' action='./List.aspx?id=7' method='post'>"
        "<input type='hidden' name='__VIEWSTATE' value='dDw5+/='>"
        "<input type='hidden' name='__EVENTTARGET' value=''>"
        "<input type='hidden' name='__EVENTARGUMENT' value=''></form>"
        "<span class='cpb'>1</span><a href=\"javascript:__doPostBack('ctl00$Pager','2')\">2</a>"
        "<a href=\"javascript:__doPostBack('ctl00$Pager','2')\">下一页</a>"
    )
    request = next_of(form)
    assert (request.url, request.method) == (BASE + "List.aspx?id=7", "POST")
    assert form_of(request) == [("__EVENTTARGET", "ctl00$Pager"), ("__EVENTARGUMENT", "2"), ("__VIEWSTATE", "dDw5+/=")]


@pytest.mark.parametrize(
    "markup",
    [
        "<a href='javascript:go(2)'>下一页</a>",
        "<script>function go(n){ show(n); }</script><a href='javascript:go(2)'>下一页</a>",
        "<script>function go(n){ location.href = base + n; }</script><a href='javascript:go(2)'>下一页</a>",
        "<script>function go(n){ location.href = 'list.html'; }</script><a href='javascript:go(2)'>下一页</a>",
        "<script>function go(n){ $('#PN').val(n); $('form').submit(); }</script><a href='javascript:go(2)'>下一页</a>",
        "<a href=\"javascript:__doPostBack('p','2')\">下一页</a>",
        "<script>layui.laypage.render({elem: 'p', count: 900, limit: 15});</script><a href='javascript:;'>下一页</a>",
        "<script>$('#p').pagination({pageCount: 9, totalData: 90});</script><a href='javascript:;'>下一页</a>",
    ],
    ids=[
        "no function",
        "leads nowhere",
        "unknown name",
        "no number in it",
        "no form",
        "no view state",
        "layui",
        "jquery",
    ],
)
def test_what_cannot_be_read_leads_nowhere_and_shows_that_there_is_more(markup: str) -> None:
    reading = read(markup)
    assert (reading.next_request, reading.more) == (None, True)


def test_a_script_never_turns_back_or_skips() -> None:
    script = f"<script>{GOES['href']}</script>"
    assert read(f"{script}<a href='1.html'>1</a><b>2</b><a href='javascript:go(1)'>上一页</a>").next_request is None
    assert (
        read(f"{script}<b>2</b><a href='javascript:go(9)'>9</a><a href='javascript:go(9)'>末页</a>").next_request
        is None
    )


def test_where_the_function_stands_elsewhere_the_field_that_counts_is_raised() -> None:
    turn = "<b>3</b><a href='javascript:toPage(4)'>下一页</a>"
    assert next_of(turn, "list.jsp?kind=2&pageNo=3").url == BASE + "list.jsp?kind=2&pageNo=4"
    assert read(turn, "list.jsp?kind=2").next_request is None


def test_markup_in_an_answer_is_turned_by_the_form_that_was_posted() -> None:
    html = f"<ul>{ROWS}</ul><div><b>2</b><a href='javascript:getList(3)'>下一页</a></div>"
    reading = answer({"code": 1, "html": html}, posted(2, before=3))
    assert len(reading.items) == 3
    assert reading.next_request is not None
    assert form_of(reading.next_request) == [("type", "1"), ("PAGENUMBER", "3")]


def test_more_rows_than_are_read_are_said_to_be_more() -> None:
    rows = [{"title": f"第{n}号公告", "url": f"/{n}.html"} for n in range(2100)]
    reading = answer({"list": rows, "total": 2100}, posted(1))
    assert (len(reading.items), reading.more) == (2000, True)


def test_a_script_turns_no_page_without_a_list() -> None:
    gallery = f"<script>{GOES['href']}</script><b>1</b><a href='javascript:go(2)'>下一页</a>"
    assert read(gallery, rows="").next_request is None


def test_rendered_links_go_before_everything_else() -> None:
    script = f"{FORM_MARKUP}<script>{SENDS['by id']}</script>"
    assert (
        next_of(f"{script}<b>1</b><a href='2.html'>2</a><a href='javascript:go(2)'>下一页</a>").url == BASE + "2.html"
    )


def test_a_select_of_addresses_gives_the_one_behind_this_page() -> None:
    options = "<option value='index.html'>1</option><option value='index_1.html' selected>2</option>"
    select = f"<select onchange='location=this.value'>{options}<option value='index_2.html'>3</option></select>"
    assert next_of(select).url == BASE + "index_1.html"
    assert next_of(select, "index_1.html").url == BASE + "index_2.html"
    assert read(select, "index_2.html").next_request is None


def test_a_select_that_calls_a_function_turns_as_a_link_would() -> None:
    select = "第<select onchange='go(this.value)'><option selected>1</option><option>2</option></select>页 第1页/共2页"
    assert next_of(f"<script>{GOES['href']}</script>{select}").url == BASE + "list.jsp?page=2"


@pytest.mark.parametrize(
    ("call", "following"),
    [
        ('createPageHTML(25,0,"index","html")', "index_1.html"),
        ('createPageHTML(25, 3, "index", "shtml", 500)', "index_4.shtml"),
        ("createPageHTML('page_div', 9, 2, 'list', 'shtml', 130)", "list_3.shtml"),
        ('createPage(25,0,"index","html")', "index_1.html"),
        ('createPageHTML2(4, 1, "default", "htm", "x", "y")', "default_2.htm"),
        ("new Pager({size:'16', current:'4', prefix:'index', suffix:'html'})", "index_5.html"),
    ],
)
def test_variants_of_paging_calls_are_read(call: str, following: str) -> None:
    assert next_of(f"<script>{call};</script>").url == BASE + following


WRITTEN = """<script>var currentPage = {current};//所在页从0开始
var prevPage = currentPage-1; var nextPage = currentPage+1; var countPage = 25//共多少页
document.write("<a href=\\"index"+"_" + nextPage + "."+"html\\">下一页</a>");</script>"""


@pytest.mark.parametrize(("current", "following"), [(0, "index_1.html"), (7, "index_8.html"), (24, None)])
def test_links_that_a_template_writes_from_its_variables_are_read(current: int, following: str | None) -> None:
    reading = read(WRITTEN.format(current=current), f"index_{current}.html" if current else "index.html")
    assert (reading.next_page, reading.total_pages) == (following and BASE + following, 25)


@pytest.mark.parametrize(
    "markup",
    [
        "<a href='#' onclick=\"location.href='index_2.html'\">下一页</a>",
        "<a href=\"javascript:window.location='index_2.html';\">下一页</a>",
        "<script>function jump(u){ location.href=u; }</script><a href=\"javascript:jump('index_2.html')\">下一页</a>",
    ],
    ids=["on click", "in the link", "by a function"],
)
def test_an_address_that_a_script_spells_out_is_followed(markup: str) -> None:
    assert next_of(markup).url == BASE + "index_2.html"


def test_an_address_is_no_page_where_the_function_does_something_else_with_it() -> None:
    markup = "<script>function load(u){ show(u); }</script><a href=\"javascript:load('index_2.html')\">下一页</a>"
    assert read(markup).next_request is None


VSB = '<script>_simple_list_gotopage_fun(23,"u8_goto",{kind})</script><a href="javascript:;">下页</a>'


@pytest.mark.parametrize(
    ("name", "kind", "following"),
    [
        ("ggtz.htm", 2, "ggtz/22.htm"),
        ("ggtz/22.htm", 2, "ggtz/21.htm"),
        ("ggtz/2.htm", 2, "ggtz/1.htm"),
        ("list.jsp?urltype=a&wbtreeid=9", 1, "list.jsp?urltype=a&wbtreeid=9&totalpage=23&PAGENUM=2"),
        ("list.jsp?totalpage=23&PAGENUM=5", 1, "list.jsp?totalpage=23&PAGENUM=6"),
    ],
)
def test_lists_of_vsb_count_down_or_by_their_query(name: str, kind: int, following: str) -> None:
    assert next_of(VSB.format(kind=kind), name).url == BASE + following


@pytest.mark.parametrize(("name", "kind"), [("ggtz/1.htm", 2), ("list.jsp?PAGENUM=23", 1)])
def test_the_last_page_of_vsb_has_ended(name: str, kind: int) -> None:
    reading = read(VSB.format(kind=kind), name)
    assert (reading.next_request, reading.more) == (None, False)


def test_a_rendered_link_of_vsb_counts_down_where_it_leads() -> None:
    assert next_of('<a href="tzgg/3.htm">下页</a><a href="tzgg/1.htm">尾页</a>', "tzgg.htm").url.endswith(
        "tzgg/tzgg/3.htm"
    )
    query = "list.jsp?a6t=3&a6p=2&a6c=15&urltype=tree.TreeTempUrl"
    assert next_of(f'<a href="{query}">下页</a>').url == BASE + query


def test_the_pages_that_siteserver_does_not_publish_are_more_and_no_address() -> None:
    mark = "<script>var $pageInfo = {publishmentSystemID : 7};</script>"
    reading = read(f"{mark}<a href='javascript:stlDynamic_page(26);'>下一页</a> 共 500 条", "31_25.html")
    assert (reading.family, reading.next_request, reading.more) == ("siteserver", None, True)


@pytest.mark.parametrize(
    ("name", "following"), [("moreinfo.html", "2.html"), ("list.html", "2.html"), ("2.html", "3.html")]
)
def test_epoint_pages_are_numbered_where_the_handler_stands_elsewhere(name: str, following: str) -> None:
    script = "<script>$('#page').pagination({pageSize: 2, total: 5});</script>"
    assert next_of(f"<div class='ewb-page'>{script}</div>", name).url == BASE + following


def test_the_last_page_of_epoint_has_ended() -> None:
    script = "<script>$('#page').pagination({pageSize: 2, total: 5});</script>"
    reading = read(f"<div class='ewb-page'>{script}</div>", "3.html")
    assert (reading.next_request, reading.total_pages, reading.more) == (None, 3, False)


def answer(data: Any, asked: PageRequest) -> ListReading:
    return read_list(parse_page(json.dumps(data).encode(), asked.url, "application/json"), asked)


def posted(number: int, before: int = 0) -> PageRequest:
    body = urlencode([("type", "1"), ("PAGENUMBER", str(number))]).encode()
    return PageRequest(BASE + "getTradList", "POST", body, FORM, before)


RECORDS = [
    {"title": "地块<em>出让</em>公示", "url": "/deal/html/a/1.html", "publishTime": "2026-03-17"},
    {"title": "监理招标公告", "url": "/deal/html/a/2.html", "publishTime": "2026-03-16"},
]


def test_an_answer_in_json_is_read_and_leads_to_the_next_of_the_same_form() -> None:
    data = {"code": 200, "data": {"records": RECORDS, "total": 9, "pages": 5, "current": 2}}
    reading = answer(data, posted(2, before=2))
    assert [(item.title, item.url, str(item.listed_on)) for item in reading.items] == [
        ("地块出让公示", "http://www.example.gov.cn/deal/html/a/1.html", "2026-03-17"),
        ("监理招标公告", "http://www.example.gov.cn/deal/html/a/2.html", "2026-03-16"),
    ]
    request = reading.next_request
    assert request is not None
    assert (form_of(request), request.entries_before) == ([("type", "1"), ("PAGENUMBER", "3")], 4)
    assert (reading.total_pages, reading.total_items, reading.more) == (5, 9, False)


@pytest.mark.parametrize(
    ("data", "before"),
    [
        ({"records": RECORDS, "total": 4}, 2),
        ({"records": RECORDS, "pages": 2, "current": 2}, 2),
        ({"records": [], "total": 4}, 4),
        ({"records": []}, 4),
        ({"records": RECORDS, "total": 4, "pages": 3, "current": 2}, 2),
        ({"records": RECORDS, "total": 3, "pages": 2, "current": 2}, 2),
        ({"records": [], "total": 3, "pages": 9, "current": 3}, 4),
    ],
    ids=[
        *("all that is stated", "the last page", "nothing more", "nothing at all", "all of it, in larger portions"),
        *("more than is stated, on the last page", "no row where pages are left"),
    ],
)
def test_an_answer_that_holds_the_end_has_ended(data: dict[str, Any], before: int) -> None:
    reading = answer({"data": data}, posted(2, before))
    assert (reading.next_request, reading.more) == (None, False)


def test_rows_that_stand_on_every_page_do_not_end_a_list_before_its_last_page() -> None:
    """Two pinned and one of the page's own: three pages hold five rows, and have shown six after the second."""
    pinned = {"records": [*RECORDS, RECORDS[0] | {"url": "/deal/html/a/4.html"}], "total": 5, "pages": 3}
    request = answer({"data": pinned | {"current": 2}}, posted(2, before=3)).next_request
    assert request is not None
    assert (form_of(request), request.entries_before) == ([("type", "1"), ("PAGENUMBER", "3")], 6)
    assert answer({"data": pinned | {"current": 3}}, posted(3, before=6)).next_request is None


@pytest.mark.parametrize(
    "beside",
    [
        [{"id": n, "name": f"栏目{n}", "url": f"/col/{n}/index.html"} for n in range(5)],
        [{"id": n, "name": f"通知类{n}"} for n in range(5)],
    ],
    ids=["columns with addresses", "kinds"],
)
@pytest.mark.parametrize("name", ["channels", "alist"])
def test_of_two_arrays_the_one_with_dates_is_the_list_however_short(beside: list[dict[str, Any]], name: str) -> None:
    reading = answer({"list": RECORDS, name: beside, "total": 4}, posted(2, before=2))
    assert [item.title for item in reading.items] == ["地块出让公示", "监理招标公告"]
    assert (reading.next_request, reading.more) == (None, False)


def test_where_no_array_has_dates_the_one_with_addresses_is_the_list() -> None:
    undated = [{"title": record["title"], "url": record["url"]} for record in RECORDS]
    kinds = [{"id": n, "name": f"通知类{n}"} for n in range(5)]
    assert len(answer({"list": undated, "types": kinds}, posted(1)).items) == 2


def test_a_count_of_the_rows_of_each_page_does_not_end_a_list_of_more_pages() -> None:
    """Three pages of two rows, each of which counts its own two."""
    turned = [answer({"rows": RECORDS, "count": 2, "pages": 3, "page": n}, posted(n, 2 * n - 2)) for n in (1, 2, 3)]
    asked = [reading.next_request and form_of(reading.next_request)[1] for reading in turned]
    assert asked == [("PAGENUMBER", "2"), ("PAGENUMBER", "3"), None]
    assert [(reading.total_items, reading.total_pages, reading.more) for reading in turned] == [(None, 3, False)] * 3


def test_a_list_of_one_page_that_counts_from_zero_has_ended_with_it() -> None:
    assert answer({"rows": RECORDS, "count": 2, "pages": 1}, posted(0)).next_request is None


def test_an_answer_that_says_no_more_than_rows_is_followed_until_it_has_none() -> None:
    assert answer(RECORDS, posted(2)).next_request == following(
        PageRequest(posted(2).url, "POST", posted(2).body, FORM, 2)
    )
    assert answer([], posted(3)).next_request is None


@pytest.mark.parametrize(
    ("instant", "day"),
    [(1_590_508_799, "2020-05-26"), (1_590_508_800, "2020-05-27"), (1_590_508_800_000, "2020-05-27"), (0, "None")],
)
def test_instants_are_days_in_china(instant: int, day: str) -> None:
    row = {"title": "关于印发停车场管理办法的通知", "url": "/1.html", "publishTime": instant}
    assert str(answer([row], posted(1)).items[0].listed_on) == day


@pytest.mark.parametrize("text", ['{"code": 500, "message": "busy"}', "{", "[1, 2]", '{"a": {"b": "c"}}', '"text"'])
def test_json_that_holds_no_list_is_no_data_of_one(text: str) -> None:
    page = parse_page(text.encode(), BASE)
    assert not is_list_data(page)
    assert read_list(page).items == ()


STORE = "<datastore><totalrecord>{total}</totalrecord><recordset>{records}</recordset></datastore>"


def store(first: int, count: int, total: int) -> str:
    entry = "<li><a href='/art/2019/5/2/art_1_{n}.html'>关于第{n}号事项的公告</a>2019-05-02</li>"
    record = f"<record><![CDATA[{entry}]]></record>"
    return STORE.format(total=total, records="".join(record.format(n=n) for n in range(first, first + count)))


def test_a_server_that_gives_less_than_was_asked_for_is_asked_for_what_is_behind_it() -> None:
    url = f"{BASE}dataproxy.jsp?startrecord=46&endrecord=90&perpage=15"
    asked = PageRequest(url, "POST", b"col=1", FORM, 45)
    request = read_list(parse_page(store(46, 10, 200).encode(), url), asked).next_request
    assert request is not None
    assert request.url == f"{BASE}dataproxy.jsp?startrecord=56&endrecord=100&perpage=15"


def test_a_store_without_records_ends_its_list() -> None:
    url = f"{BASE}dataproxy.jsp?startrecord=46&endrecord=90&perpage=15"
    page = parse_page(store(46, 0, 200).encode(), url)
    reading = read_list(page, PageRequest(url, "POST", b"col=1", FORM, 45))
    assert is_list_data(page)
    assert (reading.items, reading.next_request, reading.more) == ((), None, False)


GROUP = "<datastore><nextgroup>{next}</nextgroup><recordset>{records}</recordset></datastore>"


@pytest.mark.parametrize(
    ("named", "following"),
    [('<![CDATA[<a href="dataproxy.jsp?page=3"></a>]]>', BASE + "dataproxy.jsp?page=3"), ("", None)],
)
def test_groups_that_name_the_next_are_followed_to_the_last(named: str, following: str | None) -> None:
    records = (
        "<record><![CDATA[<li><a href='/art/2014/5/2/art_1_9.html'>关于停水检修的公告</a>2014-05-02</li>]]></record>"
    )
    url = BASE + "dataproxy.jsp?page=2"
    page = parse_page(GROUP.format(next=named, records=records).encode(), url)
    reading = read_list(page, PageRequest(url, entries_before=1))
    assert (reading.next_page, reading.more, len(reading.items)) == (following, False, 1)


def test_of_several_widgets_the_one_of_the_pages_own_column_is_asked() -> None:
    options = "proxyUrl:'/module/web/jpage/dataproxy.jsp',perPage:5,groupSize:3"
    widget = "$('#{n}').jpage({{totalRecord:{t}," + options + ",ajaxParam:{{columnid:{n}}}}});"
    scripts = widget.format(n=8, t=900) + widget.format(n=7, t=200)
    markup = f"<script type='text/xml'>{store(1, 2, 200)}</script><script>{scripts}</script>"
    page = parse_page(markup.encode(), "http://www.example.gov.cn/col/col7/index.html")
    request = read_list(page).next_request
    assert request is not None
    assert form_of(request) == [("columnid", "7")]


def test_rows_in_an_array_of_the_oldest_widget_are_read() -> None:
    row = "'<tr><td><a href=\\'/art/2014/5/2{n}/art_7_{n}.html\\'>第{n}号采购公告</a></td><td>[2014-05-2{n}]</td></tr>'"
    array = ",".join(row.format(n=n) for n in (1, 2))
    options = "totalRecord:9,dataStore:InitData9,groupSize:1,proxyUrl:'/x/dataproxy.jsp',perPage:2,ajaxParam:{col:1}"
    widget = f"$('#9').jpage({{{options}}});"
    page = parse_page(f"<script>var InitData9=[{array}];{widget}</script>".encode(), BASE)
    reading = read_list(page)
    assert [(item.title, item.url[-24:], str(item.listed_on)) for item in reading.items] == [
        ("第1号采购公告", "/art/2014/5/21/art_7_1.html"[-24:], "2014-05-21"),
        ("第2号采购公告", "/art/2014/5/22/art_7_2.html"[-24:], "2014-05-22"),
    ]
    assert reading.next_page == "http://www.example.gov.cn/x/dataproxy.jsp?startrecord=3&endrecord=4&perpage=2"


def test_a_unit_whose_rows_the_page_has_already_leads_to_its_second_page() -> None:
    pager = "<div class='pagination' rows='3' count='7' pageNo='1'></div>"
    page = parse_page(f"<body><ul>{ROWS}</ul>{unit('信息列表', '22')}{pager}</body>".encode(), BASE)
    reading = read_list(page)
    assert reading.next_page is not None
    assert reading.next_page.endswith("pageId=22&paramJson=%7B%22pageNo%22%3A2%2C%22pageSize%22%3A3%7D")
    assert (reading.total_items, reading.more) == (7, False)


def unit(tag: str, page_id: str = "1") -> str:
    query = f"{{'webId':'9','tagId':'{tag}','pageId':'{page_id}'}}"
    return f'<script url="/api-gateway/jpaas-publish-server/front/page/build/unit" queryData="{query}"></script>'


def test_of_several_units_the_list_is_asked_for() -> None:
    markup = f"<body>{unit('头部')}{unit('信息列表', '22')}{unit('友情链接')}</body>"
    request = read_list(parse_page(markup.encode(), BASE)).next_request
    assert request is not None
    assert "pageId=22" in request.url


def test_what_a_page_shows_beside_the_list_it_leaves_to_a_unit_is_not_its_list() -> None:
    markup = f"<body><div class='hot'><ul>{ROWS}</ul></div>{unit('信息列表', '22')}</body>"
    reading = read_list(parse_page(markup.encode(), BASE))
    assert reading.items == ()
    assert (reading.next_page or "").endswith("pageId=22")


def test_a_unit_beside_a_list_that_is_not_called_so_leaves_it_alone() -> None:
    reading = read_list(parse_page(f"<body><ul>{ROWS}</ul>{unit('访问统计', '5')}</body>".encode(), BASE))
    assert (len(reading.items), reading.next_request, reading.more) == (3, None, False)


def test_the_navigation_of_a_catalogue_is_not_its_list() -> None:
    menu = "".join(f"<li><a href='/gkmlpt/index#{n}'>第{n}类政府信息公开目录</a></li>" for n in range(3, 9))
    script = "<script>window._CONFIG = {SITE_ID: '755031', COLUMN: 9};</script>"
    reading = read_list(parse_page(f"<body><ul>{menu}</ul>{script}</body>".encode(), BASE))
    assert reading.items == ()
    assert reading.next_page == "http://www.example.gov.cn/gkmlpt/api/all/9?page=1&sid=755031"


def test_where_no_unit_is_known_as_the_list_none_is_asked_for() -> None:
    markup = f"<body>{unit('头部')}{unit('左侧', '22')}</body>"
    assert read_list(parse_page(markup.encode(), BASE)).next_request is None


def test_a_catalogue_takes_its_column_from_the_address_where_it_stands_there() -> None:
    page = parse_page(
        b"<script>var _CONFIG = {SID: '755031'};</script>", "http://www.example.gov.cn/szfb/gkmlpt/index#912"
    )
    request = read_list(page).next_request
    assert request is not None
    assert request.url == "http://www.example.gov.cn/szfb/gkmlpt/api/all/912?page=1&sid=755031"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("'a' + n + \"b\";", "a7b"),
        ("(n + 1)", "8"),
        ("(n-1)+'.html'", "6.html"),
        ("n", "7"),
        ("m", None),
        ("f(n) + 1", None),
    ],
)
def test_sums_of_literals_and_the_number_are_joined(expression: str, value: str | None) -> None:
    assert evaluate(expression, {"n": "7"}) == value


def test_a_function_that_calls_itself_is_read_once() -> None:
    assert read_turn("function go(n){ go(n); back(n); } function back(n){ go(n); }", "go", 2) is None
