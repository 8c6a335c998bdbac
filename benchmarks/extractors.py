"""Public extractors of articles, each asked for what our reader gives: title, date, text."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import htmldate
import trafilatura
from gne import GeneralNewsExtractor
from lxml import html
from readability import Document

from archive.encoding import decode
from benchmarks.gold import Labelled
from crawler.reading import parse_page, read_document

_DAY = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})")
for _chatty in ("trafilatura", "htmldate", "readability", "readability.readability"):
    logging.getLogger(_chatty).setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Extracted:
    """What an extractor says of one page; None where it does not look for that."""

    title: str | None = None
    date: str | None = None  # YYYY-MM-DD, '' where it found none
    text: str | None = None


def gongkai(page: Labelled) -> Extracted:
    """This project's reader."""
    reading = read_document(parse_page(page.content, page.url))
    return Extracted(reading.title, str(reading.published_on or ""), reading.body.text)


def gne(page: Labelled) -> Extracted:
    """GeneralNewsExtractor, as its documentation calls it."""
    found = GeneralNewsExtractor().extract(_text(page))
    return Extracted(found["title"], _day(found["publish_time"]), found["content"])


def trafilatura_recall(page: Labelled) -> Extracted:
    """trafilatura, told to favour recall: its better mode on these pages."""
    found: Any = trafilatura.bare_extraction(_text(page), url=page.url, favor_recall=True, with_metadata=True)
    return Extracted(found.title or "", _day(found.date), found.text or "") if found else Extracted("", "", "")


def htmldate_original(page: Labelled) -> Extracted:
    """htmldate, asked for the original date."""
    return Extracted(date=_day(htmldate.find_date(_text(page), original_date=True)))


def readability_lxml(page: Labelled) -> Extracted:
    """readability-lxml."""
    document = Document(_text(page))
    return Extracted(document.short_title(), None, str(html.fromstring(document.summary()).xpath("string()")))


#: In the order of the table; ours first.
EXTRACTORS: dict[str, Callable[[Labelled], Extracted]] = {
    "gongkai": gongkai,
    "GNE": gne,
    "trafilatura": trafilatura_recall,
    "htmldate": htmldate_original,
    "readability": readability_lxml,
}


def extract(name: str, page: Labelled) -> Extracted:
    """What one of them says of a page; nothing at all where it fails on it."""
    try:
        return EXTRACTORS[name](page)
    except Exception:  # noqa: BLE001 - other people's programs, on pages that break them
        return Extracted("", "", "")


def _text(page: Labelled) -> str:
    """The page decoded as our reader decodes it, so that none loses by a wrong charset."""
    return decode(page.content)[0]


def _day(said: str | None) -> str:
    match = _DAY.search(said or "")
    return f"{int(match[1]):04}-{int(match[2]):02}-{int(match[3]):02}" if match else ""
