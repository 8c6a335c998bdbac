"""The documents of a portal that were read as reports, and which of them show the same report once more."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from archive.records import Claim
from archive.reports.beside import is_copy
from archive.reports.sources import REPORT, body_of_title, is_same_body

_REPORTS = """
select r.id, r.year, r.title, r.kind, r.copy_of, coalesce(d.portal, r.portal) <> r.portal as elsewhere, t.text, t.layout
from reports r left join documents d on d.id = r.document left join document_texts t on t.version = r.version
where r.portal = ? and r.current = 1 and r.year is not null order by r.year, elsewhere, length(r.id), r.id
"""
_CLAIMS = """
select c.* from claims c join reports r on r.id = c.report and r.current = 1
where r.portal = ? order by c.report, c.number
"""


@dataclass(frozen=True, slots=True)
class Read:
    """A document that was read as a report, and its claims in the order of their numbers."""

    row: Mapping[str, Any]
    claims: tuple[Claim, ...]

    @property
    def id(self) -> str:
        return str(self.row["id"])

    @property
    def title(self) -> str:
        return str(self.row["title"])

    def claim(self, index: int) -> str:
        """The id of a claim."""
        return f"{self.id}.{index + 1}"


def authority_of(db: Database, portal: str) -> list[str]:
    """The names of the portal's authority, as its file gives them."""
    found = db.execute("select authority from portals where id = ?", [portal]).fetchone()
    return [str(name) for name in json.loads(found[0] or "[]")] if found else []


def read_documents(db: Database, portal: str) -> tuple[Read, ...]:
    """Every current report of the portal whose year is known, own documents first in each year."""
    claims: dict[str, list[Claim]] = defaultdict(list)
    for row in db.query(_CLAIMS, [portal]):
        claims[row["report"]].append(_claim(row))
    return tuple(Read(row, tuple(claims[row["id"]])) for row in db.query(_REPORTS, [portal]))


def first_reports(read: Iterable[Read]) -> dict[int, Read]:
    """The yearly report of each year that second sources are set beside: the first of the own site."""
    first: dict[int, Read] = {}
    for one in read:
        if one.row["kind"] == REPORT and not one.row["elsewhere"]:
            first.setdefault(one.row["year"], one)
    return first


def shows_again(report: Read, title: str, claims: Sequence[Claim], authority: Sequence[str]) -> bool:
    """Whether a document of this title and these claims is a copy of ``report``: same body, mostly same figures."""
    same = title == report.title or is_same_body(title, names_of(report, authority))
    return same and is_copy(report.claims, claims)


def names_of(report: Read, authority: Sequence[str]) -> list[str]:
    """What the body of a report is called: as its title does, and as the portal's authority where it is that one."""
    own = not body_of_title(report.title) or is_same_body(report.title, authority)
    return [report.title, *(authority if own else ())]


def mark_copies(db: Database, portal: str) -> None:
    """Say of each current report of ``portal`` whether it shows the own site's report of its year once more.

    A document of another portal's site was read because it does, and stays a copy though one of them changed since.
    """
    authority = authority_of(db, portal)
    read = [one for one in read_documents(db, portal) if one.row["kind"] == REPORT]
    first = first_reports(read)
    with db.atomic():
        for one in read:
            report = first.get(one.row["year"])
            if report is None:
                continue
            again = one.row["elsewhere"] or shows_again(report, one.title, one.claims, authority)
            copy_of = report.id if one is not report and again else None
            db.execute("update reports set copy_of = ? where id = ?", [copy_of, one.id])


def _claim(row: Mapping[str, Any]) -> Claim:
    """The claim of a row of ``claims``."""
    as_stored = ("kind", "quote", "start", "end", "value", "qualifier", "scope", "channel", "column", "period")
    stored: dict[str, Any] = {key: row[key] for key in as_stored}
    stored |= {key: row[key] or "" for key in ("unit", "metric", "subject")}
    stored |= {"rounding": row["rounding"] or 0.0, "implicit_zero": bool(row["implicit_zero"])}
    return Claim(**stored, section=tuple((row["section"] or "").split(" > ")))
