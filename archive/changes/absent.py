"""What is no longer there, and what is there again: missing, removed, delisted, restored.

Of a document off its lists the crawl must have seen something: that its address answers nothing (404, 410, an error
page), or that it still answers. What gave neither, because the site was busy or the list broke off, says nothing.
A crawl may take a day: two looks are as far apart as the end of the first crawl and the beginning of the second.
"""

from __future__ import annotations

from collections.abc import Iterator

from archive.changes.change import Change
from archive.changes.rules import rules
from archive.changes.scope import Scope
from archive.clock import instant

#: Documents that no list of the crawl names and whose address it asked for: 1 where it answered with a page.
_ASKED = """
with answers as (
    select s.document, 1 as answers from sightings s where s.crawl = :crawl
    union all
    select a.document, 0 from unread u join document_urls a on a.portal = :portal and a.url = u.url
    where u.crawl = :crawl and u.answered = 1
)
select d.id, max(a.answers), d.missing_since, d.gone_since, d.delisted_since
from answers a join documents d on d.id = a.document and d.portal = :portal
where d.id not in (select document from temp.listed_now) group by d.id order by d.id
"""
_BACK = """
select d.id from temp.listed_now n cross join documents d on d.id = n.document
where d.gone_since is not null or d.delisted_since is not null order by d.id
"""
_LISTED_AGAIN = """
update documents set missing_since = null, gone_since = null, delisted_since = null
where portal = ? and coalesce(missing_since, gone_since, delisted_since) is not null
    and id in (select document from temp.listed_now)
"""


def absent(scope: Scope) -> Iterator[Change]:
    """Documents removed or delisted, as this crawl shows it, and restored; what is missing is noted with it."""
    key = {"crawl": scope.crawl, "portal": scope.portal}
    for document, answers, missing, gone, delisted in scope.db.execute(_ASKED, key).fetchall():
        if gone or not scope.is_off_its_lists(document):
            continue
        if answers:
            _note(scope, document, missing_since=None, delisted_since=delisted or scope.started_at)
            if not delisted:
                yield Change("delisted", document, _column(scope, document))
        elif missing is None:
            _note(scope, document, missing_since=scope.started_at, delisted_since=delisted)
        elif _hours_apart(scope.closed_at(missing), scope.started_at):
            sql = "update documents set missing_since = null, delisted_since = null, gone_since = ? where id = ?"
            scope.db.execute(sql, [missing, document])
            yield Change("removed", document, _column(scope, document), missing_since=missing)
    yield from (Change("restored", document) for (document,) in scope.db.execute(_BACK).fetchall())
    scope.db.execute(_LISTED_AGAIN, [scope.portal])


def _note(scope: Scope, document: str, *, missing_since: str | None, delisted_since: str | None) -> None:
    sql = "update documents set missing_since = ?, delisted_since = ? where id = ?"
    scope.db.execute(sql, [missing_since, delisted_since, document])


def _column(scope: Scope, document: str) -> str | None:
    """Where it was listed last."""
    last = scope.last_listing(document)
    return min(column for column, _ in last[1]) if last else None


def _hours_apart(first: str, second: str) -> bool:
    return instant(second) - instant(first) >= rules().removed_after
