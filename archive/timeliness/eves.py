"""What was published on the eve of a report's publication, or of an inspection that the portal file names.

The eve is a number of working days (rules.yml). Beside what is dated into it stands what it would hold if the year's
documents came evenly on its working days, of a year that is not over on those that the newest crawl could see; and what
the archive first saw in those days though it is dated earlier.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlite_utils import Database

from archive.measures import quote
from archive.standing import Standing, parse_date, read_standing
from archive.timeliness.rules import eve_days
from archive.timeliness.working_days import working_day_before, working_days

_DAYS = """
select published_on as day, 'report' as reason, title as title_zh, title as title_en, '' as source from reports
where portal = :portal and current = 1 and copy_of is null and kind = 'report' and published_on <> ''
union all
select day, 'inspection', title_zh, title_en, source from inspections where portal = :portal
order by day, reason, title_zh
"""
_SQL = """select d.id as document, d.title, d.published_on, d.issuer, d.url
from documents d
where d.portal = {portal} and d."import" is null and d.published_on >= {since} and d.published_on < {day}
order by d.published_on, d.id"""
_BACKDATED = """select h.document, d.title, d.published_on, h.seen_at, h.days, d.url
from changes h join documents d on d.id = h.document
where h.portal = {portal} and h.kind = 'backdated' and h.seen_at >= {begun} and h.seen_at < {over}
order by h.seen_at, h.document"""


@dataclass(frozen=True, slots=True)
class Eve:
    """The days before ``day``: from ``since`` on, the day itself left out.

    ``documents`` are dated into them, of ``of_year`` in that calendar year, as far as it was over, and in the year
    before where these days begin in it; ``expected`` is how many it were if they came evenly (documents). ``columns``:
    the same by column id. ``backdated``: first seen in these days, dated earlier.
    """

    day: date
    since: date
    reason: str
    title_zh: str
    title_en: str
    source: str
    documents: int
    of_year: int
    expected: float
    columns: Mapping[str, int]
    backdated: int
    sql: str
    backdated_sql: str

    @property
    def share(self) -> float | None:
        """The share of the year's documents that are dated into these days, 0 to 1."""
        return self.documents / self.of_year if self.of_year else None

    def row(self) -> dict[str, Any]:
        """The same as JSON and pages have it."""
        return asdict(self) | {"day": self.day.isoformat(), "since": self.since.isoformat(), "share": self.share}


def eves_of(db: Database, portal: str, year: int | None = None) -> Iterator[Eve]:
    """The eves of a portal's reports and inspections, in their order; those in the calendar year ``year`` alone.

    Days of years whose holidays are not known are left out, and days that the newest accepted crawl did not see the eve
    of. Of archive.db or of public.db.
    """
    standing = read_standing(db, portal)
    seen_until = parse_date(standing.as_of_date)
    for row in list(db.query(_DAYS, {"portal": portal})):
        day = parse_date(row["day"])
        if day is None or seen_until is None or day > seen_until or year not in (None, day.year):
            continue
        if found := _eve(db, standing, day, min(seen_until, date(day.year, 12, 31)), row):
            yield found


def _eve(db: Database, standing: Standing, day: date, last: date, row: Mapping[str, Any]) -> Eve | None:
    """The eve of ``day``, beside all that is dated up to ``last`` in the calendar years that it lies in."""
    since = working_day_before(day, eve_days())
    if since is None:
        return None
    first = date(since.year, 1, 1)
    worked = working_days(first - timedelta(days=1), last)
    if not worked:
        return None
    values = {"portal": quote(standing.portal), "since": quote(since.isoformat()), "day": quote(day.isoformat())}
    # Crawls are instants, the days those of the portal.
    before = timedelta(days=1)
    values |= {"begun": quote(standing.end_of_day(since - before)), "over": quote(standing.end_of_day(day - before))}
    lists = f'm."column" between {quote(standing.portal + "/")} and {quote(standing.portal + "0")}'
    sql, backdated = _SQL.format(**values), _BACKDATED.format(**values)
    of_year = _count(
        db,
        f'documents where portal = {values["portal"]} and "import" is null '
        f"and published_on between {quote(first.isoformat())} and {quote(last.isoformat())}",
    )
    return Eve(
        day,
        since,
        row["reason"],
        row["title_zh"],
        row["title_en"],
        row["source"],
        _count(db, f"({sql})"),
        of_year,
        round(of_year * eve_days() / worked, 1),
        dict(
            db.execute(
                f'select m."column", count(*) from ({sql}) s join column_documents m using (document) '
                f"where {lists} group by 1"
            ).fetchall()
        ),
        _count(db, f"({backdated})"),
        sql,
        backdated,
    )


def _count(db: Database, rows: str) -> int:
    (count,) = db.execute(f"select count(*) from {rows}").fetchone()
    return int(count)
