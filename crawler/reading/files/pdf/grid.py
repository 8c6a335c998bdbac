"""Ruling lines → tables: where their cells stand, and which of them span rows or columns.

Lines that meet are one table. Its grid are the places of its lines; two neighbours of the grid that no line parts are
one cell. A side that no line closes (tables without outer edges are usual) ends where the lines across it end.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from crawler.reading.files.pdf.marks import Rule
from crawler.reading.tables import MAX_COLUMNS

_NEAR = 3.0  # points: lines no farther apart are one
_NARROW = 5.0  # points: no row or column is so narrow that no character has room in it
_SHORT = 4.0  # points: what is shorter parts nothing
_MOST_RULES = 4000  # on one page, of each direction
_MOST_PLACES = 20_000  # of a page's grid


@dataclass(frozen=True, slots=True)
class Box:
    """A cell: its place and spans in the grid, and its sides in points."""

    row: int
    column: int
    rowspan: int
    colspan: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruled table: the places of its columns from left to right, of its rows from the top, and its cells."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    boxes: tuple[Box, ...]

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.xs[0] - 1 <= x <= self.xs[-1] + 1 and self.ys[-1] - 1 <= y <= self.ys[0] + 1


def find_tables(rules: Iterable[Rule]) -> list[Ruled]:
    """The tables that the ruling lines of a page make, from the top; frames round one text are none.

    A page with more lines than any table has gives none.
    """
    rules = list(rules)
    level, upright = _joined([rule for rule in rules if rule.level]), _joined([r for r in rules if not r.level])
    if max(len(level), len(upright)) > _MOST_RULES:
        return []
    tables = [table for group in _meeting(level, upright) if (table := _table(*group)) is not None]
    return sorted(tables, key=lambda table: -table.ys[0])


def _joined(rules: Sequence[Rule]) -> list[Rule]:
    """Lines of one direction: those that lie on each other, or go on where another ends, as one."""
    joined: list[Rule] = []
    for line in _clusters(sorted(rules, key=lambda rule: rule.at), lambda rule: rule.at):
        at = sum(rule.at for rule in line) / len(line)
        start = end = None
        for rule in sorted(line, key=lambda rule: rule.start):
            if start is None or end is None:
                start, end = rule.start, rule.end
            elif rule.start <= end + _NEAR:
                end = max(end, rule.end)
            else:
                joined.append(Rule(rule.level, at, start, end))
                start, end = rule.start, rule.end
        if start is not None and end is not None:
            joined.append(Rule(line[0].level, at, start, end))
    return [rule for rule in joined if rule.end - rule.start >= _SHORT]


def _clusters(rules: Sequence[Rule], place: Callable[[Rule], float]) -> list[list[Rule]]:
    """Rules in the order of their place, those no farther than _NEAR from the first of a cluster together."""
    clusters: list[list[Rule]] = []
    for rule in rules:
        if clusters and place(rule) - place(clusters[-1][0]) <= _NEAR:
            clusters[-1].append(rule)
        else:
            clusters.append([rule])
    return clusters


def _meeting(level: Sequence[Rule], upright: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Groups of lines that meet, directly or through others."""
    parents = list(range(len(level) + len(upright)))

    def top(number: int) -> int:
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    places = [rule.at for rule in level]  # in order, as _joined gives them
    for number, rule in enumerate(upright, start=len(level)):
        for other in range(bisect_left(places, rule.start - _NEAR), bisect_right(places, rule.end + _NEAR)):
            if level[other].start - _NEAR <= rule.at <= level[other].end + _NEAR:
                parents[top(number)] = top(other)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for number, rule in enumerate([*level, *upright]):
        groups.setdefault(top(number), ([], []))[0 if rule.level else 1].append(rule)
    return list(groups.values())


def _table(level: Sequence[Rule], upright: Sequence[Rule]) -> Ruled | None:
    """The table of lines that meet; None where they make fewer than two cells."""
    if not level or not upright:
        return None
    xs = _places(upright, min(rule.start for rule in level), max(rule.end for rule in level))
    ys = _places(level, min(rule.start for rule in upright), max(rule.end for rule in upright))[::-1]
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or columns > MAX_COLUMNS or rows * columns > _MOST_PLACES:
        return None
    boxes = _boxes(xs, ys, level, upright)
    return Ruled(tuple(xs), tuple(ys), tuple(boxes)) if len(boxes) > 1 else None


def _places(rules: Sequence[Rule], least: float, most: float) -> list[float]:
    """Where the lines of one direction stand, in order, with the ends of the lines across them."""
    places: list[float] = []
    for place in sorted([rule.at for rule in rules]):
        if not places or place - places[-1] > _NARROW:
            places.append(place)
    if least < places[0] - 2 * _NEAR:
        places.insert(0, least)
    if most > places[-1] + 2 * _NEAR:
        places.append(most)
    return places


def _boxes(xs: Sequence[float], ys: Sequence[float], level: Sequence[Rule], upright: Sequence[Rule]) -> list[Box]:
    """The cells in reading order."""
    right = _parting(upright, xs, [(a + b) / 2 for a, b in pairwise(ys)])
    below = _parting(level, ys, [(a + b) / 2 for a, b in pairwise(xs)])
    rows, columns = len(ys) - 1, len(xs) - 1
    taken: set[tuple[int, int]] = set()
    boxes: list[Box] = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken:
                continue
            width = height = 1
            while column + width < columns and (column + width, row) not in right:
                if (row, column + width) in taken:
                    break
                width += 1
            while row + height < rows and _goes_down(right, below, row + height, column, width):
                height += 1
            taken.update((r, c) for r in range(row, row + height) for c in range(column, column + width))
            sides = (xs[column], ys[row + height], xs[column + width], ys[row])
            boxes.append(Box(row, column, height, width, *sides))
    return boxes


def _goes_down(right: set[tuple[int, int]], below: set[tuple[int, int]], row: int, column: int, width: int) -> bool:
    """Whether a cell of this width reaches into a row: no line parts it from above, and none parts its places."""
    above = all((row, place) not in below for place in range(column, column + width))
    return above and all((place, row) not in right for place in range(column + 1, column + width))


def _parting(rules: Sequence[Rule], places: Sequence[float], middles: Sequence[float]) -> set[tuple[int, int]]:
    """Which places have a line of this direction at which of the rows or columns it crosses."""
    found: set[tuple[int, int]] = set()
    for rule in rules:
        place = min(range(len(places)), key=lambda number: abs(places[number] - rule.at))
        found.update((place, number) for number, middle in enumerate(middles) if rule.start <= middle <= rule.end)
    return found
