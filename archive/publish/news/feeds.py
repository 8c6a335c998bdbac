"""The feeds of public.db: which there are, what each is made of, and the static files of all of them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from archive.labels import Label
from archive.publish.news.atom import Feed, parts_of, render
from archive.publish.news.places import Places, feed_path
from archive.publish.news.plain import plain
from archive.publish.news.rows import Query, count_query, news_query, read_news
from archive.publish.news.words import kinds
from archive.whole_file import write_whole

FOLDER = "feeds"
_PORTAL = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_FEEDS = """
select p.id, p.title_zh, p.title_en, w.id as crawl, w.started_at from portals p left join crawls w on w.id =
    (select id from crawls where portal = p.id and accepted = 1 and source = 'live' order by started_at, id limit 1)
where :portal = '' or p.id = :portal order by p.id
"""


def portals_query(portal: str = "") -> Query:
    """The portals that have feeds: one, or (empty) all."""
    return Query(_FEEDS, {"portal": portal})


def feed_of(row: Mapping[str, Any], kind: str) -> Feed:
    """The feed of a kind (empty: of all) of a portal's row."""
    title = Label(plain(row["title_zh"] or row["id"]), plain(row["title_en"] or row["id"]))
    return Feed(row["id"], title, kind, row["crawl"] or "none", row["started_at"] or "")


def total_of(counts: Mapping[str, int], kind: str) -> int:
    """How many entries a feed has; ``counts`` are by kind."""
    return counts.get(kind, 0) if kind else sum(counts.values())


def write_feeds(public_db: Path, folder: Path, places: Places) -> list[Path]:
    """Write every feed of ``public_db`` below ``folder`` as a static file; return those that changed.

    A file of what is a feed no more is deleted. Raises sqlite3.Error and OSError.
    """
    with closing(sqlite3.connect(f"{public_db.resolve().as_uri()}?mode=ro", uri=True)) as public:
        wanted = {folder / path: content for path, content in _all(public, places)}
        changed = [path for path, content in wanted.items() if write_changed(path, content)]
    for path in sorted((folder / FOLDER).rglob("*.atom")):
        if path not in wanted:
            path.unlink()
    return changed


def _all(public: sqlite3.Connection, places: Places) -> Iterator[tuple[str, bytes]]:
    for row in _rows(public, portals_query()):
        if not _PORTAL.fullmatch(row["id"]):
            continue
        counts = {each["kind"]: each["news"] for each in _rows(public, count_query(row["id"]))}
        for kind in ("", *kinds()):
            yield from _parts(public, feed_of(row, kind), total_of(counts, kind), places)


def _parts(public: sqlite3.Connection, feed: Feed, total: int, places: Places) -> Iterator[tuple[str, bytes]]:
    """The documents of one feed, read at once."""
    parts = parts_of(total)
    first = min(part.offset for part in parts)
    news = read_news(public, news_query(portal=feed.portal, kind=feed.kind, offset=first)) if total else ()
    for part in parts:
        start = part.offset - first
        content = render(feed, part, news[start : start + part.limit], places)
        yield feed_path(feed.portal, feed.kind, part.number), content


def _rows(public: sqlite3.Connection, query: Query) -> list[dict[str, Any]]:
    cursor = public.execute(query.sql, dict(query.parameters))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def write_changed(path: Path, content: bytes) -> bool:
    """Write a file whole, where it is not there with this content already; return whether it was written.

    Raises OSError.
    """
    if path.is_file() and path.read_bytes() == content:
        return False
    write_whole(path, content)
    return True
