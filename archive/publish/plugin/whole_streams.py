"""CSV of all rows of a table is asked for in the order of its key.

Datasette streams it page by page. By the key each page is found where the one before ended; in another order all rows
are put in order again for each, and of a large table one may take longer than SQL is allowed to. It also takes fifty
rows for a page where five thousand are allowed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from archive.publish.plugin.headers import Application, Receive, Scope, Send
from archive.publish.plugin.rows import DATABASE

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

_TABLE = re.compile(rf"/{DATABASE}/(?P<table>\w+)\.csv")
_SORTS = ("_sort", "_sort_desc", "_sort_by_desc")


def with_whole_streams(application: Application, datasette: Datasette) -> Application:
    """The application, no row of whose streams is left out."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        found = _TABLE.fullmatch(str(scope["path"])) if scope["type"] == "http" else None
        if found:
            query = await _by_key(datasette, found["table"], bytes(scope["query_string"]).decode("latin-1"))
            scope = {**scope, "query_string": query.encode("latin-1")}
        await application(scope, receive, send)

    return wrapped


async def _by_key(datasette: Datasette, table: str, query: str) -> str:
    """``query`` in the order of the table's key where it asks for a stream; of a view, which has none, as it is."""
    database, asked = datasette.get_database(DATABASE), parse_qsl(query, keep_blank_values=True)
    if "_stream" not in dict(asked) or not await database.table_exists(table):
        return query
    keys = await database.primary_keys(table)
    said = [(name, value) for name, value in asked if name not in _SORTS]
    said += [("_sort", keys[0])] if len(keys) == 1 else []  # of several, or of none, it is Datasette's own order
    said += [] if "_size" in dict(asked) else [("_size", "max")]
    return urlencode(said)
