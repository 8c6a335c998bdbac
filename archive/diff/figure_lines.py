"""One metric in both years: what the reports say of it and how it grew, what is counted and how that did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive.diff.counted import Asked, Counted, Counter, grown
from archive.diff.figures import Pair, Said, named_otherwise, units_named
from archive.diff.growth import Growth
from archive.diff.notes import Note, same_in_both
from archive.labels import Label
from archive.metrics import metric_of
from archive.verdicts import OTHER_AMOUNTS


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric in both years: what the reports say of it and how it grew, what is counted and how that did."""

    metric: str
    label: Label
    earlier: Said | None
    later: Said | None
    reported: Growth
    counted_earlier: Counted
    counted_later: Counted
    counted: Growth
    notes: tuple[Note, ...]


def figure_line(counter: Counter, years: tuple[int, int], pair: Pair) -> Figure:
    words = metric_of(pair.metric)
    earlier, later = (
        counter.counted(_asked(pair, said), year) for said, year in zip((pair.earlier, pair.later), years, strict=True)
    )
    return Figure(
        metric=pair.metric,
        label=Label(words.zh, words.en),
        earlier=pair.earlier,
        later=pair.later,
        reported=pair.growth,
        counted_earlier=earlier,
        counted_later=later,
        counted=grown(earlier, later),
        notes=tuple(_beside(pair, earlier, later)),
    )


def _asked(pair: Pair, said: Said | None) -> Asked:
    """What is counted: as the report of that year says it; where it gives no amount of the year, as the other does."""
    of_year = [one for one in (said, pair.earlier, pair.later) if one and one.qualifier not in OTHER_AMOUNTS]
    one = next(iter(of_year), said or pair.said)
    return Asked(pair.metric, one.channel, one.qualifier, one.scope, one.period, one.claim if one is said else "")


def _beside(pair: Pair, earlier: Counted, later: Counted) -> Iterator[Note]:
    if names := named_otherwise(pair):
        yield Note("column_named_otherwise", same_in_both(names))
    if pair.others:
        yield Note("several", same_in_both(f"{said.quote} ({said.report})" for said in pair.others))
    if units := units_named(pair):
        yield Note("unit_named_otherwise", same_in_both(units))
    if pair.earlier and pair.later and pair.earlier.qualifier == pair.later.qualifier == "cumulative":
        yield Note("both_cumulative")
    for key in ("incomplete", "import_not_stated"):
        names_of = [name for side in (earlier, later) if side.why == key for name in side.names]
        if names_of:
            yield Note("incomplete" if key == "incomplete" else "import_partial", tuple(dict.fromkeys(names_of)))
    yield from _channels_left_out(earlier, later)
    if any(side.amount and not side.amount.is_exact and not side.why for side in (earlier, later)):
        yield Note("undated")


def _channels_left_out(earlier: Counted, later: Counted) -> Iterator[Note]:
    """Channels that neither number counts, and those that only one of them does."""
    then, now = (frozenset(side.missing) for side in (earlier, later))
    never = then & now if earlier.amount and later.amount else then | now
    for key, left in (("not_counted", never), ("only_later_has", then - never), ("only_earlier_has", now - never)):
        if left:
            yield Note(key, tuple(sorted(left, key=lambda name: name.zh)))
