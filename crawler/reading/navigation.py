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

_MARKS = r"\[\]【】>＞»<《》·•●■◆▪▸►※☆★|:："
_EDGES = re.compile(rf"^[{_MARKS}\-]+|[{_MARKS}+]+$")
_SURPLUS = re.compile(r"(?:\(\d{1,8}[条篇项个]?\)|[>»·\-|]*(?:查看)?(?:更多|more))$")  # behind a name, as key folds it


@dataclass(frozen=True, slots=True)
class _Candidate:
    said: str
    url: str
    in_navigation: bool
    is_article: bool
    place: int


def find_columns(page: Page, titles: Sequence[str]) -> dict[str, str]:
    """For each wanted title that some link names, that link's URL.

    Only whole names count, in NFKC without white space, marks around them, and 更多 or a count
    behind: 政府文件 is not 上级政府文件转载. A column goes before an article of the same words,
    navigation before the body. A blank title is found nowhere.
    """
    candidates = _candidates(page)
    found: dict[str, str] = {}
    for title in titles:
        if best := _best(candidates, _bare(key(title)), key(title)):
            found[title] = best.url
    return found


def _candidates(page: Page) -> list[_Candidate]:
    named = []
    for place, anchor in enumerate(page.root.iter("a", "area")):
        if place == MAX_LINKS:
            break
        url = page.target(anchor)
        said = key(anchor_name(anchor, page.outline)) if url else ""
        if said and len(said) <= 60:
            named.append(_Candidate(said, url, _in_navigation(anchor), is_article_url(url), place))
    return named


def _in_navigation(anchor: etree._Element) -> bool:
    return stands_in(anchor, "menu_tokens")


def _bare(said: str) -> str:
    """The key of a name without the marks around it and without 更多 or a count behind it."""
    bare = _EDGES.sub("", said)
    return _EDGES.sub("", _SURPLUS.sub("", bare)) or bare


def _best(candidates: Sequence[_Candidate], bare: str, whole: str) -> _Candidate | None:
    """The candidate that names the column best; None when none does."""
    if not whole:
        return None
    matching = [
        candidate for candidate in candidates if candidate.said == whole or (bare and _bare(candidate.said) == bare)
    ]
    return min(matching, default=None, key=lambda candidate: _order(candidate, whole))


def _order(candidate: _Candidate, whole: str) -> tuple[bool, bool, bool, int]:
    return candidate.is_article, not candidate.in_navigation, candidate.said != whole, candidate.place
