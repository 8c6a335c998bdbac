"""When a document was published: which of a page's dates to believe, and which disagrees."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import cache
from itertools import islice

from crawler.reading.dates import Day, date_in_url, find_day, more_exact, says_year, without_dates
from crawler.reading.entries import stated_days
from crawler.reading.metadata import labelled, meta_field, without_other_days
from crawler.reading.outline import Line
from crawler.reading.page import Page
from crawler.reading.text import tidy
from crawler.reading.vocabulary import words

_LONGEST_REST = 60  # characters a line may say beside an unlabelled date
_MOST_TIMES = 200  # time elements of a page
_ALIKE = 3  # letters by which the names of variables are put together
_TODAY = re.compile(r"今天|今日|星期.{0,3}欢迎|农历")


@dataclass(frozen=True, slots=True)
class Published:
    """The date believed, where it stands, the best date that disagrees by a day or more, and the day as printed."""

    on: date | None
    origin: str  # visible, script, meta, url; '' when there is none
    other: date | None
    printed: date | None  # where an instant of another zone prints another day


def read_published(page: Page, meta: dict[str, str], head: Sequence[Line], around: Sequence[Line]) -> Published:
    """Visible date first, then an inline script's, META PubDate, the URL's; instants as days in the page's zone.

    ``head`` are the lines between title and body, where a date needs no label; ``around`` are all
    lines outside the body. META is often the stamp of a migration or of generation.
    """
    in_path = date_in_url(page.url)
    dated = [
        ("visible", _visible_day(page, head, around)),
        ("script", _script_day(page)),
        ("meta", find_day(meta_field(meta, "published_on"), page.zone)),
        ("url", Day(in_path) if in_path else None),
    ]
    said = [(origin, day) for origin, day in dated if day]
    if not said:
        return Published(None, "", None, None)
    origin, day = said[0]
    other = next((different.on for name, different in said[1:] if different.on != day.on and name != "url"), None)
    return Published(day.on, origin, other, day.printed)


def _visible_day(page: Page, head: Sequence[Line], around: Sequence[Line]) -> Day | None:
    """The day behind a label or between title and body; a time element there may state it more exactly."""
    zone = page.zone
    shown = _labelled_day(head, zone) or _labelled_day(around, zone) or _bare_day(head, zone)
    return more_exact(shown, _stated_days(page, head)) if page.has_times and head else shown


def _stated_days(page: Page, head: Sequence[Line]) -> list[Day]:
    """The days that time elements among these lines state."""
    first, last = head[0].place, page.outline.place_of(head[-1].end)
    times = [time for time in islice(page.root.iter("time"), _MOST_TIMES) if time.get("datetime")]
    inside = [time for time in times if first <= (page.outline.place(time) or 0) <= last]
    return [day for time in inside for day in stated_days(time, page.zone)]


def _labelled_day(lines: Sequence[Line], zone: tzinfo) -> Day | None:
    """The day behind the most trusted label."""
    values = labelled(lines, links=False)["published_on"]
    return next((day for _, value in values if (day := find_day(value, zone))), None)


def _bare_day(lines: Sequence[Line], zone: tzinfo) -> Day | None:
    """The first day of a line that says little else, and that no label gives to something else (截止日期)."""
    for line in lines:
        day = find_day(without_other_days(line.text), zone) if says_year(line.text) else None
        if day and not _TODAY.search(line.text) and len(tidy(without_dates(line.text))) <= _LONGEST_REST:
            return day
    return None


def _script_day(page: Page) -> Day | None:
    """The day a page's script assigns to a variable such as pubdata, or its JSON-LD to datePublished."""
    found: list[tuple[int, Day]] = []
    for opening, assignment in _assignments():
        for match in assignment.finditer(page.lower) if opening.search(page.latin) else ():
            said = match[1].decode("utf-8", "replace")
            if _begins_word(page.lower, match.start()) and (day := find_day(said, page.zone)):
                found.append((match.start(), day))
                break
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _begins_word(text: bytes, place: int) -> bool:
    before = text[place - 1 : place]
    return not (before.isalnum() or before == b"_")


@cache
def _assignments() -> tuple[tuple[re.Pattern[bytes], re.Pattern[bytes]], ...]:
    """One expression for all names that begin alike: what they begin with is searched for quickly.

    Before each its beginning, which is ASCII alone.
    """
    names = words("fields", "script_dates")
    alike = {name[:_ALIKE]: [other[_ALIKE:] for other in names if other[:_ALIKE] == name[:_ALIKE]] for name in names}
    openings = (rf"{start}(?:{'|'.join(rests)})[\"']?\s{{0,3}}[=:]" for start, rests in alike.items())
    value = r"\s{0,3}[\"']([^\"'\n]{8,40})[\"']"
    return tuple((re.compile(opening.encode()), re.compile((opening + value).encode())) for opening in openings)
