"""Links of a page as possible entries of a list: each with the row it stands in, its title and date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from lxml import etree

from crawler.reading.dates import find_date, is_date_piece, short_date, split_date, without_dates
from crawler.reading.entry_titles import CUT, NAME_EDGES, entry_title, is_button, is_entry_name, pieces_of
from crawler.reading.outline import Outline
from crawler.reading.page import Page
from crawler.reading.text import key, tidy

MAX_ENTRIES = 5000
_LONGEST_REST = 16  # characters beside the date in its piece of a row: a label, an office
_ROWS = frozenset({"li", "tr", "dd", "dt", "p"})
_TOPS = frozenset({"body", "html", "ul", "ol", "tbody", "table", "dl"})
_NESTED = ("li", "tr", "ul", "ol", "table")
_FARTHEST = 6  # levels between a link and its cell in a grid of pictures


@dataclass(slots=True)
class Entry:
    """One link, or several to the same address side by side, and the row around it."""

    anchor: etree._Element
    url: str
    title: str
    listed_on: date | None = None
    row: etree._Element = field(init=False)
    before: str = ""  # text between the row before and this one

    def __post_init__(self) -> None:
        self.row = self.anchor


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
        entry.listed_on = row_date(entry, outline)
    _read_gaps(outline, entries)
    return entries


def _title_beside(entry: Entry, outline: Outline) -> str:
    """What the row of a button (下载, 查看) says besides it: the title it stands beside; the button's name for none."""
    texts = [text for piece in pieces_of(entry.row, outline) if (text := tidy(piece)) and not find_date(text)]
    return max((text for text in texts if is_entry_name(text)), key=len, default=entry.title)


def row_date(entry: Entry, outline: Outline) -> date | None:
    """The date printed in an entry's row: outside its link, in its link, or in two pieces."""
    texts = [text for piece in pieces_of(entry.row, outline) if (text := tidy(piece))]
    dated = [(len(without_dates(text).strip(NAME_EDGES)), text) for text in texts if find_date(text)]
    for rest, text in sorted(dated, key=lambda pair: pair[0]):
        if rest <= _LONGEST_REST and key(text) not in key(entry.title):
            return find_date(text)
    pieces = " ".join(text for text in texts if is_date_piece(text))
    if pieces and (found := split_date(pieces)):
        return found
    if short := next((on for text in texts if (on := short_date(text))), None):
        return short
    own = outline.text(entry.anchor)
    return find_date(own) if find_date(entry.title) is None else None


Spans = dict[etree._Element, tuple[int, int]]


def _collect(page: Page, outline: Outline) -> tuple[list[Entry], Spans]:
    """The named links, and for each element the numbers of the first and last in it."""
    entries: list[Entry] = []
    spans: Spans = {}
    starts: list[int] = []
    for event, element in outline.events:
        if event == "start":
            starts.append(len(entries))
        elif event == "end":
            first = starts.pop()
            if element.tag == "a" and _is_link(element) and len(entries) < MAX_ENTRIES:
                first = min(first, _add(page, entries, element, outline))
            if len(entries) > first:
                spans[element] = (first, len(entries) - 1)
    return entries, spans


def _is_link(anchor: etree._Element) -> bool:
    """Whether an anchor leads somewhere and holds no other (an outer one was left open by mistake)."""
    leads = anchor.get("href") or anchor.get("onclick")
    return bool(leads) and next(anchor.iterdescendants("a"), None) is None


def _add(page: Page, entries: list[Entry], anchor: etree._Element, outline: Outline) -> int:
    """Add a link; one to the same address as the link before becomes part of it. Gives its number."""
    title = entry_title(anchor, outline)
    url = page.target(anchor)
    if not title:
        return len(entries)
    last = entries[-1] if entries else None
    if last and last.url == url and key(title) == key(last.title) and not tidy(outline.text(last.anchor)):
        last.anchor = anchor  # the picture of the same entry stood before
        return len(entries) - 1
    if last and url and last.url == url and (key(title) == key(last.title) or not is_entry_name(title)):
        return len(entries) - 1
    if last and url and last.url == url and CUT.search(last.title) and not CUT.search(title):
        last.title, last.anchor = title, anchor
        return len(entries) - 1
    entries.append(Entry(anchor, url, title))
    return len(entries) - 1


def _merge_row_mates(entries: list[Entry], spans: Spans, outline: Outline) -> None:
    """Of a row's category link and title link keep the title; numbers in ``spans`` follow."""
    drop: set[int] = set()
    for element, (first, last) in spans.items():
        if element.tag in ("li", "tr", "dd") and 1 <= last - first <= 3 and not drop & set(range(first, last + 1)):
            group = range(first, last + 1)
            best = max(group, key=lambda number: len(entries[number].title))
            if _is_one_row(element, [entries[number] for number in group], entries[best], outline):
                drop |= set(group) - {best}
    if drop:
        _renumber(entries, spans, drop)


def _is_one_row(element: etree._Element, mates: Sequence[Entry], best: Entry, outline: Outline) -> bool:
    """Whether the links of an element are one entry: a single date, or one title among short names."""
    if next(element.iterdescendants(*_NESTED), None) is not None:
        return False
    others = [mate for mate in mates if mate is not best]
    if max(len(mate.title) for mate in others) > 12 or len(best.title) < 6:
        return len({mate.url for mate in mates}) == 1 and bool(best.url)
    dates = sum(1 for text in pieces_of(element, outline) if find_date(text) and len(tidy(without_dates(text))) <= 16)
    return dates == 1 or all(
        not is_entry_name(mate.title) or len(mate.title) * 2.5 <= len(best.title) for mate in others
    )


def _renumber(entries: list[Entry], spans: Spans, drop: set[int]) -> None:
    kept = [number for number in range(len(entries)) if number not in drop]
    new = {number: place for place, number in enumerate(kept)}
    for element, (first, last) in list(spans.items()):
        inside = [new[number] for number in (first, last) if number in new]
        inside += [new[number] for number in range(first, min(last, first + 4) + 1) if number in new]
        inside += [new[number] for number in range(max(first, last - 4), last + 1) if number in new]
        if inside:
            spans[element] = (min(inside), max(inside))
        else:
            del spans[element]
    entries[:] = [entries[number] for number in kept]


def _row(anchor: etree._Element, number: int, spans: Spans, outline: Outline) -> etree._Element:
    """The largest element around a link that holds no other entry; a list item or table row is enough."""
    node = anchor
    while node.tag not in _ROWS:
        parent = node.getparent()
        if parent is None or parent.tag in _TOPS or spans.get(parent) != (number, number):
            break
        node = parent
    while node.tag in ("p", "td") and (parent := node.getparent()) is not None:
        if parent.tag not in ("li", "tr", "dd", "div") or spans.get(parent) != (number, number):
            break
        node = parent
    if node.tag == "li" or _has_peer(node, spans) or any(find_date(text) for text in pieces_of(node, outline)):
        return node
    return _grid_cell(node, number, spans)


def _grid_cell(natural: etree._Element, number: int, spans: Spans) -> etree._Element:
    """The element around a row that stands among others like it; the row itself when none does."""
    node = natural
    for _ in range(_FARTHEST):
        parent = node.getparent()
        if parent is None or parent.tag in ("body", "html") or spans.get(parent) != (number, number):
            return natural
        node = parent
        if _has_peer(node, spans):
            return node
    return natural


def _has_peer(node: etree._Element, spans: Spans) -> bool:
    """Whether a neighbour looks like this element and holds an entry too."""
    look = (node.tag, node.get("class"))
    for neighbour in (node.getnext(), node.getprevious()):
        if neighbour is not None and neighbour in spans and (neighbour.tag, neighbour.get("class")) == look:
            return True
    return False


def _read_gaps(outline: Outline, entries: Sequence[Entry]) -> None:
    """Give every entry the text that stands between the row before it and its own."""
    rows = {entry.row: entry for entry in entries}
    pending: list[str] = []
    inside: etree._Element | None = None
    for event, element in outline.events:
        if inside is None and event == "start" and element in rows:
            rows[element].before = tidy(" ".join(pending))[-400:]
            pending, inside = [], element
        elif inside is None:
            pending.append((element.text if event == "start" else element.tail) or "")
        elif event == "end" and element is inside:
            inside = None
            pending.append(element.tail or "")
