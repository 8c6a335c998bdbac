"""How a page is cited as a whole: its address, in a snapshot of the same data where there is one, and the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from datasette.utils.asgi import Request

from archive.clock import today
from archive.labels import Label
from archive.publish.plugin.language import PARAMETER
from archive.publish.plugin.shelf import data_cited

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette


@dataclass(frozen=True, slots=True)
class CitedPage:
    """What stands in the line after the title: the data, the address that stays, the day of reading (UTC)."""

    data: Label
    address: str
    day: str


def cited_page(datasette: Datasette, request: Request) -> CitedPage:
    """The page that is asked for, with what was asked but for the language."""
    asked = [(name, value) for name, value in parse_qsl(request.query_string) if name != PARAMETER]
    path = request.path + (f"?{urlencode(asked)}" if asked else "")
    data = data_cited(datasette)
    address = str(datasette.absolute_url(request, datasette.urls.path(path)))
    return CitedPage(data.said, data.address(address, path), today())
