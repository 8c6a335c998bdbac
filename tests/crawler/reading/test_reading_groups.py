"""Entries in several blocks are one list; what may be a part of it and is not read shows that there is more."""

from __future__ import annotations

import pytest

from crawler.reading import parse_page, read_list

URL = "http://www.example.gov.cn/zwgk/tzgg/index.html"
CRUMB = "<div>当前位置：<a href='/'>首页</a> &gt; 通知公告</div>"
FOOT = "<div class='footer'><a href='http://www.gov.cn/'>中国政府网门户网站</a></div>"


def read(main: str):
    return read_list(parse_page(f"<html><body>{CRUMB}{main}{FOOT}</body></html>".encode(), URL))


def row(number: int, title: str = "", marks: str = "") -> str:
    name = title or f"关于印发第{number}号工作方案的通知"
    return f"<li><a {marks} href='t20190520_{number}.html'>{name}</a><span>2019-05-20</span></li>"


def table_row(number: int) -> str:
    name = f"关于印发第{number}号工作方案的通知"
    return f"<table><tr><td><a href='t20190520_{number}.html'>{name}</a></td><td>2019-05-20</td></tr></table>"


def fives(line: str) -> str:
    blocks = ["".join(row(number) for number in range(first, first + 5)) for first in (0, 5, 10)]
    return line.join(f"<ul>{block}</ul>" for block in blocks)


BLOCKS = {
    "blocks of five, a rule between": (fives("<hr>"), 15),
    "blocks of five, an empty line between": (fives("<div class='line'></div>"), 15),
    "blocks of five, a line of marks between": (fives("<p>--------</p>"), 15),
    "blocks of five, a drawn line between": (fives("<p>————————</p>"), 15),
    "a pinned entry of its own": (f"<ul class='top'>{row(0, marks='class=red')}</ul><ul>{row(1)}{row(2)}</ul>", 3),
    "one list per row": ("".join(f"<ul>{row(number)}</ul>" for number in range(6)), 6),
    "one table per row": ("".join(table_row(number) for number in range(6)), 6),
    "changing classes": (
        "".join(f"<ul>{row(number, marks=f'class=c{number % 2}')}</ul>" for number in range(6)),
        6,
    ),
    "changing classes in one list": (
        f"<ul>{''.join(row(number, marks=f'class=c{number % 2}') for number in range(6))}</ul>",
        6,
    ),
}


@pytest.mark.parametrize("shape", BLOCKS)
def test_entries_in_several_blocks_are_one_list(shape):
    main, count = BLOCKS[shape]
    reading = read(f"<div class='list'>{main}</div>")
    assert [item.url.rsplit("_", 1)[-1] for item in reading.items] == [f"{number}.html" for number in range(count)]


@pytest.mark.parametrize("shape", BLOCKS)
def test_a_list_read_whole_shows_no_more(shape):
    assert not read(f"<div class='list'>{BLOCKS[shape][0]}</div>").more


@pytest.mark.parametrize("title", ["公告", "通知", "详情", "下载", "登录"])
def test_a_dated_row_is_an_entry_whatever_it_is_called(title):
    reading = read(f"<ul>{row(0)}{row(1, title)}{row(2)}</ul>")
    assert [item.title for item in reading.items][1:2] == [title]
    assert len(reading.items) == 3


def test_a_second_dated_group_that_is_not_read_shows_more():
    first, second = (f"<ul>{''.join(map(row, numbers))}</ul>" for numbers in (range(4), range(4, 6)))
    reading = read(f"<div class='list'>{first}<p>以下文件已经废止，仅供各单位查阅参考</p>{second}</div>")
    assert len(reading.items) == 6 or reading.more


def test_a_box_that_leads_to_its_own_column_is_no_part_of_the_list():
    own = f"<ul>{''.join(map(row, range(4)))}</ul>"
    box = f"<h3>工作动态</h3><a href='/xwzx/gzdt/'>更多</a><ul>{row(7)}{row(8)}</ul>"
    reading = read(f"<div class='main'>{own}{box}</div>")
    assert (len(reading.items), reading.more) == (4, False)


def test_a_sidebar_is_no_part_of_the_list():
    own = f"<div class='list'><ul>{''.join(map(row, range(4)))}</ul></div>"
    side = f"<div class='sidebar'><h3>热点</h3><ul>{row(7)}{row(8)}</ul></div>"
    reading = read(f"<div>{own}{side}</div>")
    assert (len(reading.items), reading.more) == (4, False)


def test_the_foot_is_no_part_of_a_list_whose_last_entry_has_no_date():
    rows = "".join(
        f"<tr><td><a href='a{number}.html'>关于第{number}号工作方案的说明</a></td></tr>" for number in range(3)
    )
    foot = "<tr><td><div id='divFootID'>| <a href='/inner/oa'>内部办公系统入口</a></div></td></tr>"
    reading = read(f"<table><tr><td><table>{rows}</table></td></tr>{foot}</table>")
    assert [item.title for item in reading.items] == [f"关于第{number}号工作方案的说明" for number in range(3)]
