"""What a crawl from a web archive looks at: which archive, around which instant, and how near is near enough."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from archive.clock import instant, stamp
from crawler.errors import WebArchiveError
from crawler.past.link_format import read_http_date
from crawler.past.web_archive import Indexed, WebArchive, write_timestamp

#: The record in which a crawl's WARC holds what it looked at.
PAST_RECORD = "urn:gongkai:past:"
#: Days before and after the instant asked for, unless the operator says otherwise.
WITHIN = 90
#: What a capture has to have answered to say anything of the site then: a page, a redirect, or that nothing is there.
#: 0 is a capture that only says that nothing changed. Refusals and errors say something of the archive's crawler.
_SAYS = frozenset({0, 200, 404, 410})


@dataclass(frozen=True, slots=True)
class Memento:
    """An archived answer: of which address, when it was made, and its own fields before the archive's."""

    url: str
    at: datetime
    content_type: str
    location: str


@dataclass(frozen=True, slots=True)
class PastView:
    """A web archive around an instant (UTC), ``within`` days before and after it."""

    archive: WebArchive
    at: datetime
    within: int = WITHIN

    @property
    def since(self) -> datetime:
        """The first instant that is near enough."""
        return self.at - timedelta(days=self.within)

    @property
    def until(self) -> datetime:
        """The last instant that is near enough."""
        return self.at + timedelta(days=self.within)

    @property
    def absence(self) -> str:
        """Why nothing is read of an address of which no capture is near."""
        return f"not in {self.archive.name} within {self.within} days of {write_timestamp(self.at)[:8]}"

    def choose(self, captures: Iterable[Indexed]) -> Indexed | None:
        """The capture that shows an address as it was: the last at or before the instant, else the first after it.

        None where none is near that says anything of the site.
        """
        near = [one for one in captures if self._says(one) and self.since <= one.at <= self.until]
        before = [one for one in near if one.at <= self.at]
        if before:
            return max(before, key=lambda one: (one.at, one.status == 200, one.url))
        return min(near, key=lambda one: (one.at, one.status != 200, one.url), default=None)

    def _says(self, capture: Indexed) -> bool:
        return capture.status in _SAYS or 300 <= capture.status < 400

    def memento(self, address: str, get: Callable[[str], str]) -> Memento | None:
        """The archived answer that came from ``address`` with the fields that ``get`` gives; None where it is the
        archive's own: a redirect to another time, an error, a page of its own.
        """
        replayed = self.archive.replayed(address)
        at = read_http_date(get("Memento-Datetime"))
        if replayed is None or at is None:
            return None
        content_type = get("X-Archive-Orig-Content-Type") or get("Content-Type")
        location = get("X-Archive-Orig-Location") or get("Location")
        target = self.archive.replayed(urljoin(address, location)) if location else None
        return Memento(replayed.url, at, content_type, target.url if target else location)

    def to_json(self) -> bytes:
        """The record's block."""
        said = {"archive": self.archive.model_dump(), "at": stamp(self.at), "within": self.within}
        return json.dumps(said, ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, block: bytes) -> PastView:
        """Read a record's block. Raises ValueError, KeyError, TypeError or RecursionError where it is none."""
        said: dict[str, Any] = json.loads(block)
        return cls(WebArchive.model_validate(said["archive"]), instant(str(said["at"])), int(said["within"]))


def instant_of(said: str, zone: str) -> datetime:
    """The instant (UTC) that ``--at`` names: a day means its end in the portal's zone. Raises WebArchiveError."""
    try:
        if len(said) == 10:
            end = datetime.combine(date.fromisoformat(said), time(23, 59, 59), ZoneInfo(zone))
            return end.astimezone(UTC)
        at = datetime.fromisoformat(said)
        return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError) as error:
        raise WebArchiveError(f"--at {said!r}: give a day as 2019-03-31, or an instant (ISO 8601)") from error
