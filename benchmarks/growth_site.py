"""A portal of ten years for `make bench-growth`: 1,000 documents a year in twenty columns, a yearly report for each.

The same bytes every time, on disk as `benchmarks.site` has them. One document in ten attaches a file (docx), one in six
has a document number, one in fifty is undated. Each report claims what it published in all and by column; every third
count is one too many. A later night has documents more in its first column, and as many texts edited.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from benchmarks.pages import article_page, home_page, list_page, title
from benchmarks.site import INDEX, PAGES

PORTAL, FILE = "p000", "p000.yml"
FIRST_YEAR, YEARS = 2014, 10
NAMES = (
    *(
        "党政要闻",
        "基层动态",
        "办事服务",
        "通知公告",
        "规划计划",
        "人事信息",
        "招标投标",
        "统计信息",
        "应急管理",
        "安全生产",
    ),
    *("环境保护", "教育信息", "医疗卫生", "社会保障", "土地征收", "食品药品", "价格收费", "行政执法", "扶贫工作"),
)
REPORTS = ("reports", "政府信息公开年报")
COLUMNS = (*((f"c{number:02}", name) for number, name in enumerate(NAMES)), REPORTS)
_A_LIST = 50
_UNDATED, _NUMBERED, _ATTACHING = 50, 6, 10
_DOCX = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
)
_OPC = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = (
    f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{_OPC}/content-types">'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}"/></Types>'
)
_RELATIONS = (
    f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{_OPC}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}" Target="word/document.xml"/></Relationships>'
)


@dataclass(frozen=True, slots=True)
class Article:
    """A document of the site: its number, its column, and its list's entry."""

    number: int
    column: str
    path: str
    title: str
    day: date


def articles(documents: int, more: int = 0) -> list[Article]:
    """The documents of ten years in the order of their days, and ``more`` that a later night shows."""
    random, made = Random(FIRST_YEAR), []
    keys = [key for key, _ in COLUMNS[:-1]]
    days = YEARS * 365
    for number in range(documents):
        day = date(FIRST_YEAR, 1, 4) + timedelta(days=number * days // documents)
        made.append(_article(random, number, keys[number % len(keys)], min(day, date(FIRST_YEAR + YEARS - 1, 12, 30))))
    last = date(FIRST_YEAR + YEARS, 1, 30)
    return made + [_article(random, documents + number, keys[0], last) for number in range(more)]


def _article(random: Random, number: int, column: str, day: date) -> Article:
    name = title(random, number)
    if number % _NUMBERED == 0:
        name = f"{name}（测管发〔{day.year}〕{number // _NUMBERED % 400 + 1}号）"
    return Article(number, column, f"/{column}/{day:%Y%m}/t{day:%Y%m%d}_{number:07}.html", name, day)


def pages(documents: int, more: int = 0) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of every page and file: home page, lists, reports, articles, attachments."""
    made = articles(documents, more)
    yield "/", home_page([(f"/{key}/", name) for key, name in COLUMNS]).encode()
    for key, name in COLUMNS[:-1]:
        own = sorted((one for one in made if one.column == key), key=lambda one: one.day, reverse=True)
        yield from _lists(key, name, [(one.path, one.title, one.day) for one in own])
    yield from _reports(made[:documents])
    names = dict(COLUMNS)
    for one in made:
        edited = one.number < more
        page = _shorter(article_page(Random(f"{one.path}{edited}"), names[one.column], one.title, one.day))
        if one.number % _UNDATED == 7:
            page = page.replace(f'<meta name="PubDate" content="{one.day} 09:30">\n', "")
        if one.number % _ATTACHING == 3:
            file = one.path.replace(".html", ".docx")
            page = page.replace("</div></div>\n", f'<p><a href="{file}">附件：情况表.docx</a></p></div></div>\n', 1)
            yield file, _docx(f"附件{one.number}：{one.title}情况表。")
        yield one.path, page.encode()


def _shorter(page: str) -> str:
    """Half of an article's paragraphs: texts of 1,500 characters, as those of real portals have them."""
    head, *paragraphs = page.split('<p style="')
    kept, foot = paragraphs[: len(paragraphs) // 2], paragraphs[-1].partition("</p>\n")[2]
    return '<p style="'.join([head, *kept]) + foot


def _lists(key: str, name: str, entries: list[tuple[str, str, date]]) -> Iterator[tuple[str, bytes]]:
    starts = range(0, max(len(entries), 1), _A_LIST)
    paths = [f"/{key}/" if number == 0 else f"/{key}/index_{number}.html" for number, _ in enumerate(starts)]
    for number, start in enumerate(starts):
        yield paths[number], list_page(name, entries[start : start + _A_LIST], number, paths).encode()


def _reports(made: list[Article]) -> Iterator[tuple[str, bytes]]:
    entries = []
    for year in range(FIRST_YEAR, FIRST_YEAR + YEARS):
        day = date(year + 1, 1, 20)
        heading = f"测速管委会{year}年政府信息公开工作年度报告"
        path = f"/reports/{day:%Y%m}/t{day:%Y%m%d}_{year}.html"
        entries.append((path, heading, day))
        counted = Counter(one.column for one in made if one.day.year == year)
        page = article_page(Random(path), REPORTS[1], heading, day)
        yield (
            path,
            page.replace('<div class="content">\n', f'<div class="content">\n{_claims(year, counted)}', 1).encode(),
        )
    yield from _lists(REPORTS[0], REPORTS[1], entries[::-1])


def _claims(year: int, counted: Counter[str]) -> str:
    said = [f"{name}类{counted[key] + (place % 3 == 0)}条" for place, (key, name) in enumerate(COLUMNS[:-1])]
    return (
        f"<p>一、概述。{year}年，测速管委会认真贯彻《中华人民共和国政府信息公开条例》。</p>\n"
        f"<p>二、主动公开政府信息情况。{year}年，主动公开政府信息{counted.total() + 1}条，其中门户网站公开信息"
        f"{counted.total()}条。按类别：{'，'.join(said)}。</p>\n"
        f"<p>三、依申请公开。{year}年，收到政府信息公开申请12件，答复12件。</p>\n"
    )


def _docx(text: str) -> bytes:
    paragraph = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
    parts = {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, "word/document.xml": _DOCX.format(paragraph)}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name, (2014, 1, 4, 0, 0, 0)), content)
    return packed.getvalue()


def write(folder: Path, documents: int, more: int = 0) -> None:
    """Write the site and its portal file; what ``benchmarks.server`` serves."""
    folder.mkdir(parents=True, exist_ok=True)
    index: list[tuple[str, int]] = []
    with (folder / PAGES).open("wb") as file:
        for path, content in pages(documents, more):
            index.append((path, file.write(content)))
    (folder / INDEX).write_text(json.dumps(index), encoding="ascii")
    columns = "".join(
        f'  - {{key: {key}, title: {name}, channel: own_site, evidences: ["topic:{name}"]}}\n'
        for key, name in COLUMNS[:-1]
    )
    (folder / FILE).write_text(
        f"portal: {PORTAL}\n"
        "title: {zh: 测速, en: Bench}\n"
        "authority: [测速管委会]\n"
        f"base: http://{PORTAL}.invalid/\n"
        f"politeness: {{delay: 0, budget: {4 * documents + 2_000}}}\n"
        f"columns:\n{columns}"
        f"  - {{key: {REPORTS[0]}, title: {REPORTS[1]}, channel: own_site, reports: true}}\n"
        "channels:\n  own_site: {title: {zh: 本站, en: own site}, kind: site}\n",
        encoding="utf-8",
    )
