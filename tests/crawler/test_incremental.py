"""Nights after the first: what is asked for again, what is carried, and that nothing is lost by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from clocked import crawl_at
from conftest import Answer, SiteServer
from small_site import PORTAL, TITLES, answers, article, list_page, rows, small_site
from sqlite_utils import Database

from archive.dump import canonical_dump
from archive.fixity import check
from archive.store import open_archive
from archive.warc_reader import read_records
from archive.warc_revisit import NOT_MODIFIED
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


@pytest.fixture
def watched(site: StartSite, tmp_path: Path) -> Watched:
    return Watched(site(tagged_site()), tmp_path)


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """Five nights: the first; an unchanged one; one of changes; the one after it; and a month later."""
    server = SiteServer(tagged_site())
    seen = Watched(server, tmp_path_factory.mktemp("month"))
    seen.crawl(0)
    seen.crawl(1)
    news = [entry(8, "新发布的一篇通告", "2019-01-03"), entry(0), entry(1, "另一个标题的一篇")]
    changed = {
        "/news/": list_page(*news, following='<a href="/news/index_1.html">下一页</a>'),
        "/notices/": list_page(entry(7)),
        "/a/8.html": Answer(article("新发布的一篇通告", "2019-01-03"), headers={"ETag": '"a8"'}),
        "/a/2.html": Answer("gone", 404),
        "/a/5.html": Answer("busy", 501),
        "/a/6.html": Answer("", 302, {"Location": "/"}),
    }
    server.pages |= {path: [answer] for path, answer in answers(changed).items()}
    seen.crawl(2)
    seen.crawl(3)
    seen.crawl(34)
    yield seen
    server.close()


def test_an_unchanged_night_asks_for_lists_alone(month: Watched) -> None:
    assert month.documents(1) == set()
    assert set(month.asked[1]) == LISTS


def test_what_is_carried_is_counted_and_covered(month: Watched) -> None:
    said = 'select "column", state, entries, documents_fetched, carried, failed from coverage where crawl = :crawl'
    assert month.rows(f"{said} order by 1", 1) == [
        ("small/news", "complete", 5, 0, 5, 0),
        ("small/notices", "complete", 4, 0, 4, 0),
    ]
    result = month.results[1]
    assert result is not None
    assert (result.verdict.key, result.asked, result.carried) == ("ok", 0, 9)


def test_new_entries_and_those_that_a_list_shows_otherwise_are_asked_for_at_once(month: Watched) -> None:
    assert {"/a/8.html", "/a/1.html"} <= month.documents(2)
    assert "/a/1.html" not in month.conditions[2], "its title is another: it is sent whole"


def test_what_left_its_list_is_asked_for_and_all_that_stayed_is_not(month: Watched) -> None:
    assert month.documents(2) - {"/a/8.html", "/a/1.html"} == {"/a/2.html", "/a/5.html", "/a/6.html"}


def test_an_answer_to_a_probe_says_whether_the_document_is_gone(month: Watched) -> None:
    said = month.rows("select url, purpose, reason, answered from unread where crawl = :crawl order by url", 2)
    assert said == [
        (f"{BASE}/a/2.html", "probe", "HTTP 404", 1),
        (f"{BASE}/a/5.html", "probe", "HTTP 501", 0),
        (f"{BASE}/a/6.html", "probe", "redirected to the home page", 0),
    ]


def test_probes_spoil_neither_coverage_nor_verdict(month: Watched) -> None:
    result = month.results[2]
    assert result is not None
    assert result.verdict.key == "ok"
    assert {row.state for row in result.coverage} == {"complete"}


def test_what_is_new_is_asked_for_every_night_on_a_condition(month: Watched) -> None:
    assert month.documents(3) == {"/a/8.html"}
    assert month.conditions[3] == {"/a/8.html": '"a8"'}


def test_a_page_that_is_unchanged_was_seen_in_the_version_known(month: Watched) -> None:
    seen = "select s.version, c.status, c.kind, c.mime, c.size > 0 from sightings s join captures c on c.id = s.capture"
    (unchanged,) = month.rows(f"{seen} where s.crawl = :crawl", 3)
    (before,) = month.rows(f"{seen} where s.crawl = :crawl and c.url like '%/a/8.html'", 2)
    assert before[1] == 200
    assert unchanged == (before[0], 304, "document", *before[3:])


def test_a_304_is_kept_as_a_revisit_of_the_answer_it_leaves_unchanged(month: Watched) -> None:
    ((file, offset, revisit_of),) = month.rows(
        "select warc_file, warc_offset, revisit_of from captures where crawl = :crawl and status = 304", 3
    )
    (record,) = (r for r in read_records(month.archive / "warc" / file) if r.offset == offset)
    assert (record.kind, record.get("WARC-Profile")) == ("revisit", NOT_MODIFIED)
    assert record.get("WARC-Refers-To") == f"<{revisit_of}>"
    assert record.block.startswith(b"HTTP/1.1 304 ")


def test_after_a_month_everything_is_asked_for_without_a_condition(month: Watched) -> None:
    listed = {"/a/0.html", "/a/1.html", "/a/3.html", "/a/4.html", "/a/7.html", "/a/8.html"}
    assert month.documents(4) >= listed | {"/f/0.txt"}
    assert month.conditions[4] == {}


def test_documents_keep_what_was_read_of_them(month: Watched) -> None:
    kept = "select url, title, published_on, characters > 0 from documents"
    found = {url: rest for url, *rest in rows(month.archive, kept)}
    assert found[f"{BASE}/a/3.html"] == [entry(3)[1], "2018-03-04", 1]
    assert len(found) == 9


def test_the_archive_of_these_nights_is_sound(month: Watched) -> None:
    for crawl in (crawl for (crawl,) in rows(month.archive, "select id from crawls")):
        assert (month.archive / "crawls" / f"{crawl}.json").is_file()
    assert list(check(month.archive)) == []


def rebuilt(archive: Path) -> tuple[list[str], list[str]]:
    """The canonical dump of an archive, and that of what its record gives."""
    again = open_archive(archive.with_name(f"again-{len(list(archive.parent.iterdir()))}.db"))
    with closing(Database(archive / "archive.db")) as before, closing(again) as now:
        rebuild(archive, now, lambda crawl: None)
        return list(canonical_dump(before)), list(canonical_dump(now))


def test_a_rebuild_gives_the_same_facts(month: Watched) -> None:
    before, now = rebuilt(month.archive)
    assert now == before


def test_a_rebuild_by_another_reader_carries_what_was_carried(month: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("archive.known", "archive.crawls", "archive.store", "crawler.incremental"):
        monkeypatch.setattr(f"{module}.READER_VERSION", 99)
    before, now = rebuilt(month.archive)
    carried = [line for line in before if line.startswith(("coverage ", "unread "))]
    assert [line for line in now if line.startswith(("coverage ", "unread "))] == carried
