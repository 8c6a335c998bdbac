"""Which of the pages that were looked at list documents of their own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from urllib.parse import urlsplit

from archive.records import ListReading
from crawler.discovery.lead import Lead
from crawler.discovery.look import Look
from crawler.discovery.survey import Survey

_HOME_PATH = re.compile(r"/(?:index|default|main|home)?(?:\.\w{1,6})?", re.IGNORECASE)


def read_lists(survey: Survey) -> dict[str, tuple[str, ...]]:
    """The pages that list documents of their own, with the addresses of their entries, in the order of leads.

    One without entries leaves its list to an address that it names (an API): the crawl asks for it.
    """
    found = {}
    for lead in survey.leads.values():
        look = survey.looks.get(lead.url)
        if look is not None and look.reading is not None and may_be_list(survey, lead, look):
            found[lead.url] = entries_of(survey, look.reading)
    documents = {url for url in _dated(survey, found) if url not in found or not _is_named(survey, url)}
    found = {url: e for url, e in found.items() if (e or _asks_for_more(survey, url)) and url not in documents}
    return {url: entries for url, entries in found.items() if not _is_directory(survey, url, entries, found)}


def _is_directory(survey: Survey, url: str, entries: Sequence[str], lists: Collection[str]) -> bool:
    """Whether the entries of a list are columns themselves."""
    return survey.is_directory(url) or (bool(entries) and 2 * sum(entry in lists for entry in entries) >= len(entries))


def _asks_for_more(survey: Survey, url: str) -> bool:
    look = survey.looks[url]
    return look.reading is not None and look.reading.next_page is not None and not look.reading.items


def may_be_list(survey: Survey, lead: Lead, look: Look) -> bool:
    """Whether a page can be a column at all: neither the home page, nor a frame of it, a site map, or a document."""
    if look.url == survey.home or lead.is_site_map or lead.is_sample or _is_home(survey, look):
        return False
    frames_of_home = [place == "frame" and page == survey.home for _, place, page in lead.names]
    return not frames_of_home or not all(frames_of_home)


def _is_home(survey: Survey, look: Look) -> bool:
    """Whether a page is the home page, or the same under another address."""
    home = survey.home_look
    if home is None or look is home:
        return look is home
    same = look.page is not None and home.page is not None and look.page.text == home.page.text
    parts = urlsplit(look.url)
    return same or (not parts.query and _HOME_PATH.fullmatch(parts.path) is not None)


def entries_of(survey: Survey, reading: ListReading) -> tuple[str, ...]:
    """Where the entries of a list lead, canonical on the site; those that only a script opens lead nowhere."""
    canonical = survey.book.canonical
    urls = [canonical(item.url) or item.url for item in reading.items if item.url.startswith(("http://", "https://"))]
    return tuple(dict.fromkeys(url for url in urls if url != survey.home))


def _dated(survey: Survey, lists: Iterable[str]) -> set[str]:
    """Canonical addresses of the entries with a date of some lists."""
    readings = (reading for url in lists if (reading := survey.looks[url].reading))
    items = (item for reading in readings for item in reading.items if item.listed_on and item.url)
    return {url for item in items if (url := survey.book.canonical(item.url))}


def _is_named(survey: Survey, url: str) -> bool:
    """Whether a menu, a breadcrumb or a box names an address as a column."""
    return any(place in ("menu", "breadcrumb", "more") for _, place, _ in survey.leads[url].names)
