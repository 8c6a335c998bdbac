"""What the archive counts for a figure in each of two years, each number with its bounds and the SQL of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from archive.diff.dated import Site, Tally, tally
from archive.diff.growth import Amount, Growth, growth, not_comparable
from archive.evidence import incomplete
from archive.labels import Label
from archive.measures import Measure, NoMeasure, channel_of, choose_measure
from archive.metrics import metric_of
from archive.standing import Standing
from archive.verdicts import BEFORE_COUNTING, Observation, first_verdict

#: The number of a finding, and of its sub-totals those that could be of another year, or of this one.
_FOUND = """
select f.observed, f.sql,
    total(s.amount) filter (where s.key = 'conflict_counted') as doubtful,
    total(s.amount) filter (where s.key in ('undated', 'conflict_elsewhere')) as candidates
from findings f left join subtotals s on s.finding = f.id
where f.claim = ? and f.current = 1 and f.measure = ? and f.observed is not null group by f.id
"""
_ROWS, _CHARACTERS = "rows", "characters"


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of the archive; ``amount`` is None where nothing was counted, and ``why`` says why, or why it is open.

    ``names`` are the channels or columns that the reason speaks of; ``missing`` the channels that the claim means and
    the number leaves out, ``channels`` those that it is of, where it is of several. ``sql`` returns the rows behind the
    value, in Datasette as it is.
    """

    amount: Amount | None
    why: str = ""
    sql: str = ""
    names: tuple[Label, ...] = ()
    missing: tuple[Label, ...] = ()
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What is counted: a claim's row as far as counting goes by it; ``claim`` is its id where it is of that year."""

    metric: str
    channel: str = ""
    qualifier: str = "exact"
    scope: str = ""
    period: str = ""
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Counter:
    """Counts in the archive as verification does; ``site`` are the own site's documents, read before."""

    db: Database
    standing: Standing
    site: Site

    def counted(self, asked: Asked, year: int) -> Counted:
        """What the archive counts in ``year``: the number of the claim's finding, else counted now."""
        measure = choose_measure(self.standing, {"metric": asked.metric, "channel": asked.channel}, year)
        if said := _not_counted(self.standing, asked, measure):
            return said
        if isinstance(measure, NoMeasure):
            raise LookupError(f"{asked.metric}: no measure, and no rule says why")
        found = self._found(asked.claim, measure)
        number, sql = found or (self._on_site(asked, measure, year) or self._tally(measure), measure.sql)
        return self._known(measure, number, sql, year)

    def _found(self, claim: str, measure: Measure) -> tuple[Tally, str] | None:
        """The number that verification found, which is that of its own SQL."""
        for row in self.db.query(_FOUND, [claim, measure.key]) if claim else ():
            return Tally(row["observed"], row["doubtful"], row["candidates"]), row["sql"]
        return None

    def _on_site(self, asked: Asked, measure: Measure, year: int) -> Tally | None:
        """The number of a measure that counts documents of the own site, from those that were read; None of others."""
        standing = self.standing
        if measure.key == "columns" and all(column.portal == standing.portal for column in measure.columns):
            return tally(self.site.dated(columns=[column.id for column in measure.columns]), f"{year:04}")
        channel = standing.channel(channel_of(asked.metric) or asked.channel)
        is_whole = channel and (channel.kind, channel.site, channel.source) == ("site", standing.portal, "")
        if measure.key == "channel" and is_whole and channel not in standing.divided():
            return tally(self.site.dated(), f"{year:04}")
        return None

    def _tally(self, measure: Measure) -> Tally:
        found, doubtful, candidates = (
            self._amount(measure, sql) for sql in (measure.sql, measure.doubtful, measure.candidates)
        )
        return Tally(found, doubtful, candidates)

    def _amount(self, measure: Measure, sql: str) -> float:
        """The number of rows, or their sum; a document that several channels show is one."""
        amount = "1" if measure.amount == _ROWS else measure.amount
        rows = sql if sql == measure.sql else f"select document, {amount} from ({sql}) group by document"
        what = "count(*)" if measure.amount == _ROWS else f"total({measure.amount})"
        return float(self.db.execute(f"select {what} from ({rows})").fetchone()[0])

    def _known(self, measure: Measure, found: Tally, sql: str, year: int) -> Counted:
        """The number of a measure; open above where it is not known how much more there is."""
        why, names = self._why_open(measure, year)
        missing = tuple(channel.title for channel in measure.missing)
        channels = tuple(channel.key for channel, _ in measure.parts)
        return Counted(replace(found, is_open=bool(why)).amount, why, sql, names, missing, channels)

    def _why_open(self, measure: Measure, year: int) -> tuple[str, tuple[Label, ...]]:
        if gaps := incomplete(measure.columns):
            return "incomplete", tuple(Label(gap["title"], gap["title"]) for gap in gaps)
        if measure.unstated:
            return "import_not_stated", tuple(channel.title for channel in measure.unstated)
        if measure.amount == _CHARACTERS and self._unknown_lengths(measure):
            return "lengths_unknown", ()
        return ("", ()) if is_over(self.standing, f"{year:04}-12-31") else ("not_over", ())

    def _unknown_lengths(self, measure: Measure) -> bool:
        """Whether something that is counted, or could be, has no length."""
        both = (f"select 1 from ({sql}) where {_CHARACTERS} is null" for sql in (measure.sql, measure.candidates))
        return self.db.execute(f"select 1 from ({' union all '.join(both)}) limit 1").fetchone() is not None


def is_over(standing: Standing, last_day: str) -> bool:
    """Whether a span of time was over when the portal was last crawled: more may have come since."""
    return standing.as_of_date > last_day


def _not_counted(standing: Standing, asked: Asked, measure: Measure | NoMeasure) -> Counted | None:
    """Why there is nothing to count, by the rules of a verdict; None where there is."""
    claimed = Observation(
        reported=0.0,
        qualifier=asked.qualifier,
        period=asked.period,
        scope=asked.scope,
        observable=metric_of(asked.metric).observable,
        crawled=standing.crawled,
        not_counted=measure.note if isinstance(measure, NoMeasure) else None,
    )
    verdict = first_verdict(BEFORE_COUNTING, claimed)
    if verdict is None:
        return None
    if not verdict.notes:
        return Counted(None, verdict.key)
    first = verdict.notes[0]
    return Counted(None, first.key, names=_labels(first.values.get("channels", ())))


def _labels(things: Iterable[Mapping[str, Any]]) -> tuple[Label, ...]:
    return tuple(Label(str(thing["zh"]), str(thing["en"])) for thing in things)


def grown(earlier: Counted, later: Counted) -> Growth:
    """How what is counted grew. Numbers of different channels are never set against each other."""
    if earlier.amount is None or later.amount is None:
        return not_comparable(next(side.why for side in (earlier, later) if side.amount is None))
    if earlier.channels != later.channels:
        return not_comparable("channels_differ")
    found = growth(earlier.amount, later.amount)
    if found.why == "open_bounds" and found.difference is None:
        return not_comparable(earlier.why or later.why)
    return found
