"""Which captures are replayed: pages of documents, those of reports first, then what was edited, then the newest."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from archive.publish.masking import Pseudonyms
from archive.publish.replay.rules import names, rules_digest

#: One row for each address and content: the earliest capture of it, for SQLite takes the other columns from the row of
#: the one min(). What was purged is not there any more.
_PAGES = """
with read as (
    select document, capture, 0 as part from document_versions where state = 'page' and capture is not null
    union select document, capture, 1 from document_parts where capture is not null
), edited as (
    select document from document_versions where state = 'page'
    group by document having count(distinct entity_digest) > 1
)
select c.id, r.document, c.url, c.captured_at, c.entity_digest, c.warc_file, c.warc_offset, c.mime,
    total(v.image_only) > 0 as scan, min(c.captured_at)
from read r join captures c on c.id = r.capture
left join documents d on d.id = r.document left join document_versions v on v.capture = c.id
where c.status = 200 and c.mime in ('text/html', 'application/xhtml+xml') and coalesce(c.entity_digest, '') <> ''
    and coalesce(c.warc_file, '') <> '' and c.id not in (select record from purged)
group by c.url, c.entity_digest
order by r.document in (select document from reports) desc, r.document in edited desc, d.published_on desc, c.id
"""
#: Files that documents attach or show as pictures, or that are documents: those alone are known to be withheld.
_RESOURCES = """
select c.id, coalesce(a.file, u.document, '') as document, c.url, c.captured_at, c.entity_digest, c.warc_file,
    c.warc_offset, c.mime, 0, min(c.captured_at)
from captures c left join attachments a on a.url = c.url left join document_urls u on u.url = c.url
where c.url in (select value from json_each(?)) and c.status = 200 and c.mime in (select value from json_each(?))
    and coalesce(c.warc_file, '') <> '' and c.id not in (select record from purged)
    and (c.mime = 'text/css' or coalesce(a.file, u.document, '') <> '')
group by c.url, c.entity_digest order by c.url, c.captured_at
"""
STYLE_SHEET = "text/css"


@dataclass(frozen=True, slots=True)
class Source:
    """A record that may be replayed. ``scan`` is 1 where its page shows pictures in place of words."""

    capture: str
    document: str
    url: str
    captured_at: str
    entity_digest: str
    warc_file: str
    warc_offset: int
    mime: str
    scan: int

    @property
    def public_url(self) -> str:
        """The address as other tables show it; empty where it holds a number, which is counted anew in each build."""
        return "" if Pseudonyms().address(self.url).counts else self.url

    @property
    def key(self) -> str:
        """What the replay depends on: the same key, the same replay.

        Nothing of an address with a number goes into it: whoever tried all numbers would find the one.
        """
        parts = (rules_digest(), self.capture, self.public_url, self.entity_digest, str(self.scan))
        return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def page_sources(archive: sqlite3.Connection, withheld: Mapping[str, object]) -> Iterator[Source]:
    """The pages, in the order in which they are wanted. ``withheld`` has captures that are not shown, by their ids."""
    yield from _sources(archive.execute(_PAGES), withheld)


def resource_sources(archive: sqlite3.Connection, addresses: str, withheld: Mapping[str, object]) -> Iterator[Source]:
    """Pictures and style sheets at ``addresses``, a JSON list."""
    types = "[" + ", ".join(f'"{each}"' for each in (*sorted(names("pictures")), STYLE_SHEET)) + "]"
    yield from _sources(archive.execute(_RESOURCES, [addresses, types]), withheld)


def _sources(found: Iterable[tuple[Any, ...]], withheld: Mapping[str, object]) -> Iterator[Source]:
    for *row, _ in found:
        source = Source(*row)
        if source.capture not in withheld:
            yield source
