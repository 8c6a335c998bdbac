"""The same report in two places, number by number: a page and its attached file, the own site and the city's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from archive.records import Claim
from archive.reports.folding import fold

SAME, DIFFERS, ONLY_FIRST, ONLY_SECOND = "same", "differs", "only_first", "only_second"
RESULTS = (SAME, DIFFERS, ONLY_FIRST, ONLY_SECOND)

_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A claim of one report beside the claim of the other that says the same thing, where there is one."""

    result: str  # same, differs, only_first, only_second
    first: Claim | None
    second: Claim | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All claims of two reports, in the order of the first; what only the second has comes last."""

    claims: tuple[Compared, ...]

    @property
    def differs(self) -> bool:
        """Whether anything is not the same in both."""
        return any(compared.result != SAME for compared in self.claims)

    def count(self, result: str) -> int:
        """How many claims have a result."""
        return sum(compared.result == result for compared in self.claims)

    def of(self, result: str) -> tuple[Compared, ...]:
        """The claims of one result."""
        return tuple(compared for compared in self.claims if compared.result == result)


def compare(first: Sequence[Claim], second: Sequence[Claim]) -> Comparison:
    """Match the claims of two readings of one report by metric, scope, period, subject and occurrence.

    Claims of one metric and scope whose subjects are worded differently are matched next, in their order. Matched
    claims are the same where value, unit and qualifier are.
    """
    pairs: list[tuple[int, int]] = []
    left, right = list(range(len(first))), list(range(len(second)))
    for key in (_with_subject, _without_subject):
        pairs += _matched(first, second, left, right, key)
        left = sorted({*left}.difference(a for a, _ in pairs))
        right = sorted({*right}.difference(b for _, b in pairs))
    rows = [(a, Compared(_result(first[a], second[b]), first[a], second[b])) for a, b in pairs]
    rows += [(a, Compared(ONLY_FIRST, first[a], None)) for a in left]
    in_order = [compared for _, compared in sorted(rows, key=lambda row: row[0])]
    return Comparison((*in_order, *(Compared(ONLY_SECOND, None, second[b]) for b in right)))


def _with_subject(claim: Claim) -> _Key:
    return (*_without_subject(claim), "".join(fold(claim.subject).split()))


def _without_subject(claim: Claim) -> _Key:
    return (claim.kind == "existence", claim.metric, claim.scope or "", claim.period or "")


def _said(claim: Claim) -> _Key:
    """What two claims must have in common to be the same."""
    return (claim.value, claim.unit, claim.qualifier)


def _result(first: Claim, second: Claim) -> str:
    return SAME if _said(first) == _said(second) else DIFFERS


def _matched(
    first: Sequence[Claim],
    second: Sequence[Claim],
    left: Iterable[int],
    right: Iterable[int],
    key: Callable[[Claim], _Key],
) -> Iterator[tuple[int, int]]:
    """Pairs of claims of the same key: those that say the same first, the others as they stand between them."""
    groups: dict[_Key, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for index in left:
        groups[key(first[index])][0].append(index)
    for index in right:
        groups[key(second[index])][1].append(index)
    for ours, theirs in groups.values():
        a, b = [_said(first[i]) for i in ours], [_said(second[i]) for i in theirs]
        for _, start, end, other, ending in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            yield from zip(ours[start:end], theirs[other:ending], strict=False)
