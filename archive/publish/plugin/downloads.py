"""Whole tables, views and evidence as CSV and JSON, streamed: not cut at so many rows, as an answer of Datasette is.

What runs is our own SQL alone: all of a table or view, the query of a finding or sub-total, a ready-made query of
metadata.yml. Rows come in batches from one query on a connection of its own, so that a download is of one file, holds
no more than a batch, and no thread while its reader is slow. Where it fails half-way the connection is broken off: a
file that came whole is whole.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version as installed_version
from typing import TYPE_CHECKING, TypeVar

from datasette.utils.asgi import Request, Response

from archive.publish.metadata import parameters_of, read_metadata
from archive.publish.one_file import apart
from archive.publish.plugin.answers import as_json
from archive.publish.plugin.failures import answered
from archive.publish.plugin.headers import Send
from archive.publish.plugin.rows import DATABASE, first
from archive.publish.takeaway.data_package import descriptor, origin_of
from archive.publish.takeaway.formats import BATCH, CONTENT_TYPES, FORMATS, Rows
from archive.publish.takeaway.tables import PublishedTable, tables_of
from archive.publish.withheld import rules

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

#: Seconds that SQLite may take for one batch; the first of an evidence query has the whole search in it.
MOST_SECONDS = 20.0
_STEPS = 10_000  # of SQLite's machine between two looks at the clock
_Result = TypeVar("_Result")
_HOLDS = "exists (select 1 from {} where sql = ?1)"


class Stream:
    """An answer that is written piece by piece while it is sent, as Datasette's views hand one back."""

    def __init__(self, pieces: Callable[[], AsyncIterator[bytes]], content_type: str, file_name: str) -> None:
        self._pieces = pieces
        self.status = 200
        self._headers = [
            (b"content-type", content_type.encode()),
            (b"content-disposition", f'attachment; filename="{file_name}"'.encode()),
        ]

    async def asgi_send(self, send: Send) -> None:
        """Send the first piece only when there is one: what fails before it is an error and no file."""
        pieces = self._pieces()
        body = await anext(pieces)
        await send({"type": "http.response.start", "status": self.status, "headers": self._headers})
        async for piece in pieces:
            await send({"type": "http.response.body", "body": body, "more_body": True})
            body = piece
        await send({"type": "http.response.body", "body": body, "more_body": False})


async def published(datasette: Datasette) -> tuple[PublishedTable, ...]:
    """The tables and views that can be taken away."""
    found: tuple[PublishedTable, ...] = await datasette.get_database(DATABASE).execute_fn(tables_of)
    return found


async def table_download(datasette: Datasette, request: Request) -> Stream | Response:
    """``/download/TABLE.csv`` and ``.json``: every row of a table or view."""
    name = request.url_vars["table"]
    table = next((each for each in await published(datasette) if each.name == name), None)
    if table is None:
        return await answered(datasette, request, "no_download")
    return _download(datasette, request, table.streamed_sql, name)


async def evidence_download(datasette: Datasette, request: Request) -> Stream | Response:
    """``/download/evidence.csv?sql=…``: every row behind a stored number; for any other query there is 404."""
    sql = request.args.get("sql") or ""
    if not await is_evidence(datasette, sql):
        return await answered(datasette, request, "no_download")
    return _download(datasette, request, sql, "evidence")


async def is_evidence(datasette: Datasette, sql: str) -> bool:
    """Whether a stored number rests on this very query; one that counts nothing has none.

    A snapshot of an older format may not have all tables with evidence.
    """
    there = set(await datasette.get_database(DATABASE).table_names()) & set(rules()["evidence"])
    stored = " or ".join(_HOLDS.format(table) for table in sorted(there))
    return bool(sql and there) and await first(datasette, f"select 1 where {stored}", [sql]) is not None


async def query_download(datasette: Datasette, request: Request) -> Stream | Response:
    """``/download/query/NAME.csv`` and ``.json``: every row of a ready-made query, which may be asked for some."""
    name = request.url_vars["query"]
    sql = ready_made().get(name)
    if sql is None:
        return await answered(datasette, request, "no_download")
    values = {key: request.args.get(key) or "" for key in parameters_of(sql)}
    return _download(datasette, request, sql, name, values)


@cache
def ready_made() -> Mapping[str, str]:
    """The SQL of every ready-made query by its name."""
    return {name: query["sql"] for name, query in read_metadata()["databases"][DATABASE]["queries"].items()}


async def data_package(datasette: Datasette) -> Response:
    """``/download/datapackage.json``: the tables described, each where it can be taken from here."""
    database = datasette.get_database(DATABASE)
    tables = await published(datasette)
    origin = await database.execute_fn(lambda connection: origin_of(connection, database.hash or ""))
    licence = str(datasette.metadata("license_url") or datasette.metadata("license") or "")
    software = f"gongkai {installed_version('gongkai')}"
    return as_json(descriptor(tables, origin, software=software, licence=licence))


def _download(
    datasette: Datasette, request: Request, sql: str, name: str, values: Mapping[str, str] | None = None
) -> Stream | Response:
    kind = request.url_vars["format"]
    headers = {"content-disposition": f'attachment; filename="{name}.{kind}"'}
    if request.method == "HEAD":
        return Response("", content_type=CONTENT_TYPES[kind], headers=headers)
    return Stream(lambda: _pieces(datasette, sql, values or {}, kind), CONTENT_TYPES[kind], f"{name}.{kind}")


async def _pieces(datasette: Datasette, sql: str, values: Mapping[str, str], kind: str) -> AsyncIterator[bytes]:
    """The file, batch by batch; each batch is read and written in one of Datasette's threads, and none between them."""
    with apart(datasette.get_database(DATABASE)) as connection:
        await _in_thread(datasette, connection, lambda: _prepare(datasette, connection))
        written = _written(connection, sql, values, kind)
        while (piece := await _in_thread(datasette, connection, lambda: next(written, None))) is not None:
            yield piece


async def _in_thread(datasette: Datasette, connection: sqlite3.Connection, work: Callable[[], _Result]) -> _Result:
    """What ``work`` gives. Where the download is broken off, nobody gets the connection before its query has ended."""
    working = asyncio.get_running_loop().run_in_executor(datasette.executor, work)
    try:
        return await asyncio.shield(working)
    except asyncio.CancelledError:
        connection.interrupt()
        await asyncio.wait([working])
        raise


def _prepare(datasette: Datasette, connection: sqlite3.Connection) -> None:
    """As Datasette's own connections are, but for the size of the whole answer."""
    datasette._prepare_connection(connection, DATABASE)
    connection.row_factory = None


def _written(connection: sqlite3.Connection, sql: str, values: Mapping[str, str], kind: str) -> Iterator[bytes]:
    with _time_limit(connection):
        cursor = connection.execute(sql, values)
    yield from FORMATS[kind]([column[0] for column in cursor.description], _batches(connection, cursor))


def _batches(connection: sqlite3.Connection, cursor: sqlite3.Cursor) -> Iterator[Rows]:
    while True:
        with _time_limit(connection):
            batch = cursor.fetchmany(BATCH)
        if not batch:
            return
        yield batch


@contextmanager
def _time_limit(connection: sqlite3.Connection) -> Iterator[None]:
    end = time.monotonic() + MOST_SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, _STEPS)
