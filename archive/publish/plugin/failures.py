"""What is answered where there is nothing to show: a page of ours that says so and what to do next, or its JSON.

What a visitor asked wrongly is answered with what Datasette says of it; of why the program failed nothing is said.
Datasette does not look at every parameter before it uses it: what then fails in its pages, by such a parameter, is the
question's fault and no failure of the program.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Base400, Forbidden, NotFound, Request, Response

from archive.labels import Label
from archive.own_yaml import own_yaml
from archive.publish.plugin.answers import UNINDEXED, as_json, page, style
from archive.publish.plugin.headers import Receive, Scope, Send

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

#: What Datasette calls a query that took too long, and one that is none.
_INTERRUPTED, _INVALID = "SQL Interrupted", "Invalid SQL"
#: What SQLite's module says where SQL names a parameter that the address does not give.
_UNGIVEN = "You did not supply a value for binding"
#: Failures with which what was asked in SQL is shown again, to be put right.
_OF_SQL = ("sql", "slow")
#: Files: whoever asks for one is answered in a line of text.
_FILES = (".csv", ".db", ".atom")
#: What Datasette raises where it uses a parameter that cannot be read: JSON, a number, a mark, a second statement;
#: IntegrityError is what SQLite calls an integer that is too large.
_TRIPPED = (
    *(ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError),
    *(sqlite3.ProgrammingError, sqlite3.IntegrityError, sqlite3.Warning),
)
#: Where our hooks and templates stand, and whatever else Datasette's pages call of ours.
_HOOKS, _OURS = Path(__file__).parent, Path(__file__).parents[2]
#: Answers a request with the failure of a name.
Refuse = Callable[[Scope, Receive, Send, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Failure:
    """The HTTP status, what is said and what to do next; ``retry_after`` seconds, None where that is of no use."""

    status: int
    said: Label
    onward: Label
    retry_after: int | None = None


class NotThereError(NotFound):  # type: ignore[misc]  # Datasette has no types
    """There is nothing of the kind that is asked for; ``key`` names what is said of it (``failures.yml``)."""

    def __init__(self, key: str) -> None:
        super().__init__(_line(failure(key)))
        self.key = key


def failure(key: str) -> Failure:
    """The failure of a name in ``failures.yml``."""
    said = _failures()[key]
    return Failure(said["status"], Label(**said["said"]), Label(**said["next"]), said.get("retry_after"))


@cache
def _failures() -> Mapping[str, Mapping[str, Any]]:
    loaded: dict[str, dict[str, Any]] = own_yaml(files(__package__).joinpath("failures.yml").read_text("utf-8"))
    return loaded


async def failed(datasette: Datasette, request: Request, exception: Exception) -> Response:
    """The answer in place of a page that could not be made."""
    key, detail = _told(exception)
    if key == "failed" and is_misasked(request, exception):
        key = "unread"
    if _UNGIVEN in detail and "pks" in request.url_vars:  # of a row: fewer values than its key has
        key, detail = "no_page", ""
    return await answered(datasette, request, key, detail)


def is_misasked(request: Request, exception: Exception) -> bool:
    """Whether one of Datasette's own pages tripped over a parameter of its address.

    Those name a database in their route, which no route of ours does; what failed in a hook or template of ours, or was
    raised by us, is not meant.
    """
    if not (request.query_string and "database" in request.url_vars and isinstance(exception, _TRIPPED)):
        return False
    places = [Path(frame.f_code.co_filename) for frame, _ in walk_tb(exception.__traceback__)]
    is_of_hook = any(place.is_relative_to(_HOOKS) for place in places)
    return not is_of_hook and not places[-1].is_relative_to(_OURS)


def _told(exception: Exception) -> tuple[str, str]:
    """The name of the failure, and what Datasette says of a question that it cannot answer."""
    from datasette.database import QueryInterrupted  # both import this module
    from datasette.views.base import DatasetteError

    if isinstance(exception, NotThereError):
        return exception.key, ""
    if isinstance(exception, Forbidden):
        return "forbidden", ""
    if isinstance(exception, QueryInterrupted) or getattr(exception, "title", "") == _INTERRUPTED:
        return "slow", ""
    if isinstance(exception, DatasetteError):
        key = "sql" if exception.title == _INVALID else "asked"
        return ("no_page", "") if exception.status == NotFound.status else (key, str(exception.message))
    if isinstance(exception, NotFound):
        return "no_page", ""
    is_asked = isinstance(exception, Base400) or _UNGIVEN in str(exception)
    return ("asked", str(exception)) if is_asked else ("failed", "")


async def answered(datasette: Datasette, request: Request, key: str, detail: str = "") -> Response:
    """The failure of a name: as a page, for ``.json`` in the form of Datasette's own errors, for files as a line."""
    found = failure(key)
    headers = UNINDEXED | ({"retry-after": str(found.retry_after)} if found.retry_after else {})
    if request.path.endswith(".json") or request.args.get("_format") == "json":
        content = {"ok": False, "error": detail or _line(found), "status": found.status, "title": found.said.en}
        return as_json(content, headers, found.status)
    if request.path.endswith(_FILES):
        return Response.text(f"{_line(found)}\n", status=found.status, headers=headers)
    content = {"failure": found, "detail": detail, "settings": datasette.settings_dict()}
    content["tables_style"] = style(datasette, "tables.css")
    content["sql"] = request.args.get("sql") or "" if key in _OF_SQL else ""
    return await page(datasette, request, "gongkai_failure.html", content, headers, found.status)


def _line(found: Failure) -> str:
    return f"{found.said.zh}。{found.said.en}"


def refusal(datasette: Datasette) -> Refuse:
    """For what answers before Datasette is asked."""

    async def refuse(scope: Scope, receive: Receive, send: Send, key: str) -> None:
        # What Datasette does itself for a request that comes as far as it: no form of ours is ever sent.
        await datasette.invoke_startup()
        response = await answered(datasette, Request({**scope, "csrftoken": str}, receive), key)
        await response.asgi_send(send)

    return refuse
