"""What an archive knows of a document that it has not: that nothing is there, that no list names it, or nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from archive.diff.archives.sides import Document

#: Why an archive has no such document, the strongest first. Only the first two say that it was not there.
GONE, NOT_LISTED, OTHER_ADDRESS, CAPTURED, NOT_CAPTURED = (
    "gone",
    "not_listed",
    "other_address",
    "captured",
    "not_captured",
)

_GONE_STATUS = (404, 410)
_CAPTURES = """
select c.status, max(c.captured_at) from captures c join crawls w on w.id = c.crawl
where c.url = ? and w.portal = ? and w.verdict <> 'open'
"""
_ANSWERED = """
select max(w.closed_at) from unread u join crawls w on w.id = u.crawl
where u.url = ? and u.answered = 1 and w.portal = ? and w.accepted = 1
"""
_COLUMNS = """
select distinct l."column" from listings l join crawls w on w.id = l.crawl and w.accepted = 1 where l.document = ?
"""
#: When each column was last read to its end.
_WHOLE = """
select v."column", max(w.closed_at) from coverage v join crawls w on w.id = v.crawl
where w.portal = ? and w.accepted = 1 and v.list_read = 1 group by v."column"
"""


@dataclass(frozen=True, slots=True)
class Lack:
    """Why an archive has no such document, and as of when (ISO 8601, UTC); empty where it knows nothing of it."""

    why: str
    at: str = ""


class Knowledge:
    """What an archive knows of a portal's addresses beside its documents. ``having`` is the other archive."""

    def __init__(self, db: Database, having: Database, portal: str) -> None:
        self._db = db
        self._having = having
        self._portal = portal
        self._whole: dict[str, str] = dict(db.execute(_WHOLE, [portal]).fetchall())

    def lack(self, document: Document) -> Lack:
        """Why the archive has no such document."""
        sql = "select 1 from document_urls where portal = ? and url = ?"
        if self._db.execute(sql, [self._portal, document.url]).fetchone():
            return Lack(OTHER_ADDRESS)
        status, at = self._db.execute(_CAPTURES, [document.url, self._portal]).fetchone()
        (gone_at,) = self._db.execute(_ANSWERED, [document.url, self._portal]).fetchone()
        if gone_at or status in _GONE_STATUS:
            return Lack(GONE, gone_at or at)
        if at:
            return Lack(CAPTURED, at)
        columns = [column for (column,) in self._having.execute(_COLUMNS, [document.id]).fetchall()]
        if columns and all(column in self._whole for column in columns):
            return Lack(NOT_LISTED, min(self._whole[column] for column in columns))
        return Lack(NOT_CAPTURED)


def versions(db: Database, portal: str, url: str, digests: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Of bytes that were read as a document: digest of the text and text, by the digest of the bytes."""
    sql = """
    select v.entity_digest, coalesce(v.content_digest, ''), coalesce(t.text, '')
    from document_urls u join document_versions v on v.document = u.document
    left join document_texts t on t.version = v.id
    where u.portal = ? and u.url = ? and v.entity_digest in (select value from json_each(?))
    """
    rows = db.execute(sql, [portal, url, json.dumps(sorted(digests))]).fetchall()
    return {digest: (content, text) for digest, content, text in rows}
