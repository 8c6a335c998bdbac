"""Ready-made queries as a reader asks them: through Datasette, on what is published."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from datasette.app import Datasette
from demo_queries import Expected, Row, Seen

from archive.publish.metadata import read_metadata
from archive.publish.serve import datasette

QUERIES = read_metadata()["databases"]["public"]["queries"]


def wrong_rows(public_db: Path, expected: Iterable[Expected]) -> list[str]:
    """Where Datasette answers a ready-made query with other rows than are expected."""
    site = datasette(public_db)
    return [line for one in expected for line in _differs(one, asyncio.run(_asked(site, one)))]


async def _asked(site: Datasette, one: Expected) -> list[Row]:
    answer = await site.client.get(f"/public/{one.query}.json", params={**one.values, "_shape": "objects"})
    assert answer.status_code == 200, (one.query, answer.text)
    found = answer.json()
    assert not found["truncated"], one.query
    rows: list[Row] = found["rows"]
    return rows


def _differs(one: Expected, rows: list[Row]) -> Iterator[str]:
    found: Counter[Seen] = Counter(seen for row in rows if (seen := one.seen(row)) is not None)
    if found != one.rows:
        asked = f"{one.query} {dict(one.values)}"
        yield f"{asked}: {dict(found - one.rows)} instead of {dict(one.rows - found)}"
