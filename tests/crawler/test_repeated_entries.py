"""A list that shows one entry on two pages and another on none is not read to its end: nothing is said of the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import Answer, SiteServer, gongkai
from small_site import PORTAL, answers, article, list_page, rows, small_site

from archive import crawls
from archive.records import ColumnFound, Request
from archive.store import open_archive
from crawler import walk
from crawler.portal import load_portal_file
from crawler.state import CrawlState, new_state
from crawler.steps import Exchange, Step

StartSite = Callable[[Mapping[str, Any]], SiteServer]
RIGHT = ((0, 1, 2, 3), (4, 5, 6, 7))
SKIPPING = ((0, 1, 2, 3), (3, 5, 6, 7))
SHORT = "the site states 8 entries, 7 different ones were read"


def entry(number: int) -> tuple[str, str, str]:
    return f"/n/{number}.html", f"关于召开全区第{number}次工作会议的通知", f"2018-03-{number + 1:02d}"


def news(pages: Sequence[Sequence[int]]) -> dict[str, str]:
    """The two pages of a list that states that it has eight entries."""
    leads = ('<a href="/news/index_1.html">下一页</a>', '<a href="/news/">上一页</a>')
    shown = [
        list_page(*map(entry, numbers), following=f"<span>共8条 第{page}/2页</span>{lead}")
        for page, (numbers, lead) in enumerate(zip(pages, leads, strict=True), 1)
    ]
    return dict(zip(("/news/", "/news/index_1.html"), shown, strict=True))


def nights(server: SiteServer, folder: Path, *lists: Sequence[Sequence[int]]) -> Path:
    """Crawl once for each of these lists; return the archive."""
    (folder / "small.yml").write_text(PORTAL, encoding="utf-8")
    for pages in lists:
        server.pages |= {path: [Answer(text)] for path, text in news(pages).items()}
        result = gongkai("crawl", folder / "small.yml", "--archive", folder / "a", "--host", server.address)
        assert result.returncode == 0, result.stderr
    return folder / "a"


def site_of_eight() -> dict[str, Any]:
    articles = {url: article(title, day) for url, title, day in map(entry, range(8))}
    return answers({**small_site(), **news(RIGHT), **articles})


def coverage(archive: Path) -> list[tuple[Any, ...]]:
    said = "state, list_read, entries, stated_items, note"
    return rows(archive, f"select {said} from coverage where \"column\" = 'small/news' order by crawl")


@pytest.mark.parametrize("lists", [(RIGHT, SKIPPING, RIGHT), (SKIPPING, RIGHT)])
def test_what_a_list_skipped_once_was_never_off_it(
    site: StartSite, tmp_path: Path, lists: tuple[Sequence[Sequence[int]], ...]
) -> None:
    archive = nights(site(site_of_eight()), tmp_path, *lists)
    said = {RIGHT: ("complete", 1, 8, 8, ""), SKIPPING: ("incomplete", 0, 7, 8, SHORT)}
    assert coverage(archive) == [said[pages] for pages in lists]
    assert rows(archive, "select kind, url from changes where url like '%/n/%'") == []
    result = gongkai("rebuild", "--archive", archive, "--json", "--check")
    assert (result.returncode, json.loads(result.stdout)["differences"]) == (0, []), result.stdout + result.stderr


def take_list(state: CrawlState, number: int) -> None:
    path, text = [*news(SKIPPING).items()][number - 1]
    request = Request(f"http://small.invalid{path}", "list", column="news", number=number)
    exchange = Exchange(request, 200, text.encode(), "text/html; charset=utf-8", capture=f"urn:uuid:{number}")
    state.take(walk.step(state.portal, exchange))


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_a_crawl_that_goes_on_knows_what_stood_on_two_pages(tmp_path: Path, order: tuple[int, int]) -> None:
    (tmp_path / "small.yml").write_text(PORTAL, encoding="utf-8")
    portal = load_portal_file(tmp_path / "small.yml")
    with closing(open_archive(tmp_path / "archive.db")) as db:
        crawls.open_crawl(db, "small", "small-1", portal.file_sha256)
        state = new_state(portal, db, "small-1")
        state.take(walk.start(portal))
        state.take(Step((ColumnFound("news", "http://small.invalid/news/"),)))
        for number in order:
            take_list(state, number)
        state.store.flush()
        again = new_state(portal, db, "small-1")
        again.restore(db)
        assert again.coverage.coverage() == state.coverage.coverage()
        assert SHORT in again.coverage.coverage()[0].note
        assert again.coverage.whole_lists() == set()
