"""What columns are called: known variants of a name, how much a name is about disclosure, what is never a column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from crawler.reading.text import key, without_marks
from crawler.reading.vocabulary import vocabulary, words

_PAGE = re.compile(r"第\d{1,6}页|\d{1,6}页")


@dataclass(frozen=True, slots=True)
class NameGroup:
    """Names of one and the same column on different sites; ``key`` is its name in a portal file."""

    key: str
    names: tuple[str, ...]
    evidences: tuple[str, ...] = ()
    reports: bool = False
    topic: bool = False


@cache
def name_groups() -> tuple[NameGroup, ...]:
    """The groups of columns.yml, in its order."""
    return tuple(
        NameGroup(
            row["key"],
            tuple(map(str, row["names"])),
            tuple(row.get("evidences", ())),
            bool(row.get("reports")),
            bool(row.get("topic")),
        )
        for row in vocabulary("columns")["groups"]
    )


@cache
def _by_name() -> dict[str, NameGroup]:
    return {key(name): group for group in name_groups() for name in group.names}


def group_of(name: str) -> NameGroup | None:
    """The group that ``name`` belongs to, compared whole; None for a name of none."""
    return _by_name().get(key(name))


def evidences_of(name: str) -> tuple[str, ...]:
    """The metrics that a column of this name may evidence; a topic's is its own name."""
    said: dict[str, list[str]] = {key(one): metrics for one, metrics in vocabulary("columns")["evidences"].items()}
    group = group_of(name)
    topic = (f"topic:{name}",) if group is not None and group.topic else ()
    return (*(group.evidences if group else ()), *said.get(key(name), ()), *topic)


def variants_of(titles: tuple[str, ...]) -> tuple[str, ...]:
    """The other names by which sites call a column of these titles, the commonest first."""
    known = {key(title) for title in titles}
    groups = dict.fromkeys(group for title in titles if (group := group_of(title)))
    return tuple(name for group in groups for name in group.names if key(name) not in known)


@cache
def weight_of(name: str) -> int:
    """How much a column of this name is about disclosure: 1 and up."""
    said = key(name)
    return max((weight for word, weight in _weights() if word in said), default=1)


@cache
def _weights() -> tuple[tuple[str, int], ...]:
    return tuple((key(word), int(weight)) for word, weight in vocabulary("columns")["weights"].items())


@cache
def _keys(name: str) -> frozenset[str]:
    return frozenset(map(key, words("columns", name)))


def is_site_map(name: str) -> bool:
    """Whether a link of this name leads to the site map."""
    return key(name) in _keys("site_map")


def is_more(name: str) -> bool:
    """Whether a link's name says only that more stands behind it."""
    return without_marks(name, ".-") in _keys("more")


def is_never(name: str) -> bool:
    """Whether a link of this name leads to no column: a control, another edition, a page of a pager."""
    said = without_marks(name)
    return not said or said.isdigit() or said in _keys("never") or _PAGE.fullmatch(said) is not None
