"""How many documents of a portal's site two years have, by column, kind and month, counted in one go.

A document is of the year, or month, in which it is dated. What another date of its puts elsewhere may be elsewhere;
what has no date, or has another date in it, may be of it: so each number has its bounds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from archive.diff.counted import Asked, Counted, Tally, counted, grown
from archive.diff.growth import Growth
from archive.diff.words import kind_keys, kind_label
from archive.evidence import incomplete
from archive.labels import Label, channel_label
from archive.measures import inline
from archive.standing import Column, Standing

#: Documents of the site that are, or could be, of one of the years; each part finds its own by an index.
_ASKED = """
with asked as materialized (
    select id, state, published_on, published_on_other from documents
    where portal = :portal and "import" is null and published_on between :from_date and :to_date
    union
    select id, state, published_on, published_on_other from documents
    where portal = :portal and "import" is null and published_on between :then_from and :then_to
    union
    select id, state, published_on, published_on_other from documents
    where portal = :portal and "import" is null and published_on = ''
    union
    select id, state, published_on, published_on_other from documents
    where portal = :portal and "import" is null and published_on is null
    union
    select id, state, published_on, published_on_other from documents
    where portal = :portal and "import" is null and published_on_other <> ''
        and (published_on_other between :from_date and :to_date or published_on_other between :then_from and :then_to)
)
"""
_DATES = """substr(coalesce(published_on, ''), 1, 7) as dated,
    substr(coalesce(published_on_other, ''), 1, 7) as other, count(*) as n"""
_BY_KIND = f"{_ASKED} select state as name, {_DATES} from asked group by 1, 2, 3"
_BY_COLUMN = f"""{_ASKED}, own as (
    select distinct l."column", a.id from asked a cross join listings l on l.document = a.id
    join crawls w on w.id = l.crawl and w.accepted = 1
)
select o."column" as name, {_DATES} from own o join asked using (id) group by 1, 2, 3
"""
#: The rows behind each number; they run in Datasette as they are.
_ROWS = """select d.id as document, d.title, d.published_on, d.url, d.state
from documents d
where d.portal = :portal and d."import" is null and d.published_on between :from_date and :to_date{more}
order by d.published_on, d.id"""
_OF_KIND = " and d.state = :name"
_OF_COLUMN = ' and d.id in (select document from column_documents where "column" = :name)'
_MONTHS = tuple(f"{month:02}" for month in range(1, 13))

#: Documents by the months in which they are dated, and in which another of their dates lies; empty: none.
Dated = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Line:
    """A column, kind, channel or month in both years; ``key`` is its id, state, key or number."""

    key: str
    label: Label
    earlier: Counted
    later: Counted
    growth: Growth


@dataclass(frozen=True, slots=True)
class Spans:
    """The site's documents of two years."""

    columns: tuple[Line, ...]
    kinds: tuple[Line, ...]
    months: tuple[Line, ...]


def tally(dated: Dated, span: str) -> Tally:
    """The documents of a year (2018) or month (2018-03)."""
    found = [0, 0, 0]
    for (day, other), documents in dated.items():
        is_in, other_is_in = day.startswith(span), other.startswith(span)
        found[0] += documents * is_in
        found[1] += documents * (is_in and bool(other) and not other_is_in)
        found[2] += documents * (not day or (not is_in and other_is_in))
    return Tally(*map(float, found))


def spans(db: Database, standing: Standing, years: tuple[int, int]) -> Spans:
    """The documents of the portal's own site in both years. What was imported is none of it: channels have it."""
    own = [column for column in standing.columns if column.portal == standing.portal]
    by_column, by_kind = (_read(db, sql, standing.portal, years) for sql in (_BY_COLUMN, _BY_KIND))
    together: dict[tuple[str, str], int] = defaultdict(int)
    for dated in by_kind.values():
        for key, documents in dated.items():
            together[key] += documents
    site = _Counter(standing.portal, years, own)
    kinds = [*kind_keys(), *sorted({*by_kind} - {*kind_keys()})]
    return Spans(
        columns=tuple(
            _Counter(standing.portal, years, [column]).line(
                column.id, Label(column.title, column.title), by_column.get(column.id, {}), _OF_COLUMN
            )
            for column in own
        ),
        kinds=tuple(site.line(kind, kind_label(kind), by_kind[kind], _OF_KIND) for kind in kinds if kind in by_kind),
        months=tuple(
            site.line(month, Label(f"{int(month)}月", month), together, month=f"-{month}") for month in _MONTHS
        ),
    )


def _read(db: Database, sql: str, portal: str, years: tuple[int, int]) -> dict[str, Dated]:
    days = (*_days(years[0]), *_days(years[1]))
    values = dict(zip(("from_date", "to_date", "then_from", "then_to"), days, strict=True))
    found: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for row in db.query(sql, {"portal": portal, **values}):
        found[row["name"] or ""][row["dated"], row["other"]] = row["n"]
    return dict(found)


def _days(year: int, month: str = "") -> tuple[str, str]:
    """The first day of a year or month, and a text behind all of its days."""
    return (f"{year:04}{month}-01", f"{year:04}{month}-31") if month else (f"{year:04}-01-01", f"{year:04}-12-31")


@dataclass(frozen=True, slots=True)
class _Counter:
    """Counts documents of the columns whose coverage decides what their number shows."""

    portal: str
    years: tuple[int, int]
    columns: Sequence[Column]

    def line(self, key: str, label: Label, dated: Dated, more: str = "", month: str = "") -> Line:
        """The documents of both years under one name."""
        earlier, later = (self._counted(key, dated, more, year, month) for year in self.years)
        return Line(key, label, earlier, later, grown(earlier, later))

    def _counted(self, key: str, dated: Dated, more: str, year: int, month: str) -> Counted:
        found, gaps = tally(dated, f"{year:04}{month}"), incomplete(self.columns)
        amount = Tally(found.counted, found.doubtful, found.candidates, is_open=bool(gaps)).amount
        first, last = _days(year, month)
        values = {"portal": self.portal, "name": key, "from_date": first, "to_date": last}
        names = tuple(Label(gap["title"], gap["title"]) for gap in gaps)
        sql = inline(_ROWS.replace("{more}", more), values)
        return Counted(amount, "incomplete" if gaps else "", sql, names)


def channel_lines(db: Database, standing: Standing, years: tuple[int, int]) -> Iterator[Line]:
    """Every declared channel in both years; of one that was not observed in a year there is no number."""
    for channel in standing.channels:
        asked = Asked("proactive_total", channel.key)
        earlier, later = (counted(db, standing, asked, year) for year in years)
        words = channel_label(channel.key)
        label = Label(channel.title.zh or words.zh, channel.title.en or words.en)
        yield Line(channel.key, label, earlier, later, grown(earlier, later))


def years_with_documents(db: Database, portal: str) -> tuple[int, ...]:
    """The years in which documents of a portal are dated, imported ones too."""
    found: Iterable[tuple[str]] = db.execute(
        "select distinct substr(published_on, 1, 4) from documents where portal = ? and published_on > '' order by 1",
        [portal],
    ).fetchall()
    return tuple(int(year) for (year,) in found if year.isdecimal())
