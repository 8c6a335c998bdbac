"""How many documents two years have, by channel, and of the portal's site by column, kind and month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from archive.diff.counted import Asked, Counted, Counter, grown, is_over
from archive.diff.dated import Dated, Site, Tally, days_of, tally
from archive.diff.growth import Growth
from archive.diff.words import kind_keys, kind_label
from archive.evidence import incomplete
from archive.labels import Label, channel_label
from archive.measures import inline
from archive.standing import Column, Standing

#: The rows behind each number; they run in Datasette as they are.
_ROWS = """select d.id as document, d.title, d.published_on, d.url, d.state
from documents d
where d.portal = :portal and d."import" is null and d.published_on between :from_date and :to_date{more}
order by d.published_on, d.id"""
_OF_KIND = " and d.state = :name"
_OF_COLUMN = ' and d.id in (select document from column_documents where "column" = :name)'
_UNDECLARED = "not_declared"
_MONTHS = tuple(f"{month:02}" for month in range(1, 13))


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
    """The documents of the portal's own site in two years. What was imported is none of it: channels have it."""

    standing: Standing
    site: Site
    years: tuple[int, int]

    @property
    def _own(self) -> list[Column]:
        return [column for column in self.standing.columns if column.portal == self.standing.portal]

    def columns(self) -> Iterator[Line]:
        """Every column of the site; a document that stands in several is counted in each."""
        for column in (*self._own, *self._undeclared()):
            dated = self.site.dated(columns=[column.id])
            yield self._line(column.id, Label(column.title, column.title), dated, [column], _OF_COLUMN)

    def _undeclared(self) -> list[Column]:
        """Columns of earlier crawls that the portal file does not have any more: renamed, or given up."""
        known = {column.id for column in self._own}
        gone = sorted(self.site.columns - known)
        return [Column(id_, self.standing.portal, id_.rpartition("/")[2], "", _UNDECLARED) for id_ in gone]

    def kinds(self) -> Iterator[Line]:
        """Pages, files, links that lead off the site, and what was not fetched."""
        kinds = [*kind_keys(), *sorted(self.site.states - {*kind_keys()})]
        for kind in kinds:
            if kind in self.site.states:
                yield self._line(kind, kind_label(kind), self.site.dated(state=kind), self._own, _OF_KIND)

    def months(self) -> Iterator[Line]:
        """The twelve months."""
        dated = self.site.dated()
        for month in _MONTHS:
            yield self._line(month, Label(f"{int(month)}月", month), dated, self._own, month=month)

    def _line(
        self, key: str, label: Label, dated: Dated, columns: Sequence[Column], more: str = "", month: str = ""
    ) -> Line:
        earlier, later = (self._counted(key, dated, columns, more, year, month) for year in self.years)
        return Line(key, label, earlier, later, grown(earlier, later))

    def _counted(self, key: str, dated: Dated, columns: Sequence[Column], more: str, year: int, month: str) -> Counted:
        """Open above where a column was not completely crawled, or the time was not over."""
        (first, last), gaps = days_of(year, month), incomplete(columns)
        states = {gap["state"] for gap in gaps}
        why = _UNDECLARED if _UNDECLARED in states else "incomplete" if gaps else ""
        why = why or ("" if is_over(self.standing, last) else "not_over")
        found = tally(dated, first[:7] if month else first[:4])
        amount = Tally(found.counted, found.doubtful, found.candidates, is_open=bool(why)).amount
        values = {"portal": self.standing.portal, "name": key, "from_date": first, "to_date": last}
        names = tuple(Label(gap["title"], gap["title"]) for gap in gaps)
        return Counted(amount, why, inline(_ROWS.replace("{more}", more), values), names)


def channel_lines(counter: Counter, years: tuple[int, int]) -> Iterator[Line]:
    """Every declared channel in both years; of one that was not observed in a year there is no number."""
    for channel in counter.standing.channels:
        asked = Asked("proactive_total", channel.key)
        earlier, later = (counter.counted(asked, year) for year in years)
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
