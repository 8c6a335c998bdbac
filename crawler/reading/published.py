"""When a document was published: which of a page's dates to believe, and which disagrees."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from crawler.reading.dates import date_in_url, find_date, without_dates
from crawler.reading.metadata import labelled, meta_field
from crawler.reading.outline import Line
from crawler.reading.page import Page
from crawler.reading.text import tidy
from crawler.reading.vocabulary import words

_LONGEST_REST = 60  # characters a line may say beside an unlabelled date
_ALIKE = 3  # letters by which the names of variables are put together
_TODAY = re.compile(r"今天|今日|星期.{0,3}欢迎|农历")


@dataclass(frozen=True, slots=True)
class Published:
    """The date believed, where it stands, and the best date that disagrees by a day or more."""

    on: date | None
    origin: str  # visible, script, meta, url; '' when there is none
    other: date | None


def read_published(page: Page, meta: dict[str, str], head: Sequence[Line], around: Sequence[Line]) -> Published:
    """Visible date first, then an inline script's, META PubDate, the URL's.

    ``head`` are the lines between title and body, where a date needs no label; ``around`` are all
    lines outside the body. META is often the stamp of a migration or of generation.
    """
    dated = [
        ("visible", _labelled_date(head) or _labelled_date(around) or _bare_date(head)),
        ("script", _script_date(page.lower)),
        ("meta", find_date(meta_field(meta, "published_on"))),
        ("url", date_in_url(page.url)),
    ]
    said = [(origin, on) for origin, on in dated if on]
    if not said:
        return Published(None, "", None)
    origin, on = said[0]
    other = next((different for name, different in said[1:] if different != on and name != "url"), None)
    return Published(on, origin, other)


def _labelled_date(lines: Sequence[Line]) -> date | None:
    """The date behind the most trusted label."""
    values = labelled([line for line in lines if not line.is_link])["published_on"]
    return next((on for _, value in values if (on := find_date(value))), None)


def _bare_date(lines: Sequence[Line]) -> date | None:
    """The first date of a line that says little else."""
    for line in lines:
        on = find_date(line.text)
        if on and not _TODAY.search(line.text) and len(tidy(without_dates(line.text))) <= _LONGEST_REST:
            return on
    return None


def _script_date(lower: bytes) -> date | None:
    """The date a page's script assigns to a variable such as pubdata; ``lower`` is the page, see Page.lower."""
    found: list[tuple[int, date]] = []
    for assignment in _assignments():
        for match in assignment.finditer(lower):
            if _begins_word(lower, match.start()) and (on := find_date(match[1].decode("utf-8", "replace"))):
                found.append((match.start(), on))
                break
    return min(found)[1] if found else None


def _begins_word(text: bytes, place: int) -> bool:
    before = text[place - 1 : place]
    return not (before.isalnum() or before == b"_")


@cache
def _assignments() -> tuple[re.Pattern[bytes], ...]:
    """One expression for all names that begin alike: what they begin with is searched for quickly."""
    names = words("fields", "script_dates")
    alike = {name[:_ALIKE]: [other[_ALIKE:] for other in names if other[:_ALIKE] == name[:_ALIKE]] for name in names}
    return tuple(
        re.compile(rf"{start}(?:{'|'.join(rests)})[\"']?\s{{0,3}}[=:]\s{{0,3}}[\"']([^\"'\n]{{8,40}})[\"']".encode())
        for start, rests in alike.items()
    )
