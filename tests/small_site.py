"""A small site of two columns and eight articles, for whole crawls."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from conftest import Answer

PORTAL = """
portal: small
title: {zh: 小站, en: Small site}
authority: [小站管委会]
base: http://small.invalid/
politeness: {delay: 0}
columns:
  - {key: news, title: 党政要闻, evidences: ["topic:党政要闻"]}
  - {key: notices, title: 通知公告}
channels:
  own_site: {title: {zh: 本站, en: own site}, kind: site}
"""
NAVIGATION = (
    '<div class="nav"><a href="/">首页</a> <a href="/news/">党政要闻</a> <a href="/notices/">通知公告</a></div>'
)


def page(body: str, title: str = "小站") -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{NAVIGATION}{body}</body></html>"


def list_page(*entries: tuple[str, str, str], following: str = "") -> str:
    items = "".join(f'<li><a href="{url}">{title}</a><span>{day}</span></li>' for url, title, day in entries)
    return page(f'<div class="list"><ul>{items}</ul></div><div class="pages">{following}</div>')


def article(title: str, day: str) -> str:
    text = f"{title}的正文第一段，说明有关工作的开展情况和下一步安排。"
    return page(f"<h1>{title}</h1><p>发布日期：{day}</p><div class='content'><p>{text}</p><p>{text}</p></div>", title)


TITLES = [
    "关于召开全区工作会议的通知",
    "全区重点项目建设推进情况通报",
    "松山街道开展环境整治行动",
    "区政府常务会议研究部署工作",
]


def small_site() -> dict[str, Any]:
    """A home page, two columns (one of two pages), and eight articles."""
    pages: dict[str, Any] = {
        "/": page("<p>欢迎访问</p>"),
        "/robots.txt": Answer("User-agent: *\nDisallow: /private/\n"),
    }
    entries = []
    for number in range(8):
        title, day = f"{TITLES[number % 4]}之{number + 1}", f"2018-03-{number + 1:02d}"
        entries.append((f"/a/{number}.html", title, day))
        pages[f"/a/{number}.html"] = article(title, day)
    pages["/news/"] = list_page(*entries[:3], following='<a href="/news/index_1.html">下一页</a>')
    pages["/news/index_1.html"] = list_page(*entries[3:5])
    pages["/notices/"] = list_page(*entries[4:8])
    return pages


def answers(pages: Mapping[str, Any]) -> dict[str, Any]:
    return {path: Answer(value) if isinstance(value, (str, bytes)) else value for path, value in pages.items()}


def rows(archive: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        return db.execute(sql).fetchall()


def awkward_site() -> dict[str, Any]:
    """What a crawl can meet: refusals by robots.txt, failures, redirects, answers tried again, pages that are gone."""
    pages = answers(small_site())
    pages["/robots.txt"] = Answer("User-agent: *\nDisallow: /a/1.html\n", headers={"Content-Type": "text/plain"})
    pages["/a/2.html"] = [Answer("busy", 503), Answer(article("项目建设", "2018-03-03"))]
    pages["/a/4.html"] = Answer("", 302, {"Location": "/a/4.html"})
    pages["/a/5.html"] = Answer("", 302, {"Location": "/moved/5.html"})
    pages["/moved/5.html"] = Answer(article("移动的通知", "2018-03-06"))
    pages["/a/6.html"] = Answer("gone", 410)
    pages["/a/7.html"] = Answer(b"no length\r\n", headers={"Transfer-Encoding": "chunked"})
    return pages
