"""The portal file: one authority's site, described in YAML and validated.

A file that is wrong is refused with its name, the key and the reason.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, ValidationError, field_validator, model_validator

from archive.plain_yaml import NotPlainError, read_plain
from archive.reports import vocabulary
from crawler.bounds import (
    CheckRules,
    ColumnChecks,
    PortalChecks,
    checks_of_earlier_crawls,
    default_checks,
    rules_of_today,
)
from crawler.configuration import Part, Words, problems, read_bounded
from crawler.errors import PortalFileError, UnknownPortalError

MAX_FILE_BYTES = 200_000
#: More than any authority's site has; every page is compared with every name.
MAX_COLUMNS, MAX_NAMES, MAX_CHANNELS, MAX_INSPECTIONS = 500, 50, 100, 100
#: A name of the IANA time zone database; the library looks for it among packages, one for each part.
_ZONE = re.compile(r"[A-Za-z0-9_+-]{1,40}(?:/[A-Za-z0-9_+-]{1,40}){0,2}")
_UNSEEN = re.compile(r"[\s\x00-\x20\x7f-\xa0]")


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError("must be an http:// or https:// address")
    if "@" in parts.netloc or "\\" in value:
        raise ValueError("must not carry a user name or password")
    if parts.port == 0:
        raise ValueError("port 0 is no address")
    if _UNSEEN.search(value) or parts.query or parts.fragment:
        raise ValueError("must be an address without spaces, control characters, query or fragment")
    return value if not value or value.endswith("/") else value + "/"


HttpUrl = Annotated[str, AfterValidator(_http_url)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]


class Title(Part):
    """A name in Chinese and English."""

    zh: Words
    en: Words


class Politeness(Part):
    """Seconds between two requests to one host, and requests a run may make."""

    delay: float = Field(default=2.0, ge=0, le=600)
    budget: int = Field(default=20_000, ge=1)


class Fresh(Part):
    """What was published at most ``days`` ago is asked for again after ``every`` days."""

    days: int = Field(ge=0, le=3660)
    every: int = Field(ge=1, le=366)


class Revisit(Part):
    """When documents that are known are asked for again though their lists show nothing new.

    ``fresh``: steps by the date of publication, the first that fits counts. ``within``: days within which everything
    is asked for, and sent whole, at least once.
    """

    fresh: tuple[Fresh, ...] = Field(default=(Fresh(days=7, every=1), Fresh(days=30, every=7)), max_length=10)
    within: int = Field(default=30, ge=1, le=366)


class Column(Part):
    """栏目: a section of the site, found by its title in the navigation or by its URL.

    ``browser``: the pages of its list exist only after their scripts ran (``crawler.browser``).
    """

    key: Key
    title: Words
    alternatives: tuple[Words, ...] = Field(default=(), max_length=MAX_NAMES)
    parent: Words | None = None
    url: str | None = None
    channel: Key = "own_site"
    evidences: tuple[Words, ...] = Field(default=(), max_length=MAX_NAMES)
    reports: bool = False
    browser: bool = False
    checks: ColumnChecks = ColumnChecks()

    @field_validator("evidences")
    @classmethod
    def _known_metrics(cls, metrics: tuple[str, ...]) -> tuple[str, ...]:
        for metric in metrics:
            families = {metric, metric.partition("[")[0], metric.partition(":")[0] + ":"}
            if not families & set(vocabulary()):
                raise ValueError(f"unknown metric {metric!r}; the vocabulary is archive/reports/vocabulary.yml")
        return metrics

    @property
    def titles(self) -> tuple[str, ...]:
        """The title and its alternatives, the title first."""
        return (self.title, *self.alternatives)


class Channel(Part):
    """渠道: a site whose documents show it, an import, or nothing on the web (offline)."""

    title: Title
    kind: Literal["site", "import", "offline"]
    site: str | None = None
    source: str = ""


#: What `gongkai import` takes for no channel: archives of others.
RESERVED = frozenset({"warc", "wacz"})


class Inspection(Part):
    """A day on which somebody looked at what was published, and where that is said."""

    day: date
    title: Title
    source: Words


class Portal(Part):
    """门户: one authority's site. ``base`` is empty while nobody knows the host.

    ``site_id`` is its 网站标识码 (META SiteIDCode). ``tls`` is ``legacy`` for a server that speaks nothing newer than
    TLS 1.0 or 1.1, or has a key too small for today. ``check_rules`` stand in the record of a crawl, and in no file.
    """

    portal: Key
    title: Title
    authority: tuple[Words, ...] = Field(min_length=1, max_length=MAX_NAMES)
    base: HttpUrl = ""
    hosts: tuple[HttpUrl, ...] = Field(default=(), max_length=MAX_NAMES)
    zone: str = "Asia/Shanghai"
    site_id: str = ""
    tls: Literal["modern", "legacy"] = "modern"
    politeness: Politeness = Politeness()
    revisit: Revisit = Revisit()
    columns: tuple[Column, ...] = Field(min_length=1, max_length=MAX_COLUMNS)
    channels: dict[Key, Channel] = Field(min_length=1, max_length=MAX_CHANNELS)
    inspections: tuple[Inspection, ...] = Field(default=(), max_length=MAX_INSPECTIONS)
    checks: PortalChecks = Field(default_factory=default_checks)
    check_rules: CheckRules = Field(default_factory=rules_of_today)
    note: str = ""
    file_sha256: str = ""

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if not _ZONE.fullmatch(zone):
            raise ValueError("no such time zone")
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("no such time zone") from error
        return zone

    @model_validator(mode="after")
    def _consistent(self) -> Portal:
        seen: set[str] = set()
        places: dict[tuple[str | None, str | None, str], str] = {}
        for column in self.columns:
            place = (column.url, column.parent, "" if column.url else column.title)
            if place in places:
                raise ValueError(f"columns {places[place]!r} and {column.key!r} are the same place of the site")
            places[place] = column.key
            if column.key in seen:
                raise ValueError(f"two columns have the key {column.key!r}")
            seen.add(column.key)
            if column.channel not in self.channels:
                raise ValueError(f"column {column.key!r} names the channel {column.channel!r}, which is not declared")
        for key in RESERVED & self.channels.keys():
            raise ValueError(f"no channel can be called {key!r}: `gongkai import {key}` imports an archive")
        return self

    @property
    def rendered(self) -> tuple[str, ...]:
        """Titles of the columns whose list pages a browser renders."""
        return tuple(column.title for column in self.columns if column.browser)

    def with_host(self, address: str) -> Portal:
        """The same portal, fetched at ``address``; where the file has no base, that becomes the base."""
        address = _http_url(address)
        if not self.base:
            return self.model_copy(update={"base": address})
        return self.model_copy(update={"hosts": (address, *(host for host in self.hosts if host != address))})


def load_portal_file(path: Path) -> Portal:
    """Return the portal that ``path`` describes.

    Raises PortalFileError naming file, key and reason.
    """
    content = read_bounded(path, MAX_FILE_BYTES, PortalFileError)
    try:
        data: Any = read_plain(content)
    except NotPlainError as error:
        raise PortalFileError(f"{path}: not YAML: {error}") from error
    if not isinstance(data, dict):
        raise PortalFileError(f"{path}: a portal file is a mapping of keys")
    if "check_rules" in data:
        raise PortalFileError(f"{path}: check_rules: no portal file moves them; bounds are moved under checks")
    data["file_sha256"] = hashlib.sha256(content).hexdigest()
    try:
        portal = Portal.model_validate(data)
    except ValidationError as error:
        raise PortalFileError(problems(path, error)) from error
    if portal.portal != path.stem:
        raise PortalFileError(f"{path}: portal: {portal.portal!r} must be the file's name, {path.stem!r}")
    return portal


def recorded_portal(content: bytes) -> Portal:
    """Return the portal file that a crawl followed, as its WARC holds it: with all that it was judged by."""
    data: dict[str, Any] = json.loads(content)
    return Portal.model_validate_json(json.dumps({**checks_of_earlier_crawls(), **data}))


def built_in_portals() -> dict[str, Path]:
    """Return the portal files that come with the program, by name."""
    folder = Path(str(resources.files("crawler") / "portals"))
    return {path.stem: path for path in sorted(folder.glob("*.yml")) if "." not in path.stem}


def find_portal(name: str) -> Portal:
    """Return the portal of a built-in name or of a path to a portal file.

    Raises UnknownPortalError, listing the names there are, or PortalFileError.
    """
    return load_portal_file(portal_path(name))


def portal_path(name: str) -> Path:
    """Return the portal file of a built-in name, or the path that is given. Raises UnknownPortalError."""
    built_in = built_in_portals()
    if name in built_in:
        return built_in[name]
    if name.endswith((".yml", ".yaml")) or Path(name).exists():
        return Path(name)
    raise UnknownPortalError(f"no portal {name!r}: give a path to a portal file, or one of {', '.join(built_in)}")
