"""Links that lead on: from menus, boxes, breadcrumbs, frames, and what only a script opens."""

from __future__ import annotations

import pytest

from crawler.reading import Section, parse_page, read_sections

BASE = "http://www.example.gov.cn/"


def sections(markup: str) -> list[tuple[str, str, str]]:
    page = parse_page(f"<html><body>{markup}</body></html>".encode(), BASE)
    return [(one.name, one.url.removeprefix(BASE), one.place) for one in read_sections(page)]


def test_a_menu_that_drops_down_counts_though_it_is_hidden() -> None:
    markup = "<div class='nav'><ul style='display:none'><li><a href='/a/'>政策文件</a></li></ul></div>"
    assert sections(markup) == [("政策文件", "a/", "menu")]


@pytest.mark.parametrize(
    "box",
    [
        "<div><h3>通知公告</h3><a href='/a/'>更多&gt;&gt;</a></div>",
        "<div><a href='/a/'>更多</a><span>通知公告</span></div>",
        "<div><div><b>通知公告</b></div><p><a href='/a/'><img src='m.gif' alt='更多'></a></p></div>",
        "<table><tr><td>通知公告</td><td><a href='/a/'>more...</a></td></tr></table>",
        "<div><h2>通知公告</h2><ul><li>甲项工作安排</li><li>乙项工作安排</li></ul><a href='/a/'>更多</a></div>",
    ],
)
def test_more_of_a_box_is_called_by_the_boxs_heading(box: str) -> None:
    assert sections(box) == [("通知公告", "a/", "more")]


def test_more_beside_several_names_has_none() -> None:
    assert sections("<div><span>通知公告</span><p>工作动态</p><a href='/a/'>更多</a></div>") == [("", "a/", "more")]


def test_a_breadcrumb_leads_on() -> None:
    markup = "<div class='crumb'>当前位置：<a href='/'>首页</a> &gt; <a href='/a/'>图片新闻</a></div>"
    assert sections(markup) == [("图片新闻", "a/", "breadcrumb")]


@pytest.mark.parametrize(
    "markup",
    [
        "<a href='javascript:void(0)' onclick=\"window.open('/a/')\">政府文件</a>",
        "<a href=\"javascript:location.href='/a/'\">政府文件</a>",
        "<ul><li onclick=\"window.location = '/a/';\">政府文件</li></ul>",
        "<div onclick='goPage(\"/a/\")'>政府文件</div>",
    ],
)
def test_an_address_written_in_a_script_of_a_link_is_read_and_never_run(markup: str) -> None:
    assert sections(markup) == [("政府文件", "a/", "body")]


def test_frames_come_first() -> None:
    assert sections("<a href='/b/'>政府文件</a><iframe src='/menu.html'></iframe>") == [
        ("", "menu.html", "frame"),
        ("政府文件", "b/", "body"),
    ]


def test_a_picture_without_a_name_leads_on_all_the_same() -> None:
    assert sections("<a href='/a/'><img src='i.gif'></a>") == [("", "a/", "body")]


@pytest.mark.parametrize(
    ("name", "url", "place"),
    [
        ("关于进一步加强全区安全生产工作的有关通知", BASE + "a/", "body"),
        ("区长：抓好安全生产", BASE + "a/t20190501_3.html", "body"),
        ("我局召开会议，部署工作", BASE + "a/", "body"),
    ],
)
def test_what_is_named_or_addressed_like_a_document_is_no_column(name: str, url: str, place: str) -> None:
    assert not Section(name, url, place).may_be_column


@pytest.mark.parametrize(
    ("name", "url", "place"),
    [
        ("联系我们", BASE + "a/t20190501_3.html", "menu"),
        ("双随机、一公开", BASE + "a/", "body"),
        ("水利工作", BASE + "list.asp?id=3", "body"),
        ("", BASE + "list.asp?id=3", "body"),
    ],
)
def test_what_a_menu_names_or_a_query_numbers_may_be_one(name: str, url: str, place: str) -> None:
    assert Section(name, url, place).may_be_column
