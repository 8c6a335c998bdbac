"""The title a link of a list shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from crawler.reading.dates import find_date, is_date_piece, without_dates
from crawler.reading.dom import is_block, visible_text, visible_walk
from crawler.reading.links import picture_name
from crawler.reading.text import key, tidy
from crawler.reading.vocabulary import words

_BULLET = re.compile(r"^[·•●■◆▪>＞»※☆★○◇\s　-]+(?=\S)|^[\s　]+")
_HEADED = re.compile(r"(?:文章)?标\s{0,4}题[:：]\s{0,4}([^\r\n]+)")
_PINNED = re.compile(r"^[\[【(（]?置\s?顶[\])）】:：\s]\s?")
CUT = re.compile(r"(?:…|\.{2,}|。{2,}|⋯)+$")
NAME_EDGES = " \t\r\n[]【】()（）>＞»<《》+·|｜.…"


def entry_title(anchor: etree._Element) -> str:
    """The title a link shows: in full from @title where its text is cut, without date and bullet."""
    text = _shown(anchor)
    full = tidy(anchor.get("title") or "")
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
    return key(bare) not in words("lists", "not_entries")


def _shown(anchor: etree._Element) -> str:
    """The text of a link without date; of several lines the heading or the first that is no date."""
    for tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
        heading = next(anchor.iter(tag), None)
        if heading is not None and (text := tidy(visible_text(heading))):
            return _BULLET.sub("", text)
    pieces = [tidy(piece) for piece in pieces_of(anchor)]
    lines = [_without_pieces(tidy(line), pieces) for line in visible_text(anchor).split("\n")]
    said = [
        line for line in lines if line and not is_date_piece(line) and tidy(without_dates(line)).strip("[]()（）【】")
    ]
    if not said:
        return ""
    text = said[0] if len(said[0]) >= 4 else max(said, key=len)
    return _without_outer_date(_PINNED.sub("", _BULLET.sub("", text)))


def _without_pieces(line: str, pieces: Sequence[str]) -> str:
    """A line without the dates that have an element of their own in the link."""
    for piece in pieces if find_date(line) else ():
        if piece != line and find_date(piece) and not without_dates(piece).strip(NAME_EDGES):
            line = tidy(line.removeprefix(piece).removesuffix(piece))
    return line


def _without_outer_date(text: str) -> str:
    """A title without the date printed before or behind it in the same link."""
    pattern = r"[\[(（【]?\s?(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s\d{1,2}:\d{2}(?::\d{2})?)?\s?[\])）】]?"
    shorter = re.sub(rf"\s{pattern}$|^{pattern}\s", "", text)
    return tidy(shorter) if len(shorter.strip()) >= 4 else text


def pieces_of(element: etree._Element) -> Iterator[str]:
    """The pieces of text in an element, joined where only inline marks part digits from each other."""
    pending: list[str] = []
    for event, node in visible_walk(element):
        if is_block(node) or node.tag in ("span", "a", "em", "i", "b", "time", "font", "strong"):
            yield "".join(pending)
            pending = []
        if event == "start":
            pending.append(node.text or "")
        elif node is not element:
            pending.append(node.tail or "")
    yield "".join(pending)
