"""Whether a group of links is the list of this page, or a box beside it that shows another column.

An empty column beside such a box must not be read as having the box's entries. A group is
beside the list when it stands before the breadcrumb, or when the nearest heading above it names
something else than this column and either the column's own place, after the breadcrumb or its
heading, is empty, or the heading leads to the column it names. A page that does not say what column it
is has no such evidence, and its best group stays its list.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import dropwhile

from lxml import etree

from crawler.reading.breadcrumb import find_breadcrumb
from crawler.reading.dom import names, stands_in
from crawler.reading.entries import Entry
from crawler.reading.outline import Line, Outline
from crawler.reading.page import Page
from crawler.reading.text import key, tidy
from crawler.reading.titles import title_parts
from crawler.reading.vocabulary import word_set, words
from crawler.reading.widgets import is_widget

_LONGEST_HEADING = 16  # characters
_LONGEST_TITLE = 200
_SITE = re.compile(r"(?:网站|门户|网|政府|委员会|局|厅|院|办公室)$")  # ends of an authority's name, not a column's
_LOOKED_AT = 6  # lines above a group in which its heading is looked for
_LONGEST_STATEMENT = 30
_EDGES = re.compile(r"^[\W_]+|(?<![\W_])[\W_]+$")  # from a run's first mark only: from every mark would be quadratic
_MORE = re.compile(r"(?:查看)?(?:更多|more)(?:信息)?\W*$")
_MOST_EVENTS = 40  # of an element that holds nothing


@dataclass(frozen=True, slots=True)
class Column:
    """What a page says of the column it shows; places are numbers of events of its outline."""

    title: str  # key of the page's <title>
    own: str  # key of the column's name
    trail: frozenset[str]  # keys of the breadcrumb's names
    crumb_at: int | None  # where the breadcrumb stands
    begins_at: int  # where the column's own part of the page begins

    def is_named(self, heading: str) -> bool:
        """Whether a heading names this column or one above it."""
        return heading in self.trail or heading in self.title or self.own in heading or heading in self.own


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A page's lines and the rows of every group of links that could be a list."""

    page: Page
    lines: Sequence[Line]
    rows: frozenset[etree._Element]

    @property
    def outline(self) -> Outline:
        """The page's."""
        return self.page.outline


def read_column(page: Page, lines: Sequence[Line]) -> Column | None:
    """What the page says of its column; None when it does not name one."""
    crumb = find_breadcrumb(page)
    names_ = crumb.names[-1:] or [part for part in title_parts(page.title[:_LONGEST_TITLE]) if not _SITE.search(part)]
    heading = _heading_of(lines, {key(name) for name in names_})
    crumb_at = page.outline.place(crumb.element) if crumb.element is not None and crumb.begins_at_home else None
    start = crumb.element if crumb_at is not None else heading.owner if heading else None
    own = key(crumb.names[-1]) if crumb.names else key(heading.text) if heading else ""
    if len(own) < 2 or start is None or (begins_at := page.outline.end(start)) is None:
        return None
    return Column(key(page.title), own, frozenset(map(key, crumb.names)), crumb_at, begins_at)


def without_trail(outline: Outline, column: Column, group: Sequence[Entry]) -> tuple[Entry, ...]:
    """A group without the links of the breadcrumb that it begins with: rows of tables may look like the list's."""

    def is_of_trail(entry: Entry) -> bool:
        at = outline.place(entry.anchor) or 0
        return (
            column.crumb_at is not None
            and column.crumb_at <= at < column.begins_at
            and key(entry.title) in column.trail
        )

    return tuple(dropwhile(is_of_trail, group))


def is_beside(around: Surroundings, column: Column, group: Sequence[Entry]) -> bool:
    """Whether a group shows another column than the page's own."""
    at, end = around.outline.place(group[0].row), around.outline.end(group[-1].row)
    if at is None or end is None:
        return False
    if column.crumb_at is not None and end < column.crumb_at:
        return True
    above = _above(around, at)
    number = _heading(above)
    if number is None or column.is_named(_said(above[number])):
        return False
    if _leads_elsewhere(around.page, above[: number + 2], at):
        return True
    return _is_empty(around, column.begins_at, _box(above[number].owner, group[0].row))


def _heading_of(lines: Sequence[Line], named: Collection[str]) -> Line | None:
    """The first line that shows one of these names alone, outside menus; None when none does."""
    for line in lines:
        if (
            len(line.text) <= 2 * _LONGEST_HEADING
            and key(line.text) in named
            and not stands_in(line.owner, "menu_tokens", "foot_tokens")
        ):
            return line
    return None


def _above(around: Surroundings, at: int) -> list[Line]:
    """The lines above a row, nearest first, up to another list's."""
    behind = bisect_left(around.lines, at, key=lambda line: line.place)
    found: list[Line] = []
    for line in reversed(around.lines[max(behind - _LOOKED_AT, 0) : behind]):
        if not around.rows.isdisjoint((line.owner, *line.owner.iterancestors())):
            break
        found.append(line)
    return found


def _said(line: Line) -> str:
    """The key of a line without marks around it and without 更多 behind it."""
    return _EDGES.sub("", _MORE.sub("", key(line.text)))


def _heading(above: Sequence[Line]) -> int | None:
    """Which line is the nearest that could name a list; None when the nearest text is no name."""
    for number, line in enumerate(above):
        said = _said(line)
        if len(said) < 2 or said.rstrip("年月日").isdigit() or is_widget(line.text) or says_nothing_here(line.text):
            continue
        return number if len(said) <= _LONGEST_HEADING else None
    return None


def _box(heading: etree._Element, row: etree._Element) -> etree._Element | None:
    """The smallest element that holds a heading and the rows under it."""
    around = {heading, *heading.iterancestors()}
    return next((node for node in row.iterancestors() if node in around), None)


def says_nothing_here(line: str) -> bool:
    """Whether a line only says that a column holds nothing: 暂无信息."""
    said = _EDGES.sub("", key(line[:_LONGEST_STATEMENT]))
    return len(line.strip()) <= _LONGEST_STATEMENT and said.startswith(words("lists", "nothing_here"))


def _leads_elsewhere(page: Page, above: Sequence[Line], at: int) -> bool:
    """Whether a link 更多 beside a heading (before it in the source, or behind) leads out of this page's folder."""
    behind = above[-1].place if _MORE.search(key(above[-1].text)) else above[-2:][0].place
    for event, element in page.outline.events[behind:at]:
        if event == "start" and element.tag == "a" and _MORE.fullmatch(_EDGES.sub("", key(element.text or ""))):
            url = page.absolute(element.get("href"))
            return bool(url) and _folder(url) != _folder(page.url)
    return False


def _folder(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[0]


def _is_empty(around: Surroundings, begins_at: int, box: etree._Element | None) -> bool:
    """Whether the column's part of the page, before any row and outside the box, shows that it holds nothing."""
    outline = around.outline
    begin, end = (outline.place(box), outline.end(box)) if box is not None else (None, None)
    if begin is None or end is None:
        return False
    for place in (*range(begins_at + 1, begin), *range(max(end, begins_at) + 1, len(outline.events))):
        event, element = outline.events[place]
        if event != "start":
            continue
        if element in around.rows:
            return False
        if says_nothing_here(element.text or "") or _is_empty_list(outline, element, place):
            return True
    return False


def _is_empty_list(outline: Outline, element: etree._Element, place: int) -> bool:
    """Whether an element that would hold a list holds nothing at all."""
    if element.tag not in word_set("lists", "list_elements") and names(element).isdisjoint(
        word_set("lists", "list_tokens")
    ):
        return False
    if (outline.end(element) or place) - place > _MOST_EVENTS:
        return False
    return next(element.iter(*words("lists", "fillings")), None) is None and not tidy(outline.text(element))
