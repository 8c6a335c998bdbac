"""A site made beforehand: the pages of a committee, the same bytes every time, kept as files in one folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from benchmarks.pages import article_page, home_page, list_page, title

COLUMNS = (
    ("news", "党政要闻"),
    ("notices", "通知公告"),
    ("policies", "政策文件"),
    ("readings", "政策解读"),
    ("budgets", "财政预决算"),
    ("plans", "规划计划"),
    ("staff", "人事信息"),
    ("bids", "招标投标"),
)
ENTRIES_A_LIST = 20
#: The server reads this file: one line a page, its path and how many bytes of PAGES are its content.
INDEX, PAGES, PORTAL = "index.json", "pages.bin", "bench.yml"
_FIRST_DAY = date(2010, 1, 4)
_SEED = 2018


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a list, and the article it leads to."""

    path: str
    title: str
    day: date


def columns_of(articles: int, name: str = "") -> dict[str, list[Entry]]:
    """Every column's entries; the articles are dealt out in turn, and no column's list is short."""
    random = Random(f"{_SEED} {name}" if name else _SEED)
    keys = [key for key, _ in COLUMNS[: max(articles // ENTRIES_A_LIST, 1)]]
    columns: dict[str, list[Entry]] = {key: [] for key in keys}
    for number in range(articles):
        key = keys[number % len(keys)]
        day = _FIRST_DAY + timedelta(days=number % 3_000)
        columns[key].append(Entry(f"/{key}/{day:%Y%m}/t{day:%Y%m%d}_{number:07}.html", title(random, number), day))
    return columns


def _lists(key: str, name: str, entries: list[Entry]) -> Iterator[tuple[str, str]]:
    starts = range(0, len(entries), ENTRIES_A_LIST)
    paths = [f"/{key}/" if number == 0 else f"/{key}/index_{number}.html" for number, _ in enumerate(starts)]
    for number, start in enumerate(starts):
        items = [(entry.path, entry.title, entry.day) for entry in entries[start : start + ENTRIES_A_LIST]]
        yield paths[number], list_page(name, items, number, paths)


def pages_of(articles: int, site: str = "") -> Iterator[tuple[str, str]]:
    """Yield path and text of every page: home page, lists, articles. The same number gives the same pages; a site of
    another name has texts of its own.
    """
    columns = columns_of(articles, site)
    navigation = [(f"/{key}/", name) for key, name in COLUMNS if key in columns]
    yield "/", home_page(navigation)
    for key, name in COLUMNS:
        yield from _lists(key, name, columns.get(key, []))
    for key, name in COLUMNS:
        for entry in columns.get(key, []):
            yield entry.path, article_page(Random(site + entry.path), name, entry.title, entry.day)


def articles_for(pages: int) -> int:
    """How many articles make a site of about so many pages, lists and home page included; at least one."""
    return max((pages - 1) * ENTRIES_A_LIST // (ENTRIES_A_LIST + 1), 1)


def write_site(folder: Path, pages: int, name: str = "") -> list[str]:
    """Write a site of about ``pages`` pages and the portal file that describes it; return the paths of its pages.

    Sites of several names have the same addresses and texts of their own.
    """
    folder.mkdir(parents=True, exist_ok=True)
    index: list[tuple[str, int]] = []
    with (folder / PAGES).open("wb") as file:
        for path, text in pages_of(articles_for(pages), name):
            index.append((path, file.write(text.encode())))
    (folder / INDEX).write_text(json.dumps(index), encoding="ascii")
    keys = columns_of(articles_for(pages))
    columns = "".join(f"  - {{key: {key}, title: {name}}}\n" for key, name in COLUMNS if key in keys)
    (folder / PORTAL).write_text(
        "portal: bench\n"
        "title: {zh: 测速, en: Bench}\n"
        "authority: [测速管委会]\n"
        "base: http://bench.invalid/\n"
        f"politeness: {{delay: 0, budget: {4 * pages + 100}}}\n"
        f"columns:\n{columns}"
        "channels:\n  own_site: {title: {zh: 本站, en: own site}, kind: site}\n",
        encoding="utf-8",
    )
    return [path for path, _ in index]


def read_site(folder: Path) -> dict[str, bytes]:
    """The pages that ``write_site`` wrote, by path."""
    data = memoryview((folder / PAGES).read_bytes())
    pages, start = {}, 0
    for path, size in json.loads((folder / INDEX).read_text(encoding="ascii")):
        pages[path] = bytes(data[start : start + size])
        start += size
    return pages
