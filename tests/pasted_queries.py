"""Stored SQL as a reader runs it: pasted into Datasette, on what is published."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from sqlite_utils import Database

from archive.publish.build import build
from archive.publish.serve import datasette
from archive.series.found import figures

_FINDINGS = """
select f.id, f.measure, f.observed, f.sql, m.unit_class from findings f left join measures m on m.key = f.measure
where f.sql <> ''
"""
_SUBTOTALS = """
select s.finding, s.key, s.subject, s.documents, s.amount, s.sql, m.unit_class
from subtotals s join findings f on f.id = s.finding left join measures m on m.key = f.measure
where s.sql <> ''
"""
_DUTIES = """
select as_of, duty, documents, sql from checklist
union all select as_of, quote, documents, sql from promises
"""
Rows = list[dict[str, Any]]


def wrong_answers(archive: Path) -> list[str]:
    """Where Datasette gives other rows for a stored SQL than the number that stands beside it; at least one is asked.

    Publishes ``archive`` for it, as a run does.
    """
    build(archive / "archive.db", archive / "public.db")
    return asyncio.run(_asked(archive / "public.db"))


def rows_of_sql(public_db: Path, queries: Iterable[str]) -> dict[str, Rows]:
    """What Datasette gives for each query."""

    async def asked() -> dict[str, Rows]:
        site = datasette(public_db)
        return {sql: await _pasted(site, sql) for sql in queries}

    return asyncio.run(asked())


async def _asked(public_db: Path) -> list[str]:
    with closing(Database(public_db).conn) as connection:
        db = Database(connection)
        findings, subtotals, duties = (list(db.query(sql)) for sql in (_FINDINGS, _SUBTOTALS, _DUTIES))
        series = list(db.query("select * from series"))
    site = datasette(public_db)
    wrong = []
    for row in findings:
        wrong += _differs(row["id"], {"amount": row["observed"]}, row["unit_class"], await _pasted(site, row["sql"]))
    for row in subtotals:
        stored = {"documents": row["documents"], "amount": row["amount"]}
        said = f"{row['finding']} {row['key']} {row['subject']}"
        wrong += _differs(said, stored, row["unit_class"], await _pasted(site, row["sql"]))
    for row in duties:
        said, stored = f"{row['as_of']} {row['duty']}", {"documents": row["documents"]}
        wrong += _differs(said, stored, "items", await _pasted(site, row["sql"]))
    for row in series:
        for key, figure in figures().items():
            rows = await _pasted(site, figure.of(row["id"]))
            wrong += (
                [f"{row['id']} {key}: {len(rows)} rows, stored is {row[key]}"] if len(rows) != (row[key] or 0) else []
            )
    return wrong if findings and subtotals and duties and series else ["nothing was asked"]


async def _pasted(site: Datasette, sql: str) -> Rows:
    answer = await site.client.get("/public.json", params={"sql": sql, "_shape": "objects"})
    assert answer.status_code == 200, (answer.text, sql)
    found: dict[str, Any] = answer.json()
    assert not found["truncated"], sql
    return list(found["rows"])


def _differs(said: str, stored: dict[str, float | None], unit_class: str, rows: Rows) -> Iterator[str]:
    lengths = unit_class == "characters"
    found = {
        "documents": len({row["document"] for row in rows}),
        "amount": sum(row["characters"] or 0 for row in rows) if lengths else len(rows),
    }
    if wrong := {key: found[key] for key, number in stored.items() if number != found[key]}:
        yield f"{said}: Datasette gives {wrong}, stored is {stored}"
