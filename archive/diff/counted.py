"""What the archive counts for a figure in each of two years, each number with its bounds and the SQL of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from archive.diff.growth import Amount, Growth, growth, not_comparable
from archive.evidence import incomplete
from archive.labels import Label
from archive.measures import Measure, NoMeasure, choose_measure
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
_CHARACTERS = "characters"


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of the archive; ``amount`` is None where nothing was counted, and ``why`` says why, or why it is open.

    ``names`` are the channels or columns that the reason speaks of; ``missing`` the channels that the claim means and
    the number leaves out. ``sql`` returns the rows behind the value, in Datasette as it is.
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
class Tally:
    """Documents of a span of time: counted, of these dated out of it by another date, and further possible ones."""

    counted: float = 0.0
    doubtful: float = 0.0
    candidates: float = 0.0
    is_open: bool = field(default=False, kw_only=True)  # more may be there

    @property
    def amount(self) -> Amount:
        """The number with its bounds."""
        high = None if self.is_open else self.counted + self.candidates
        return Amount(self.counted, self.counted - self.doubtful, high)


def counted(db: Database, standing: Standing, asked: Asked, year: int) -> Counted:
    """What the archive counts in ``year``: the number of the claim's finding, else counted now."""
    claim = {"metric": asked.metric, "channel": asked.channel}
    measure = choose_measure(standing, claim, year)
    if said := _not_counted(standing, asked, measure):
        return said
    assert isinstance(measure, Measure)
    tally, sql = _found(db, asked.claim, measure) or (_tally(db, measure), measure.sql)
    return _known(measure, tally, sql, _unknown_lengths(db, measure))


def _not_counted(standing: Standing, asked: Asked, measure: Measure | NoMeasure) -> Counted | None:
    """Why there is nothing to count, by the rules of a verdict; None where there is."""
    note = measure.note if isinstance(measure, NoMeasure) else None
    claimed = Observation(
        reported=0.0,
        qualifier=asked.qualifier,
        period=asked.period,
        scope=asked.scope,
        observable=metric_of(asked.metric).observable,
        crawled=standing.crawled,
        not_counted=note,
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


def _found(db: Database, claim: str, measure: Measure) -> tuple[Tally, str] | None:
    """The number that verification found, which is that of its own SQL."""
    for row in db.query(_FOUND, [claim, measure.key]) if claim else ():
        return Tally(row["observed"], row["doubtful"], row["candidates"]), row["sql"]
    return None


def _tally(db: Database, measure: Measure) -> Tally:
    return Tally(*(_amount(db, measure, sql) for sql in (measure.sql, measure.doubtful, measure.candidates)))


def _amount(db: Database, measure: Measure, sql: str) -> float:
    what = "count(*)" if measure.amount == "rows" else f"total({measure.amount})"
    rows = sql if sql == measure.sql else f"select document, {_amount_of(measure)} from ({sql}) group by document"
    return float(db.execute(f"select {what} from ({rows})").fetchone()[0])


def _amount_of(measure: Measure) -> str:
    return "1" if measure.amount == "rows" else measure.amount


def _unknown_lengths(db: Database, measure: Measure) -> bool:
    """Whether something that is counted, or could be, has no length."""
    if measure.amount != _CHARACTERS:
        return False
    both = " union all ".join(
        f"select 1 from ({sql}) where {_CHARACTERS} is null" for sql in (measure.sql, measure.candidates)
    )
    return db.execute(f"select 1 from ({both}) limit 1").fetchone() is not None


def _known(measure: Measure, tally: Tally, sql: str, lengths_unknown: bool) -> Counted:
    """The number of a measure; open above where coverage, an import or lengths leave open how much more there is."""
    gaps = incomplete(measure.columns)
    reasons = (
        ("incomplete", tuple(Label(gap["title"], gap["title"]) for gap in gaps)),
        ("import_not_stated", tuple(channel.title for channel in measure.unstated)),
        ("lengths_unknown", (Label("", ""),) if lengths_unknown else ()),
    )
    why, names = next(((key, names) for key, names in reasons if names), ("", ()))
    amount = Tally(tally.counted, tally.doubtful, tally.candidates, is_open=bool(why)).amount
    missing = tuple(channel.title for channel in measure.missing)
    return Counted(amount, why, sql, names, missing, tuple(channel.key for channel, _ in measure.parts))


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
