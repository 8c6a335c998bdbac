"""``pages/pages.jsonl``: what a reader may begin with: the home page, the lists of columns, the documents."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlite_utils import Database

_HEAD = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
_HOME = """
select c.id, c.fetched_url, c.captured_at, :title as title from captures c
where c.crawl = :crawl and c.method = 'GET' and rtrim(c.url, '/') = rtrim(:base, '/')
    and :base <> '' order by c.captured_at, c.id limit 1
"""
_LISTS = """
select c.id, c.fetched_url, c.captured_at, g.title || iif(l.page_number > 1, ' (' || l.page_number || ')', '') as title
from (select capture, "column", min(page_number) as page_number from listings where crawl = :crawl group by 1, 2) l
join captures c on c.id = l.capture and c.crawl = :crawl and c.method = 'GET' join "columns" g on g.id = l."column"
order by g.id, l.page_number, c.captured_at, c.id
"""
_DOCUMENTS = """
select c.id, c.fetched_url, c.captured_at, coalesce(nullif(v.title, ''),
    (select l.title from listings l where l.crawl = s.crawl and l.document = s.document and l.title <> ''),
    (select a.name from attachments a where a.crawl = s.crawl and a.file = s.document and a.name <> ''), c.url) as title
from sightings s join captures c on c.id = s.capture and c.crawl = s.crawl
join document_versions v on v.id = s.version
where s.crawl = :crawl order by c.captured_at, c.id
"""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a package: the id of its capture, the address that was asked, when (ISO 8601, UTC), its title."""

    id: str
    url: str
    captured_at: str
    title: str

    @property
    def line(self) -> bytes:
        """The page as its line of JSON; the time to the second, as the index has it."""
        said = {"id": self.id.rpartition(":")[2], "url": self.url, "ts": to_second(self.captured_at)}
        return _json(said | {"title": self.title})


def pages_of(db: Database, crawl: str, title: str, base: str, left_out: Collection[str]) -> Iterator[Page]:
    """Each once, but for captures that are left out. A list that was asked for in another way than by GET is none."""
    asked = {"crawl": crawl, "title": title, "base": base}
    seen = set(left_out)
    for sql in (_HOME, _LISTS, _DOCUMENTS):
        for row in db.query(sql, asked):
            if row["id"] not in seen:
                seen.add(row["id"])
                yield Page(row["id"], row["fetched_url"], row["captured_at"], row["title"])


def encoded_pages(pages: Iterable[Page]) -> Iterator[bytes]:
    """The lines of the file."""
    yield _json(_HEAD)
    for page in pages:
        yield page.line


def to_second(instant: str) -> str:
    """An instant of the archive as RFC 3339 has it, without fractions."""
    return f"{instant[:19]}Z"


def _json(said: dict[str, str]) -> bytes:
    return (json.dumps(said, ensure_ascii=False) + "\n").encode("utf-8", "replace")
