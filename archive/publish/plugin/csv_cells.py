"""CSV as Datasette serves it: no cell is a formula, and a file that is saved begins with a byte order mark."""

from __future__ import annotations

from archive.publish.harmless_csv import BYTE_ORDER_MARK, harmless
from archive.publish.plugin.headers import Application, Message, Receive, Scope, Send, content_type
from archive.publish.plugin.rows import DATABASE

_FILE = b"text/csv"  # what Datasette calls CSV that a visitor asked to be saved as a file
#: Of the database, and of a table, a row or a ready-made query in it.
_OF_DATASETTE = (f"/{DATABASE}.csv", f"/{DATABASE}/")
_TYPES = (b"text/plain", _FILE)


def with_harmless_csv(application: Application) -> Application:
    """The application, the cells of its CSV made harmless."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        is_csv, before = False, b""

        async def checked(message: Message) -> None:
            nonlocal is_csv, before
            if message["type"] == "http.response.start":
                kind = content_type(message)
                is_csv = _is_of_datasette(str(scope["path"])) and kind.startswith(_TYPES)
                before = BYTE_ORDER_MARK if is_csv and kind.startswith(_FILE) else b""
            elif is_csv and message.get("body"):
                rows = harmless(bytes(message["body"]).decode("utf-8")).encode("utf-8")
                message, before = {**message, "body": before + rows}, b""
            await send(message)

        await application(scope, receive, checked if scope["type"] == "http" else send)

    return wrapped


def _is_of_datasette(path: str) -> bool:
    """Whether the CSV is Datasette's own; ours is made harmless as it is written."""
    return ".csv" in path and path.startswith(_OF_DATASETTE)
