"""Changes as they are shown: which there are, and what became different in a text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from archive.text_diff import Paragraph, text_diff
from archive.varying import Line, comparable

_CHANGES = """
select h.*, k.title as column_title, w.closed_at as known_at, l.started_at as lacked_at, o.title as repost_title
from changes h left join "columns" k on k.id = h."column" left join crawls w on w.id = h.crawl
left join crawls l on l.id = h.lacked_by left join documents o on o.id = h.repost_of
where (:portal is null or h.portal = :portal) and (:since is null or h.seen_at >= :since)
    and (:kinds is null or h.kind in (select value from json_each(:kinds)))
order by h.seen_at desc, h.portal, h.kind, h."column", h.title, h.id
"""
_VERSION = """
select t.text, v.title from document_versions v left join document_texts t on t.version = v.id where v.id = ?
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes: of a portal, seen since an instant or a day (ISO 8601, UTC), of some kinds; None: of all."""

    portal: str | None = None
    since: str | None = None
    kinds: Sequence[str] | None = None


def changes_of(db: Database, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """The rows of table ``changes`` that are wanted, the newest first.

    Beside them stand the title of the column, when the crawl closed that shows it (``known_at``), when the one began
    that lacked it (``lacked_at``), and the title of what it reposts. Of archive.db or of public.db.
    """
    kinds = json.dumps(list(wanted.kinds)) if wanted.kinds else None
    yield from db.query(_CHANGES, {"portal": wanted.portal, "since": wanted.since, "kinds": kinds})


def difference(db: Database, before: int | None, after: int | None) -> tuple[Paragraph, ...] | None:
    """What the texts of two versions do not have in common; None where one of them has none to show.

    Nothing (an empty tuple) says that both say the same: a file of other bytes.
    """
    sides = [_lines(db, version) for version in (before, after) if version is not None]
    if len(sides) < 2 or any(side is None for side in sides):
        return None
    first, second = (side or () for side in sides)
    return text_diff(first, second)


def _lines(db: Database, version: int) -> tuple[Line, ...] | None:
    found = db.execute(_VERSION, [version]).fetchone()
    return comparable(found[0], found[1] or "") if found and found[0] else None
