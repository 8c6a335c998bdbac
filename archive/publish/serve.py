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
from archive.publish.metadata import read_metadata

#: Time and row limits keep one visitor's SQL from taking the server away from the others.
SETTINGS: dict[str, Any] = {
    "suggest_facets": False,  # on 100,000 documents the suggestions cost fifty times the page
    "sql_time_limit_ms": 2000,
    "max_returned_rows": 5000,
    "default_page_size": 50,
    "truncate_cells_html": 240,
    "allow_download": True,  # the file is public, and masked
    "allow_csv_stream": True,
    "max_csv_mb": 100,
    "default_cache_ttl": 60,
    "num_sql_threads": 4,
}
MOST_CONNECTIONS = 200


class PublicDatabaseMissingError(Exception):
    """There is no public.db to serve."""


def datasette(public_db: Path, *, base_url: str = "/") -> Datasette:
    """Datasette over ``public_db`` and nothing else; the database is called ``public`` whatever its file is.

    Raises :class:`PublicDatabaseMissingError`.
    """
    if not public_db.is_file():
        raise PublicDatabaseMissingError(f"{public_db}: no such file; `gongkai run` or `gongkai demo` makes it")
    settings = {**SETTINGS, "base_url": base_url}
    return Datasette([], immutables=[str(public_db)], metadata=read_metadata(), settings=settings)


def serve(
    public_db: Path,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    base_url: str = "/",
    open_browser: bool = False,
    announce: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve ``public_db`` until interrupted; ``announce`` is given the address once it accepts connections.

    Without a port a free one is taken. Raises :class:`PublicDatabaseMissingError` and
    :class:`archive.publish.address.AddressUnavailableError`.
    """
    app = datasette(public_db, base_url=base_url).app()
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
