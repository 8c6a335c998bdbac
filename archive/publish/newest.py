"""The newest public.db, served by a Datasette of its own: the old one ends with the last request it was given."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

from archive.publish.datasette_settings import SETTINGS
from archive.publish.inspect_file import NAME, inspected, inspected_whole
from archive.publish.metadata import read_metadata
from archive.publish.one_file import OneFile
from archive.publish.plugin.gate import STREAMS
from archive.publish.plugin.headers import Application, Receive, Scope, Send
from archive.publish.public_file import NotPublicError, PublicDatabaseMissingError, is_at, open_all
from archive.publish.unchanging_site import UnchangingDatasette

_ENDING: set[asyncio.Task[None]] = set()  # a task that nobody holds may be forgotten
_UNAVAILABLE = "现在没有可供公开的数据。Nothing is published at the moment."


class Served:
    """Datasette over one file, and how many requests it is answering.

    Raises :class:`PublicDatabaseMissingError` and :class:`NotPublicError` where there is no such file. One that is not
    ``of_any_format`` has all that the pages of this version show.
    """

    def __init__(
        self,
        public_db: Path,
        base_url: str,
        metadata: dict[str, Any] | None = None,
        *,
        is_fixed: bool = False,
        of_any_format: bool = False,
    ) -> None:
        self._public_db = public_db
        number = STREAMS + SETTINGS["num_sql_threads"]
        self._stat, connections = open_all(public_db, number, of_any_format=of_any_format)
        self.datasette = UnchangingDatasette(
            [],
            immutables=[str(public_db)],
            metadata=metadata or read_metadata(),
            settings={**SETTINGS, "base_url": base_url},
            inspect_data=inspected_whole(public_db) if is_fixed else inspected(public_db, self._stat),
        )
        for name in set(self.datasette.databases) - {"_internal"}:
            self.datasette.remove_database(name)
        database = OneFile(self.datasette, public_db, self._stat, connections, spare=STREAMS)
        self.datasette.add_database(database, name=NAME)
        self.application: Application = self.datasette.app()
        self._requests = 0
        self._is_superseded = False

    @property
    def is_current(self) -> bool:
        """Whether its file still stands at its path."""
        return is_at(self._public_db, self._stat)

    async def start(self) -> None:
        """What Datasette would do while it answers its first request, and others at the same time."""
        await self.datasette.invoke_startup()
        await self.datasette.refresh_schemas()
        await self.datasette.get_database(NAME).table_counts(limit=3_600_000)  # milliseconds

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request from beginning to end, whatever takes this one's place meanwhile."""
        self._requests += 1  # nothing was awaited since it was found to be the one to ask
        try:
            await self.application(scope, receive, send)
        finally:
            self._requests -= 1
            self._end_if_idle()

    def supersede(self) -> None:
        """Give no further request to it: it ends with the last one that it was given."""
        self._is_superseded = True
        self._end_if_idle()

    def _end_if_idle(self) -> None:
        if self._is_superseded and not self._requests:
            ending = asyncio.create_task(self.end())
            _ENDING.add(ending)
            ending.add_done_callback(_ENDING.discard)

    async def end(self) -> None:
        """Close the file, once queries that still run are through."""
        internal = self.datasette.get_database("_internal")
        await internal.execute_write_fn(_end_thread, block=False)
        await asyncio.to_thread(self.datasette.executor.shutdown)
        for database in self.datasette.databases.values():
            database.close()


def _end_thread(_: sqlite3.Connection) -> None:
    """Ends the thread that Datasette keeps for writing into a database in memory; it has no other end."""
    raise SystemExit


async def opened(
    public_db: Path, base_url: str, metadata: dict[str, Any] | None = None, *, of_any_format: bool = False
) -> Served:
    """A site that is ready for its first request; ``metadata`` stands in for ours.

    Raises as :class:`Served` does, and ``sqlite3.DatabaseError``.
    """
    served = await asyncio.to_thread(Served, public_db, base_url, metadata, of_any_format=of_any_format)
    try:
        await served.start()
    except sqlite3.DatabaseError:
        await served.end()
        raise
    return served


class Newest:
    """The ASGI application: every request is answered, from beginning to end, from the file that stood there when it
    came.

    Where no file can be served, because it was taken away or cannot be read, the answer is 503.
    """

    def __init__(self, public_db: Path, base_url: str = "/") -> None:
        self._public_db, self._base_url = public_db, base_url
        self._served = Served(public_db, base_url)
        self._is_started = False
        self._changing = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._served.application(scope, receive, send)
            return
        try:
            served = await self._newest()
        except (PublicDatabaseMissingError, NotPublicError, sqlite3.DatabaseError):
            await _unavailable(send)
            return
        await served.answer(scope, receive, send)

    async def _newest(self) -> Served:
        if self._is_started and self._served.is_current:
            return self._served
        async with self._changing:
            if not self._served.is_current:
                before, self._served = self._served, await opened(self._public_db, self._base_url)
                before.supersede()
            elif not self._is_started:
                await self._served.start()
            self._is_started = True
            return self._served


class Fixed:
    """The ASGI application over one file that does not change: nothing is looked at between two requests."""

    def __init__(self, public_db: Path, base_url: str = "/", metadata: dict[str, Any] | None = None) -> None:
        self._served = Served(public_db, base_url, metadata, is_fixed=True)
        self._is_started = False
        self._starting = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._is_started:
            async with self._starting:
                if not self._is_started:
                    await self._served.start()
                self._is_started = True
        await self._served.application(scope, receive, send)


async def _unavailable(send: Send) -> None:
    headers: list[Any] = [(b"content-type", b"text/plain; charset=utf-8"), (b"retry-after", b"60")]
    await send({"type": "http.response.start", "status": 503, "headers": [*headers, (b"cache-control", b"no-store")]})
    await send({"type": "http.response.body", "body": _UNAVAILABLE.encode()})
