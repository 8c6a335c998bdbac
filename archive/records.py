"""The frozen records that pass between the stages.

Offsets are positions of characters (not bytes) in ``Body.text``; dates are
``datetime.date`` in the portal's zone; instants are aware ``datetime`` in UTC.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache


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
    listed_on_printed: date | None = None  # the day an instant prints in its own zone, where that is another


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What asks for one page of a list: an absolute URL, and for a POST its body and the body's media type.

    ``entries_before`` is how many entries the pages before it showed: answers in JSON or XML seldom say it.
    """

    url: str
    method: str = "GET"
    body: bytes = b""
    content_type: str = ""
    entries_before: int = 0


@dataclass(frozen=True, slots=True)
class ListReading:
    """What one list page shows. ``next_request`` asks for the page behind it; None on the last page.

    ``more`` says that the page shows signs of entries beyond these that no address leads to: a pager that only a
    script turns, a page cut at a limit.
    """

    items: tuple[Listing, ...]
    next_request: PageRequest | None = None
    total_pages: int | None = None
    total_items: int | None = None
    family: str = "generic"
    more: bool = False

    @property
    def next_page(self) -> str | None:
        """The absolute URL that is asked for the next page, by GET or POST; None on the last page."""
        return self.next_request.url if self.next_request else None


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
    published_on_printed: date | None = None  # the day an instant prints in its own zone, where that is another
    family: str = "generic"
    written_on: date | None = None  # 成文日期, which is not the day of publication
    validity: str = ""  # 有效性, as the page words it
    category: str = ""
    keywords: str = ""
    image_only: bool = False  # the body is pictures and no text
    images: tuple[str, ...] = ()  # the URLs of those pictures, where there is nothing else
    next_part: str = ""  # the URL of the page on which the article goes on


@dataclass(frozen=True, slots=True)
class FilePart:
    """A page of a file, a sheet of a workbook, a file inside an archive; of any other file the whole.

    ``start`` and ``end`` are its span of the body's text; a page without text has none.
    """

    start: int
    end: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class FileReading:
    """What a file says, what it was read with, and what of it is unread and why (empty: nothing)."""

    kind: str  # pdf, docx, xlsx, …: told by its first bytes; empty where nothing tells
    body: Body
    parts: tuple[FilePart, ...] = ()
    converter: str = ""  # the library or program that read it
    converter_version: str = ""
    unread: str = ""


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
    rounding: float = 0.0  # how far from ``value`` an approximate figure agrees; see archive.reports.numbers
    period: str | None = None  # the part of the year it is said of (上半年), in its words; None: the whole year


class CellKind(StrEnum):
    """What a value cell of an official table prints. Only a number is a number: the others are not zero."""

    NUMBER = "number"
    BLANK = "blank"
    SIGN = "sign"  # "/", "—" or 无, in place of a number
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class TableCell:
    """A value cell of an official table. ``value`` is None where it prints no number, ``unit`` what it is counted in.

    ``value`` is as printed, in ``unit``: 7730.28 in 万元, unless the cell itself prints 万 (976.81万, 976.81万元),
    which is multiplied out.
    """

    place: str  # t2.行政规范性文件.made, t3.new.total, t4.review.total
    text: str
    kind: CellKind
    value: float | None
    start: int
    end: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """勾稽关系: an arithmetic relation that must hold; both sides and what they were read from.

    ``level`` says what a broken one means: fail (the numbers contradict each other), warn (there may be a good
    reason) or info. ``reason`` is a key of ``archive/relations.yml``: why the relation is not assessable or
    undecided, or what is striking about one that holds.
    """

    rule: str
    relation: str  # sum, cover, balance, part, carry
    parts: tuple[float, ...]
    sum: float
    total: float
    holds: bool | None  # None: not assessable or undecided
    claims: tuple[int, ...] = ()  # indexes into ReportReading.claims, the total last
    cells: tuple[str, ...] = ()  # places in an official table
    note: str = ""
    level: str = "fail"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReportReading:
    """年度报告: a document read as a yearly report. ``year`` is the year reported on."""

    title: str
    year: int | None
    claims: tuple[Claim, ...]
    identities: tuple[Identity, ...]
    cut: bool = False  # longer than what is read of one report: more may be claimed than ``claims`` holds
    cells: tuple[TableCell, ...] = ()  # every value cell of its official tables


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
    revisit_of: str = ""  # the record that holds the payload, where this one is a revisit
    etag: str = ""  # validators (RFC 9110, 8.8), where they can be given back
    last_modified: str = ""
    archived_at: datetime | None = None  # of an answer from a web archive: when that made it (Memento-Datetime)
    web_archive: str = ""  # and its name
    headers: tuple[tuple[str, str], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Request:
    """What the walk asks for next and what for: navigation, list, document, part (of a document), file, or probe (of
    a document that left its list).

    ``url`` is canonical; ``entry_url`` is the listing's address that a chain of redirects began at, or that of
    the document a part belongs to. ``content_type`` is the media type of ``body``. Of a list page ``entries_before``
    and ``shown_before`` say how many entries the pages before it showed, and a digest of what the last of them did.
    """

    url: str
    purpose: str
    column: str | None = None
    parent: str | None = None  # navigation: the title under which columns are looked for; None on the home page
    number: int = 1  # list, part: which page of the list or document
    entry_url: str = ""
    redirects: int = 0
    method: str = "GET"
    body: bytes = b""
    content_type: str = ""
    entries_before: int = 0
    shown_before: str = ""
    search: str = ""  # navigation: what is still sought beyond the home page, and where (crawler.search)

    @property
    def identity(self) -> str:
        """Two requests of one identity are one: a list is read once for each column, all else once.

        A digest, so that it can stand in a WARC record and be a key.
        """
        reader = f"{self.purpose}:{self.column or self.parent or ''}" if self.purpose in ("list", "navigation") else ""
        return _identity(self.method, self.url, self.body, reader, self.entry_url, self.search)


@lru_cache(maxsize=256)  # asked for several times when a request is made, and again when it is answered
def _identity(method: str, url: str, body: bytes, reader: str, entry_url: str, search: str) -> str:
    parts = (method, url, body.hex(), reader, entry_url, *([search] if search else ()))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class ColumnFound:
    """A declared column was found at ``url``; ``named`` is the site's own name where it is a variant of the title."""

    column: str
    url: str
    named: str = ""


@dataclass(frozen=True, slots=True)
class ColumnNotFound:
    """A declared column is not named on the page where it should be."""

    column: str
    page_url: str


@dataclass(frozen=True, slots=True)
class ListPageRead:
    """One page of a column's list was read; ``last`` says that it names no further page.

    ``next_url`` is the page it leads to, where that is one of the portal's and asked for by GET; ``circular`` says
    that it showed the very entries of the page before it. ``different`` is how many addresses its entries have; None
    where an older reader did not count them.
    """

    column: str
    url: str
    number: int
    entries: int
    last: bool
    total_pages: int | None
    total_items: int | None
    next_url: str = ""
    circular: bool = False
    different: int | None = None


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
    page_number: int = 1


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
    images: tuple[str, ...] = ()  # canonical URLs of the pictures of a body that has no text
    goes_on: bool = False  # further pages of it are asked for
    content_digest: str | None = None  # of its text, though that was purged


@dataclass(frozen=True, slots=True)
class PartRead:
    """A further page of a document was read. ``url`` is the document's, ``number`` counts its pages from 1."""

    url: str
    number: int
    page_url: str
    body: Body
    attachments: tuple[Link, ...]
    capture: str
    entity_digest: str


@dataclass(frozen=True, slots=True)
class FileFetched:
    """A file was captured: a document of its own, an attachment, or both."""

    url: str
    capture: str
    mime: str
    size: int
    entity_digest: str
    reading: FileReading | None = None  # None: as coverage needs to know it


#: What a gate's page is, and why nothing was read where one answered.
CHALLENGE = "challenge"


@dataclass(frozen=True, slots=True)
class NotRead:
    """A request that gave nothing to read. ``answered`` is True where the server's own answer says
    that nothing is there (404, 410, an error text): then the fact is known, not missing."""

    url: str
    purpose: str
    column: str | None
    reason: str
    answered: bool


WalkRecord = ColumnFound | ColumnNotFound | ListPageRead | Listed | DocumentRead | PartRead | FileFetched | NotRead
