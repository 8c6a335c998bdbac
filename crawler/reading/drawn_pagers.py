"""Pagers that a widget's script draws from the totals it is called with: read, never run. None gives an address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from crawler.reading.page import Page
from crawler.reading.paging_calls import is_commented
from crawler.reading.source_marks import PAGER_CALL
from crawler.reading.vocabulary import vocabulary

_LONGEST_OPTIONS = 2000
_MOST_CALLS = 20  # of one widget
_DEFINITION = re.compile(r"function\s{1,3}$", re.IGNORECASE)
# The first argument that is no text, where it is no number either; a template that nobody filled in names it ${…}.
_UNREAD = re.compile(
    r"createPageHTML\s{0,3}\(\s{0,3}(?:[\"'][^\"'()]{0,60}[\"']\s{0,3},\s{0,3})?[A-Za-z_]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DrawnPager:
    """What a pager is drawn from; ``current`` counts from 1. None where the call does not say, or not in digits."""

    pages: int | None
    items: int | None
    current: int | None


@dataclass(frozen=True, slots=True)
class _Widget:
    """One pager of scripts in paging.yml: its call, and where in it the totals stand."""

    mark: bytes
    call: re.Pattern[str]
    pages: re.Pattern[str]
    items: re.Pattern[str]
    current: re.Pattern[str]


@lru_cache(maxsize=1)
def read_drawn_pager(page: Page) -> DrawnPager | None:
    """What the first call of a pager's widget says that names a total; None where no call does."""
    for widget in _widgets():
        if widget.mark in page.marks:
            for count, match in enumerate(widget.call.finditer(page.text)):
                if count == _MOST_CALLS:
                    break
                if not is_commented(page.text, match.start()) and (pager := _pager(widget, page.text, match)):
                    return pager
    return None


def has_unread_call(page: Page) -> bool:
    """Whether the page calls for a pager with a number of pages that only its script knows."""
    if PAGER_CALL not in page.marks:
        return False
    calls = [match.start() for _, match in zip(range(_MOST_CALLS), _UNREAD.finditer(page.text), strict=False)]
    return any(
        not _DEFINITION.search(page.text, max(0, at - 12), at) and not is_commented(page.text, at) for at in calls
    )


def _pager(widget: _Widget, text: str, match: re.Match[str]) -> DrawnPager | None:
    options = _own_options(text[match.end() : match.end() + _LONGEST_OPTIONS])
    pages, items = _number(widget.pages, options), _number(widget.items, options)
    if match["items"]:
        items = int(match["items"]) or None
    return DrawnPager(pages, items, _number(widget.current, options)) if pages or items else None


def _own_options(text: str) -> str:
    """The options of a call, from behind their brace to its end, without the functions and objects among them."""
    kept, depth, begin = [], 0, 0
    for brace in re.finditer(r"[{}]", text):
        if depth == 0:
            kept.append(text[begin : brace.start()])
        depth += 1 if brace[0] == "{" else -1
        begin = brace.end()
        if depth < 0:
            return " ".join(kept)
    return " ".join((*kept, text[begin:] if depth == 0 else ""))


def _number(option: re.Pattern[str], options: str) -> int | None:
    """The number that an option is given as digits; 0 is what stands there before an answer fills it in."""
    match = option.search(options)
    return int(match[1]) or None if match else None


@cache
def _widgets() -> tuple[_Widget, ...]:
    described = vocabulary("paging")["widgets"]
    return tuple(
        _Widget(
            call.lower().encode(),
            re.compile(
                re.escape(call) + r"(?:\.render)?\s{0,3}\(\s{0,3}(?:(?P<items>\d{1,8})\s{0,3},\s{0,3})?\{",
                re.IGNORECASE,
            ),
            *(_option(names.get(kind, ())) for kind in ("pages", "items", "current")),
        )
        for call, names in described.items()
    )


def _option(names: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.])[\"']?(?:{'|'.join(names) or '(?!)'})[\"']?\s{{0,3}}:\s{{0,3}}[\"']?(\d{{1,8}})\b")
