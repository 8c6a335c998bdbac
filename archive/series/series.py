"""Series of numbers, and what is missing between their first and their last."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from archive.series.numbers import INDEX, Number
from archive.series.owner import OUTSIDE, OWN, UNKNOWN
from archive.series.rules import rules

#: Why nothing is said of missing numbers, in the order in which it is asked.
ONLY_CITED, OUTSIDERS, SINGLE, COVERAGE = "only_cited", "outside", "single", "coverage"
SCATTERED, TWO_ISSUERS, SPARSE = "scattered", "two_issuers", "sparse"
REASONS = (ONLY_CITED, OUTSIDERS, SINGLE, COVERAGE, SCATTERED, TWO_ISSUERS, SPARSE)


class Key(NamedTuple):
    """What makes numbers one series. ``year`` is None where numbers are written without one."""

    sort: str
    prefix: str
    year: int | None


class Published(NamedTuple):
    """A number on a document, and what else that document says.

    ``title_key`` is its folded title: a document put up again is no second use. ``origin`` is where the number stands
    on it, ``written`` the number before categories were joined, where that is another.
    """

    number: Number
    document: str
    title_key: str = ""
    issuer: str = ""
    title: str = ""
    published_on: str | None = None
    origin: str = ""
    written: Number | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """The serials from ``first`` to ``last`` that no document of the archive has, both included."""

    first: int
    last: int

    @property
    def numbers(self) -> int:
        """How many they are."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Series:
    """One series; ``gaps`` are empty and ``missing`` and ``issued`` None where ``reason`` says why."""

    key: Key
    spelling: str
    owner: str
    serials: tuple[int, ...]  # that are there, outliers left out, in order
    outliers: tuple[int, ...] = ()
    twice: tuple[int, ...] = ()  # on documents of different titles
    cited: tuple[int, ...] = ()  # named somewhere, and not there
    gaps: tuple[Gap, ...] = ()
    reason: str = ""

    @property
    def assessed(self) -> bool:
        """Whether something is said of missing numbers."""
        return not self.reason

    @property
    def span(self) -> int:
        """The numbers from the first to the last."""
        return self.serials[-1] - self.serials[0] + 1 if self.serials else 0

    @property
    def missing(self) -> int | None:
        """The numbers between the first and the last that are not there."""
        return sum(gap.numbers for gap in self.gaps) if self.assessed else None

    @property
    def share(self) -> float | None:
        """The part of the numbers from the first to the last that is there."""
        return len(self.serials) / self.span if self.assessed else None

    @property
    def issued(self) -> int | None:
        """So many numbers were given out at least: all from the first to the last, and those cited outside of them."""
        if not self.assessed:
            return None
        return self.span + sum(not self.serials[0] <= serial <= self.serials[-1] for serial in self.cited)


def key_of(number: Number) -> Key:
    """The series a number belongs to."""
    return Key(number.sort, number.prefix, number.year)


def gaps_between(serials: Iterable[int]) -> tuple[Gap, ...]:
    """What lies between the first and the last of ``serials`` and is none of them."""
    there = sorted(set(serials))
    return tuple(Gap(low + 1, high - 1) for low, high in pairwise(there) if high - low > 1)


def without_outliers(serials: Iterable[int]) -> tuple[tuple[int, ...], tuple[int, ...], bool]:
    """The serials that belong together, those too far from them, and whether nobody can say which those are.

    The rule stands in rules.yml: a slip of the pen must not make thousands of gaps.
    """
    together, outliers, known = sorted(set(serials)), list[int](), rules()
    while len(together) > 1:
        jumps = [high - low for low, high in pairwise(together)]
        jump = max(jumps)
        at = jumps.index(jump) + 1
        few, many = sorted((together[:at], together[at:]), key=len)
        if jump <= max(known.least_jump, known.factor * (many[-1] - many[0] + 1)):
            break
        if len(few) == len(many) or len(few) > known.most_outliers * len(together):
            return tuple(together), tuple(sorted(outliers)), True
        outliers += few
        together = many
    return tuple(together), tuple(sorted(outliers)), False


def assess(
    key: Key,
    published: Sequence[Published],
    owner: str = OWN,
    cited: Iterable[int] = (),
    is_covered: bool = True,
) -> Series:
    """One series from its documents. ``is_covered``: the columns in which they stand were crawled completely."""
    there = {each.number.serial for each in published}
    serials, outliers, scattered = without_outliers(there)
    named = tuple(sorted(set(cited) - there))
    twice = tuple(_twice(published)) if len(there) < len(published) else ()
    reason = _reason(key, serials, owner, is_covered, scattered, _issuers_differ(published, twice))
    spelling = _spelling(published)
    gaps = () if reason else gaps_between(serials)
    return Series(key, spelling, owner, serials, outliers, twice, named, gaps, reason)


def _reason(
    key: Key, serials: Sequence[int], owner: str, is_covered: bool, scattered: bool, issuers_differ: bool
) -> str:
    """The first reason to say nothing of missing numbers; empty where something is said."""
    if not serials:
        return ONLY_CITED
    if owner == OUTSIDE:
        return OUTSIDERS
    share = len(serials) / (serials[-1] - serials[0] + 1)
    asked = (
        (SINGLE, len(serials) == 1),
        (COVERAGE, not is_covered),
        (SCATTERED, scattered),
        (TWO_ISSUERS, issuers_differ),
        (SPARSE, share < rules().least_share[owner][key.sort]),
    )
    return next((reason for reason, holds in asked if holds), "")


def _twice(published: Iterable[Published]) -> Iterator[int]:
    first: dict[int, str] = {}
    twice = {
        serial
        for serial, title_key in ((each.number.serial, each.title_key) for each in published)
        if first.setdefault(serial, title_key) != title_key
    }
    yield from sorted(twice)


def _issuers_differ(published: Iterable[Published], twice: Sequence[int]) -> bool:
    if len(twice) < rules().two_issuers:
        return False
    issuers: dict[int, set[str]] = defaultdict(set)
    for each in published:
        if each.issuer:
            issuers[each.number.serial].add(each.issuer)
    return sum(len(issuers[serial]) > 1 for serial in twice) >= rules().two_issuers


def _spelling(published: Sequence[Published]) -> str:
    """How most documents write the series."""
    counts = Counter(each.number.spelling for each in published)
    return min(counts, key=lambda spelling: (-counts[spelling], spelling), default="")


def joined_prefixes(numbers: Iterable[Number]) -> Mapping[str, str]:
    """Index prefixes whose last part is a category that its serials do not heed, with the prefix they are joined under.

    AB01-0300-2018-0012 may be the twelfth of its category or of all of AB01. A serial that two categories have in one
    year shows the former; else the reading that leaves fewer numbers missing is taken, so that it holds either way.
    """
    by_parent: dict[str, dict[str, dict[int | None, set[int]]]] = defaultdict(lambda: defaultdict(dict))
    for number in numbers:
        parent, _, category = number.prefix.rpartition("-")
        if number.sort == INDEX and parent and category:
            by_parent[parent][number.prefix].setdefault(number.year, set()).add(number.serial)
    joined: dict[str, str] = {}
    for parent, categories in by_parent.items():
        if len(categories) > 1 and _count_over_all(tuple(categories.values())):
            joined |= dict.fromkeys(categories, f"{parent}-*")
    return joined


def _count_over_all(categories: Sequence[Mapping[int | None, Set[int]]]) -> bool:
    years = {year for serials in categories for year in serials}
    apart = together = 0
    for year in years:
        of_year = [serials[year] for serials in categories if year in serials]
        union: set[int] = set().union(*of_year)
        if len(union) < sum(map(len, of_year)):
            return False
        apart += sum(_lacking(serials) for serials in of_year)
        together += _lacking(union)
    return together < apart


def _lacking(serials: Iterable[int]) -> int:
    body, _, _ = without_outliers(serials)
    return body[-1] - body[0] + 1 - len(body)


__all__ = ["OUTSIDE", "OWN", "REASONS", "UNKNOWN", "Gap", "Key", "Published", "Series", "assess", "joined_prefixes"]
