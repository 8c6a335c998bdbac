"""Which documents are yearly reports, and on which year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from archive.records import Body
from archive.reports.channels import body_name
from archive.reports.folding import fold
from archive.reports.numbers import parse_numeral
from archive.reports.rules import load_rules

_ARABIC = re.compile(r"(?<!\d)(20\d{2})(?:年|度)")
_CHINESE = re.compile(r"(二[〇○零][一二三四五六七八九〇○零]{2})年")
_PERIOD_END = re.compile(
    r"(?:至|到|—|-|截至|截止|止)(20\d{2})年12月31日|年\d{1,2}月\d{1,2}日起?(?:至|到|—|－|-)(20\d{2})年\d{1,2}月3[01]日"
    r"|(20\d{2})年1月1日起?(?:至|到|—|－|-)12月31日"
)
_OPENING_LINES, _TITLE_LINES, _LONGEST_TITLE = 12, 3, 80
_NAME = re.compile(r"[\u4e00-\u9fff]{2,24}")
_OPENING = 20_000  # characters in which a report names its year


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(load_rules("titles.yml")[name])


def _plain(text: str) -> str:
    return re.sub(r"\s", "", fold(text))


def is_report_title(title: str) -> bool:
    """Whether a title is that of a yearly disclosure report, and not of a notice about reports."""
    return bool(_pattern("report").search(_plain(title[:200]))) and not is_about_reports(title)


def is_about_reports(title: str) -> bool:
    """Whether a title is that of a notice, an interpretation or an outline, and not of what it speaks of."""
    return bool(_pattern("about").search(_plain(title[:200])))


def _years(text: str) -> list[int]:
    return [int(year) for year in _ARABIC.findall(text)] + [
        int(parse_numeral(year) or 0) for year in _CHINESE.findall(text)
    ]


def title_of(body: Body) -> str:
    """The report's title among the body's opening lines, also where it was set over several; empty if none is."""
    lines = [body.text[part.start : part.end].strip() for part in body.paragraphs[:_OPENING_LINES]]
    for together in range(1, _TITLE_LINES + 1):
        for first in range(len(lines) - together + 1):
            title = "".join(lines[first : first + together])
            if len(title) <= _LONGEST_TITLE and is_report_title(title):
                return title if body_name(fold(title)) or not first else _with_body(lines[first - 1], title)
    return ""


def _with_body(above: str, title: str) -> str:
    """A title that names no body, with the line above it where that is nothing but a name."""
    return above + title if _NAME.fullmatch(above) else title


def report_year(title: str, body: Body) -> int | None:
    """The year reported on: named by the title, the period of the figures, or most often by the text; else None."""
    named = _years(_plain(title)) or _years(_plain(title_of(body)))
    if named:
        return named[0]
    text = _plain(body.text[:_OPENING])
    period = _PERIOD_END.search(text)
    if period:
        return int(period[1] or period[2] or period[3])
    votes = Counter(_voted_years(text))
    return max(votes, key=lambda year: votes[year], default=None)  # of equal ones the first that was named


def _voted_years(text: str) -> Iterator[int]:
    """The year of report that each mention of a year speaks for, in the order of the text.

    A plan for a year, or a case carried into it, speaks for the one before; a comparison with a year for the one
    after; since a year, for none.
    """
    for found in (*_ARABIC.finditer(text), *_CHINESE.finditer(text)):
        year = int(found[1]) if found[1].isascii() else int(parse_numeral(found[1]) or 0)
        before, behind = text[max(0, found.start() - 8) : found.start()], text[found.end() : found.end() + 12]
        if _pattern("since").match(behind):
            continue
        if _pattern("carried_into").search(before) or _pattern("planned_for").match(behind):
            yield year - 1
        else:
            yield year + 1 if _pattern("compared_with").search(before) else year
