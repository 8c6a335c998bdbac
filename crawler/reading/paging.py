"""From one list page to the next: rendered links first, then the calls a page's own script makes, then a <select>.

Calls are read, never run: TRS ``createPageHTML(pages, current, "index", "html")`` counts from 0
and names page 2 index_1; UCAP ``createPageHTML('div', pages, current, 'name', 'ext', items)``
counts from 1 and names page 2 name_2; ``Pager({size, current, prefix, suffix})`` is TRS's newer form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice

from lxml import etree

from archive.records import PageRequest
from archive.reports.folding import to_simplified
from crawler.reading.dom import names
from crawler.reading.drawn_pagers import read_drawn_pager
from crawler.reading.outline import Outline
from crawler.reading.page import Page
from crawler.reading.page_requests import Paging
from crawler.reading.paging_calls import read_call
from crawler.reading.text import key, tidy, without_marks
from crawler.reading.vocabulary import word_set, words

_LONGEST_STATEMENT = 80
_LONGEST_NAME = 20  # characters a pager's link may say
_MOST_PAGERS = 4  # links of paging beside which the page's number is looked for
_MOST_SELECTS = 50
_MOST_OPTIONS = 5000
_PAGE_OPTION = re.compile(r"第?(\d{1,6})(?:[页頁]|/\d{1,6}[页頁]?)?")
_NUMBERED = re.compile(r"(\d{1,6})\D*$")


@lru_cache(maxsize=1)  # every single entry of a page may ask, and the list itself does
def read_paging(page: Page) -> Paging:
    """What rendered links and paging calls say; no next page: it is the last, or no plain link leads there."""
    anchors = _pager_anchors(page)
    call = read_call(page.text, page.lower)
    drawn = read_drawn_pager(page)
    text = _stated_text(page.outline)
    next_page = _next_by_word(page, anchors) or _next_by_number(page, anchors)
    if not next_page and call and (name := call.next_name()):
        next_page = page.absolute(name) or None
    pages = _stated(text, "total_pages") or (call.pages if call else None) or _last_number(page, anchors, next_page)
    items = _stated(text, "total_items") or (call.items if call else None) or (drawn.items if drawn else None)
    if drawn and not items:  # beside the items it would say that a list goes on whose rows are all here
        pages = pages or drawn.pages
    next_page = next_page or _next_by_select(page)
    return Paging(PageRequest(next_page) if next_page and next_page != page.url else None, pages, items)


@lru_cache(maxsize=1)
def current_page(page: Page) -> int | None:
    """The number, from 1, that marks this page in its pager; None when none does."""
    call = read_call(page.text, page.lower)
    if call:
        return call.current + 1
    anchors = _pager_anchors(page)
    numbered = {int(name): anchor for name, anchor in anchors if name.isdigit()}
    if numbered:
        return _current_number(page, numbered)
    turning = {key(word) for group in ("next", "previous") for word in words("paging", group) if "页" in word}
    parents = islice((anchor.getparent() for name, anchor in anchors if name in turning), _MOST_PAGERS)
    beside = next((number for parent in parents if parent is not None and (number := _plain_number(parent))), None)
    if beside is None and (drawn := read_drawn_pager(page)):
        return drawn.current
    return beside


@lru_cache(maxsize=1)
def stated_current(page: Page) -> int | None:
    """The number of this page that its text states: 第3页/共9页, 页码 3/9; None when it states none."""
    return _stated(_stated_text(page.outline), "current_page")


@cache
def _known_names() -> frozenset[str]:
    """The keys of the words by which pagers lead on."""
    return frozenset(key(word) for group in ("next", "last", "first", "previous") for word in words("paging", group))


def _pager_anchors(page: Page) -> list[tuple[str, etree._Element]]:
    """Links named by a number or by a word of paging."""
    known = _known_names()
    found = []
    for anchor in page.root.iter("a"):
        shown = "".join(page.outline.text(anchor).split()) if len(anchor) < 4 else ""
        if len(shown) > _LONGEST_NAME:
            continue
        name = key(shown)
        if not name:
            name = key(anchor.get("title") or "")
        bare = without_marks(name) or name
        if (bare.isdigit() and len(bare) <= 6) or bare in known:
            found.append((bare, anchor))
    return found


def _next_by_word(page: Page, anchors: Sequence[tuple[str, etree._Element]]) -> str | None:
    """The link 下一页 leads to."""
    following = {key(word) for word in words("paging", "next")}
    for name, anchor in anchors:
        if name in following and not anchor.get("disabled") and (url := page.target(anchor)):
            return url if url != page.url else None
    return None


def numbered_selects(page: Page) -> Iterator[tuple[etree._Element, list[etree._Element]]]:
    """The <select>s whose options are the numbers 1, 2, 3, … of pages, with their options."""
    for select in islice(page.root.iter("select"), _MOST_SELECTS):
        options = list(islice(select.iter("option"), _MOST_OPTIONS))
        numbers = [_PAGE_OPTION.fullmatch(key(option.text or "")[:20]) for option in options]
        if len(options) > 1 and [int(n[1]) for n in numbers if n] == [*range(1, len(options) + 1)]:
            yield select, options


def chosen_option(options: Sequence[etree._Element]) -> int:
    """The place of the option that is chosen, from 0: the first where none says so."""
    return max((place for place, option in enumerate(options) if option.get("selected") is not None), default=0)


def _next_by_select(page: Page) -> str | None:
    """The address in a <select> of pages behind that of this page, or behind the chosen one."""
    for _, options in numbered_selects(page):
        values = [(option.get("value") or "").strip() for option in options]
        urls = [page.absolute(value) if not value.isdigit() else "" for value in values]
        place = urls.index(page.url) if page.url in urls else chosen_option(options)
        if all(urls) and place + 1 < len(urls):
            return urls[place + 1]
    return None


def _next_by_number(page: Page, anchors: Sequence[tuple[str, etree._Element]]) -> str | None:
    """The link named by the number after the current page's."""
    numbered = {int(name): anchor for name, anchor in anchors if name.isdigit()}
    if not numbered:
        return None
    current = _current_number(page, numbered)
    anchor = numbered.get(current + 1) if current else None
    return page.target(anchor) or None if anchor is not None else None


def _current_number(page: Page, numbered: dict[int, etree._Element]) -> int | None:
    """Which page this is: the marked number, the number missing among the links, or the one that leads here."""
    for number, anchor in numbered.items():
        if page.target(anchor) == page.url:
            return number
        marked = names(anchor) | (names(parent) if (parent := anchor.getparent()) is not None else frozenset())
        if not marked.isdisjoint(word_set("paging", "current_names")) and len(numbered) > 1:
            return number
    parent = next(iter(numbered.values())).getparent()
    for _ in range(2):
        if parent is not None and (plain := _plain_number(parent)):
            return plain
        parent = parent.getparent() if parent is not None else None
    return None


def _plain_number(pager: etree._Element) -> int | None:
    """The number in a pager that is not a link: the current page's."""
    for element in pager.iter("span", "b", "strong", "em", "font", "li", "i", "a"):
        text = tidy(element.text or "").strip("[]【】")
        if text.isdigit() and len(text) <= 6 and len(element) == 0 and not _is_linked(element):
            return int(text)
    return None


def _is_linked(element: etree._Element) -> bool:
    node: etree._Element | None = element
    while node is not None and node.tag not in ("div", "td", "ul", "body"):
        if node.tag == "a" and node.get("href"):
            return True
        node = node.getparent()
    return False


def _stated_text(outline: Outline) -> str:
    """The visible text in simplified characters, without spaces between digits and words or separators of thousands."""
    pieces = [piece if len(piece) <= _LONGEST_STATEMENT else "" for piece in outline.texts]  # no prose
    for anchor in outline.root.iter("a"):
        place = outline.place(anchor)
        if place is not None and len(pieces[place]) > _LONGEST_NAME:  # nor titles
            pieces[place] = ""
    said = to_simplified(tidy("".join(pieces)))
    return re.sub(r"(?<=\d),(?=\d{3})", "", said) if "," in said else said


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, words("paging", name)))


def _stated(text: str, name: str) -> int | None:
    """The number a page states (共N页, 共N条)."""
    for pattern in _patterns(name):
        if match := pattern.search(text):
            return int(match[1])
    return None


def _last_number(page: Page, anchors: Sequence[tuple[str, etree._Element]], next_page: str | None) -> int | None:
    """The number of pages that the link 末页 shows; names that count from 0 are told by page 2's."""
    last_words = {key(word) for word in words("paging", "last")}
    numbers = [int(name) for name, _ in anchors if name.isdigit()]
    for name, anchor in anchors:
        if name in last_words and (file := _file_number(anchor)) is not None:
            if counted := _counted_down(_numbered_files(anchors), file):
                return counted
            second = _NUMBERED.search(_tail(next_page or ""))
            from_zero = bool(second and int(second[1]) == 1)
            most = file + (1 if from_zero else 0)
            return most if most >= max(numbers, default=1) and most < 100_000 else None
    return None


def _file_number(anchor: etree._Element) -> int | None:
    """The number at the end of the name of the file an anchor leads to."""
    match = _NUMBERED.search(_tail(anchor.get("href") or ""))
    return int(match[1]) if match else None


def _numbered_files(anchors: Sequence[tuple[str, etree._Element]]) -> list[tuple[int, int]]:
    """The numbers of pages that links are named by, each with the number of its file."""
    return [
        (int(name), file) for name, anchor in anchors if name.isdigit() and (file := _file_number(anchor)) is not None
    ]


def _counted_down(numbered: Sequence[tuple[int, int]], last: int) -> int | None:
    """The number of pages of a list whose last page is file 1: page n of m is file m + 1 - n (VSB writes such)."""
    sums = {number + file - 1 for number, file in numbered if number > 1 and file > 1}
    return sums.pop() if last == 1 and len(sums) == 1 else None


def _tail(href: str) -> str:
    return href.rsplit("/", 1)[-1][:200]
