"""Reading public.db through Datasette: the SQL time limit and the thread pool are Datasette's."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.utils import tilde_encode

from archive.publish.unchanging import UnchangingDatabase

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

DATABASE = "public"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EvidenceLinks:
    """Where the rows of a query can be seen: as a page, as CSV, as JSON."""

    page: str
    csv: str
    json: str


async def rows(datasette: Datasette, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
    """All rows of a query on public.db."""
    result = await datasette.get_database(DATABASE).execute(sql, list(parameters))
    return [dict(row) for row in result.rows]


async def kept_rows(datasette: Datasette, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
    """The same, asked once of a file that does not change: for what every visitor is shown."""
    database = datasette.get_database(DATABASE)
    if not isinstance(database, UnchangingDatabase):
        return await rows(datasette, sql, parameters)
    found: list[Row] = await database.kept.answer((sql, *parameters), lambda: rows(datasette, sql, parameters))
    return found


async def first(datasette: Datasette, sql: str, parameters: Sequence[object] = ()) -> Row | None:
    """The first row, or None."""
    found = await rows(datasette, sql, parameters)
    return found[0] if found else None


async def portal_row(datasette: Datasette, portal: str) -> Row | None:
    """The id and titles of a portal, for the head of a page about it; None where there is no such portal."""
    return await first(datasette, "select id, title_zh, title_en from portals where id = ?", [portal])


def evidence(datasette: Datasette, sql: str) -> EvidenceLinks:
    """Links that run exactly ``sql``, which is that of a finding or sub-total; CSV and JSON are whole."""
    urls, query = datasette.urls, urlencode({"sql": sql})
    return EvidenceLinks(
        page=f"{urls.database(DATABASE)}?{query}",
        csv=f"{urls.path('/download/evidence.csv')}?{query}",
        json=f"{urls.path('/download/evidence.json')}?{query}",
    )


def query_links(datasette: Datasette, sql: str) -> EvidenceLinks:
    """Links that run ``sql`` where it is stored for no number; as files they have the rows that any query may have."""
    urls, query = datasette.urls, urlencode({"sql": sql})
    return EvidenceLinks(
        page=f"{urls.database(DATABASE)}?{query}",
        csv=f"{urls.database(DATABASE, format='csv')}?{query}",
        json=f"{urls.database(DATABASE, format='json')}?{query}&_shape=array",
    )


def table_links(datasette: Datasette, table: str, parameters: Mapping[str, str]) -> EvidenceLinks:
    """Links to the rows of a table that Datasette's ``parameters`` leave; the CSV has all of them, however many."""
    urls, query = datasette.urls, urlencode(parameters)
    return EvidenceLinks(
        page=f"{urls.table(DATABASE, table)}?{query}",
        csv=f"{urls.table(DATABASE, table, format='csv')}?{query}&_stream=on",
        json=f"{urls.table(DATABASE, table, format='json')}?{query}&_shape=array&_size=max",
    )


def row_link(datasette: Datasette, table: str, *keys: str) -> str:
    """Datasette's page of one row, by the columns of its primary key."""
    return str(datasette.urls.row(DATABASE, table, ",".join(tilde_encode(key) for key in keys)))


def as_list(values: Sequence[object]) -> str:
    """Values as a JSON list, for ``json_each`` in SQL."""
    return json.dumps(values)


def json_list(stored: object) -> list[Any]:
    """A JSON list of a column; empty where it is none."""
    try:
        loaded = json.loads(stored) if isinstance(stored, str) else []
    except json.JSONDecodeError:
        return []
    return loaded if isinstance(loaded, list) else []


def number(value: float | None) -> str:
    """A number as the pages print it: no thousands separators below 10,000, a true minus sign."""
    if value is None:
        return ""
    digits = f"{abs(value):,.4f}".rstrip("0").rstrip(".")
    if abs(value) < 10_000:
        digits = digits.replace(",", "")
    return f"−{digits}" if value < 0 else digits


def signed(value: float | None) -> str:
    """A difference, with its sign; 0 has none."""
    text = number(value)
    return f"+{text}" if value and value > 0 else text


def instant(stored: str | None) -> str:
    """An instant (ISO 8601, UTC) as the pages print it, to the second."""
    return f"{stored[:10]} {stored[11:19]} UTC" if stored and len(stored) > 18 else stored or ""
