"""Lists in JSON: the rows of an array, what stands beside them, and the page of an API that follows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import cache
from typing import Any

from archive.records import Listing, PageRequest
from crawler.reading.dates import LATEST, Day, find_day
from crawler.reading.instants import day_of_seconds
from crawler.reading.json_value import json_value
from crawler.reading.page import Page, parse_html
from crawler.reading.page_requests import Paging, asked_page, following
from crawler.reading.text import tidy
from crawler.reading.vocabulary import words

MAX_RECORDS = 2000
_DEEPEST = 5
_MOST_VALUES = 20_000
_LONGEST_TITLE = 500
_MARKUP = re.compile(r"<[^<>]{0,300}>")
_EARLIEST_SECONDS = 86_400 * 365

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DataList:
    """An array of rows and what the objects around it state."""

    rows: Sequence[Row]
    total_items: int | None
    total_pages: int | None
    current: int | None


def read_data_list(page: Page) -> DataList | None:
    """The list that a JSON answer holds; None where it holds no array of rows, not even an empty one."""
    if page.data is None:
        return None
    found = list(_arrays(page.data))
    if not found:
        return None
    rows, around = max(found, key=lambda pair: _rank(pair[0])) if len(found) > 1 else found[0]
    if rows and not any(_value(row, "title") for row in rows):
        return None
    stated = [_number(around, name) for name in ("total_items", "total_pages", "current_page")]
    return DataList(rows, *stated)


def _rank(rows: Sequence[Row]) -> tuple[int, int, int]:
    """How much an array looks like the list: by its rows with a title and a date, then an address, then a title alone.

    Columns and kinds beside a list have names, and may have addresses; they are more than what its last page has left.
    """
    titled = [row for row in rows if _value(row, "title")]
    dated, addressed = (sum(1 for row in titled if _value(row, kind)) for kind in ("date", "url"))
    return dated, addressed, len(titled)


def markup_of(page: Page) -> Page | None:
    """The rows that a JSON answer holds as HTML, as a page of the answer's address; None where it holds none."""
    answer = page.data
    if not isinstance(answer, dict):
        return None
    for holder in (answer, answer.get("data"), answer.get("result")):
        for name in words("data_lists", "markup") if isinstance(holder, dict) else ():
            text = holder.get(name) if isinstance(holder, dict) else None
            if isinstance(text, str) and "<" in text:
                return Page(page.url, text, page.encoding, parse_html(text), page.base, page.cut, page.zone)
    return None


def read_rows(page: Page, rows: Sequence[Row]) -> tuple[Listing, ...]:
    """The entries that an array of rows describes; a row without a title is none."""
    titled = [(row, title) for row in rows[:MAX_RECORDS] if (title := _title(row))]
    return tuple(_listing(page, row, title, place) for place, (row, title) in enumerate(titled))


def read_data_paging(page: Page, asked: PageRequest, shown: int) -> Paging:
    """What asks for the next page of an API: the field that counts pages in what was asked for, one higher.

    The totals it states end the list; where it states none, a page without rows does. Where the pages showed more rows
    than there are, some of them twice, the total of the pages has to agree.
    """
    found = read_data_list(page)
    if found is None:
        return Paging()
    number = found.current or asked_page(asked)
    is_page_left = bool(shown and found.total_pages and number and number < found.total_pages)
    items = found.total_items
    if items == shown and found.total_pages and number and (is_page_left or asked.entries_before):
        items = None  # the count of this page: further ones are stated, or were before it
    if items:
        beyond = asked.entries_before + shown - items
        is_over = beyond == 0 or (beyond > 0 and not is_page_left)
    elif found.total_pages and number:
        is_over = number >= found.total_pages
    else:
        is_over = not shown
    request = None if is_over or not shown else following(asked)
    return Paging(request, found.total_pages, items, is_over)


def _arrays(value: Any) -> Iterator[tuple[list[Row], Row]]:
    """Every array of objects, and every empty array, with what the objects around it state of it."""
    todo: list[tuple[Any, Row, int]] = [(value, {}, 0)]
    for _ in range(_MOST_VALUES):
        if not todo:
            return
        one, around, depth = todo.pop()
        if isinstance(one, list):
            rows = [row for row in one[: MAX_RECORDS + 1] if isinstance(row, dict)]
            if rows or not one:
                yield rows, around
        elif isinstance(one, dict) and depth < _DEEPEST:
            said = {str(name).lower(): item for name, item in one.items() if isinstance(item, (int, str))}
            stated = around | {name: said[name] for name in _stated_names() if name in said}
            todo.extend((item, stated, depth + 1) for item in one.values() if isinstance(item, (dict, list)))


@cache
def _stated_names() -> frozenset[str]:
    return frozenset(
        name for kind in ("total_items", "total_pages", "current_page") for name in words("data_lists", kind)
    )


def _value(row: Row, kind: str) -> Any:
    """The first of a row's values under a key of this kind that says something."""
    lowered = {str(name).lower(): value for name, value in row.items()}
    return next((lowered[name] for name in words("data_lists", kind) if lowered.get(name)), None)


def _number(around: Row, kind: str) -> int | None:
    for name in words("data_lists", kind):
        text = str(around.get(name, ""))
        if text.isdigit() and len(text) <= 8:
            return int(text)
    return None


def _title(row: Row) -> str:
    title = _value(row, "title")
    return tidy(_MARKUP.sub("", title[:_LONGEST_TITLE])) if isinstance(title, str) else ""


def _address(row: Row) -> str:
    """The row's address; Hanweb's ``urls`` is itself JSON with one address per kind of screen."""
    value = _value(row, "url")
    if isinstance(value, str) and value.startswith("{"):
        try:
            value = json_value(value)
        except (ValueError, RecursionError):
            return ""
    if isinstance(value, dict):
        value = value.get("pc") or next(iter(value.values()), "")
    return value if isinstance(value, str) else ""


def _listing(page: Page, row: Row, title: str, place: int) -> Listing:
    day = _day(row, page.zone)
    on, printed = (day.on, day.printed) if day else (None, None)
    return Listing(title, page.absolute(_address(row)), on, place, printed)


def _day(row: Row, zone: tzinfo) -> Day | None:
    """The row's date: printed, or an instant in seconds or milliseconds since 1970."""
    value = _value(row, "date")
    if isinstance(value, int) or (isinstance(value, str) and value.isdigit() and len(value) in (9, 10, 12, 13)):
        return _day_of_number(int(value), zone)
    return find_day(value[:100], zone) if isinstance(value, str) else None


def _day_of_number(number: int, zone: tzinfo) -> Day | None:
    seconds = number // 1000 if number >= 10**11 else number
    if not _EARLIEST_SECONDS < seconds < (LATEST - 1970) * _EARLIEST_SECONDS:
        return None
    return Day(day_of_seconds(seconds, zone))
