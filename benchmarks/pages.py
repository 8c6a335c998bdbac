"""The pages of the bench's site: of the size and the shape of real ones (8 to 20 KB), their text made from words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random

from archive.own_yaml import own_yaml

_WORDS: dict[str, list[str]] = own_yaml(Path(__file__).with_name("words.yml").read_text(encoding="utf-8"))
_SCRIPTS = "".join(f'<script src="/assets/js/{name}.js?v=20180312"></script>\n' for name in ("jquery", "base", "share"))
_ITEM = '<li class="clearfix"><a href="{0}" target="_blank" title="{1}">{1}</a><span class="date">{2}</span></li>\n'


def _word(random: Random, kind: str) -> str:
    return random.choice(_WORDS[kind])


def title(random: Random, number: int) -> str:
    """The title of an article; its number makes it the only one of its kind."""
    kinds = ("places", "verbs", "objects", "endings")
    what = "".join(_word(random, kind) for kind in kinds)
    return f"{_word(random, 'subjects')}关于{what}（第{number}号）"


def _clause(random: Random) -> str:
    what = "".join(_word(random, kind) for kind in ("verbs", "places", "words", "words"))
    return f"{what}{random.randrange(2, 9_000)}项"


def _sentence(random: Random) -> str:
    clauses = [_clause(random) for _ in range(random.randrange(2, 5))]
    return f"{_word(random, 'subjects')}对{_word(random, 'objects')}{_word(random, 'joins').join(clauses)}。"


def _paragraph(random: Random) -> str:
    text = "".join(_sentence(random) for _ in range(random.randrange(3, 7)))
    style = "text-indent: 2em; line-height: 2; font-family: 仿宋; font-size: 16pt;"
    return f'<p style="{style}"><span style="font-size: 16pt;">{text}</span></p>\n'


def _frame(heading: str, body: str, meta: str = "") -> str:
    """A page with the head, navigation and foot that a site puts around everything."""
    banners = "".join(
        f'<a href="/zt/{number}/"><img src="/assets/img/zt{number}.jpg" alt="{place}{what}专题"></a>\n'
        for number, (place, what) in enumerate(zip(_WORDS["places"], _WORDS["objects"], strict=False))
    )
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="X-UA-Compatible" content="IE=edge,chrome=1">\n'
        f'<meta name="SiteName" content="测速管委会">\n{meta}<title>{heading}</title>\n'
        '<link rel="stylesheet" type="text/css" href="/assets/css/base.css">\n'
        f"{_SCRIPTS}</head>\n<body>\n"
        '<div class="header"><div class="logo"><img src="/assets/img/logo.png" alt="测速管委会"></div>'
        '<form action="/search" method="get"><input name="q" placeholder="请输入关键字"></form></div>\n'
        f"{body}"
        f'<div class="special">\n{banners}</div>\n'
        '<div class="footer"><p>主办：测速管委会办公室　承办：测速信息中心</p>'
        "<p>网站标识码：0000000000　备案号：测备00000000号</p></div>\n</body>\n</html>\n"
    )


def home_page(columns: Sequence[tuple[str, str]]) -> str:
    """The home page: its navigation names every column."""
    links = "".join(f'<li><a href="{path}">{name}</a></li>\n' for path, name in columns)
    return _frame("测速管委会", f'<div class="nav"><ul><li><a href="/">首页</a></li>\n{links}</ul></div>\n')


def _way(column: str) -> str:
    return f'<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="./">{column}</a></div>\n'


def list_page(column: str, entries: Sequence[tuple[str, str, date]], number: int, paths: Sequence[str]) -> str:
    """One page of a column's list, with links to the pages beside it."""
    items = "".join(_ITEM.format(path, heading, day.isoformat()) for path, heading, day in entries)
    links = f'<a href="{paths[number - 1]}">上一页</a> ' if number else ""
    links += f'<a href="{paths[number + 1]}">下一页</a> ' if number + 1 < len(paths) else ""
    pager = f'<div class="pages">第{number + 1}页/共{len(paths)}页 {links}</div>\n' if len(paths) > 1 else ""
    return _frame(column, f'{_way(column)}<div class="list"><ul>\n{items}</ul></div>\n{pager}')


def article_page(random: Random, column: str, heading: str, day: date) -> str:
    """An article: metadata, title, date, three to fourteen paragraphs."""
    meta = (
        f'<meta name="ArticleTitle" content="{heading}">\n<meta name="PubDate" content="{day} 09:30">\n'
        f'<meta name="ContentSource" content="测速管委会">\n<meta name="ColumnName" content="{column}">\n'
    )
    text = "".join(_paragraph(random) for _ in range(random.randrange(6, 17)))
    body = (
        f'{_way(column)}<div class="article"><h1>{heading}</h1>\n'
        f'<div class="info"><span>发布日期：{day}</span> <span>来源：测速管委会</span></div>\n'
        f'<div class="content">\n{text}</div></div>\n'
    )
    return _frame(heading, body, meta)
