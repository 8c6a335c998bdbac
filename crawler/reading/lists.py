"""A list page → the entries of its main list, in order, and the way to the next page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lxml import etree

from archive.records import Listing, ListReading
from crawler.reading.attachments import is_file
from crawler.reading.container import find_container, weigh
from crawler.reading.dates import find_date, without_dates
from crawler.reading.dom import stands_in, visible_text, within
from crawler.reading.entries import Entry, read_entries
from crawler.reading.entry_titles import is_entry_name
from crawler.reading.families import family_of
from crawler.reading.lines import read_lines
from crawler.reading.metadata import labelled
from crawler.reading.page import Page
from crawler.reading.paging import read_paging
from crawler.reading.text import key, tidy
from crawler.reading.vocabulary import words

_MEAN_TITLE = 8.0  # undated links with shorter names on average are navigation
_ARTICLE_PATH = re.compile(
    r"/(?:art|content|info|contents|t\d{8}|\d{4}-?\d{2})[/_-]|\d{4,}[^/]*\.s?html?$|[?&](?:id|infoid|articleid)=",
    re.IGNORECASE,
)
_PROSE = 250.0  # characters of prose outside every row that make a page an article


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that stand together and look alike."""

    entries: tuple[Entry, ...]

    @property
    def dated(self) -> float:
        """The share of entries with a date."""
        return sum(entry.listed_on is not None for entry in self.entries) / len(self.entries)

    @property
    def mean_title(self) -> float:
        """The mean length of titles, in characters."""
        return sum(len(key(entry.title)) for entry in self.entries) / len(self.entries)

    @property
    def score(self) -> float:
        """How much this is the list of the page: its titles together, twice when dated."""
        length = sum(min(len(key(entry.title)), 40) for entry in self.entries)
        return length * (1 + self.dated) * (0.3 if self._beside else 1.0)

    @property
    def _beside(self) -> bool:
        return any(word in self.entries[0].before[-16:] for word in words("lists", "side_headings"))


def read_list(page: Page) -> ListReading:
    """The entries of the page's main list and its next page.

    No entries: the column is empty, or the page is no list (an article, navigation alone). An
    entry whose link exists only for a script has url ''; titles cut by … are given in full
    where the page holds them.
    """
    family = family_of(page)
    listings = family.entries(page)
    if listings is None:
        listings = _listings(main_group(page))
    paging = read_paging(page)
    return ListReading(tuple(listings), paging.next_page, paging.total_pages, paging.total_items, family.name)


def main_group(page: Page) -> Group | None:
    """The entries of the main list; None when the page shows none."""
    groups = [group for group in group_entries(read_entries(page)) if _is_plausible(group)]
    best = max(groups, key=lambda group: group.score, default=None)
    if best is None or _is_article(page, best):
        return None
    return best


def group_entries(entries: Sequence[Entry]) -> list[Group]:
    """Runs of entries whose rows follow each other and look alike."""
    groups: list[list[Entry]] = []
    for entry in entries:
        if groups and _belongs(groups[-1][-1], entry):
            groups[-1].append(entry)
        else:
            groups.append([entry])
    for group in groups:
        _date_by_gaps(group, entries)
    return [Group(tuple(group)) for group in groups]


def _belongs(last: Entry, entry: Entry) -> bool:
    """Whether two neighbouring entries are of one list."""
    if not is_entry_name(entry.title) or not is_entry_name(last.title) or last.row.tag != entry.row.tag:
        return False
    if entry.row.getparent() is last.row.getparent():
        return True
    if (last.listed_on is None) != (entry.listed_on is None) or _look(last) != _look(entry):
        return False
    rest = re.sub(r"[\d年月日季度\s·|/.:-]", "", entry.before)
    return len(rest) <= 1


def _look(entry: Entry) -> tuple[str, str, str]:
    """What rows of one list have in common whatever they stand in."""
    return entry.row.tag, entry.anchor.get("class") or "", entry.anchor.tag


def _date_by_gaps(group: Sequence[Entry], entries: Sequence[Entry]) -> None:
    """Dates that stand between rows: all before their entries, or all behind."""
    if any(entry.listed_on for entry in group) or len(group) < 2:
        return
    before = [_gap_date(entry.before) for entry in group]
    if all(before):
        for entry, on in zip(group, before, strict=True):
            entry.listed_on = on
    elif before[0] is None and all(before[1:]):
        place = next(number for number, entry in enumerate(entries) if entry is group[-1])
        following = entries[place + 1].before if place + 1 < len(entries) else ""
        for entry, on in zip(group, [*before[1:], find_date(following[:30])], strict=True):
            entry.listed_on = on


def _gap_date(text: str) -> date | None:
    return find_date(text[-30:]) if len(tidy(without_dates(text[-60:]))) <= 40 else None


def _is_plausible(group: Group) -> bool:
    """Whether a group can be a column's list rather than navigation, foot or side."""
    entries = [entry for entry in group.entries if is_entry_name(entry.title)]
    if not entries:
        return False
    anchor = group.entries[0].anchor
    if any(stands_in(anchor, tokens) for tokens in ("foot_tokens", "menu_tokens", "side_tokens")):
        return False
    if group.dated >= 0.5:
        return True
    to_articles = sum(is_article_url(entry.url) for entry in entries)
    if to_articles >= 0.8 * len(entries) and len(entries) >= 2:
        return group.mean_title >= 2
    return len(entries) >= 3 and group.mean_title >= _MEAN_TITLE


def is_article_url(url: str) -> bool:
    """Whether a URL looks like one document's rather than a column's."""
    return bool(_ARTICLE_PATH.search(url) or is_file(url))


def _is_article(page: Page, group: Group) -> bool:
    """Whether the page is an article with links beside it: much prose that stands in no row."""
    rows = {entry.row for entry in group.entries}
    own = [line for line in read_lines(page.root).lines if not line.is_link and not _in_any(line.owner, rows)]
    if any(find_date(value) for _, value in labelled(own)["published_on"]):
        return True  # a publication date of the page itself
    weights = weigh(page.root)
    container = find_container(page.root, weights)
    prose = weights.get(container, 0.0)
    in_rows = sum(len(tidy(visible_text(entry.row))) for entry in group.entries if within(entry.row, container))
    return prose - in_rows > _PROSE and prose - in_rows > group.score / 2


def _in_any(element: etree._Element, rows: set[etree._Element]) -> bool:
    node: etree._Element | None = element
    while node is not None:
        if node in rows:
            return True
        node = node.getparent()
    return False


def _listings(group: Group | None) -> tuple[Listing, ...]:
    entries = group.entries if group else ()
    return tuple(Listing(entry.title, entry.url, entry.listed_on, place) for place, entry in enumerate(entries))
