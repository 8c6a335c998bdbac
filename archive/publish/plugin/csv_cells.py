"""CSV as it is served: no cell is a formula to the program that opens it.

A spreadsheet runs what begins with = + - @ (or a tab, a carriage return before one), wherever it came from: a title of
a stranger, or a link to our site with SQL of its own. Such a cell gets an apostrophe in front, which is how
spreadsheets mark text (OWASP, "CSV Injection"). A number stays a number, -5 and +1.5e3 too. JSON and the pages show
every text as it is (docs/running-responsibly.md).
"""

from __future__ import annotations

import re

from archive.publish.plugin.headers import Application, Message, Receive, Scope, Send

#: What begins a formula, in either width, and what some programs drop before looking.
_BEGINS = r"\s{0,100}[=+\-@＝＋－＠\t\r\x00]"
_SUSPECT = re.compile(rf'(?:^|[,\n])"?{_BEGINS}')
_FORMULA = re.compile(_BEGINS)
_NUMBER = re.compile(r"[+-]?[0-9]{1,300}(?:\.[0-9]{1,300})?(?:[eE][+-]?[0-9]{1,4})?")
#: A cell as Python's csv module writes it, and what ends it.
_CELL = re.compile(r'("(?:[^"]++|"")*+"|[^",\r\n]*+)(,|\r\n|$)')
_TYPES = (b"text/plain", b"text/csv")


def with_harmless_csv(application: Application) -> Application:
    """The application, the cells of its CSV made harmless."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        is_csv = False

        async def checked(message: Message) -> None:
            nonlocal is_csv
            if message["type"] == "http.response.start":
                is_csv = ".csv" in str(scope["path"]) and _is_plain(message)
            elif is_csv and message.get("body"):
                message = {**message, "body": harmless(bytes(message["body"]).decode("utf-8")).encode("utf-8")}
            await send(message)

        await application(scope, receive, checked if scope["type"] == "http" else send)

    return wrapped


def _is_plain(start: Message) -> bool:
    kinds = [bytes(value) for name, value in start.get("headers", []) if bytes(name).lower() == b"content-type"]
    return any(kind.startswith(_TYPES) for kind in kinds)


def harmless(rows: str) -> str:
    """Whole rows of CSV, as Datasette sends them one by one, without a cell that is a formula."""
    return _CELL.sub(_marked, rows) if _SUSPECT.search(rows) else rows


def _marked(found: re.Match[str]) -> str:
    cell, end = found.groups()
    quote = '"' if cell.startswith('"') else ""
    said = cell.removeprefix(quote)
    if not _FORMULA.match(said) or _NUMBER.fullmatch(cell):
        return found[0]
    return f"{quote}'{said}{end}"
