"""The frozen records that pass between the stages.

Offsets are positions of characters (not bytes) in ``Body.text``; dates are
``datetime.date`` in the portal's zone; instants are aware ``datetime`` in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a body, ``Body.text[start:end]``, without its line break."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table. ``row`` and ``column`` are its place in the grid after spans are laid out."""

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a body; its cells stand in reading order."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """The text of a document: paragraphs and table cells in reading order.

    ``text`` is the whole text; paragraphs and cells are spans of it. Text of cells is not
    repeated as paragraphs.
    """

    text: str
    paragraphs: tuple[Paragraph, ...]
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """An anchor of a page: its full text and its absolute URL."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One entry of a column's list: 列表条目."""

    title: str
    url: str
    listed_on: date | None
    position: int


@dataclass(frozen=True, slots=True)
class ListReading:
    """What one list page shows. ``next_page`` is absolute, or None on the last page."""

    items: tuple[Listing, ...]
    next_page: str | None
    total_pages: int | None = None
    total_items: int | None = None
    family: str = "generic"


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """What one document page shows; an empty string means that the page shows none."""

    title: str
    published_on: date | None
    published_on_origin: str
    date_conflict: bool
    source: str
    issuer: str
    index_number: str
    document_number: str
    breadcrumb: tuple[str, ...]
    body: Body
    attachments: tuple[Link, ...]
    published_on_other: date | None = None  # the date another origin gives, where they disagree
    family: str = "generic"


@dataclass(frozen=True, slots=True)
class Claim:
    """报告数: one amount, zero or existence that a report asserts, with its exact words.

    ``value`` is in ``unit`` with 万/亿 multiplied out, money in 元; it is None for an existence.
    ``quote`` is ``Body.text[start:end]``.
    """

    kind: str  # count, zero, existence
    quote: str
    start: int
    end: int
    value: float | None
    unit: str
    qualifier: str  # exact, approx, at_least, cumulative, share, growth
    metric: str
    subject: str
    scope: str | None = None
    channel: str | None = None  # own_site, city_site, wechat, reading_points, ...; None: not said
    column: str | None = None  # the column named in the sentence
    section: tuple[str, ...] = ()
    implicit_zero: bool = False
    rounding: float = 0.0  # half a unit of the last printed digit; approximate values agree within it


@dataclass(frozen=True, slots=True)
class Identity:
    """勾稽关系: an arithmetic relation that must hold; both sides and what they were read from."""

    rule: str
    relation: str  # sum, cover, balance, part, carry
    parts: tuple[float, ...]
    sum: float
    total: float
    holds: bool | None  # None: not assessable
    claims: tuple[int, ...] = ()  # indexes into ReportReading.claims, the total last
    cells: tuple[str, ...] = ()  # places in an official table
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReportReading:
    """年度报告: a document read as a yearly report. ``year`` is the year reported on."""

    title: str
    year: int | None
    claims: tuple[Claim, ...]
    identities: tuple[Identity, ...]


@dataclass(frozen=True, slots=True)
class Capture:
    """存档: one archived HTTP exchange, and where its record stands in the WARC."""

    id: str
    crawl: str
    url: str
    fetched_url: str
    method: str
    captured_at: datetime
    status: int
    mime: str
    entity_digest: str
    size: int
    warc_file: str
    warc_offset: int
    warc_length: int
    kind: str
    headers: tuple[tuple[str, str], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class ColumnFound:
    """A declared column was found at ``url``."""

    column: str
    url: str


@dataclass(frozen=True, slots=True)
class ColumnNotFound:
    """A declared column is not named on the page where it should be."""

    column: str
    page_url: str


@dataclass(frozen=True, slots=True)
class ListPageRead:
    """One page of a column's list was read; ``last`` says that it names no further page."""

    column: str
    url: str
    number: int
    entries: int
    last: bool
    total_pages: int | None
    total_items: int | None


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of a column's list. ``url`` is canonical where it lies on the portal's hosts.

    ``state`` is page, file, external or unlinked: where the entry leads, as far as its address shows.
    """

    column: str
    listing: Listing
    url: str
    state: str
    page_url: str
    capture: str


@dataclass(frozen=True, slots=True)
class DocumentRead:
    """A document's page was read. ``url`` is the one its listing gave, before redirects.

    ``attachments`` have canonical URLs where they lie on the portal's hosts.
    """

    url: str
    reading: DocumentReading
    attachments: tuple[Link, ...]
    capture: str
    entity_digest: str


@dataclass(frozen=True, slots=True)
class FileFetched:
    """A file was captured: a document of its own, an attachment, or both."""

    url: str
    name: str
    capture: str
    mime: str
    size: int
    entity_digest: str


@dataclass(frozen=True, slots=True)
class NotRead:
    """A request that gave nothing to read. ``answered`` is True where the server's own answer says
    that nothing is there (404, 410, an error text): then the fact is known, not missing."""

    url: str
    purpose: str
    column: str | None
    reason: str
    answered: bool


WalkRecord = ColumnFound | ColumnNotFound | ListPageRead | Listed | DocumentRead | FileFetched | NotRead
