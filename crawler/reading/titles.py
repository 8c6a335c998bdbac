"""The title of a document: META ArticleTitle, <title> and the headings above the body, made to agree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.reading.breadcrumb import begins_with_label
from crawler.reading.dates import find_date, without_dates
from crawler.reading.dom import names, stands_in
from crawler.reading.metadata import is_labelled
from crawler.reading.outline import Line
from crawler.reading.text import key, tidy
from crawler.reading.vocabulary import either_script

_HEADINGS = {"h1": 4, "h2": 3, "h3": 2, "h4": 1, "ucaptitle": 5}
_TITLE_NAMES = frozenset(
    {"title", "tit", "bt", "biaoti", "headline", "arctitle", "articletitle", "artitle", "newstitle", "subject"}
)
_SUFFIX = re.compile(r"\s*(?:_{1,2}|[|｜]|——|--|\s[-–—]\s|[-–—](?=[^-–—]{2,40}$))\s*")
_LEAST_AGREEMENT = 6
_LEADING_TAG = re.compile(r"\s*[【\[][^】\]]{1,40}[】\]]\s*")  # a series named in <title>, shown apart on the page
_SITE_NAME = re.compile(either_script(r"(?:网站|门户|政府网|信息网|网)$"))
_LONGEST = 300
_MOST_LINES = 5
_LEAST_OPENING = 8
_LEAST_PART = 4
WINDOW = 14  # lines above the body in which a title is looked for


@dataclass(frozen=True, slots=True)
class TitleSources:
    """What a title is made from."""

    meta: str  # META ArticleTitle
    document: str  # <title>
    above: Sequence[Line]  # the lines before the body, nearest last
    column: frozenset[str]  # keys of the names of breadcrumb and site: seldom the title
    opening: Sequence[str] = ()  # the body's first lines: some pages show the title only there


def read_title(sources: TitleSources) -> tuple[str, int | None]:
    """The title, and which line of ``above`` shows it (None: none does, or in pieces)."""
    if sources.meta and (shown := _nearest_saying(key(sources.meta), sources)) is not None:
        return sources.meta, shown
    candidates = [(index, line) for index, line in enumerate(sources.above) if _may_be_title(line, sources)]
    if sources.meta and (agreeing := _agreeing(sources.meta, candidates, sources)) is not None:
        return sources.meta, agreeing if agreeing >= 0 else None
    if run := _in_document_title(candidates, sources.document):
        return joined([sources.above[index].text for index in run], sources.document), run[-1]
    if opening := _opening_title(sources):
        return opening, None
    if (index := _nearest_heading(candidates, len(sources.above))) is not None:
        return _without_record_number(sources.above[index].text, sources.opening), index
    return sources.meta or without_site(sources.document), None


def _without_record_number(heading: str, opening: Sequence[str]) -> str:
    """A heading without the number of a record behind it, where the body begins with the same title and no number."""
    bare = heading.rstrip("0123456789")
    begins = {key(line) for line in opening[:_MOST_LINES]}
    return bare if bare != heading and key(heading) not in begins and key(bare) in begins else heading


def without_site(title: str) -> str:
    """<title> without the site's name behind it (or before a bar)."""
    parts = title_parts(title)
    return max(parts[:2], key=len) if len(parts) > 1 and len(parts[0]) < 8 else (parts[0] if parts else "")


def title_parts(title: str) -> list[str]:
    """<title> parted at bars and dashes: the document or column, the columns above it, the site."""
    return [part for part in _SUFFIX.split(tidy(title)) if part]


def _may_be_title(line: Line, sources: TitleSources) -> bool:
    """Whether a line could be a title: not a link, a field, a button, a date, a column."""
    said = key(line.text)
    if not 2 <= len(said) <= _LONGEST or line.is_link:
        return False
    if said in sources.column and not (line.owner.tag in _HEADINGS and key(sources.document).startswith(said)):
        return False
    if ":" in said and (said.endswith(":") or is_labelled(line)):
        return False
    if find_date(line.text) and len(tidy(without_dates(line.text))) < 8:
        return False
    return not begins_with_label(line.text) and not stands_in(line.owner, "menu_tokens")


def _nearest_saying(wanted: str, sources: TitleSources) -> int | None:
    """The last line that says nothing but a title, by its key, and could be one."""
    for index in reversed(range(len(sources.above))):
        line = sources.above[index]
        if key(line.text) == wanted and _may_be_title(line, sources):
            return index
    return None


def _agreeing(meta: str, candidates: Sequence[tuple[int, Line]], sources: TitleSources) -> int | None:
    """The line that shows a part of the META title, or more than it; -1 when the page shows it elsewhere; None when it
    contradicts META.
    """
    wanted = key(meta)
    for index, line in reversed(candidates):
        said = key(line.text)
        if len(said) >= _LEAST_AGREEMENT and (said in wanted or wanted in said):
            return index
    shown = "".join(key(line.text) for _, line in candidates)
    if wanted in shown or wanted in key(sources.document) or not candidates:
        return -1
    return None


def _in_document_title(candidates: Sequence[tuple[int, Line]], document: str) -> list[int]:
    """The lines that together are the longest run <title> contains; [] when it contains none."""
    whole = key(document)
    best: tuple[int, list[int]] = (0, [])
    for first in range(len(candidates)):
        run: list[int] = []
        said = ""
        for index, line in candidates[first : first + _MOST_LINES]:
            if run and index != run[-1] + 1:
                break
            run, said = [*run, index], said + key(line.text)
            if said not in whole:
                break
            if len(said) >= max(4, best[0]):
                best = (len(said), run)
    return best[1]


def _opening_title(sources: TitleSources) -> str:
    """The longest run of the body's first lines that <title> begins with, or a first line that is a part of it."""
    whole, said = key(sources.document), ""
    run: list[str] = []
    for line in sources.opening[:_MOST_LINES]:
        if not whole.startswith(said + key(line)):
            break
        run, said = [*run, line], said + key(line)
    if len(said) >= _LEAST_OPENING:
        return joined(run, sources.document)
    first = next(iter(sources.opening), "")
    parts = {key(part) for part in title_parts(sources.document)} - sources.column
    return first if len(key(first)) >= _LEAST_PART and key(first) in parts else ""


def joined(lines: Sequence[str], document: str) -> str:
    """Lines of a title as one, spaced as <title> spaces them where it shows them all."""
    wanted = key("".join(lines))
    start = document.find(lines[0][:4])
    for end in range(start + len(wanted), min(len(document), start + 2 * len(wanted)) + 1) if start >= 0 else ():
        if key(document[start:end]) == wanted:
            tag = _LEADING_TAG.fullmatch(document[:start])
            return tidy(document[0 if tag else start : end])
    return "".join(lines)


def _nearest_heading(candidates: Sequence[tuple[int, Line]], count: int) -> int | None:
    """The line above the body that looks most like a heading."""
    scored = [(_score(line, count - index), index) for index, line in candidates if count - index <= WINDOW]
    best = max(scored, default=None)
    return best[1] if best and best[0] > 0 else None


def _score(line: Line, distance: int) -> float:
    """How much a line looks like a title: its element, its names, its length, nearness to the body."""
    score = float(_HEADINGS.get(line.owner.tag, 0))
    parent = line.owner.getparent()
    named = names(line.owner) | (names(parent) if parent is not None else frozenset())
    score += 3 if not _TITLE_NAMES.isdisjoint(named) else 0
    score += 2 if 8 <= len(line.text) <= 80 else 0
    score += 1 if line.owner.get("align") == "center" else 0
    score -= 4 if _SITE_NAME.search(line.text) else 0
    return score + 1.0 - distance * 0.2
