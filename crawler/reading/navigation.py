"""Finding columns by title among the links of a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from crawler.reading.dom import stands_in
from crawler.reading.links import MAX_LINKS, anchor_name
from crawler.reading.lists import is_article_url
from crawler.reading.page import Page
from crawler.reading.text import key

_EDGES = re.compile(r"^[\[【>＞»·•▪\-|]+|[\]】>＞»·|]+$|(?:更多|more)[>＞»+]*$")
_LONGEST_SURPLUS = 12  # characters an anchor may say beyond the title it contains


@dataclass(frozen=True, slots=True)
class _Candidate:
    said: str
    url: str
    in_navigation: bool
    is_article: bool
    place: int


def find_columns(page: Page, titles: Sequence[str]) -> dict[str, str]:
    """For each wanted title that some link names, that link's URL.

    Titles are compared in NFKC without white space. An exact name goes before one that contains
    the title, a column before an article of the same words, navigation before the body.
    """
    candidates = _candidates(page)
    found: dict[str, str] = {}
    for title in titles:
        if best := _best(candidates, key(title)):
            found[title] = best.url
    return found


def _candidates(page: Page) -> list[_Candidate]:
    named = []
    for place, anchor in enumerate(page.root.iter("a", "area")):
        if place == MAX_LINKS:
            break
        url = page.absolute(anchor.get("href"))
        said = _EDGES.sub("", key(anchor_name(anchor))) if url else ""
        if said and len(said) <= 60:
            named.append(_Candidate(said, url, _in_navigation(anchor), is_article_url(url), place))
    return named


def _in_navigation(anchor: etree._Element) -> bool:
    return stands_in(anchor, "menu_tokens")


def _best(candidates: Sequence[_Candidate], wanted: str) -> _Candidate | None:
    """The candidate that names the column best; None when none does."""
    matching = [
        candidate
        for candidate in candidates
        if wanted == candidate.said
        or (wanted in candidate.said and len(candidate.said) - len(wanted) <= _LONGEST_SURPLUS)
    ]
    return min(matching, default=None, key=lambda candidate: _order(candidate, wanted))


def _order(candidate: _Candidate, wanted: str) -> tuple[bool, bool, bool, int, int]:
    surplus = len(candidate.said) - len(wanted)
    return candidate.is_article, surplus > 0, not candidate.in_navigation, surplus, candidate.place
