"""A small site that is crawled night after night, and what it was asked for each time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from clocked import crawl_at
from conftest import Answer, SiteServer
from small_site import PORTAL, TITLES, answers, rows, small_site
from sqlite_utils import Database

from archive.dump import canonical_dump
from archive.store import open_archive
from crawler.crawl import CrawlResult
from crawler.rebuild import rebuild

FIRST = datetime(2019, 1, 1, 16, 30, tzinfo=UTC)
LISTS = {"/robots.txt", "/", "/news/", "/news/index_1.html", "/notices/"}
BASE = "http://small.invalid"


def entry(number: int, title: str = "", day: str = "") -> tuple[str, str, str]:
    return (f"/a/{number}.html", title or f"{TITLES[number % 4]}之{number + 1}", day or f"2018-03-{number + 1:02d}")


def tagged_site() -> dict[str, Any]:
    """The small site; every article has an entity tag, and the first one a file."""
    pages = answers(small_site())
    for number in range(8):
        body = str(pages[f"/a/{number}.html"].body)
        if number == 0:
            body = body.replace("</div></body>", "<p><a href='/f/0.txt'>附件：名单.txt</a></p></div></body>")
        pages[f"/a/{number}.html"] = Answer(body, headers={"ETag": f'"a{number}"'})
    text = {"Content-Type": "text/plain; charset=utf-8"}
    pages["/f/0.txt"] = Answer("附件的正文，一共三行。", headers={**text, "ETag": '"f0"'})
    return pages


@dataclass
class Watched:
    """A site, its archive, and how the nights went: what was asked for, and on which condition."""

    server: SiteServer
    folder: Path
    asked: list[list[str]] = field(default_factory=list)
    conditions: list[dict[str, str]] = field(default_factory=list)
    results: list[CrawlResult | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        (self.folder / "small.yml").write_text(PORTAL, encoding="utf-8")

    @property
    def archive(self) -> Path:
        return self.folder / "a"

    def crawl(self, days: float, **more: Any) -> CrawlResult | None:
        """Crawl so many days after the first night."""
        before, conditions = len(self.server.log), len(self.server.conditions)
        at = FIRST + timedelta(days=days)
        result = crawl_at(at, self.folder / "small.yml", self.archive, self.server.address, **more)
        self.asked.append(self.server.asked()[before:])
        self.conditions.append(dict(self.server.conditions[conditions:]))
        self.results.append(result)
        return result

    def documents(self, night: int) -> set[str]:
        """What a night asked for beside lists."""
        return set(self.asked[night]) - LISTS

    def rows(self, sql: str, night: int) -> list[tuple[Any, ...]]:
        """Rows of a query about the crawl of a night, ``:crawl`` in it."""
        crawls = [crawl for (crawl,) in rows(self.archive, "select id from crawls order by started_at")]
        return rows(self.archive, sql.replace(":crawl", f"'{crawls[night]}'"))


StartSite = Callable[[Mapping[str, Any]], SiteServer]


def dump(archive: Path) -> list[str]:
    with closing(Database(archive / "archive.db")) as db:
        return list(canonical_dump(db))


def rebuilt(archive: Path) -> tuple[list[str], list[str]]:
    """The canonical dump of an archive, and that of what its record gives."""
    again = open_archive(archive.with_name(f"again-{len(list(archive.parent.iterdir()))}.db"))
    with closing(again) as now:
        rebuild(archive, now, lambda crawl: None)
        return dump(archive), list(canonical_dump(now))
