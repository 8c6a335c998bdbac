"""The snapshots beside a public.db, each a site of its own under /snapshots/NAME/: the same pages, over its own file.

So a citation keeps its page and not only its numbers. A site is opened when somebody asks for it, and some few are kept
open. What is redacted or withdrawn is known from the catalogue, which is looked at before every answer.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from archive.publish.plugin.failures import refusal
from archive.publish.plugin.headers import Application, Message, Receive, Scope, Send
from archive.publish.plugin.shelf import Shelf, shelf_beside
from archive.publish.public_file import NotPublicError, PublicDatabaseMissingError
from archive.publish.snapshots.catalogue import Snapshot
from archive.publish.snapshots.formats import is_of_this_format

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

    from archive.publish.newest import Served

#: Sites over snapshots that are open at once; each has some threads and connections.
MOST_OPEN = 3
_PATH = re.compile(r"/snapshots/(?P<name>[\w-]+)(?P<rest>/.*)?")
#: What Datasette itself shows, and downloads: right for a snapshot of any format.
_OF_ANY_FORMAT = re.compile(r"/(public|download|-)([/.].*)?")
#: The list of snapshots is one, and none of a snapshot's own.
_OF_ALL = re.compile(r"/snapshots(\.json)?")

#: By file and address; one for all applications, so that a newer public.db finds them open.
_OPEN: OrderedDict[tuple[Path, str], Served] = OrderedDict()
_OPENING = asyncio.Lock()


class SnapshotSites:
    """``application`` with the snapshots beside its database under it; what is no open snapshot it answers itself."""

    def __init__(self, application: Application, datasette: Datasette, base_url: str) -> None:
        self._application, self._datasette, self._base_url = application, datasette, base_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the snapshot that the path names."""
        found = _PATH.fullmatch(_path(scope)) if scope["type"] == "http" else None
        snapshot = self._snapshot(found["name"]) if found else None
        if found is None or snapshot is None:
            await self._application(scope, receive, send)
        elif found["rest"] is None:
            await _redirect(send, self._site_url(snapshot))
        elif _OF_ALL.fullmatch(found["rest"]):
            await _redirect(send, self._base_url + found["rest"][1:])
        else:
            await self._answer(snapshot, found["rest"], scope, receive, send)

    @property
    def _shelf(self) -> Shelf:
        """Known only when somebody asks: the application is made before it has a database."""
        return shelf_beside(self._datasette)

    def _snapshot(self, name: str) -> Snapshot | None:
        return next((each for each in self._shelf.snapshots() if each.name == name and not each.is_withdrawn), None)

    def _site_url(self, snapshot: Snapshot) -> str:
        return f"{self._base_url}snapshots/{snapshot.name}/"

    async def _answer(self, snapshot: Snapshot, rest: str, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if not _OF_ANY_FORMAT.fullmatch(rest) and not is_of_this_format(self._shelf.folder / snapshot.file):
                await _redirect(send, f"{self._site_url(snapshot)}public")
                return
            served = await self._served(snapshot)
        except (PublicDatabaseMissingError, NotPublicError, sqlite3.DatabaseError):
            # held back until what is withheld can be taken out of it, or lost
            await refusal(self._datasette)(scope, receive, send, "unready")
            return
        inner = {**scope, "raw_path": rest.encode("latin-1"), "path": unquote(rest)}
        await served.answer(inner, receive, _unindexed(send))

    async def _served(self, snapshot: Snapshot) -> Served:
        from archive.publish.newest import opened  # which imports Datasette, which imports this module

        path, address = self._shelf.folder / snapshot.file, self._site_url(snapshot)
        async with _OPENING:
            served = _OPEN.pop((path, address), None)
            if served is not None and not served.is_current:
                served.supersede()
                served = None
            if served is None:
                served = await opened(path, address, self._datasette.metadata(), of_any_format=True)
            _OPEN[path, address] = served
            self._close_others()
        return served

    def _close_others(self) -> None:
        """Those that were asked longest ago, and those whose file is not a snapshot's any more."""
        folder, files = self._shelf.folder, {each.file for each in self._shelf.snapshots()}
        gone = [key for key in _OPEN if key[0].parent == folder and key[0].name not in files]
        for key in [*gone, *list(_OPEN)[:-MOST_OPEN]]:
            if (served := _OPEN.pop(key, None)) is not None:
                served.supersede()


def _path(scope: Scope) -> str:
    raw = scope.get("raw_path")
    return str(scope["path"]) if raw is None else bytes(raw).decode("latin-1")


def _unindexed(send: Send) -> Send:
    """Search engines are to find the newest state."""

    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), (b"x-robots-tag", b"noindex")]}
        await send(message)

    return marked


async def _redirect(send: Send, to: str) -> None:
    await send({"type": "http.response.start", "status": 302, "headers": [(b"location", to.encode())]})
    await send({"type": "http.response.body", "body": b""})
