"""The rows behind a stored number under a short address of their own, which leads on to those that name the SQL.

A report has some two hundred such numbers with thousands of characters of SQL each: with it in every link its page was
three times as long.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING
from urllib.parse import quote

from archive.publish.plugin.rows import EvidenceLinks, Row, evidence, first, rows

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

_OF_FINDING = "select sql from findings where id = ?"
_OF_SUBTOTAL = "select sql from subtotals where finding = ? and number = ?"
#: Claims whose current finding, or a sub-total of it, rests on the very SQL.
_CLAIMS = """
select r.id as report, r.title, c.number, c.quote from (
    select claim, report from findings where sql = ?1 and current = 1
    union select f.claim, f.report from subtotals s join findings f on f.id = s.finding
    where s.sql = ?1 and f.current = 1) x
join claims c on c.id = x.claim join reports r on r.id = x.report order by r.year desc, r.id, c.number limit 10
"""


def counted_rows(datasette: Datasette, finding: str, part: int | None = None) -> EvidenceLinks:
    """Short links to what was counted for a finding, or for a sub-total of it."""
    path = f"/rows/{quote(finding, safe='@~')}" + ("" if part is None else f"/{part}")
    page, csv, json = (str(datasette.urls.path(path + kind)) for kind in ("", ".csv", ".json"))
    return EvidenceLinks(page, csv, json)


async def stored_rows(datasette: Datasette, finding: str, part: int | None = None) -> EvidenceLinks | None:
    """Where they lead; None where no such SQL is stored."""
    asked = [finding] if part is None else [finding, part]
    row = await first(datasette, _OF_FINDING if part is None else _OF_SUBTOTAL, asked)
    return evidence(datasette, row["sql"]) if row and row["sql"] else None


async def claims_counted(datasette: Datasette, sql: str) -> tuple[Row, ...]:
    """The claims, with their reports, that a query was stored for."""
    try:
        return tuple(await rows(datasette, _CLAIMS, [sql])) if sql else ()
    except sqlite3.OperationalError:  # of a snapshot of an older format
        return ()
