"""Who asks much waits: a flood of slow queries leaves our own pages answered.

A query may take as long as the time limit lets it, on one of few threads. So only some of the requests that make
SQLite work for what a visitor wrote are let in at once; the others wait a little, and are then told to come back.
"""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qsl

from archive.publish.plugin.failures import Refuse
from archive.publish.plugin.headers import Application, Message, Receive, Scope, Send
from archive.publish.plugin.rows import DATABASE

#: Requests for Datasette's own pages of the database at once, and downloads of whole tables at once.
QUERIES, STREAMS = 3, 2
#: Seconds that a request waits before it is sent away.
PATIENCE = 8.0
#: Parameters of one request: each facet is a query of its own.
MOST_PARAMETERS = 60
#: Seconds that a download may take, so that one who reads slowly does not keep others out for ever.
LONGEST = 1200.0
DOWNLOADS = "/download/"
#: Where SQLite may work for long: pages of the database, whole sites over snapshots, findings that are run again; and
#: where texts, years or crawls are compared.
ASKING = (
    f"/{DATABASE}",
    "/snapshots/",
    "/feeds/",
    "/change",
    "/document/",
    "/rerun/",
    "/diff/",
    "/sheet/",
    "/timeliness/",
    "/twins/",
)


class Gate:
    """The application behind a gate for whatever has a query, and for all pages of the database.

    ``refuse`` answers whoever is sent away.
    """

    def __init__(self, application: Application, refuse: Refuse) -> None:
        self._application, self._refuse = application, refuse
        self._queries = asyncio.Semaphore(QUERIES)
        self._streams = asyncio.Semaphore(STREAMS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at once, after a wait, or with 503."""
        if scope["type"] != "http" or not self._is_asking(scope):
            await self._application(scope, receive, send)
            return
        said = bytes(scope["query_string"]).decode("latin-1")
        if said.count("&") >= MOST_PARAMETERS:
            await self._refuse(scope, receive, send, "too_many")
            return
        is_stream = _is_download(str(scope["path"])) or any(name == "_stream" for name, _ in parse_qsl(said))
        places = self._streams if is_stream else self._queries
        try:
            async with asyncio.timeout(PATIENCE):
                await places.acquire()
        except TimeoutError:
            await self._refuse(scope, receive, send, "busy")
            return
        await self._within(scope, receive, send, places, until_end=is_stream)

    def _is_asking(self, scope: Scope) -> bool:
        """Whether a request may make SQLite work for long. What is static has the query of its digest."""
        path = str(scope["path"])
        if path.startswith("/-/static"):
            return False
        return path.startswith(ASKING) or _is_download(path) or bool(scope["query_string"])

    async def _within(
        self, scope: Scope, receive: Receive, send: Send, places: asyncio.Semaphore, *, until_end: bool
    ) -> None:
        """Answer, and give the place back: once the answer begins, for then its queries are done, or a stream ends."""
        held = True

        async def started(message: Message) -> None:
            nonlocal held
            if held and not until_end and message["type"] == "http.response.start":
                held = False
                places.release()
            await send(message)

        try:
            async with asyncio.timeout(LONGEST if until_end else None):
                await self._application(scope, receive, started)
        finally:
            if held:
                places.release()


def _is_download(path: str) -> bool:
    """Whether whole tables are asked for (archive.publish.plugin.downloads)."""
    return DOWNLOADS in path
