"""What a purge leaves as it was before: every row that is counted by, whatever way the crawl came to the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from conftest import Answer, gongkai
from small_site import answers, list_page, rows, small_site
from watched_site import BASE, StartSite, Watched, entry

from archive.fixity import check

#: Whatever says how things stand with a document, but for its words.
FACTS = (
    "select * from captures order by id",
    "select kind, url, seen_at from changes order by seen_at, url, kind",
    "select crawl, document, capture from sightings order by crawl, document",
    "select url, state, published_on, content_digest, missing_since, delisted_since from documents order by url",
    "select id, verdict, reason from crawls order by id",
    'select * from coverage order by crawl, "column"',
    "select * from unread order by crawl, url",
    'select crawl, "column", position, url, document from listings order by 1, 2, 3',
    "select document, url, crawl from attachments order by 1, 2, 3",
)


def facts(archive: Path) -> list[list[tuple[Any, ...]]]:
    return [rows(archive, sql) for sql in FACTS]


def purge(archive: Path, url: str) -> None:
    record = rows(archive, f"select id from captures where url = '{url}' order by captured_at limit 1")[0][0]
    done = gongkai("purge", record, "--order", "12/2026", "--yes", "--archive", archive)
    assert done.returncode == 0, done.stderr


def test_what_left_its_list_and_was_looked_at_is_as_delisted_after_its_purge(site: StartSite, tmp_path: Path) -> None:
    """Its second capture answers a probe, to which no page leads."""
    watched = Watched(site(answers(small_site())), tmp_path)
    watched.crawl(0)
    watched.server.pages["/notices/"] = [Answer(list_page(*map(entry, (4, 6, 7))))]
    watched.crawl(1)
    assert watched.documents(1) == {"/a/5.html"}
    archive, page = watched.archive, f"{BASE}/a/5.html"
    assert rows(archive, "select url from documents where delisted_since is not null") == [(page,)]
    assert rows(archive, f"select kind from captures where url = '{page}'") == [("document",)] * 2
    before = facts(archive)
    purge(archive, page)
    assert facts(archive) == before
    assert rows(archive, "select url from purged") == [(page,)] * 2
    assert list(check(archive)) == []


def test_a_crawl_that_was_killed_before_its_manifest_stays_accepted(site: StartSite, tmp_path: Path) -> None:
    watched = Watched(site(answers(small_site())), tmp_path)
    watched.crawl(0)
    archive = watched.archive
    for path in (*(archive / "crawls").iterdir(), *archive.glob(".chain*")):
        path.unlink()
    before = facts(archive)
    purge(archive, f"{BASE}/a/5.html")
    assert facts(archive) == before
    assert list(check(archive)) == []
