"""A survey of a site → the portal file it proposes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from archive.records import ListReading
from crawler.discovery.lead import Lead
from crawler.discovery.lists import entries_of, may_be_list, read_lists
from crawler.discovery.look import Look
from crawler.discovery.naming import names_of, title_of
from crawler.discovery.proposal import NotProposed, Proposal, ProposedColumn
from crawler.discovery.site import Site, authority_of, read_site
from crawler.discovery.survey import Survey
from crawler.reading import find_columns
from crawler.reading.columns import evidences_of, group_of
from crawler.reading.text import key
from crawler.reading.vocabulary import vocabulary, words

_KEY = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_MOST_LISTED = 200
#: What a person may try where scripts make a list (docs/browser.md).
_BROWSER = "a column with this url and `browser: true` may read it"


def propose(survey: Survey, *, name: str, tls: str, requests: int, stopped: str = "") -> Proposal:
    """Return what a survey proposes for a portal file called ``name``; ``stopped`` says why it ended early."""
    home = survey.home_look
    base, page = survey.book.base, home.page if home else None
    site = read_site(page, base) if page is not None else Site("", "", "", ())
    lists = read_lists(survey)
    columns, aside = _columns(survey, lists)
    title = site.name or site.operator or urlsplit(base).netloc
    waiting = [NotProposed(title_of(survey, lead), lead.url, "not looked at") for lead in survey.not_looked_at]
    return Proposal(
        portal=name,
        title=title,
        authority=site.operator or authority_of(title),
        site_id=site.site_id,
        base=base,
        hosts=survey.book.hosts if len(survey.book.hosts) > 1 else (),
        tls=tls,
        columns=tuple(columns),
        not_columns=(*aside, *_unread(survey, lists))[:_MOST_LISTED],
        not_looked_at=tuple(waiting[:_MOST_LISTED]),
        requests=requests,
        unsure=(*([stopped] if stopped else []), *_doubts(survey, site, len(waiting))),
    )


def _doubts(survey: Survey, site: Site, waiting: int) -> Iterable[str]:
    home = survey.home_look
    if home is None or home.kind != "page":
        reason = (home.reason or home.kind) if home else "it never answered"
        elsewhere = f"; it sends to {home.target[:200]}: give that address" if home and home.target else ""
        yield f"the home page could not be read: {reason}{elsewhere}"
        return
    if not site.name:
        yield "the site's name is not on its home page"
    if waiting:
        yield f"{waiting} pages that may be columns were not looked at"
    if not any(lead.is_site_map and _came(survey, lead) for lead in survey.leads.values()):
        yield "no site map was found: columns that no menu names may be missing"


def _came(survey: Survey, lead: Lead) -> bool:
    look = survey.looks.get(lead.url)
    return look is not None and look.kind == "page"


# --- columns -----------------------------------------------------------------------------------------------------


def _columns(survey: Survey, lists: dict[str, tuple[str, ...]]) -> tuple[list[ProposedColumn], list[NotProposed]]:
    """The columns, and the lists that are none: the same list again, pages that only show others' entries."""
    aside: list[NotProposed] = []
    titles = {url: title_of(survey, survey.leads[url]) for url in lists}
    hubs = _hubs(survey, lists)
    by_entries: dict[tuple[object, ...], str] = {}
    alternatives: dict[str, list[str]] = {}
    kept: list[str] = []
    for url, entries in lists.items():
        if url in hubs:
            aside.append(NotProposed(titles[url], url, "shows entries of the columns below it"))
            continue
        reading = survey.looks[url].reading
        goes_on = reading is not None and (reading.next_page is not None or reading.more)
        same = by_entries.setdefault((entries, goes_on), url)
        if same != url and len(entries) > 1:
            aside.append(NotProposed(titles[url], url, f"the same list as {titles[same]}"))
            alternatives.setdefault(same, []).append(titles[url])
        else:
            kept.append(url)
    columns = [_column(survey, url, titles[url], alternatives.get(url, ())) for url in kept]
    return _told_apart(columns), aside


def _hubs(survey: Survey, lists: dict[str, tuple[str, ...]]) -> set[str]:
    """Pages that only show what columns list that they lead to; such a column is no hub that was found before."""
    hubs: set[str] = set()
    for url in lists:
        columns = {other: entries for other, entries in lists.items() if other not in hubs}
        if _is_hub(survey, url, columns):
            hubs.add(url)
    return hubs


def _is_hub(survey: Survey, url: str, lists: dict[str, tuple[str, ...]]) -> bool:
    look = survey.looks[url]
    reading = look.reading
    if reading is None or reading.next_page or reading.more or (reading.total_pages or 1) > 1:
        return False
    below = {
        target
        for section in look.sections
        if section.place in ("more", "body") and (target := survey.book.canonical(section.url)) and target != url
    }
    own, shown = set(lists[url]), set()
    if not own:
        return False
    for entries in (lists[target] for target in below if target in lists):
        latest = entries[: len(own.intersection(entries))]
        if own.issuperset(latest):  # a box shows the latest; a column of its own shows others too
            shown |= set(latest)
    return own <= shown


def _column(survey: Survey, url: str, title: str, others: Sequence[str]) -> ProposedColumn:
    look, reading = survey.looks[url], survey.looks[url].reading
    assert reading is not None
    names = dict.fromkeys((*names_of(survey, survey.leads[url]), *others))
    column = ProposedColumn(
        key=group.key if (group := group_of(title)) else "",
        title=title,
        site_url=url,
        alternatives=tuple(name for name in names if key(name) != key(title))[:4],
        evidences=evidences_of(title),
        reports=_is_of_reports(title, reading),
        family=reading.family,
        paging=look.paging,
        entries_seen=len(reading.items),
        entries_stated=reading.total_items,
        pages_stated=reading.total_pages,
        unsure=tuple(_column_doubts(survey, url, look, reading)),
    )
    return _placed(survey, column)


def _column_doubts(survey: Survey, url: str, look: Look, reading: ListReading) -> Iterable[str]:
    unlinked = sum(not item.url.startswith("http") for item in reading.items)
    canonical = survey.book.canonical
    external = sum(item.url.startswith("http") and canonical(item.url) is None for item in reading.items)
    if look.paging == "script" or reading.more:
        yield "further entries may exist that no address leads to (a script turns the pages)"
    if reading.total_pages in vocabulary("columns")["caps"]:
        yield f"exactly {reading.total_pages} pages: the system may publish no more, whatever the column holds"
    if not reading.items:
        yield f"its entries are asked from {reading.next_page}, which was not looked at"
    if unlinked:
        yield f"{unlinked} entries that only a script opens"
    if external:
        yield f"{external} entries lead to other hosts"
    if reading.items and not any(item.listed_on for item in reading.items):
        yield "no entry has a date"
    if reading.total_items and reading.total_items < len(reading.items):
        yield f"it states {reading.total_items} entries and shows {len(reading.items)}"
    if not names_of(survey, survey.leads[url]):
        yield "no link names it: the title is that of its own page"


def _is_of_reports(title: str, reading: ListReading) -> bool:
    """Whether a column is that of the yearly reports, by its name or by the names of most entries."""
    group = group_of(title)
    if group is not None and group.reports:
        return True
    patterns = [re.compile(pattern) for pattern in words("columns", "report_titles")]
    said = sum(any(pattern.search(item.title[:200]) for pattern in patterns) for item in reading.items)
    return said >= 2 and 2 * said > len(reading.items)


def _told_apart(columns: Sequence[ProposedColumn]) -> list[ProposedColumn]:
    """Columns with keys of their own; those of one name say so."""
    names = Counter(key(column.title) for column in columns)
    pieces = Counter(piece for column in columns for piece in set(_pieces(column.site_url)))
    taken: set[str] = set()
    result = []
    for number, column in enumerate(columns, 1):
        telling = [piece for piece in _pieces(column.site_url) if pieces[piece] == 1]
        named = column.key or next(iter(telling), f"column-{number}")
        named = named if named not in taken else f"{named[:34]}-{number}"
        taken.add(named)
        more = ("another column has the same name",) if names[key(column.title)] > 1 else ()
        result.append(replace(column, key=named, unsure=(*column.unsure, *more)))
    return result


def _pieces(url: str) -> list[str]:
    """The pieces of an address's path that can be a key, the last first."""
    path = unquote(urlsplit(url).path).lower()
    pieces = [piece.partition(".")[0] for piece in reversed(path.split("/"))]
    idle = words("columns", "idle_paths")
    return [piece for piece in pieces if len(piece) > 1 and _KEY.fullmatch(piece) and piece not in idle]


# --- where the file finds a column -------------------------------------------------------------------------------


def _placed(survey: Survey, column: ProposedColumn) -> ProposedColumn:
    """The column with a URL, unless its title alone, or under a parent that the home page names, leads there."""
    home = survey.home_look
    if home is None or home.page is None or home.url != survey.book.base:
        return replace(column, url=_path(survey, column.site_url))
    if _leads_to(survey, home, column.title) == column.site_url:
        return column
    for parent in _parents(survey, column):
        return replace(column, parent=parent)
    return replace(column, url=_path(survey, column.site_url))


def _parents(survey: Survey, column: ProposedColumn) -> Iterable[str]:
    """Names on the home page of pages that name the column."""
    home = survey.home_look
    if home is None:
        return
    for _, _, page in survey.leads[column.site_url].names:
        look = survey.looks.get(page)
        if look is None or page == home.url or _leads_to(survey, look, column.title) != column.site_url:
            continue
        for name, place, said_on in survey.leads[page].names:
            if (
                said_on == home.url
                and key(name) != key(column.title)
                and place == "menu"
                and name
                and _leads_to(survey, home, name) == page
            ):
                yield name


def _leads_to(survey: Survey, look: Look, title: str) -> str | None:
    found = find_columns(look.page, (title,)).get(title) if look.page is not None else None
    return survey.book.canonical(found) if found else None


def _path(survey: Survey, url: str) -> str:
    """An address as a portal file has it: its path and query under the base."""
    base = survey.book.base.rstrip("/")
    return url.removeprefix(base) if urlsplit(base).path == "" and url.startswith(base + "/") else url


# --- what is no column -------------------------------------------------------------------------------------------


def _unread(survey: Survey, lists: dict[str, tuple[str, ...]]) -> Iterable[NotProposed]:
    """Pages that were looked at as columns and gave no list, each with the reason; hubs and documents are left out."""
    for lead in survey.leads.values():
        look = survey.looks.get(lead.url)
        if look is None or lead.url in lists or lead.is_sample or look.target or not lead.names:
            continue
        if may_be_list(survey, lead, look) and (reason := _reason(survey, look, lists)):
            yield NotProposed(title_of(survey, lead), lead.url, reason)


def _reason(survey: Survey, look: Look, lists: Collection[str]) -> str:
    if look.kind == "script_shell":
        return f"it is empty until scripts ran; {_BROWSER}"
    if look.kind != "page" or look.reading is None:
        return look.reason or look.kind
    if look.reading.items:
        linked = entries_of(survey, look.reading)
        return "its entries are columns" if linked else f"{len(look.reading.items)} entries that only a script opens"
    if look.is_article:
        return "one article, no list"
    if look.paging in ("script", "call"):
        return f"its list exists only after a script ran; {_BROWSER}"
    leads_on = any(section.place != "menu" and survey.book.canonical(section.url) in lists for section in look.sections)
    return "" if leads_on else f"no list was read: it may be empty, or exist only after a script ran; {_BROWSER}"
