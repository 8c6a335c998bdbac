"""Figures of the text against the official tables (T2-NORM, T3-NARR, T3-SHARE, T4-NARR)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from archive.records import Claim, Identity, TableCell
from archive.reports.figures import fits
from archive.reports.judging import Side, is_equal, is_silent
from archive.reports.official import OfficialTable
from archive.reports.rules import load_rules
from archive.reports.table_claims import claimed_amount

_SHARE = ".share"


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(load_rules("identities.yml")["narrative"][name])


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure of the text: the claim and its place among the claims."""

    index: int
    claim: Claim

    @property
    def value(self) -> float:
        return self.claim.value or 0.0

    def agrees(self, printed: float) -> bool:
        """Whether a number of a table is the one meant: 约, 近 within the rounding, 余 not below."""
        if self.claim.qualifier == "at_least":
            return printed >= self.value
        if self.claim.qualifier == "approx":
            return abs(printed - self.value) <= self.claim.rounding
        return is_equal(printed, self.value)


def side_of(table: OfficialTable, metric: str) -> list[TableCell | None]:
    """The cells of a table that make up a metric, None for those it has lost; empty where its form has none."""
    sums: dict[str, list[str]] = load_rules("identities.yml")["narrative"]["sums"]
    own = _cells_of(table, metric)
    return own if any(own) else [cell for name in sums.get(metric, [metric]) for cell in _cells_of(table, name)]


def _cells_of(table: OfficialTable, metric: str) -> list[TableCell | None]:
    whole, parts = table.form.places(metric), table.form.places_of_parts(metric)
    there: list[TableCell | None] = [table.cells[place] for place in whole if place in table.cells]
    if there or not (whole or parts):
        return there
    return [table.cells.get(place) for place in parts] or [None]


def amount_of(side: Side) -> float:
    """What the cells of a side claim together, 万 multiplied out."""
    return sum(claimed_amount(cell)[0] for cell in side if cell is not None)


def _is_of_the_year(claim: Claim) -> bool:
    return claim.kind != "existence" and claim.period is None and claim.qualifier not in ("share", "growth")


def _figures(claims: Sequence[Claim]) -> dict[str, list[_Figure]]:
    """The figures of the text that tables may hold too, by metric."""
    found: dict[str, list[_Figure]] = {}
    for index, claim in enumerate(claims):
        if _is_of_the_year(claim) and _pattern("compared").match(claim.metric):
            found.setdefault(claim.metric, []).append(_Figure(index, claim))
    return found


def _compared(table: OfficialTable, metric: str, figures: list[_Figure]) -> Identity | None:
    side = side_of(table, metric)
    if not any(side):
        return None
    printed = amount_of(side)
    agreeing = [figure for figure in figures if figure.agrees(printed)]
    figure = (agreeing or figures)[0]
    found = Identity(
        f"{table.form.narrative}[{metric}]",
        "same",
        tuple(amount_of([cell]) for cell in side),
        printed,
        figure.value,
        True,
        (figure.index,),
        tuple(cell.place for cell in side if cell is not None),
    )
    if is_silent(side) and not (figure.value == 0 and _is_filled_beside(table, side)):
        return replace(found, holds=None, reason="parts_blank")
    return found if agreeing else _not_agreeing(found, side, figures)


def _is_filled_beside(table: OfficialTable, side: Side) -> bool:
    """Whether a blank cell stands in a row or column that prints a number: then it is 0."""
    blank = {place for place, cell in table.cells.items() if cell in side}
    return any(
        cell.value is not None and any(row == other[0] or column == other[1] for other in blank)
        for (row, column), cell in table.cells.items()
    )


def _not_agreeing(found: Identity, side: Side, figures: list[_Figure]) -> Identity:
    """Broken where text and table speak of the same; else undecided, and why."""
    claim = figures[0].claim
    reason = ""
    if None in side:
        reason = "row_missing"
    elif len(figures) > 1:
        reason = "several_figures"
    elif claim.scope is not None:
        reason = "scopes_differ"
    elif _may_be_another_matter(claim):
        reason = "other_subject"
    return replace(found, holds=None if reason else False, reason=reason)


def _may_be_another_matter(claim: Claim) -> bool:
    if claim.qualifier == "cumulative" and not _pattern("stocks").search(claim.metric):
        return True
    if _pattern("about_disclosure").match(claim.metric):
        return not any(_pattern("headings").search(heading) for heading in claim.section)
    return bool(_pattern("loose").match(claim.metric)) and not _pattern("strict").search(claim.quote)


def _shares(table: OfficialTable, claims: Sequence[Claim]) -> Iterator[Identity]:
    """Shares of the text recomputed from the table, to the digits printed."""
    for index, claim in enumerate(claims):
        metric = claim.metric.removesuffix(_SHARE)
        if claim.qualifier != "share" or metric == claim.metric or not _pattern("compared").match(metric):
            continue
        part = side_of(table, metric)
        tried = [_share(table, part, base, claim, index) for base in load_rules("identities.yml")["narrative"]["bases"]]
        known = [identity for identity in tried if identity is not None]
        agreeing = [identity for identity in known if identity.holds]
        if agreeing or known:
            yield agreeing[0] if agreeing else _of_what(known[0], claim)


def _share(table: OfficialTable, part: Side, base: list[str], claim: Claim, index: int) -> Identity | None:
    whole = [cell for metric in base for cell in side_of(table, metric)]
    if None in (*part, *whole) or is_silent(part) or not amount_of(whole):
        return None
    parts = (amount_of(part), amount_of(whole))
    exact, printed = 100 * parts[0] / parts[1], claim.value or 0.0
    decimals = len(f"{2 * claim.rounding:g}".partition(".")[2])
    agrees = fits(claim, exact)
    places = tuple(cell.place for cell in (*part, *whole) if cell is not None)
    rule = f"T3-SHARE[{claim.metric.removesuffix(_SHARE)}]"
    return Identity(rule, "share", parts, round(exact, decimals), printed, agrees, (index,), places)


def _of_what(found: Identity, claim: Claim) -> Identity:
    if claim.scope is not None:
        return replace(found, holds=None, reason="scopes_differ")
    said = bool(_pattern("completed").search(claim.quote))
    return found if said else replace(found, holds=None, reason="base_not_said")


def narrative_table_identities(claims: Sequence[Claim], tables: Sequence[OfficialTable]) -> Iterator[Identity]:
    """What the text says, beside what the tables print; ``claims`` of an identity are indexes into ``claims``."""
    figures = _figures(claims)
    for table in tables:
        for metric, found in figures.items():
            identity = _compared(table, metric, found)
            if identity is not None:
                yield identity
        yield from _shares(table, claims)
