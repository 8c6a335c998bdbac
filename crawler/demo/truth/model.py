"""The records that the truth files are read into."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a demo site, or a hub page that only leads to columns."""

    key: str
    title: str
    code: str
    number: int
    under: str = ""
    encoding: str = "utf-8"
    catalogue: bool = False  # its pages carry 索引号, 发布机构 and 文号


@dataclass(frozen=True, slots=True)
class SiteTruth:
    """The navigation of one site: hubs, columns, and columns that are never filled."""

    hubs: tuple[Column, ...]
    columns: tuple[Column, ...]
    empty: tuple[Column, ...]

    @property
    def pages(self) -> tuple[Column, ...]:
        """Everything the navigation may lead to."""
        return self.hubs + self.columns + self.empty

    def only(self, keys: Collection[str]) -> SiteTruth:
        """The columns of those keys, the hubs they stand under, and what is never filled."""
        columns = tuple(column for column in self.columns if column.key in keys)
        hubs = tuple(hub for hub in self.hubs if any(column.under == hub.key for column in columns))
        return SiteTruth(hubs, columns, self.empty)


@dataclass(frozen=True, slots=True)
class Group:
    """``count`` documents of equal kind; the fields are explained in documents.yml."""

    column: str
    year: int | None
    count: int
    form: str = "page"
    printed: str = "visible"
    meta_year: int | None = None
    also_in: str = ""
    repost: bool = False
    city: bool = False
    wechat: bool = False
    attachment: str = ""
    source: str = ""
    closed: bool = False
    late: bool = False
    edge: bool = False
    persons: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """cases.yml: how the sites were observed, whether or not the WeChat export was imported."""

    key: str
    zh: str
    en: str
    city: bool = True
    truncated: tuple[str, ...] = ()
    disallowed: tuple[str, ...] = ()
    late: bool = False
    instants: bool = False


@dataclass(frozen=True, slots=True)
class NamedAttachment:
    """A file whose name a report speaks of."""

    name: str
    format: str


@dataclass(frozen=True, slots=True)
class Named:
    """A document with a title and a date of its own."""

    column: str
    title: str
    published_on: date
    attachments: tuple[NamedAttachment, ...] = ()


@dataclass(frozen=True, slots=True)
class WechatTruth:
    """The export: its year, the items that stand on no site, and the characters of all items together."""

    year: int
    alone: int
    characters: int


@dataclass(frozen=True, slots=True)
class Pinned:
    """The column whose first entry is an older one."""

    column: str
    year: int


@dataclass(frozen=True, slots=True)
class DocumentTruth:
    """documents.yml."""

    own_site: tuple[Group, ...]
    city_site: tuple[Group, ...]
    wechat: WechatTruth
    pinned: Pinned


@dataclass(frozen=True, slots=True)
class PersonsTruth:
    """persons.yml: a list of persons, and the heads of its columns that are nobody's business."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    private: tuple[str, ...]

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every cell of a private column."""
        return tuple(
            cell for row in self.rows for head, cell in zip(self.head, row, strict=True) if head in self.private
        )

    @property
    def lines(self) -> tuple[str, ...]:
        """The same list as prose."""
        rows = (zip(self.head, row, strict=True) for row in self.rows)
        return tuple("，".join(f"{head}：{cell}" for head, cell in row) + "。" for row in rows)


@dataclass(frozen=True, slots=True)
class SmallSite:
    """nights.yml: the columns of a small site, and its groups of documents."""

    columns: tuple[str, ...]
    documents: DocumentTruth


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a report's body: a paragraph, or one of the official tables by name."""

    text: str = ""
    table: str = ""


@dataclass(frozen=True, slots=True)
class ReportTruth:
    """report-YYYY.yml: title, date and text; the tables of the 2019 form as the values of their cells."""

    year: int
    title: str
    published_on: date
    body: tuple[Part, ...]
    table_2: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    table_3: tuple[tuple[str, tuple[int, ...]], ...] = ()
    table_4: tuple[tuple[str, tuple[int, ...]], ...] = ()

    @property
    def text(self) -> str:
        """The paragraphs, one on a line; tables left out."""
        return "\n".join(part.text for part in self.body if part.text)


@dataclass(frozen=True, slots=True)
class ExpectedFinding:
    """What verification must say of one claim or identity.

    ``quote`` is in the report's text (empty for identities); ``key`` is the metric or the identity's rule;
    ``reported`` is None for an existence, the printed total for an identity; ``observed`` is None where the
    verdict compares no number, the sum of the parts for an identity, and where the draw decides (case truncated).
    ``notes`` are the sorted keys of archive/verdicts.yml; every identity of the demo is plain and has none.
    """

    quote: str
    kind: str  # count, zero, existence, identity
    key: str
    reported: float | None
    observed: float | None
    verdict: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExpectedYearNote:
    """What a report must be said to show beside the one of the year before; the kinds are explained in years.yml.

    ``subject`` is a metric, the title of a section or the key of a form.
    """

    kind: str
    subject: str
    previous: float | None = None
    value: float | None = None
