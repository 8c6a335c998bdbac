"""Which portal and which years are meant, and what there is instead where there are none of them."""

from __future__ import annotations

from sqlite_utils import Database

from archive.diff.errors import NoSuchPortalError, UnknownYearError
from archive.diff.spans import years_with_documents

_YEARS = "select distinct year from reports where portal = ? and current = 1 and kind = 'report' and year is not null"
_PORTALS = """
select p.id, exists (
    select 1 from reports r where r.portal = p.id and r.current = 1 and r.kind = 'report') as has_reports
from portals p order by p.id
"""


def portal_asked(db: Database, name: str | None) -> str:
    """The portal of this name; without one the only portal with reports, or the only one.

    Raises NoSuchPortalError, which names those there are.
    """
    rows = list(db.query(_PORTALS))
    known = [row["id"] for row in rows]
    if name is not None and name not in known:
        raise NoSuchPortalError(f"no portal {name} in the archive; there is {', '.join(known) or 'none'}")
    asked = [name] if name else [row["id"] for row in rows if row["has_reports"]] or known
    if len(asked) != 1:
        raise NoSuchPortalError(f"name one of the portals with --portal: {', '.join(asked) or 'there is none'}")
    return asked[0]


def years_known(db: Database, portal: str) -> tuple[int, ...]:
    """The years of which the archive has a report or a document, oldest first."""
    reported = {row["year"] for row in db.query(_YEARS, [portal])}
    return tuple(sorted(reported | set(years_with_documents(db, portal))))


def check_years(portal: str, years: tuple[int, int], known: tuple[int, ...]) -> None:
    """Raise UnknownYearError, which names the years there are, where one of two is not known or both are one."""
    if years[0] == years[1]:
        raise UnknownYearError(f"{years[0]} twice: name two years, such as {years[0]} {years[0] + 1}")
    for year in years:
        if year not in known:
            there = ", ".join(map(str, known)) or "none"
            raise UnknownYearError(f"{portal}: neither a report nor a document of {year}; years there are: {there}")
