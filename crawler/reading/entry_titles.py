"""The title a link of a list shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from lxml import etree

from crawler.reading.dates import find_date, is_date_piece, says_year, without_dates
from crawler.reading.links import picture_name
from crawler.reading.outline import Outline
from crawler.reading.text import key, tidy
from crawler.reading.vocabulary import word_set

_BULLET = re.compile(r"[·•●■◆▪>＞»※☆★○◇\s　-]+(?=\S)")
_HEADED = re.compile(r"(?:文章)?标\s{0,4}题[:：]\s{0,4}([^\r\n]+)")
_PINNED = re.compile(r"[\[【(（]?置\s?顶[\])）】:：\s]\s?")
#: Dots at the end of a cut text. From a run's first dot only: from every dot would be quadratic.
CUT = re.compile(r"(?<![…⋯])(?<!\.\.)(?<!。。)(?:…|\.{2,}+|。{2,}+|⋯)+$")
_DATE = r"[\[(（【]?\s?(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s\d{1,2}:\d{2}(?::\d{2})?)?\s?[\])）】]?"
_OUTER_DATE = re.compile(rf"\s{_DATE}$|^{_DATE}\s")
_DATE_BEGINS = frozenset("0123456789[]()（）【】年 ")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PARTING = frozenset({"span", "a", "em", "i", "b", "time", "font", "strong"})
NAME_EDGES = " \t\r\n[]【】()（）>＞»<《》+·|｜.…"


def entry_title(anchor: etree._Element, outline: Outline) -> str:
    """The title a link shows: in full from @title where its text is cut, without date and bullet."""
    text = _shown(anchor, outline)
    full = tidy(given) if (given := anchor.get("title")) else ""
    if text and (not full or full == text):
        return text
    if headed := _HEADED.match(full):
        full = tidy(headed[1])
    start = key(CUT.sub("", text))
    if full and (not text or (len(start) >= 2 and key(full).startswith(start))):
        return full
    return text or full or picture_name(anchor)


def is_entry_name(title: str) -> bool:
    """Whether a link's name could be a title: not a page number, a button, a word of navigation."""
    bare = title.strip(NAME_EDGES)
    if len(bare) < 2 or bare.isdigit():
        return False
    return key(bare) not in word_set("lists", "not_entries") and not is_button(bare)


def is_button(title: str) -> bool:
    """Whether a link's name says only that it opens what stands beside it: 下载, 查看详情."""
    return key(title.strip(NAME_EDGES)) in word_set("lists", "buttons")


def _shown(anchor: etree._Element, outline: Outline) -> str:
    """The text of a link without date; of several lines the heading or the first that is no date."""
    if heading := _heading(anchor, outline):
        return _without_start(_BULLET, heading)
    shown = outline.text(anchor)
    lines = [" ".join(found) for line in shown.split("\n") if (found := line.split())]
    if len(anchor) and says_year(shown):
        pieces = [tidy(piece) for piece in pieces_of(anchor, outline)]
        lines = [_without_pieces(line, pieces) for line in lines]
    said = [line for line in lines if line and (line[0] not in _DATE_BEGINS or not _is_only_date(line))]
    if not said:
        return ""
    text = said[0] if len(said[0]) >= 4 else max(said, key=len)
    return _without_outer_date(_without_start(_PINNED, _without_start(_BULLET, text)))


def _without_start(pattern: re.Pattern[str], text: str) -> str:
    """A text without what it begins with."""
    match = pattern.match(text)
    return text[match.end() :] if match else text


def _heading(anchor: etree._Element, outline: Outline) -> str:
    """The text of the highest heading in a link; '' when it holds none."""
    headings = list(anchor.iter(*_HEADINGS)) if len(anchor) else []
    for heading in sorted(headings, key=lambda element: element.tag):
        if text := tidy(outline.text(heading)):
            return text
    return ""


def _is_only_date(line: str) -> bool:
    """Whether a line is a date, a piece of one, or a time, in brackets or not."""
    return is_date_piece(line) or not tidy(without_dates(line)).strip("[]()（）【】")


def _without_pieces(line: str, pieces: Sequence[str]) -> str:
    """A line without the dates that have an element of their own in the link."""
    for piece in pieces if find_date(line) else ():
        if piece != line and find_date(piece) and not without_dates(piece).strip(NAME_EDGES):
            line = tidy(line.removeprefix(piece).removesuffix(piece))
    return line


def _without_outer_date(text: str) -> str:
    """A title without the date printed before or behind it in the same link."""
    shorter = _OUTER_DATE.sub("", text) if find_date(text) else text
    return tidy(shorter) if len(shorter.strip()) >= 4 else text


@cache
def _parting() -> frozenset[str]:
    return _PARTING | word_set("regions", "block_elements")


def pieces_of(element: etree._Element, outline: Outline) -> Iterator[str]:
    """The pieces of text in an element that are not blank, joined where only marks within a line part them."""
    if not len(element):
        yield element.text or ""
        return
    outline, start, end = outline.part(element)
    pending: list[str] = []
    for (_, node), text in zip(outline.events[start:end], outline.texts[start:end], strict=True):
        if pending and node.tag in _parting():
            yield "".join(pending)
            pending = []
        if text and (pending or not text.isspace()):
            pending.append(text)
    if pending:
        yield "".join(pending)
