"""Columns that the home page does not name are found deeper, by the same way live and in a rebuild."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import Answer, SiteServer, gongkai
from small_site import answers, article, list_page, rows

from archive.records import ColumnFound, ColumnNotFound, Request, WalkRecord
from crawler import walk
from crawler.portal import Portal
from crawler.search import MAX_PAGES

BASE = "http://s.invalid/"


def portal(*columns: dict[str, Any]) -> Portal:
    return Portal.model_validate(
        {
            "portal": "s",
            "title": {"zh": "站", "en": "site"},
            "authority": ["站"],
            "base": BASE,
            "columns": columns,
            "channels": {"own_site": {"title": {"zh": "站", "en": "site"}, "kind": "site"}},
        }
    )


def column(key: str, title: str, **more: object) -> dict[str, Any]:
    return {"key": key, "title": title, **more}


def linking(*links: tuple[str, str], place: str = "nav") -> str:
    anchors = "".join(f'<a href="/{path}">{name}</a>' for name, path in links)
    return f"<html><body><div class='{place}'>{anchors}</div></body></html>"


class Crawled:
    """The walk over pages written down by hand, in any order of answers; others are 404."""

    def __init__(self, portal: Portal, pages: Mapping[str, str], last_first: bool = False) -> None:
        self.records: list[WalkRecord] = []
        self.asked: list[Request] = []
        todo, known = deque(walk.start(portal).requests), set()
        while todo:
            request = todo.pop() if last_first else todo.popleft()
            if request.identity in known:
                continue
            known.add(request.identity)
            self.asked.append(request)
            body = pages.get(request.url.removeprefix(BASE))
            exchange = walk.Exchange(request, 404 if body is None else 200, (body or "not here").encode(), "text/html")
            step = walk.step(portal, exchange)
            self.records.extend(step.records)
            todo.extend(step.requests)

    @property
    def found(self) -> dict[str, str]:
        """Path of every column that was found."""
        return {r.column: r.url.removeprefix(BASE) for r in self.records if isinstance(r, ColumnFound)}

    @property
    def named(self) -> dict[str, str]:
        """The site's own name of those found as a variant."""
        return {r.column: r.named for r in self.records if isinstance(r, ColumnFound) and r.named}

    @property
    def missing(self) -> list[str]:
        """The columns that were not found."""
        return [r.column for r in self.records if isinstance(r, ColumnNotFound)]

    @property
    def navigation(self) -> list[str]:
        """The paths asked for as navigation, in order."""
        return [r.url.removeprefix(BASE) for r in self.asked if r.purpose == "navigation"]


REPORTS = column("reports", "政府信息公开年报")


def test_a_column_is_found_on_the_page_of_a_section() -> None:
    crawled = Crawled(portal(REPORTS), {"": linking(("信息公开", "x/")), "x/": linking(("政府信息公开年报", "x/nb/"))})
    assert crawled.found == {"reports": "x/nb/"}


def test_a_column_is_found_two_levels_below_the_home_page() -> None:
    pages = {
        "": linking(("信息公开", "x/")),
        "x/": linking(("法定主动公开内容", "x/f/"), place="left"),
        "x/f/": linking(("政府信息公开年报", "x/f/nb/"), place="left"),
    }
    assert Crawled(portal(REPORTS), pages).found == {"reports": "x/f/nb/"}


def test_nothing_is_sought_three_levels_below() -> None:
    pages = {
        "": linking(("信息公开", "a/")),
        "a/": linking(("公开目录", "b/")),
        "b/": linking(("公开内容", "c/")),
        "c/": linking(("政府信息公开年报", "d/")),
    }
    crawled = Crawled(portal(REPORTS), pages)
    assert (crawled.missing, crawled.navigation) == (["reports"], ["", "a/", "b/"])


def test_the_site_map_is_asked_first() -> None:
    pages = {
        "": linking(("信息公开", "x/"), ("政策文件", "w/")) + linking(("网站地图", "map.html"), place="foot"),
        "map.html": linking(("政府信息公开年报", "nb/"), place="map"),
    }
    crawled = Crawled(portal(REPORTS), pages)
    assert (crawled.found, crawled.navigation) == ({"reports": "nb/"}, ["", "map.html"])


def test_a_breadcrumb_of_a_document_on_the_home_page_names_a_column() -> None:
    trail = "<div class='crumb'>当前位置：<a href='/'>首页</a> &gt; <a href='/tp/'>图片新闻</a></div>"
    pages = {
        "": "<html><body><a href='/t/t20190501_1.html'>全区重点项目建设推进情况现场会召开</a></body></html>",
        "t/t20190501_1.html": f"<html><body>{trail}<h1>现场会召开</h1><p>{'正文内容，' * 60}</p></body></html>",
    }
    assert Crawled(portal(column("pictures", "图片新闻")), pages).found == {"pictures": "tp/"}


def test_a_column_that_only_a_picture_leads_to_is_known_by_its_own_breadcrumb() -> None:
    entries = "".join(
        f"<li><a href='/c/t20190501_{n}.html'>诚信建设工作第{n}期简报</a>2019-05-0{n}</li>" for n in (1, 2, 3)
    )
    trail = "<div class='crumb'>当前位置：<a href='/'>首页</a> &gt; 诚信分会</div>"
    pages = {
        "": "<html><body><a href='/c/'><img src='c.gif'></a></body></html>",
        "c/": f"<html><body>{trail}<ul class='list'>{entries}</ul></body></html>",
    }
    assert Crawled(portal(column("trust", "诚信分会")), pages).found == {"trust": "c/"}


def test_a_parent_that_the_home_page_does_not_name_is_sought_too() -> None:
    pages = {
        "": linking(("信息公开", "x/")),
        "x/": linking(("提案办理", "x/ta/")),
        "x/ta/": linking(("人大代表建议", "x/ta/rd/")),
    }
    wanted = portal(column("suggestions", "人大代表建议", parent="提案办理"))
    assert Crawled(wanted, pages).found == {"suggestions": "x/ta/rd/"}


def test_a_known_variant_is_taken_where_the_title_is_nowhere_and_is_said() -> None:
    pages = {"": linking(("信息公开", "x/")), "x/": linking(("政府信息公开年度报告", "x/nb/"))}
    crawled = Crawled(portal(REPORTS), pages)
    assert (crawled.found, crawled.named) == ({"reports": "x/nb/"}, {"reports": "政府信息公开年度报告"})


def test_the_title_itself_wins_however_deep_it_stands() -> None:
    pages = {
        "": linking(("年度报告", "other/"), ("信息公开", "x/")),
        "x/": linking(("政府信息公开年报", "x/nb/")),
    }
    crawled = Crawled(portal(REPORTS), pages)
    assert (crawled.found, crawled.named) == ({"reports": "x/nb/"}, {})


def test_a_variant_that_is_another_columns_title_is_not_taken() -> None:
    wanted = portal(column("finance", "财政信息"), column("budgets", "财政预决算"))
    crawled = Crawled(wanted, {"": linking(("财政预决算", "ys/"))})
    assert (crawled.found, crawled.missing) == ({"budgets": "ys/"}, ["finance"])


@pytest.mark.parametrize("name", ["上级政府文件转载", "政府文件库", "2018年政府文件", "规范性文件", "政策文件解读"])
def test_a_merely_similar_name_is_never_taken(name: str) -> None:
    crawled = Crawled(portal(column("policy", "政府文件")), {"": linking((name, "w/")), "w/": linking((name, "w/"))})
    assert crawled.missing == ["policy"]


def test_a_variant_under_its_parent_is_taken() -> None:
    pages = {"": linking(("建议提案办理", "ta/")), "ta/": linking(("人大建议", "ta/rd/"))}
    wanted = portal(column("suggestions", "人大代表建议", parent="提案办理"))
    assert Crawled(wanted, pages).named == {"suggestions": "人大建议"}


def test_a_document_of_that_name_is_taken_only_where_no_column_has_it() -> None:
    entry = "<html><body><ul><li><a href='/a/t20190501_1.html'>政府信息公开年报</a></li></ul></body></html>"
    deeper = {
        "": linking(("新闻动态", "n/"), ("信息公开", "x/")),
        "x/": entry,
        "n/": linking(("政府信息公开年报", "nb/")),
    }
    assert Crawled(portal(REPORTS), deeper).found == {"reports": "nb/"}


def test_the_list_behind_an_article_that_a_menu_names_is_found_by_its_breadcrumb() -> None:
    trail = "<div class='crumb'>当前位置：<a href='/'>首页</a> &gt; <a href='/lx/'>联系我们</a></div>"
    pages = {
        "": linking(("联系我们", "a/1.html")),
        "a/1.html": f"<html><body>{trail}<h1>联系方式</h1><p>{'正文内容，' * 60}</p></body></html>",
        "lx/": list_page(("/a/1.html", "关于公布联系方式的通知", "2019-05-01")),
    }
    crawled = Crawled(portal(column("contact", "联系我们")), pages)
    assert crawled.found == {"contact": "lx/"}
    assert [r.url for r in crawled.asked if r.purpose == "document"] == [BASE + "a/1.html"]


def test_the_order_of_answers_changes_nothing() -> None:
    pages = {
        "": linking(("信息公开", "x/"), ("政策文件", "w/"), ("财政预决算", "c/")),
        "x/": linking(("政府信息公开年报", "x/nb/"), ("放管服", "x/f/")),
        "w/": linking(("政府信息公开年报", "w/nb/")),
        "c/": linking(("简政放权", "c/j/")),
    }
    wanted = portal(REPORTS, column("reform", "放管服"), column("policy", "政府文件"), column("finance", "财政信息"))
    first, second = Crawled(wanted, pages), Crawled(wanted, pages, last_first=True)
    assert first.found == second.found == {"reports": "x/nb/", "reform": "x/f/", "policy": "w/", "finance": "c/"}
    assert {request.identity for request in first.asked} == {request.identity for request in second.asked}


def test_a_page_that_does_not_come_ends_no_search() -> None:
    pages = {"": linking(("信息公开", "gone/"), ("政策文件", "w/")), "w/": linking(("政府信息公开年报", "w/nb/"))}
    assert Crawled(portal(REPORTS), pages).found == {"reports": "w/nb/"}


def test_a_search_asks_for_no_more_pages_than_its_limit() -> None:
    many = [(f"栏目{number}", f"c{number}/") for number in range(200)]
    crawled = Crawled(portal(REPORTS), {"": linking(*many)} | {path: linking(*many) for _, path in many})
    assert crawled.missing == ["reports"]
    assert len(crawled.navigation) <= MAX_PAGES


def test_what_the_home_page_names_is_asked_for_at_once_and_nothing_else() -> None:
    pages = {"": linking(("政府信息公开年报", "nb/"), ("信息公开", "x/"))}
    assert [request.url.removeprefix(BASE) for request in Crawled(portal(REPORTS), pages).asked] == ["", "nb/"]


StartSite = Callable[[Mapping[str, Any]], SiteServer]

FILE = """
portal: deep
title: {zh: 深站, en: Deep}
authority: [深站]
base: http://deep.invalid/
politeness: {delay: 0}
columns:
  - {key: reports, title: 政府信息公开年报}
  - {key: policy, title: 政府文件}
channels:
  own_site: {title: {zh: 本站, en: own site}, kind: site}
"""


@pytest.fixture
def crawled(site: StartSite, tmp_path: Path) -> Path:
    pages: dict[str, str | Answer] = {
        "/": linking(("信息公开", "x/"), ("政务动态", "gone/")),
        "/x/": linking(("政府信息公开年度报告", "x/nb/"), ("政府文件", "x/wj/")),
        "/x/nb/": list_page(("/a/1.html", "二〇一八年政府信息公开工作年度报告", "2019-03-01")),
        "/x/wj/": list_page(("/a/2.html", "关于印发本区工作方案的通知", "2019-04-01")),
        "/a/1.html": article("二〇一八年政府信息公开工作年度报告", "2019-03-01"),
        "/a/2.html": article("关于印发本区工作方案的通知", "2019-04-01"),
    }
    file = tmp_path / "deep.yml"
    file.write_text(FILE, encoding="utf-8")
    server = site(answers(pages))
    result = gongkai("crawl", file, "--archive", tmp_path / "a", "--host", server.address)
    assert result.returncode == 0, result.stderr
    return tmp_path / "a"


def test_coverage_says_what_the_site_calls_a_column(crawled: Path) -> None:
    notes = dict(rows(crawled, "select column, note from coverage"))
    assert notes == {"deep/reports": "the site calls it 政府信息公开年度报告", "deep/policy": ""}


def test_a_rebuild_finds_the_same_columns(crawled: Path) -> None:
    result = gongkai("rebuild", "--archive", crawled, "--check")
    assert result.returncode == 0, result.stdout + result.stderr
