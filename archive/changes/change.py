"""One change, and how it is written down."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from archive.changes.scope import Scope


@dataclass(frozen=True, slots=True)
class Change:
    """变动 of one document, or a burst in a column; what the fields mean stands with the table in metadata.yml."""

    kind: str
    document: str | None
    column: str | None = None
    url: str | None = None
    before: str | None = None
    after: str | None = None
    before_version: int | None = None
    after_version: int | None = None
    part: str | None = None
    days: int | None = None
    lacked_by: str | None = None
    missing_since: str | None = None
    repost_of: str | None = None
    documents: int | None = None


_DESCRIBED = """
update changes set
    title = (select title from documents d where d.id = changes.document),
    url = coalesce(url, (select n.url from temp.listed_now n where n.document = changes.document),
        (select d.url from documents d where d.id = changes.document)),
    "column" = coalesce("column", (select n."column" from temp.listed_now n where n.document = changes.document))
where crawl = ? and document is not null
"""


def write_changes(scope: Scope, changes: Iterable[Change]) -> None:
    """Write what is different, with the titles that documents have now."""
    rows = [_row(scope, change) for change in changes]
    scope.db.table("changes").insert_all(rows, pk="id", replace=True)
    scope.db.execute(_DESCRIBED, [scope.crawl])


def _row(scope: Scope, change: Change) -> dict[str, Any]:
    file = change.url if change.part == "attachment" else ""
    # The number of the crawl among the accepted ones stands for its time, which two archives of one site may not share.
    told_by = (
        change.kind,
        change.document or change.column or "",
        change.part or "",
        file or "",
        str(len(scope.before)),
    )
    digest = hashlib.sha256("\n".join(told_by).encode()).hexdigest()[:16]
    seen = {"crawl": scope.crawl, "previous": scope.previous.id, "seen_at": scope.started_at}
    return {"id": f"{scope.portal}-{digest}", "portal": scope.portal, **seen, **asdict(change)}
