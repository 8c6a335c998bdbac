"""Nothing a server sends makes a reader raise or hang."""

from __future__ import annotations

import json
import os
import random

import pytest
from cpu_time import cpu_time
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.reading import (
    find_columns,
    find_named,
    page_kind,
    parse_page,
    read_body,
    read_document,
    read_links,
    read_list,
    read_page,
    read_sections,
    read_tables,
)

URL = "http://www.example.gov.cn/zwgk/t20190520_1.html"
SNIPPETS = [
    "<table>", "</table>", "<tr>", "<td rowspan='3' colspan='-1'>", "</td>",
    "<a href='t20190520_1.html' title='关于…'>", "<a href='t20190520_1_2.html'>[2]</a>", "<img src='1.jpg'>",
    "成文日期：", "主题词：", "<meta http-equiv='refresh' content='0;url=/'>", "<a>更多</a>", "索引号", "發佈日期：",
    "关于印发办法的通知", "</a>", "<li>", "</li>", "<span>2019-05-20</span>",
    "发布日期：2019年5月20日 来源：", "<script>",
    "createPageHTML(3, 0, 'index', 'html')", "</script>", "当前位置：", "<div id='zoom'>", "</div>",
    "<ul>", "</ul>", "\x00",
    "<title>", "</title>", "<br>", "<p style='display:none'>", "articleList:[{", "<meta name='PubDate' content='2019'>",
    "<datastore>", "</datastore>", "<record>", "</record>", "<![CDATA[", "]]>", "<totalrecord>9", "<nextgroup>",
    "$('#1').jpage({proxyUrl:'/x/dataproxy.jsp',ajaxParam:{col:1},perPage:0});", "<form method='post'>", "</form>",
    "<input name='__VIEWSTATE'>", "<input id='p' name='page' value='1'>", "<a href='javascript:go(2)'>下一页</a>",
    "function go(n){", "location.href='?p='+n;", "document.f.page.value=n;f.submit();", "}", "__doPostBack('a','2')",
    "<select onchange='go(this.value)'>", "<option>1</option><option>2</option>", "</select>", "共9页", "第1页",
    "_simple_list_gotopage_fun(9,'a',2)", "_CONFIG={SITE_ID:1,COLUMN:2}", "class='ewb-page'",
    ".pagination({pageSize: 0, total: 5}",
    "{\"data\":", "[{\"title\":\"x\",\"date\":1}]", "\"html\":\"<li>\"", "{", "[",
    "<script url='/page/build/unit' queryData=\"{'pageId':'1'}\">",
    "<!--", "-->", "&#x110000;", "<o:p>", "<html><body>", "</html>", "<a href='http://[::1'>下一页</a>",
]  # fmt: skip


def read_everything(content: bytes) -> None:
    page = parse_page(content, URL, "text/html")
    page_kind(page)
    read_list(page)
    document = read_document(page)
    for body in (document.body, read_body(page.root)):
        for span in (*body.paragraphs, *(cell for table in body.tables for cell in table.cells)):
            assert 0 <= span.start <= span.end <= len(body.text)
    read_page(page)
    read_links(page)
    read_tables(page)
    find_columns(page, ["政府信息公开年报"])
    find_named(page, {"reports": ["政府信息公开年报"], "policy": ["政府文件"]})
    read_sections(page)


@given(st.binary(max_size=600))
@settings(max_examples=100, deadline=None)
def test_random_bytes_are_read(content):
    read_everything(content)


@given(st.lists(st.sampled_from(SNIPPETS), max_size=60))
@settings(max_examples=200, deadline=None)
def test_scrambled_markup_is_read(pieces):
    read_everything("".join(pieces).encode())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["data", "list", "title", "url", "urls", "date", "total", "html", "page"]), inner
        )
    ),
    max_leaves=20,
)


@given(JSON)
@settings(max_examples=200, deadline=None)
def test_any_json_is_read(value):
    read_everything(json.dumps(value).encode())


@pytest.mark.parametrize(
    "url", ["http://[::1", "", "javascript:x", "http://example.cn/?startrecord=a&endrecord=", "x?page=9"]
)
def test_a_page_of_any_address_is_read(url):
    for content in ("".join(SNIPPETS), "<datastore><recordset></recordset></datastore>", '{"data":[{"title":"x"}]}'):
        read_list(parse_page(content.encode(), url))


def test_pages_cut_anywhere_are_read(corpus):
    content = (corpus / "pages" / "087.html").read_bytes()
    for length in range(0, len(content), 97):
        read_everything(content[:length])


#: Pages that take long to read where anything is done once too often; each run reads some, the heavy tests all.
HOSTILE = dict(
    zip(
        [
            "div",
            "table",
            "a",
            "li",
            "prose",
            "list",
            "second parts",
            "later parts",
            "hidden more",
            "pictures",
            "lt",
            "paren",
            "call",
            "script",
            "year",
            "spans",
            "pages",
            "total",
            "boxes",
            "empty lists",
            "pagers",
            "next pages",
            "more",
            "crumb",
            "onclick",
            "frames",
            "digits",
            "page numbers",
            "stores",
            "widgets",
            "functions",
            "deep json",
            "wide json",
            "long json",
            "fields",
        ],
        [
            b"<div>" * 100_000 + b"x",
            b"<table><tr><td>" * 30_000,
            b"<a href='x'>" * 20_000,
            b"<ul><li><a href='a/t20190520_1.html'>" * 20_000,
            "<p>政府信息公开，</p>".encode() * 60_000,
            b"<li><a href='1.html'>aaaaaaaaaa</a><span>2019-05-20</span></li>" * 20_000,
            b"<a href='t20190520_1_2.html'>2</a>" * 20_000,
            b"<a href='t20190520_2.html'>2</a>" * 20_000,
            b"<div style='display:none'><a href='/x/'>\xe6\x9b\xb4\xe5\xa4\x9a</a></div>" * 20_000,
            b"<img src='1.jpg' data-src='2.jpg'>" * 20_000,
            b"<" * 3_000_000,
            b"(" * 2_000_000,
            b"createPageHTML(" * 200_000,
            b"<script>var pubdata = '" * 100_000,
            ("年" * 2_000_000).encode(),
            b"<table>" + b"<tr><td rowspan=60000 colspan=60000>1</td></tr>" * 20_000,
            b" 1 / 1 " * 400_000,
            "共 条".encode() * 400_000,
            "<title>通知公告</title><p>通知公告</p>".encode()
            + "<h3>动态</h3><div><a href='/t/1.html'>关于印发办法的通知</a> 2019-05-20</div>".encode() * 10_000,
            "<title>通知公告</title><p>通知公告</p>".encode() + b"<div class=list>" * 500 + b"<br>" * 100_000,
            b"<p>" + b"<a href='#'>&gt;</a><a href='#'>2</a><select><option>1<option>2</select>" * 10_000,
            b"<p>" + "<a href='#'>下一页</a>".encode() * 20_000,
            b"<div>" + "<a href='/x/'>更多</a>".encode() * 20_000,
            "<div class='crumb'>当前位置：<a href='/'>首页</a>".encode()
            + b"<div>" * 1_500
            + b"<a href='/x/'>x</a>" * 20_000,
            b"<div onclick=\"window.open('" * 100_000,
            b"<iframe src='/x'></iframe>" * 100_000,
            "<p>上一页 ".encode() + b"9" * 40 + b"x</p>",
            "<p>上一页".encode() + b" 1" * 35 + b"x</p>",
            b"<datastore><record><![CDATA[" * 100_000,
            b".jpage({proxyUrl:'/a/dataproxy.jsp'," * 100_000,
            b"<script>" + b"function go(n){go(" * 100_000 + "</script><a href='javascript:go(2)'>下一页</a>".encode(),
            b'{"a":' + b"[" * 100_000,
            b"{" + b",".join(b'"k%d":{"total":%d}' % (n, n) for n in range(100_000)) + b"}",
            b"[" + b",".join([b'{"title":"x","url":"/a"}'] * 100_000) + b"]",
            b"<form>"
            + b"<input name=a>" * 100_000
            + "<a href=\"javascript:__doPostBack('a','2')\">下一页</a>".encode(),
        ],
        strict=True,
    )
)
DRAWN = random.Random(os.environ["GONGKAI_SEED"]).sample(sorted(HOSTILE), 8)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(content, id=name, marks=() if name in DRAWN else (pytest.mark.heavy,))
        for name, content in HOSTILE.items()
    ],
)
def test_a_hostile_page_reads_within_seconds(content):
    with cpu_time() as took:
        read_everything(content)
    assert took.seconds < 12


@pytest.mark.parametrize("mark", ["(", "|", ">", "[", "…", ".", "。", "·", "_", "，"])
def test_a_line_of_one_mark_above_a_list_takes_no_time(mark):
    around = "<div>当前位置：<a href='../'>首页</a>&gt;<a href='./'>基层动态</a></div>"
    beside = "<p>上一篇：<a href='../201801/t20180106_3927.html'>学府社区召开工作例会</a></p>"
    name = f"{mark * 60_000}号通知"
    items = "".join(f"<li><a href='t20190520_{n}.html' title='{n}'>{n}{name}</a>2019-05-20</li>" for n in range(9))
    line = f"<p>公告{mark * 120_000}知</p>"
    content = f"<body>{around}<div>{line}</div><div>{beside}</div>{line}<ul>{items}</ul></body>".encode()
    with cpu_time() as took:
        read_everything(content)
    assert took.seconds < 5


@pytest.mark.heavy
def test_many_single_entries_read_the_paging_once():
    menu = "".join(f"<a href='../{number}/index.html'>栏目{number}</a>" for number in range(60))
    link = "<p>上一篇：<a href='t20180228_4842.html'>新区领导到锦铁街道走访调研工作</a></p>"
    block = f"<div class='menu'>{menu}</div><div><div class='sxp'>{link}<p>下一篇：<a h"  # torn: each nests in the last
    content = f"<body>{block * 400}</body>".encode()
    with cpu_time() as took:
        read_everything(content)
    assert took.seconds < 5
