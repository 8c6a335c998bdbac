"""A second source beside the report: a copy, the annex, the website's report, the report of the next year.

Pure: claims go in, identities with relation ``same`` come out. Figures of another scope, period or kind of unit are
never set against each other; what a difference means is data of ``sources.yml``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from archive.records import Claim, Identity
from archive.reports.judging import is_equal
from archive.reports.official import OfficialTable
from archive.reports.rules import load_rules
from archive.reports.sources import COPY, NEXT_YEAR, table_of
from archive.reports.table_narrative import narrative_table_identities

_OWN_SITE, _WEBSITE, _NO_COPY, _CUMULATIVE = "own_site", "website", "may_be_no_copy", "cumulative"


@dataclass(frozen=True, slots=True)
class Said:
    """One figure in two places: the identity, and the indexes of the report's claim and the other source's."""

    identity: Identity
    own: int
    other: int | None


@dataclass(frozen=True, slots=True)
class Beside:
    """A second source set beside the report: what was compared, and what only one of them says."""

    said: tuple[Said, ...] = ()
    only_own: int = 0
    only_other: int = 0

    def count(self, holds: bool | None) -> int:
        """How many figures agree (True), differ (False), or cannot be set against each other (None)."""
        return sum(said.identity.holds is holds for said in self.said)


@cache
def _rules() -> dict[str, Any]:
    return load_rules("sources.yml")


def unit_class(unit: str) -> str:
    """What a counter counts: money, people, characters, a share; all others count items of one matter."""
    return str(_rules()["units"].get(unit, "count"))


def _is_of_the_year(claim: Claim) -> bool:
    return claim.kind != "existence" and claim.period is None and claim.qualifier not in ("share", "growth")


def _agree(left: Claim, right: Claim) -> bool:
    """Whether two places can mean one number: an approximate figure agrees within its rounding, 余 from below."""
    if is_equal(left.value or 0.0, right.value or 0.0):
        return True
    return _admits(left, right) or _admits(right, left)


def _admits(inexact: Claim, other: Claim) -> bool:
    far = (other.value or 0.0) - (inexact.value or 0.0)
    if inexact.qualifier == "at_least":
        return far >= 0
    return inexact.qualifier == "approx" and abs(far) <= inexact.rounding


def _reason(own: Claim, other: Claim) -> str:
    """Why two figures that are not the same are no contradiction; empty where they are one."""
    if (own.scope or "") != (other.scope or "") or (own.period or "") != (other.period or ""):
        return "scopes_differ"
    if (own.qualifier == _CUMULATIVE) != (other.qualifier == _CUMULATIVE):
        return "scopes_differ"
    if unit_class(own.unit) != unit_class(other.unit):
        return "units_differ"
    return "said_as_nothing" if own.implicit_zero != other.implicit_zero else ""


def _said(source: str, claims: tuple[Claim, Claim], places: tuple[int, int], reason: str = "") -> Said:
    """One figure of the report beside that of a source; ``reason`` leaves one that does not agree undecided."""
    own, other = claims
    open_reason = (
        _reason(own, other) if not _agree(own, other) or unit_class(own.unit) != unit_class(other.unit) else ""
    )
    holds: bool | None = not open_reason and _agree(own, other)
    if open_reason or (not holds and reason):
        holds, open_reason = None, open_reason or reason
    value = other.value or 0.0
    identity = Identity(
        f"SOURCE-{source.upper().replace('_', '-')}[{own.metric}]",
        "same",
        (value,),
        value,
        own.value or 0.0,
        holds,
        (places[0],),
        (other.subject,) if table_of(other) else (),
        level=_rules()["levels"][source],
        reason=open_reason,
    )
    return Said(identity, *places)


def _key(claim: Claim) -> tuple[str, ...]:
    """What two places must have in common to speak of one figure; a table's cell is its place."""
    matter = claim.subject if table_of(claim) else claim.metric
    return (
        matter,
        claim.scope or "",
        claim.channel or "",
        claim.period or "",
        claim.qualifier if not _is_of_the_year(claim) else "",
    )


def is_copy(own: Sequence[Claim], other: Sequence[Claim]) -> bool:
    """Whether two readings share figures, and at least half of those that both give are the same."""
    said = beside_copy(COPY, own, other).said
    return bool(said) and all(one.identity.reason != _NO_COPY for one in said)


def beside_copy(source: str, own: Sequence[Claim], copy: Sequence[Claim]) -> Beside:
    """The report beside a copy of it, claim by claim.

    Where a metric stands several times, those of equal value are taken for each other first; what is left is a
    contradiction only where one is left on either side. A document of which less than half of what both speak of
    agrees may be no copy, whatever its title says: then nothing is called a contradiction.
    """
    left, right = _by_key(own), _by_key(copy)
    said: list[Said] = []
    only_own = only_other = 0
    for key in [*left, *(key for key in right if key not in left)]:
        mine, theirs = list(left.get(key, ())), list(right.get(key, ()))
        said += _equal_ones(source, own, copy, mine, theirs)
        reason = "" if len(mine) == len(theirs) == 1 else "several_figures"
        pairs = list(zip(mine, theirs, strict=False))
        said += [_said(source, (own[a], copy[b]), (a, b), reason) for a, b in pairs]
        only_own, only_other = only_own + len(mine) - len(pairs), only_other + len(theirs) - len(pairs)
    said.sort(key=lambda one: one.own)
    if 2 * sum(one.identity.holds is True for one in said) < len(said):
        said = [_undecided(one, _NO_COPY) for one in said]
    return Beside(tuple(said), only_own, only_other)


def _by_key(claims: Sequence[Claim]) -> dict[tuple[str, ...], list[int]]:
    found: dict[tuple[str, ...], list[int]] = {}
    for index, claim in enumerate(claims):
        if claim.kind != "existence":
            found.setdefault(_key(claim), []).append(index)
    return found


def _equal_ones(
    source: str, own: Sequence[Claim], copy: Sequence[Claim], mine: list[int], theirs: list[int]
) -> Iterator[Said]:
    """Pairs of equal figures, taken out of ``mine`` and ``theirs``."""
    for a in tuple(mine):
        b = next((b for b in theirs if is_equal(own[a].value or 0.0, copy[b].value or 0.0)), None)
        if b is not None:
            mine.remove(a)
            theirs.remove(b)
            yield _said(source, (own[a], copy[b]), (a, b))


def _undecided(said: Said, reason: str) -> Said:
    if said.identity.holds:
        return said
    return replace(said, identity=replace(said.identity, holds=None, reason=reason))


def beside_form(source: str, own: Sequence[Claim], other: Sequence[Claim], tables: Sequence[OfficialTable]) -> Beside:
    """The report beside a document that is an official form: its text, and the same form where it prints it too.

    Cells that are the same in both are counted as agreeing and no figures of their own.
    """
    cells = {claim.subject: index for index, claim in enumerate(other) if table_of(claim)}
    text = [index for index, claim in enumerate(own) if not table_of(claim)]
    found = [
        _said(source, (claim, other[cells[claim.subject]]), (index, cells[claim.subject]))
        for index, claim in enumerate(own)
        if table_of(claim) and claim.subject in cells
    ]
    for identity in narrative_table_identities([own[index] for index in text], tables):
        if identity.relation == "same":
            index = text[identity.claims[0]]
            place = next((cells[cell] for cell in identity.cells if cell in cells), None)
            other_claim = other[place] if place is not None and len(identity.cells) == 1 else None
            found.append(Said(_scoped(source, own[index], other_claim, identity, index), index, place))
    if source == _WEBSITE:
        found += _of_the_website(own, other, text)
    return Beside(tuple(sorted(found, key=lambda one: one.own)))


def _of_the_website(own: Sequence[Claim], other: Sequence[Claim], text: Sequence[int]) -> Iterator[Said]:
    """Figures of the text that the website's report gives too, though no official table of a report does."""
    compared = [index for index in text if re.match(_rules()[_WEBSITE]["compared"], own[index].metric)]
    counted = Counter(own[index].metric for index in compared if _is_of_the_year(own[index]))
    for index in compared:
        claim = own[index]
        for place, cell in enumerate(other):
            if cell.metric == claim.metric and table_of(cell) and _is_of_the_year(claim):
                reason = "several_figures" if counted[claim.metric] > 1 else ""
                reason = reason if _is_of_the_site(claim) else "scopes_differ"
                yield _said(_WEBSITE, (claim, cell), (index, place), reason)


def _scoped(source: str, own: Claim, other: Claim | None, identity: Identity, index: int) -> Identity:
    """An identity between text and another document's table; undecided where scope or unit may be another."""
    reason = identity.reason
    if other is not None and unit_class(own.unit) != unit_class(other.unit):
        reason = "units_differ"
    elif identity.holds is False and own.implicit_zero:
        reason = "said_as_nothing"
    elif identity.holds is False and (
        own.qualifier == _CUMULATIVE or (source == _WEBSITE and not _is_of_the_site(own))
    ):
        reason = "scopes_differ"
    rule = f"SOURCE-{source.upper()}[{own.metric}]"
    holds = None if reason else identity.holds
    return replace(identity, rule=rule, claims=(index,), holds=holds, reason=reason, level=_rules()["levels"][source])


def _is_of_the_site(claim: Claim) -> bool:
    rules = _rules()[_WEBSITE]
    if claim.channel or claim.scope:
        return claim.channel == _OWN_SITE and not claim.scope
    return bool(re.match(rules["metric"], claim.metric) or re.search(rules["words"], claim.quote))


def metric_this_year(metric: str) -> str:
    """What the report itself calls a metric that the next year's report says of it; empty for any other."""
    return str(_rules()["next_year"].get(metric, ""))


def beside_next_year(own: Sequence[Claim], following: Sequence[Claim]) -> Beside:
    """The report beside what the next year's says of its year. Table against table is T3-CARRY and not asked again."""
    counted = Counter(claim.metric for claim in (*own, *following) if _is_of_the_year(claim) and not table_of(claim))
    said = []
    for b, later in enumerate(following):
        metric = metric_this_year(later.metric)
        for a, claim in enumerate(own):
            if claim.metric != metric or not metric or not (_is_of_the_year(claim) and _is_of_the_year(later)):
                continue
            if not (table_of(claim) and table_of(later)):
                several = max(counted[metric], counted[later.metric]) > 1
                said.append(_said(NEXT_YEAR, (claim, later), (a, b), "several_figures" if several else ""))
    return Beside(tuple(said))
