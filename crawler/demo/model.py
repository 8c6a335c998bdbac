"""The frozen model of the two demo sites."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file linked from a page; ``path`` is its address on the site."""

    name: str
    format: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a site, and what is true of it.

    ``published_on`` is the date that counts (None: nothing shows one); ``meta_on`` what META PubDate prints
    (None: nothing), ``written_on`` when it was written. ``columns`` lists it, the first one is its own. ``url`` is a
    path, absolute where it leads off the hosts. ``closed``, ``late``, ``edge`` and ``persons`` are of documents.yml.
    The numbers and who issued it (empty: the committee) are those of series.yml.
    """

    number: int
    title: str
    columns: tuple[str, ...]
    published_on: date | None
    meta_on: date | None = None
    written_on: date | None = None
    printed: str = "visible"
    meta_style: str = "full"  # full, none, leaking; instant: full, its date in UTC
    form: str = "page"  # page, file, external, soft_404, unavailable
    source: str = ""
    paragraphs: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    report_year: int | None = None
    repost_of: int | None = None
    url: str = ""
    closed: bool = False
    late: bool = False
    edge: bool = False
    persons: bool = False
    index_number: str = ""
    document_number: str = ""
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a column's list."""

    title: str
    listed_on: date | None
    url: str
    document: int
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What the server answers under one path (with its query).

    ``validators`` are the names of those the answer carries: etag, modified (RFC 9110, 8.8).
    """

    body: bytes
    content_type: str
    status: int = 200
    location: str = ""  # where a redirect leads
    validators: tuple[str, ...] = ("etag", "modified")


#: What a site says that cannot answer now.
UNAVAILABLE = "服务暂不可用"
#: Stands in a body for the number of answers so far.
VISITS = b"@visits@"


@dataclass(frozen=True, slots=True)
class Fault:
    """The first ``times`` requests of ``path`` on ``host`` are answered with ``status`` and Retry-After: 0."""

    path: str
    status: int
    times: int = 1
    host: str = "own"


class Service(Protocol):
    """What answers requests of ``path`` by their fields, as ``method`` sends them, and not by a page made before."""

    @property
    def method(self) -> str:
        """GET or POST."""

    @property
    def path(self) -> str:
        """The path it answers, or begins with."""

    def answer(self, path: str, fields: Mapping[str, str]) -> Page | None:
        """The answer to the fields of query and form; None where there is none."""

    def place(self, path: str, fields: Mapping[str, str]) -> tuple[str, int]:
        """Which column is asked for by its number, and from which entry on, counted from 1."""


@dataclass(frozen=True, slots=True)
class Host:
    """One of the two sites."""

    base: str  # canonical
    pages: Mapping[str, Page] = field(repr=False)
    documents: tuple[Document, ...] = field(repr=False)
    listings: Mapping[str, tuple[Entry, ...]] = field(repr=False)
    services: tuple[Service, ...] = field(default=(), repr=False)
    instead: Page | None = None  # answered whatever is asked
    refuses_after: int = 0  # answers, after which connections are refused; 0: never
    clock: timedelta = timedelta()  # how far its own clock is ahead


@dataclass(frozen=True, slots=True)
class WechatItem:
    """One row of the export; ``length`` in characters."""

    title: str
    date: date
    url: str
    length: int


@dataclass(frozen=True, slots=True)
class Site:
    """Both sites and the export, as one seed and skin make them."""

    seed: int
    skin: str
    own: Host
    city: Host
    wechat: tuple[WechatItem, ...] = field(repr=False)
    faults: tuple[Fault, ...] = ()

    def write_wechat(self, path: Path) -> Path:
        """Write the export as UTF-8 CSV with the head title,date,url,length; returns ``path``."""
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("title", "date", "url", "length"))
            writer.writerows((item.title, item.date.isoformat(), item.url, item.length) for item in self.wechat)
        return path
