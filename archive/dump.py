"""The canonical dump: every derived fact of an archive as sorted lines, to compare two archives.

Left out, because they differ between two ways to the same facts: times of our own (when a crawl, a
run or an import took place, when a document was first and last seen), ids of records and places in WARC files,
row numbers, and what only lives while a crawl is open. Kept: everything that was read, and which capture's
content (its entity digest) it was read from.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

#: Table → the query that gives its facts. Crawls are named by their order within their portal.
QUERIES = {
    "portals": "select * from portals",
    "columns": 'select * from "columns"',
    "column_metrics": "select * from column_metrics",
    "channels": "select * from channels",
    "crawls": "select n.place, w.portal, w.source, w.verdict, w.reason, w.accepted, w.reader_version, "
    "w.portal_file_sha256 from crawls w join numbered n on n.id = w.id",
    "coverage": 'select n.place, v."column", v.state, v.url, v.list_pages, v.entries, v.documents_fetched, v.failed, '
    "v.stated_items, v.note from coverage v join numbered n on n.id = v.crawl",
    # A page that was asked for again after a kill is one capture.
    "captures": "select distinct n.place, c.url, c.method, c.status, c.mime, c.entity_digest, c.size, c.kind "
    "from captures c join numbered n on n.id = c.crawl",
    "documents": "select d.id, d.portal, d.url, d.state, d.channel, d.title, d.title_key, d.published_on, "
    "d.published_on_origin, d.published_on_other, d.date_conflict, d.issuer, d.source, d.index_number, "
    'd.document_number, d.characters, d.content_digest, d."import", c.entity_digest '
    "from documents d left join captures c on c.id = d.capture",
    "document_urls": "select * from document_urls",
    "document_versions": "select distinct n.place, v.document, v.entity_digest, v.content_digest, v.reader_version, "
    "v.state, v.title, v.published_on, v.published_on_origin, v.published_on_other, v.date_conflict, v.issuer, "
    "v.source, v.index_number, v.document_number, v.breadcrumb, v.family, t.text, t.layout "
    "from document_versions v join numbered n on n.id = v.crawl left join document_texts t on t.version = v.id",
    "listings": 'select n.place, l."column", l.position, l.page_number, l.title, l.listed_on, l.url, l.document, '
    "l.state, l.page_url from listings l join numbered n on n.id = l.crawl",
    "attachments": "select n.place, a.document, a.url, a.name, a.mime, a.size, a.entity_digest "
    "from attachments a join numbered n on n.id = a.crawl",
}
_NUMBERED = """
with numbered as (
    select id, portal || ' ' || row_number() over (partition by portal order by started_at, id) as place from crawls
)
"""


def canonical_dump(db: Database) -> Iterator[str]:
    """Lines ``table JSON`` of every derived fact, sorted; equal for two archives of the same facts."""
    for table, sql in QUERIES.items():
        yield from sorted(f"{table} {_line(row)}" for row in db.query(_NUMBERED + sql))


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True)
