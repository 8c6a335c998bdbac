"""Lists of links (RFC 6690, RFC 8288), by which Memento names the captures of an address (RFC 7089, 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

#: More links than this of one list are not read.
MAX_LINKS = 100_000
_TARGET = re.compile(r"\s*<([^<>]{0,70000})>")
_PARAMETER = re.compile(r'\s*;\s*([A-Za-z0-9*_-]{1,40})\s*=\s*(?:"((?:[^"\\]|\\.){0,2000})"|([^\s",;]{1,2000}))')
_COMMA = re.compile(r"\s*,")


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its parameters, whose names are in lower case."""

    url: str
    parameters: Mapping[str, str]

    @property
    def relations(self) -> tuple[str, ...]:
        """What it is to the page that names it: memento, original, timegate, …"""
        return tuple(self.parameters.get("rel", "").lower().split())


def read_links(text: str) -> Iterator[Link]:
    """The links of a list, as far as it can be read."""
    place = 0
    for _ in range(MAX_LINKS):
        target = _TARGET.match(text, place)
        if target is None:
            return
        place = target.end()
        parameters: dict[str, str] = {}
        while found := _PARAMETER.match(text, place):
            value = found[3] if found[2] is None else re.sub(r"\\(.)", r"\1", found[2])
            parameters.setdefault(found[1].lower(), value)
            place = found.end()
        yield Link(target[1].strip(), parameters)
        comma = _COMMA.match(text, place)
        if comma is None:
            return
        place = comma.end()


def read_http_date(text: str) -> datetime | None:
    """The instant of an HTTP date (RFC 9110, 5.6.7), as Memento-Datetime has it; None where it is none."""
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
