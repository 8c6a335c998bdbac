"""nights.yml and changes.yml: a year of the demo, and what must be reported of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from crawler.demo.own_yaml import own_yaml
from crawler.demo.truth.model import DocumentTruth, Group, Pinned, SmallSite, WechatTruth

#: By which a night is named: its time, in UTC.
_TIME = "%Y-%m-%d %H:%M"
#: What nothing on the site stands for: every document that is there.
ALL = "all"


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A document with a part to play; one without a title is posted again from another."""

    key: str
    column: str
    dated: date
    title: str = ""
    says: tuple[str, ...] = ()
    file: str = ""  # format of its attachment
    from_start: bool = False


@dataclass(frozen=True, slots=True)
class NamedGroup:
    """Many documents put up at once, by the date they carry."""

    key: str
    column: str
    dated: Mapping[date, int]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the site; the fields are explained in nights.yml."""

    what: str
    document: str = ""
    how: str = "404"
    of: str = ""
    replace: str = ""
    by: str = ""
    title: str = ""
    dated: date | None = None
    redirect: bool = False


@dataclass(frozen=True, slots=True)
class Night:
    """One crawl of the site: when, what has happened since the one before, and how the site answers."""

    at: datetime  # UTC, by the watcher's clock
    note: str
    events: tuple[Event, ...] = ()
    weather: str = ""
    columns: tuple[str, ...] = ()
    noise: tuple[str, ...] = ()
    skew: int = 0
    fast: int = 0
    reader: str = ""
    full: bool = False
    expect: str = "accepted"  # or not_accepted, incomplete

    @property
    def key(self) -> str:
        """Its name in changes.yml."""
        return self.at.strftime(_TIME)

    @property
    def true_time(self) -> datetime:
        """When it really was."""
        return self.at - timedelta(hours=self.fast)

    @property
    def accepted(self) -> bool:
        """Whether its crawl is accepted, and complete: nothing else changes what is known."""
        return self.expect == "accepted"


@dataclass(frozen=True, slots=True)
class ExpectedChange:
    """A change that must be reported of ``night``, or at the latest of ``by``; rules and fields in changes.yml.

    ``document`` names a document or a group, or is ALL. ``before`` and ``after`` are titles, dates or texts.
    """

    night: str
    kind: str
    document: str
    column: str = ""
    before: str | date | None = None
    after: str | date | None = None
    dated: date | None = None
    days: int | None = None
    each: Mapping[date, int] | None = None
    count: int = 1
    lacked_by: str = ""
    missing_since: str = ""
    repost_of: str = ""
    part: str = "text"
    back_to: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """A document said to be missing ``since`` a night, up to the one before ``until``; ``then``: what becomes of it."""

    document: str
    since: str
    until: str
    then: str


@dataclass(frozen=True, slots=True)
class Unreported:
    """What happened to a document and is no change, by a rule of changes.yml."""

    night: str
    document: str
    rule: int


@cache
def _load(name: str) -> Any:
    return own_yaml((files("crawler.demo.truth") / name).read_text(encoding="utf-8"))


@cache
def small_site() -> SmallSite:
    """The columns and groups of the site that is small enough to be crawled every night."""
    data = _load("nights.yml")["small"]
    groups = {key: tuple(Group(**row) for row in data[key]) for key in ("own_site", "city_site")}
    documents = DocumentTruth(**groups, wechat=WechatTruth(**data["wechat"]), pinned=Pinned(**data["pinned"]))
    return SmallSite(tuple(data["columns"]), documents)


@cache
def named_documents() -> Mapping[str, NamedDocument]:
    """The documents with a part to play, by key in the order of nights.yml."""
    return {
        key: NamedDocument(key, **{**row, "says": tuple(row.get("says", ()))})
        for key, row in _load("nights.yml")["documents"].items()
    }


@cache
def named_groups() -> Mapping[str, NamedGroup]:
    """The groups that are put up at once, by key."""
    return {key: NamedGroup(key, **row) for key, row in _load("nights.yml")["groups"].items()}


@cache
def nights() -> tuple[Night, ...]:
    """The year, in its order."""
    return tuple(_night(row) for row in _load("nights.yml")["nights"])


def _night(row: Mapping[str, Any]) -> Night:
    lists = {key: tuple(row.get(key, ())) for key in ("columns", "noise")}
    events = tuple(Event(**event) for event in row.get("events", ()))
    at = datetime.strptime(row["at"], _TIME).replace(tzinfo=UTC)
    return Night(**{**row, **lists, "at": at, "events": events})


@cache
def expected_changes() -> tuple[ExpectedChange, ...]:
    """Every change of the year, in its order, with the column of its document."""
    return tuple(_with_column(ExpectedChange(**row)) for row in _load("changes.yml")["changes"])


def _with_column(change: ExpectedChange) -> ExpectedChange:
    known: Mapping[str, NamedDocument | NamedGroup] = {**named_documents(), **named_groups()}
    if change.column or change.document == ALL:
        return change
    return replace(change, column=known[change.document].column)


def expected_of(night: Night) -> tuple[ExpectedChange, ...]:
    """What must be reported of ``night`` when every document is asked for every night."""
    return tuple(change for change in expected_changes() if change.night == night.key)


@cache
def missing() -> tuple[Missing, ...]:
    """Documents that are missing for a time, before it is sure that they are removed."""
    return tuple(Missing(**row) for row in _load("changes.yml")["missing"])


def missing_at(night: Night) -> Iterator[Missing]:
    """Those that must be said to be missing once ``night`` is done; a night that is not accepted changes nothing."""
    return (one for one in missing() if one.since <= night.key < one.until)


@cache
def unreported() -> tuple[Unreported, ...]:
    """What must not be reported though it happened."""
    return tuple(Unreported(**row) for row in _load("changes.yml")["unreported"])
