"""Serving public.db with Datasette: read-only, immutable, on a loopback port unless told otherwise."""

from __future__ import annotations

import contextlib
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette

from archive.publish.address import bracketed, listen
from archive.publish.newest import Fixed, Newest, Served
from archive.publish.public_file import NotPublicError, PublicDatabaseMissingError

__all__ = ["NotPublicError", "PublicDatabaseMissingError", "datasette", "serve"]

MOST_CONNECTIONS = 200


def datasette(public_db: Path, *, base_url: str = "/") -> Datasette:
    """Datasette over the file that stands at ``public_db`` now and nothing else; the database is called ``public``.

    Raises :class:`PublicDatabaseMissingError` and :class:`NotPublicError`.
    """
    return Served(public_db, base_url).datasette


def serve(
    public_db: Path,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    base_url: str = "/",
    immutable: bool = False,
    metadata: dict[str, Any] | None = None,
    open_browser: bool = False,
    announce: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve ``public_db`` until interrupted; ``announce`` is given the address once it accepts connections.

    A newer ``public_db`` that is swapped in meanwhile is served from the next request on; one that is ``immutable`` is
    not looked at again, and its digest and counts are computed where they are not known. ``metadata`` stands in for
    ours. Without a port a free one is taken. Raises :class:`PublicDatabaseMissingError`, :class:`NotPublicError` and
    :class:`archive.publish.address.AddressUnavailableError`.
    """
    app = Fixed(public_db, base_url, metadata) if immutable else Newest(public_db, base_url)
    with contextlib.closing(listen(host, port or 0)) as listener:
        address = f"http://{bracketed(host)}:{listener.getsockname()[1]}{base_url}"
        announce(address)
        if open_browser:
            webbrowser.open(address)
        config = uvicorn.Config(
            app, log_level="warning", lifespan="on", limit_concurrency=MOST_CONNECTIONS, server_header=False
        )
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])
