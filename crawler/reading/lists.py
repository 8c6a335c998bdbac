"""A list page → the entries of its main list, in order, and the way to the next page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from archive.records import Listing, ListReading, PageRequest
from crawler.reading.addresses import is_article_url
from crawler.reading.beside import Surroundings, is_beside, read_column, without_trail
from crawler.reading.container import find_container
from crawler.reading.data_lists import MAX_RECORDS, markup_of, read_data_list, read_data_paging, read_rows
from crawler.reading.dates import find_date
from crawler.reading.dom import stands_in, within
from crawler.reading.entries import MAX_ENTRIES, read_entries
from crawler.reading.entry_titles import is_entry_name
from crawler.reading.families import family_of
from crawler.reading.families.base import Family
from crawler.reading.groups import Group, group_entries, is_like
from crawler.reading.metadata import labelled
from crawler.reading.outline import Line
from crawler.reading.page import Page
from crawler.reading.page_requests import Paging
from crawler.reading.paging import current_page, read_paging, stated_current
from crawler.reading.paging_signs import shows_more
from crawler.reading.prose import Prose
from crawler.reading.script_turns import read_script_turn
from crawler.reading.text import tidy

_MEAN_TITLE = 8.0  # undated links with shorter names on average are navigation
_CANDIDATES = 12  # groups, best first, of which one must be the list
_PROSE = 250.0  # characters of prose outside every row that make a page an article


def is_list_data(page: Page) -> bool:
    """Whether what came is data of a list and no page: JSON with rows or markup, or a data store in XML."""
    if page.data is not None:
        return markup_of(page) is not None or read_data_list(page) is not None
    head = page.lower[:2000]
    return b"<datastore" in head and b"<html" not in head


def read_list(page: Page, asked: PageRequest | None = None) -> ListReading:
    """The entries of the page's main list and what asks for the page behind it.

    ``asked`` is what the page answers; a GET of its URL when not given. The page may be data of a list instead, from
    an API that an earlier page names (see is_list_data). ``more`` is True where entries may be missing that no address
    leads to (see paging_signs, and the limits of size). No entries: the column is empty, or the page is no list (an
    article, navigation alone). An entry whose link exists only for a script has url ''; titles cut by … are given in
    full where the page holds them.
    """
    asked = asked or PageRequest(page.url)
    family = family_of(page)
    listings, behind, is_cut = _read_entries(page, family, asked)
    paging = _read_paging(page, asked, family, len(listings))
    if page.data is None:
        so_far = asked.entries_before + len(listings) if listings else 0
        more = is_cut or shows_more(page, paging, so_far, behind)
    else:
        more = is_cut or not (paging.next_request or paging.ended)
    return ListReading(
        listings, _counted(paging, asked, len(listings)), paging.total_pages, paging.total_items, family.name, more
    )


def _counted(paging: Paging, asked: PageRequest, shown: int) -> PageRequest | None:
    """The next request, with the entries that the list shows before it."""
    request = paging.next_request
    if request is None or not request.url.startswith(("http://", "https://")):  # of a page without an address
        return None
    return replace(request, entries_before=asked.entries_before + shown)


def _read_entries(page: Page, family: Family, asked: PageRequest) -> tuple[tuple[Listing, ...], int, bool]:
    """The entries, the event of the outline behind the last of them, and whether some may be cut off."""
    from_data = _from_data(page) if page.data is not None else family.entries(page)
    if from_data is not None:
        return tuple(from_data), 0, page.cut or len(from_data) >= MAX_RECORDS
    group = main_group(page, asked)
    listings = _listings(group)
    behind = (page.outline.end(group.entries[-1].row) or 0) if group else 0
    return listings, behind, page.cut or len(listings) >= MAX_ENTRIES or (group is not None and group.is_cut)


def _from_data(page: Page) -> tuple[Listing, ...]:
    """The rows of a JSON answer: its markup read as a page that holds a list and little else, or its array."""
    markup = markup_of(page)
    if markup is None:
        found = read_data_list(page)
        return read_rows(page, found.rows) if found else ()
    if group := main_group(markup):
        return _listings(group)
    named = [entry for entry in read_entries(markup) if entry.url and is_entry_name(entry.title)]
    return _listings(Group(tuple(named))) if named else ()


def _read_paging(page: Page, asked: PageRequest, family: Family, shown: int) -> Paging:
    """In the order of trust: rendered links and paging calls, what the system's data says, functions of the page."""
    if page.data is not None:
        markup = markup_of(page)
        if markup is None:
            return family.paging(page, asked, shown).over(read_data_paging(page, asked, shown))
        page = markup
    paging = read_paging(page)
    if paging.next_request is None:
        paging = paging.over(family.paging(page, asked, shown))
    if shown and paging.next_request is None and not paging.ended and (turn := read_script_turn(page, asked)):
        paging = replace(paging, next_request=turn)
    return paging


def main_group(page: Page, asked: PageRequest | None = None) -> Group | None:
    """The entries of the main list of what was ``asked`` for; None when the page shows none."""
    groups = group_entries(read_entries(page), page.zone)
    groups = [group for group in groups if _is_plausible(group) or _is_rest(page, group, asked)]
    lines = page.outline.lines() if groups else ()
    best = _best(page, groups, lines)
    if best is None or _is_article(page, best, lines):
        return None
    return replace(best, is_cut=best.is_cut or _has_more_links(page))


def _has_more_links(page: Page) -> bool:
    """Whether a page has more links than are read."""
    return sum(1 for _ in islice(page.root.iter("a"), MAX_ENTRIES + 1)) > MAX_ENTRIES


def _best(page: Page, groups: Sequence[Group], lines: Sequence[Line]) -> Group | None:
    """The group with the highest score of those that do not show another column beside this one.

    It is marked as cut where a further one looks like it: entries of the same list may be lost there.
    """
    ordered = sorted(groups, key=_rank, reverse=True)[:_CANDIDATES]
    column = read_column(page, lines) if ordered else None
    if column is not None:
        named = [(group, without_trail(page.outline, column, group.entries)) for group in ordered]
        ordered = [replace(group, entries=entries) for group, entries in named if entries]
        rows = frozenset(entry.row for group in groups for entry in group.entries)
        page_lines = Surroundings(page, lines, rows)
        ordered = [group for group in ordered if not is_beside(page_lines, column, group.entries)]
    if not ordered:
        return None
    return replace(ordered[0], is_cut=any(is_like(ordered[0], group) for group in ordered[1:]))


def _rank(group: Group) -> tuple[bool, float]:
    """By score, but behind every other what has no date and leads to no document: topics as pictures, links to columns.

    The last page of a list may hold a single entry, and ever so many of those beside it.
    """
    leads = group.dated > 0 or any(is_article_url(entry.url) for entry in group.entries)
    return leads and not group.beside, group.score


def _is_plausible(group: Group) -> bool:
    """Whether a group can be a column's list rather than navigation, foot or side."""
    entries = [entry for entry in group.entries if is_entry_name(entry.title)]
    if not entries or _is_around(group):
        return False
    if group.dated >= 0.5:
        return True
    to_articles = sum(is_article_url(entry.url) for entry in entries)
    if to_articles >= 0.8 * len(entries) and len(entries) >= 2:
        return group.mean_title >= 2
    return len(entries) >= 3 and group.mean_title >= _MEAN_TITLE


def _is_around(group: Group) -> bool:
    """Whether a group stands in the foot, a menu or the side."""
    ends = (group.entries[0].anchor, group.entries[-1].anchor)  # a pinned entry alone may stand in a block "top"
    return all(stands_in(anchor, "foot_tokens", "menu_tokens", "side_tokens") for anchor in ends)


def _is_rest(page: Page, group: Group, asked: PageRequest | None) -> bool:
    """Whether a single undated entry is what a further page of a list has left, or all that the page says there is."""
    (entry, *more) = group.entries
    if more or not is_article_url(entry.url) or group.mean_title < _MEAN_TITLE or _is_around(group):
        return False
    before = asked.entries_before if asked else 0
    current = current_page(page) or stated_current(page) or 1
    return before > 0 or current > 1 or read_paging(page).total_items == 1


def _is_article(page: Page, group: Group, lines: Sequence[Line]) -> bool:
    """Whether the page is an article with links beside it: much prose that stands in no row."""
    own = _outside(page, group, [line for line in lines if not line.is_link])
    if any(find_date(value) for _, value in labelled(own)["published_on"]):
        return True  # a publication date of the page itself
    weights = Prose(page.outline)
    container = find_container(page.root, weights)
    prose = weights.weight(container)
    in_rows = sum(len(tidy(page.outline.text(entry.row))) for entry in group.entries if within(entry.row, container))
    return prose - in_rows > _PROSE and prose - in_rows > group.score / 2


def _outside(page: Page, group: Group, lines: Sequence[Line]) -> list[Line]:
    """The lines that stand in no row of the group."""
    outline = page.outline
    rows = sorted((outline.place(entry.row) or 0, outline.end(entry.row) or 0) for entry in group.entries)
    before = [bisect_right(rows, line.place, key=lambda row: row[0]) for line in lines]
    return [line for line, count in zip(lines, before, strict=True) if not count or rows[count - 1][1] < line.place]


def _listings(group: Group | None) -> tuple[Listing, ...]:
    entries = group.entries if group else ()
    return tuple(entry.at(place) for place, entry in enumerate(entries))
