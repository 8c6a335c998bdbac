"""Links of a page as possible entries of a list: each with the row it stands in, its title and date."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from itertools import groupby, islice

from lxml import etree

from archive.records import Listing
from crawler.reading.addresses import is_article_url, shape
from crawler.reading.dates import (
    Day,
    find_date,
    find_day,
    is_date_piece,
    more_exact,
    says_short_date,
    says_year,
    short_date,
    split_date,
    without_dates,
)
from crawler.reading.entry_titles import CUT, NAME_EDGES, entry_title, is_button, is_entry_name, pieces_of
from crawler.reading.outline import Outline
from crawler.reading.page import Page
from crawler.reading.text import key, tidy

MAX_ENTRIES = 5000
_LONGEST_REST = 16  # characters beside the date in its piece of a row: a label, an office
_ROWS = frozenset({"li", "tr", "dd", "dt", "p"})
_TOPS = frozenset({"body", "html", "ul", "ol", "tbody", "table", "dl"})
_NESTED = ("li", "tr", "ul", "ol", "table")
_LONGEST_TIME = 100  # characters of a time element's datetime that are read
_MOST_TIMES = 20  # time elements of one row
_FARTHEST = 6  # levels between a link and its cell in a grid of pictures


@dataclass(slots=True)
class Entry:
    """One link, or several to the same address side by side, and the row around it."""

    anchor: etree._Element
    url: str
    title: str
    day: Day | None = None
    row: etree._Element = field(init=False)
    before: str = ""  # text between the row before and this one

    def __post_init__(self) -> None:
        self.row = self.anchor

    @property
    def listed_on(self) -> date | None:
        """The entry's date, in the portal's zone."""
        return self.day.on if self.day else None

    def at(self, place: int) -> Listing:
        """The entry as it stands at this place of its list."""
        return Listing(self.title, self.url, self.listed_on, place, self.day.printed if self.day else None)


def read_entries(page: Page) -> list[Entry]:
    """Every link with a name, in document order, with row, date in the row, and the text before the row."""
    return entries_of(page, page.outline)


def entries_of(page: Page, outline: Outline) -> list[Entry]:
    """As read_entries, for another tree whose addresses are the page's."""
    entries, spans = _collect(page, outline)
    _merge_row_mates(entries, spans, outline)
    for number, entry in enumerate(entries):
        entry.row = _row(entry.anchor, number, spans, outline)
        entry.title = _title_beside(entry, outline) if is_button(entry.title) else entry.title
        shown = row_date(entry, outline, page.zone)
        entry.day = more_exact(shown, stated_days(entry.row, page.zone)) if page.has_times else shown
    _read_gaps(outline, entries)
    return entries


def _title_beside(entry: Entry, outline: Outline) -> str:
    """What the row of a button (下载, 查看) says besides it: the title it stands beside; the button's name for none."""
    texts = [text for piece in pieces_of(entry.row, outline) if (text := tidy(piece)) and not find_date(text)]
    return max((text for text in texts if is_entry_name(text)), key=len, default=entry.title)


def stated_days(element: etree._Element, zone: tzinfo) -> list[Day]:
    """The days that time elements in an element state for machines (HTML standard, 4.5.14)."""
    values = ((time.get("datetime") or "")[:_LONGEST_TIME] for time in islice(element.iter("time"), _MOST_TIMES))
    return [day for value in values if (day := find_day(value, zone))]


def row_date(entry: Entry, outline: Outline, zone: tzinfo) -> Day | None:
    """The date printed in an entry's row: outside its link, in its link, or in two pieces."""
    said = outline.text(entry.row)
    if not says_year(said) and not says_short_date(said):
        return None
    texts = [text for piece in pieces_of(entry.row, outline) if (text := tidy(piece))]
    dated = [(len(without_dates(text).strip(NAME_EDGES)), text) for text in texts if find_date(text)]
    for rest, text in sorted(dated, key=lambda found: found[0]):
        if rest <= _LONGEST_REST and key(text) not in key(entry.title):
            return find_day(text, zone)
    if sum(map(is_date_piece, texts)) > 1 and (found := _split_date_in(entry.row, outline)):
        return Day(found)
    if short := next((on for text in texts if (on := short_date(text))), None):
        return Day(short)
    own = outline.text(entry.anchor)
    return find_day(own, zone) if find_date(entry.title) is None else None


def _split_date_in(row: etree._Element, outline: Outline) -> date | None:
    """The date in two pieces side by side, in a table's row of one cell: a number of the row or of visits is no day."""
    cells = row.iterchildren("td", "th") if row.tag == "tr" else (row,)
    for cell in cells:
        texts = (text for piece in pieces_of(cell, outline) if (text := tidy(piece)))
        for are_pieces, run in groupby(texts, is_date_piece):
            if are_pieces and (found := split_date(" ".join(run))):
                return found
    return None


class _Spans:
    """Which entries stand in an element, by their numbers."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._places: list[int] = []  # where the link of each entry ends among the events
        self._joined: dict[etree._Element, int] = {}  # further links of an entry

    def add(self, anchor: etree._Element) -> None:
        """Count an entry for this link and what is around it."""
        self._places.append(self._outline.end(anchor) or 0)

    def join(self, anchor: etree._Element) -> None:
        """Count the last entry for a further link of it, though not for what is around that."""
        self._joined[anchor] = len(self._places) - 1

    def drop(self, numbers: Collection[int]) -> None:
        """Forget these entries; those behind move up."""
        kept = [number for number in range(len(self._places)) if number not in numbers]
        new = {number: place for place, number in enumerate(kept)}
        self._places = [self._places[number] for number in kept]
        self._joined = {anchor: new[number] for anchor, number in self._joined.items() if number in new}

    def of(self, element: etree._Element) -> tuple[int, int] | None:
        """The numbers of the first and the last entry in an element; None when it holds none."""
        start, end = self._outline.place(element), self._outline.end(element)
        if start is None or end is None:
            return None
        first, behind = bisect_left(self._places, start), bisect_right(self._places, end)
        if first == behind:
            joined = self._joined.get(element)
            return None if joined is None else (joined, joined)
        return first, behind - 1


def _collect(page: Page, outline: Outline) -> tuple[list[Entry], _Spans]:
    """The named links, and which of them stand in an element."""
    entries: list[Entry] = []
    spans = _Spans(outline)
    for anchor in outline.root.iter("a"):
        if len(entries) == MAX_ENTRIES:
            break
        if outline.place(anchor) is not None and _is_link(anchor):
            _add(page, entries, spans, anchor, outline)
    return entries, spans


def _is_link(anchor: etree._Element) -> bool:
    """Whether an anchor leads somewhere and holds no other (an outer one was left open by mistake)."""
    leads = anchor.get("href") or anchor.get("onclick")
    return bool(leads) and (not len(anchor) or next(anchor.iterdescendants("a"), None) is None)


def _add(page: Page, entries: list[Entry], spans: _Spans, anchor: etree._Element, outline: Outline) -> None:
    """Add a link; one to the same address as the link before becomes part of it."""
    title = entry_title(anchor, outline)
    url = page.target(anchor)
    if not title:
        return
    last = entries[-1] if entries and entries[-1].url == url else None
    if last and key(title) == key(last.title) and not tidy(outline.text(last.anchor)):
        last.anchor = anchor  # the picture of the same entry stood before
    elif last and url and (key(title) == key(last.title) or not is_entry_name(title)):
        pass
    elif last and url and CUT.search(last.title) and not CUT.search(title):
        last.title, last.anchor = title, anchor
    else:
        entries.append(Entry(anchor, url, title))
        spans.add(anchor)
        return
    spans.join(anchor)


def _merge_row_mates(entries: list[Entry], spans: _Spans, outline: Outline) -> None:
    """Of a row's category link and title link keep the title; numbers in ``spans`` follow."""
    drop: set[int] = set()
    for element in reversed([*outline.root.iter("li", "tr", "dd")]):  # the innermost first
        first, last = spans.of(element) or (0, 0)
        if 1 <= last - first <= 3 and drop.isdisjoint(range(first, last + 1)):
            group = range(first, last + 1)
            best = max(group, key=lambda number: len(entries[number].title))
            if _is_one_row(element, [entries[number] for number in group], entries[best], outline):
                drop |= set(group) - {best}
    if drop:
        spans.drop(drop)
        entries[:] = [entry for number, entry in enumerate(entries) if number not in drop]


def _is_one_row(element: etree._Element, mates: Sequence[Entry], best: Entry, outline: Outline) -> bool:
    """Whether the links of an element are one entry: a single date, or one title among short names of no document."""
    if next(element.iterdescendants(*_NESTED), None) is not None:
        return False
    others = [mate for mate in mates if mate is not best]
    if max(len(mate.title) for mate in others) > 12 or len(best.title) < 6:
        return len({mate.url for mate in mates}) == 1 and bool(best.url)
    dates = sum(1 for text in pieces_of(element, outline) if find_date(text) and len(tidy(without_dates(text))) <= 16)
    return dates == 1 or all(_is_of(best, mate) for mate in others)


def _is_of(best: Entry, mate: Entry) -> bool:
    """Whether a link belongs to a title beside it: a button, the name of its category; none of another document."""
    if not is_entry_name(mate.title):
        return True
    is_document = mate.url != best.url and is_article_url(mate.url) and shape(mate.url) == shape(best.url)
    return not is_document and len(mate.title) * 2.5 <= len(best.title)


def _row(anchor: etree._Element, number: int, spans: _Spans, outline: Outline) -> etree._Element:
    """The largest element around a link that holds no other entry; a list item or table row is enough."""
    node = anchor
    while node.tag not in _ROWS:
        parent = node.getparent()
        if parent is None or parent.tag in _TOPS or spans.of(parent) != (number, number):
            break
        node = parent
    while node.tag in ("p", "td") and (parent := node.getparent()) is not None:
        if parent.tag not in ("li", "tr", "dd", "div") or spans.of(parent) != (number, number):
            break
        node = parent
    if node.tag == "li" or _has_peer(node, spans):
        return node
    if says_year(outline.text(node)) and any(map(find_date, pieces_of(node, outline))):
        return node
    return _grid_cell(node, number, spans)


def _grid_cell(natural: etree._Element, number: int, spans: _Spans) -> etree._Element:
    """The element around a row that stands among others like it; the row itself when none does."""
    node = natural
    for _ in range(_FARTHEST):
        parent = node.getparent()
        if parent is None or parent.tag in ("body", "html") or spans.of(parent) != (number, number):
            return natural
        node = parent
        if _has_peer(node, spans):
            return node
    return natural


def _has_peer(node: etree._Element, spans: _Spans) -> bool:
    """Whether a neighbour looks like this element and holds an entry too."""
    look = (node.tag, node.get("class"))
    for neighbour in (node.getnext(), node.getprevious()):
        if neighbour is not None and (neighbour.tag, neighbour.get("class")) == look and spans.of(neighbour):
            return True
    return False


def _read_gaps(outline: Outline, entries: Sequence[Entry]) -> None:
    """Give every entry the text that stands between the row before it and its own."""
    behind = 0
    for number, entry in enumerate(entries):
        start, end = outline.place(entry.row), outline.end(entry.row)
        following = entries[number + 1].row if number + 1 < len(entries) else None
        if start is None or end is None or start < behind or following is entry.row:
            continue
        entry.before = outline.joined(behind, start)[-400:]
        behind = end
