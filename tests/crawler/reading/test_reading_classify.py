"""What a page is: a document, a list, a directory, a home page, or none of these."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from crawler.reading import parse_page, read_page

HOME = "http://www.example.gov.cn/"
CRUMB = '<div>当前位置：<a href="/">首页</a> &gt; <a href="/tzgg/">通知公告</a></div>'
PROSE = "<p>" + "全区主动公开政府信息1072条，比上年增加，各项工作有序开展。" * 8 + "</p>"
ARTICLE = f"<h1>关于会议的通知</h1><p>发布日期：2019-05-20</p><div class='content'>{PROSE}</div>"


def entries(folder: str, count: int = 5) -> str:
    row = '<li><a href="{0}t2019050{1}_{1}.html">关于召开第{1}次全区工作会议的通知</a><span>2019-05-0{1}</span></li>'
    return f"<ul>{''.join(row.format(folder, n) for n in range(1, count + 1))}</ul>"


def reading(markup: str, url: str = HOME + "tzgg/x.html"):
    return read_page(parse_page(f"<html>{markup}</html>".encode(), url))


def test_an_article_is_a_document():
    found = reading(f"<title>关于会议的通知</title>{CRUMB}{ARTICLE}")
    assert (found.kind, found.title, found.listing) == ("document", "关于会议的通知", None)


def test_an_article_with_further_ones_beside_it_is_a_document():
    markup = f"<title>关于会议的通知</title>{CRUMB}{ARTICLE}<h3>相关信息</h3>{entries('/a/')}"
    assert reading(markup).kind == "document"


def test_an_undated_article_that_leads_to_its_neighbours_is_a_document():
    link = "<p>{}：<a href='t{}.html'>关于召开工作会议的通知</a></p>"
    beside = link.format("上一篇", 1) + link.format("下一篇", 2)
    text = "<div class='content'><p>现场共发放材料120份，解答问题883个。</p></div>"
    assert reading(f"<title>某某区</title>{CRUMB}<h1>农贸市场改造项目中标结果</h1>{text}{beside}").kind == "document"


def test_a_column_of_columns_is_no_document():
    links = "".join(f"<div><a href='/c{n}/'>栏目之{n}</a></div>" for n in range(30))
    assert reading(f"<title>重点工作</title>{CRUMB}{links}").kind == "other"


def test_a_column_is_a_list_with_its_name_for_a_title():
    found = reading(f"<title>某某区人民政府</title>{CRUMB}{entries('')}")
    assert (found.kind, found.title, found.document) == ("list", "通知公告", None)


def test_a_column_that_holds_nothing_is_a_list():
    assert reading(f"<title>通知公告</title>{CRUMB}<div>暂无信息</div>").kind == "list"


def test_a_column_that_shows_a_single_article_is_a_document():
    assert (
        reading(f"<title>机构概况</title>{CRUMB}<h1>机构概况</h1><div class='content'>{PROSE}</div>").kind == "document"
    )


BOXES = "".join(f'<div><b>栏目{n}</b><a href="/c{n}/">更多</a>{entries(f"/c{n}/")}</div>' for n in range(4))


@pytest.mark.parametrize("url", [HOME, HOME + "index.html", "http://page.invalid/here/saved.html"])
def test_a_front_page_of_several_columns_is_a_home_page(url):
    found = reading(f"<title>某某区人民政府</title>{BOXES}", url)
    assert (found.kind, found.title) == ("home", "某某区人民政府")


TABLE = "<table><tr><th>索引号</th><th>信息名称</th><th>发布机构</th><th>生成日期</th></tr>{}</table>"
NAMED = '<a href="t{0}.html">关于召开第{0}次工作会议的通知</a>'
ROW = f"<tr><td>A{{0}}</td><td>{NAMED}</td><td>办公室</td><td>2019-05-0{{0}}</td></tr>"
ROWS = "".join(map(ROW.format, range(1, 6)))
PARTS = ("政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "依申请公开")
MENU = "".join(f"<li><a href='/m/{name}'>{name}</a></li>" for name in PARTS)


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        (f"<title>规划计划</title>{CRUMB}{TABLE.format(ROWS)}", HOME + "ghjh/"),
        (f"<title>规划计划</title><h1>政府信息公开</h1><ul>{MENU}</ul>{entries('')}", HOME + "ghjh/"),
        (f"<title>规划计划</title>{CRUMB}{entries('')}", HOME + "zfxxgkml/ghjh/index.html"),
        (f"<title>政府信息公开目录-某某区</title>{CRUMB}{entries('')}", HOME + "ghjh/"),
    ],
    ids=["heads of its table", "the standard 专栏", "address", "title"],
)
def test_a_catalogue_of_government_information_is_a_directory(markup, url):
    found = reading(markup, url)
    assert (found.kind, bool(found.listing.items)) == ("directory", True)


def test_a_list_under_a_menu_that_names_the_parts_of_a_catalogue_is_a_list():
    menu = f"<div class='nav'><a href='/xxgk/'>政府信息公开</a><ul>{MENU}</ul></div>"
    assert reading(f"<title>通知公告</title>{menu}{CRUMB}{entries('')}").kind == "list"


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ("<script>document.cookie='a=1';location.reload()</script>", "challenge"),
        ("<title>404</title><p>页面不存在</p>", "soft_404"),
        ("<p>抱歉，没有找到相关内容。</p>", "no_hits"),
        ("<div id=app></div><script src=a.js></script>", "script_shell"),
        (
            "<a href='/a/'>政务公开</a><a href='/b/'>办事服务</a><p>欢迎访问本网站，我们正在为您服务</p>",
            "other",
        ),
    ],
)
def test_what_is_none_of_these_is_said(markup, kind):
    assert reading(markup).kind == kind


def test_labelled_pages_and_the_pages_of_two_sites_are_what_they_are(corpus):
    """Columns of the second site that show a single article are documents, whatever their files are called; an address,
    a form to vote and one to be asked are none of these."""
    found: Counter[tuple[str, str]] = Counter()
    wrong = []
    for name, wanted, page in _labelled(corpus):
        kind = read_page(page).kind
        found[wanted, kind] += 1
        if kind != wanted and not (wanted == "list" and kind == "document" and name.startswith("jspn")):
            wrong.append(name)
    assert len(wrong) <= 3, (wrong, sorted(found.items()))
    assert sum(count for (wanted, kind), count in found.items() if wanted == kind) >= 264


def _labelled(corpus):
    for line in (corpus / "pages" / "gold.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        content = (corpus / "pages" / row["file"]).read_bytes()
        url = row.get("url") or "http://www.example.gov.cn/a/b/c/page.html"
        yield row["file"], "document" if row["kind"] == "detail" else row["kind"], parse_page(content, url)
    for site, article in (("gxpopss_cn", "staticpages"), ("jspn_js_cn", "info-")):
        for path in sorted((corpus / "sites" / site).rglob("*.htm*")):
            name = f"{site}/{path.relative_to(corpus / 'sites' / site)}"
            kind = "home" if name == f"{site}/index.html" else "document" if article in name else "list"
            yield name, kind, parse_page(path.read_bytes(), f"http://{name}")
