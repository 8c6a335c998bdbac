"""What is true of the demo portal, written by hand before anything is generated from it.

The numbers do not depend on the seed or the skin. Nothing here looks at a page of the site.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from crawler.demo.own_yaml import own_yaml
from crawler.demo.truth.model import (
    Case,
    Column,
    DocumentTruth,
    ExpectedFinding,
    ExpectedYearNote,
    Group,
    Named,
    NamedAttachment,
    Part,
    PersonsTruth,
    Pinned,
    ReportTruth,
    SiteTruth,
    WechatTruth,
)

__all__ = [
    "Case",
    "Column",
    "DocumentTruth",
    "ExpectedFinding",
    "ExpectedYearNote",
    "Group",
    "Named",
    "PersonsTruth",
    "ReportTruth",
    "SiteTruth",
    "cases",
    "documents",
    "expected_findings",
    "expected_year_notes",
    "named",
    "persons",
    "report",
    "report_years",
    "site",
]

#: Notes beside every number: all crawls of the demo are younger than its reports, and some never read a column whole.
BEGAN_LATER = "archive_began_later"
NEVER_COMPLETE = "archive_never_complete"


@cache
def _load(name: str) -> Any:
    return own_yaml((files(__name__) / name).read_text(encoding="utf-8"))


@cache
def site(key: str) -> SiteTruth:
    """The navigation of ``own_site`` or ``city_site``."""
    entry = _load("columns.yml")[key]
    return SiteTruth(*(tuple(Column(**row) for row in entry[part]) for part in ("hubs", "columns", "empty")))


@cache
def documents() -> DocumentTruth:
    """documents.yml: how many documents of which kind."""
    data = _load("documents.yml")
    groups = {key: tuple(Group(**row) for row in data[key]) for key in ("own_site", "city_site")}
    return DocumentTruth(**groups, wechat=WechatTruth(**data["wechat"]), pinned=Pinned(**data["pinned"]))


@cache
def named() -> tuple[Named, ...]:
    """named.yml: the documents that reports speak of, without the reports themselves."""
    return tuple(_named(row) for row in _load("named.yml")["own_site"])


def _named(row: Mapping[str, Any]) -> Named:
    attachments = tuple(NamedAttachment(**entry) for entry in row.get("attachments", ()))
    return Named(row["column"], row["title"], row["published_on"], attachments)


@cache
def persons() -> PersonsTruth:
    """persons.yml: the numbers and homes that must not be published."""
    data = _load("persons.yml")
    return PersonsTruth(data["title"], tuple(data["head"]), tuple(map(tuple, data["rows"])), tuple(data["private"]))


def report_years() -> tuple[int, ...]:
    """The years whose reports stand on the site, oldest first."""
    return tuple(_load("named.yml")["reports"])


@cache
def report(year: int) -> ReportTruth:
    """The report of ``year``; FileNotFoundError where there is none."""
    data = _load(f"report-{year}.yml")
    body = tuple(Part(text=row) if isinstance(row, str) else Part(**row) for row in data["body"])
    table_2 = tuple((row, tuple((key, str(cell)) for key, cell in cells.items())) for row, cells in _rows(data, 2))
    tables = [tuple((row, tuple(cells)) for row, cells in _rows(data, number)) for number in (3, 4)]
    return ReportTruth(data["year"], data["title"], data["published_on"], body, table_2, *tables)


def _rows(data: Mapping[str, Any], number: int) -> list[tuple[str, Any]]:
    return list(data.get(f"table_{number}", {}).items())


@cache
def cases() -> Mapping[str, Case]:
    """cases.yml by key, the plain case first."""
    return {key: _case(key, row) for key, row in _load("cases.yml").items()}


def _case(key: str, row: Mapping[str, Any]) -> Case:
    columns = {part: tuple(row.get(part, ())) for part in ("truncated", "disallowed")}
    return Case(
        key,
        row["zh"],
        row["en"],
        row.get("city", True),
        late=row.get("late", False),
        instants=row.get("instants", False),
        **columns,
    )


def expected_findings(year: int, wechat: bool, case: str = "plain") -> tuple[ExpectedFinding, ...]:
    """Every claim, existence and identity of the report of ``year``, with its verdict in a case of cases.yml.

    ``wechat``: with the WeChat export imported. Order: claims of paragraphs, cells of tables, existences, identities,
    each in the text's order. Readers may quote more or fewer words round a number: compare by overlap. A cell that
    is not named may only be unobservable or not_assessable. FileNotFoundError where there is no such report.
    """
    data = _load(f"claims-{year}.yml")
    claims = (_claim(row, _outcome(row, case, wechat)) for row in (*data["claims"], *data.get("cells", ())))
    existences = (_existence(row, _outcome(row, case, wechat), cases()[case]) for row in data["existences"])
    identities = (
        ExpectedFinding("", "identity", row["rule"], row["total"], row["sum"], row["verdict"])
        for row in data["identities"]
    )
    return (*claims, *existences, *identities)


def _outcome(row: Mapping[str, Any], case: str, wechat: bool) -> Mapping[str, Any]:
    """What a row says of a case: the nearest of its cases over what it says of all."""
    differing = row.get("cases", {})
    nearest = (f"{case}+wechat", case, "wechat") if wechat else (case,)
    return {**row, **next((differing[key] for key in nearest if key in differing), {})}


def expected_year_notes(year: int) -> tuple[ExpectedYearNote, ...]:
    """years.yml: what the report of ``year`` shows beside the one of the year before; empty for the first."""
    return tuple(ExpectedYearNote(**row) for row in _load("years.yml")[year])


def _claim(row: Mapping[str, Any], outcome: Mapping[str, Any]) -> ExpectedFinding:
    kind = "zero" if row.get("implicit_zero") else "count"
    observed, verdict = outcome.get("observed"), outcome["verdict"]
    notes = list(outcome.get("notes", ()))
    if verdict == "incomplete":
        notes.append(NEVER_COMPLETE)
    elif observed is not None:
        notes.append(BEGAN_LATER)
    return ExpectedFinding(row["quote"], kind, row["metric"], row["value"], observed, verdict, tuple(sorted(notes)))


def _existence(row: Mapping[str, Any], outcome: Mapping[str, Any], case: Case) -> ExpectedFinding:
    began = NEVER_COMPLETE if case.truncated or case.disallowed else BEGAN_LATER
    notes = tuple(sorted((*outcome.get("notes", ()), began)))
    return ExpectedFinding(row["quote"], "existence", row["metric"], None, None, outcome["verdict"], notes)
