"""Entries of a page that stand together and look alike: the lists a page may have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from lxml import etree

from archive.reports.folding import to_simplified
from crawler.reading.dates import Day, find_day, without_dates
from crawler.reading.dom import stands_in
from crawler.reading.entries import Entry
from crawler.reading.entry_titles import NAME_EDGES, is_entry_name
from crawler.reading.text import key, tidy
from crawler.reading.vocabulary import words

_ROWS = frozenset({"li", "tr", "dd", "dt", "p", "div"})
_DEEPEST = 4  # levels between a row and the container of the blocks of one list
# Between two blocks of one list: a year, a line of marks.
_SAID_NOTHING = re.compile(r"[\d年月日季度\s·•|/.:：_=*~─━—–…-]")


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that stand together and look alike."""

    entries: tuple[Entry, ...]
    is_cut: bool = False  # the page has links beyond the limit, or a second list that looks like this one

    @property
    def dated(self) -> float:
        """The share of entries with a date."""
        return sum(entry.listed_on is not None for entry in self.entries) / len(self.entries)

    @property
    def mean_title(self) -> float:
        """The mean length of titles, in characters."""
        return sum(len(key(entry.title)) for entry in self.entries) / len(self.entries)

    @property
    def score(self) -> float:
        """How much this is the list of the page: its titles together, twice when dated."""
        length = sum(min(len(key(entry.title)), 40) for entry in self.entries)
        return length * (1 + self.dated) * (0.3 if self.beside else 1.0)

    @property
    def beside(self) -> bool:
        """Whether the words in front of it say that it stands beside the list: 热门, 推荐."""
        return any(word in to_simplified(self.entries[0].before[-16:]) for word in words("lists", "side_headings"))


def group_entries(entries: Sequence[Entry], zone: tzinfo) -> list[Group]:
    """Runs of entries whose rows follow each other and look alike; ``zone`` is the page's."""
    groups: list[list[Entry]] = []
    goes_on = False
    for entry in entries:
        may_be = _may_be_entry(entry)
        if goes_on and may_be and _belongs(groups[-1][-1], entry):
            groups[-1].append(entry)
        else:
            groups.append([entry])
        goes_on = may_be
    for group in groups:
        _date_by_gaps(group, entries, zone)
    return [Group(tuple(group)) for group in groups]


def _belongs(last: Entry, entry: Entry) -> bool:
    """Whether two neighbouring entries are of one list."""
    if last.row.tag != entry.row.tag:
        return False
    if entry.row.getparent() is last.row.getparent():
        return True
    if (last.listed_on is None) != (entry.listed_on is None) or len(_SAID_NOTHING.sub("", entry.before)) > 1:
        return False
    if stands_in(entry.anchor, "foot_tokens"):  # behind a last entry without a date nothing may be said before the foot
        return False
    same_class = last.anchor.get("class") == entry.anchor.get("class")
    return last.anchor.tag == entry.anchor.tag and (same_class or _are_siblings(last.row, entry.row))


def _may_be_entry(entry: Entry) -> bool:
    """Whether a link's name could be a title, or a date in a row of its own shows that it is one."""
    dated_row = entry.listed_on is not None and entry.row.tag in _ROWS
    return is_entry_name(entry.title) or (dated_row and not entry.title.strip(NAME_EDGES).isdigit())


def _are_siblings(first: etree._Element, second: etree._Element) -> bool:
    """Whether two rows stand in blocks of the same elements under one container."""
    for _ in range(_DEEPEST):
        one, other = first.getparent(), second.getparent()
        if one is None or other is None or one.tag != other.tag or one.tag == "body":
            return False
        if one is other:
            return True
        first, second = one, other
    return False


def is_like(best: Group, other: Group) -> bool:
    """Whether another dated group stands in the same kind of blocks as the best: perhaps a part of it."""
    row, second = best.entries[0].row, other.entries[0].row
    if other is best or min(best.dated, other.dated) < 0.5 or other.beside or row.tag != second.tag:
        return False
    return _are_siblings(row, second)


def _date_by_gaps(group: Sequence[Entry], entries: Sequence[Entry], zone: tzinfo) -> None:
    """Dates that stand between rows: all before their entries, or all behind."""
    if any(entry.day for entry in group) or len(group) < 2:
        return
    before = [_gap_day(entry.before, zone) for entry in group]
    if all(before):
        for entry, day in zip(group, before, strict=True):
            entry.day = day
    elif before[0] is None and all(before[1:]):
        place = next(number for number, entry in enumerate(entries) if entry is group[-1])
        following = entries[place + 1].before if place + 1 < len(entries) else ""
        for entry, day in zip(group, [*before[1:], find_day(following[:30], zone)], strict=True):
            entry.day = day


def _gap_day(text: str, zone: tzinfo) -> Day | None:
    return find_day(text[-30:], zone) if len(tidy(without_dates(text[-60:]))) <= 40 else None
