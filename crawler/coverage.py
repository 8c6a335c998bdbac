"""Coverage: was every list page and every entry of a column fetched, and what the crawl is worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from archive.records import (
    ColumnFound,
    ColumnNotFound,
    DocumentRead,
    FileFetched,
    Listed,
    ListPageRead,
    NotRead,
    WalkRecord,
)
from archive.store import content_digest
from crawler.list_coverage import ListCoverage

ROBOTS = "disallowed by robots.txt"
#: Answers that say "not you", not "not there".
REFUSALS = frozenset({403, 412, 429, 521})
MAX_REFUSALS = 3
MAX_PROBLEMS = 5
#: Entries that lead to an address of the portal.
ASKED = ("page", "file")
#: Of fewer entries than this no share is taken.
MIN_ENTRIES = 4
#: So many entries of different titles never lead to one and the same text.
MAX_TWINS = 3


@dataclass(frozen=True, slots=True)
class Coverage:
    """覆盖: of one column in one crawl. ``stated_items`` is what the site itself says, where it does."""

    column: str
    state: str  # complete, incomplete, disallowed, not_found
    url: str
    list_pages: int
    entries: int
    documents_fetched: int
    failed: int
    stated_items: int | None
    note: str
    list_read: bool = False  # to its end, and all its entries have addresses, whatever became of these


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a crawl is worth: ok, degraded, suspect, blocked, interrupted or failed, and why."""

    key: str
    reason: str

    @property
    def accepted(self) -> bool:
        """True where the crawl's facts become current."""
        return self.key in ("ok", "degraded")


@dataclass(slots=True)
class _Column:
    url: str = ""
    named: str = ""
    pages: ListCoverage = field(default_factory=ListCoverage)
    entries: dict[str, str] = field(default_factory=dict)  # url → state
    problems: list[str] = field(default_factory=list)
    disallowed: bool = False


class CoverageTracker:
    """Folds the walk's records, in any order, into coverage by column and a verdict of the crawl."""

    def __init__(self, columns: Iterable[str]) -> None:
        self._columns = {key: _Column() for key in columns}
        self._read: set[str] = set()
        self._pages: dict[tuple[str, str], set[str]] = {}  # title and text → addresses that showed them
        self._listed_as: dict[str, str] = {}
        self._not_read: dict[str, NotRead] = {}
        self._navigation: list[str] = []  # pages that should have named columns and were not read
        self._partly: dict[str, str] = {}  # address of a document → why a further page of it was not read
        self._reasons: Counter[str] = Counter()
        self._refusals: Counter[int] = Counter()

    @property
    def refused(self) -> bool:
        """True once the host has refused us: three refusals, or one challenge page."""
        return self._refusals.total() >= MAX_REFUSALS or self._reasons["challenge"] > 0

    def count_answer(self, status: int) -> None:
        """Count a refusal, whatever was asked for: a page, a file or robots.txt."""
        if status in REFUSALS:
            self._refusals[status] += 1

    def add(self, record: WalkRecord) -> None:
        """Take one record of the walk. In whatever order they come, the same is said of them."""
        match record:
            case ColumnFound():
                self._columns[record.column].url = record.url
                self._columns[record.column].named = record.named
            case ColumnNotFound():
                self._columns[record.column].problems.append(f"not named on {record.page_url}")
            case ListPageRead():
                self._columns[record.column].pages.add(record)
            case Listed():
                self._columns[record.column].entries[record.url] = record.state
                title = record.listing.title
                self._listed_as[record.url] = min(self._listed_as.get(record.url, title), title)
            case DocumentRead():
                self._read.add(record.url)
                text = record.content_digest or content_digest(record.reading.body.text) or ""
                shown = (record.reading.title, text)
                self._pages.setdefault(shown, set()).add(record.url)
            case FileFetched():
                self._read.add(record.url)
            case NotRead():
                self._add_not_read(record)

    def _add_not_read(self, record: NotRead) -> None:
        self._reasons[record.reason] += 1
        if record.purpose == "part":
            self._partly[record.url] = min(self._partly.get(record.url, record.reason), record.reason)
            return
        self._not_read[record.url] = record
        if record.purpose == "list" and record.column:
            column = self._columns[record.column]
            column.disallowed = column.disallowed or record.reason == ROBOTS
            column.problems.append(f"list page {record.url}: {record.reason}")
        elif record.purpose == "navigation":
            self._navigation.append(f"navigation page {record.url}: {record.reason}")

    def one_page_for_many(self) -> set[str]:
        """Addresses of entries that all showed one and the same title and text under different titles in their lists.

        A notice of maintenance, a login, a busy server: with status 200, and nobody's document.
        """
        return {
            url
            for urls in self._pages.values()
            if len(urls) >= MAX_TWINS and len({self._listed_as.get(url) for url in urls}) >= MAX_TWINS
            for url in urls
        }

    def _take_back_twins(self) -> None:
        """Take one page that was shown for many entries as read by none of them."""
        for url in self.one_page_for_many():
            self._read.discard(url)
            self._not_read.setdefault(url, NotRead(url, "document", None, "one page for many entries", answered=False))

    def coverage(self) -> tuple[Coverage, ...]:
        """Return the coverage of every declared column."""
        self._take_back_twins()
        return tuple(self._coverage(key, column) for key, column in self._columns.items())

    def unread(self) -> tuple[NotRead, ...]:
        """What was asked for and gave nothing to read, by address."""
        self._take_back_twins()
        return tuple(record for url, record in sorted(self._not_read.items()) if url not in self._read)

    def _coverage(self, key: str, column: _Column) -> Coverage:
        wanted = [url for url, state in column.entries.items() if state != "external"]
        fetched = sum(url in self._read for url in wanted)
        failed = [url for url in wanted if not self._known(url)]
        # In an order of their own: pages come in another one when a crawl goes on, or is rebuilt.
        unnamed = [] if column.url else self._navigation
        own = sorted((*column.problems, *unnamed))
        in_list = [*own, *self._shortfalls(column)]
        problems = [*in_list, *self._failures(sorted(failed), column)]
        problems += self._cut_short(sorted(wanted))
        state = "complete"
        if not column.url:
            state = "not_found"
        elif column.disallowed:
            state = "disallowed"
        elif problems:
            state = "incomplete"
        note = "; ".join(problems[:MAX_PROBLEMS])
        if len(problems) > MAX_PROBLEMS:
            note += f"; and {len(problems) - MAX_PROBLEMS} more problems"
        if column.named:
            note = f"the site calls it {column.named}" + ("; " if note else "") + note
        pages, entries = column.pages, len(column.entries)
        stated = pages.total_items
        is_read = state in ("complete", "incomplete") and not in_list and "unlinked" not in column.entries.values()
        return Coverage(key, state, column.url, pages.pages, entries, fetched, len(failed), stated, note, is_read)

    def _known(self, url: str) -> bool:
        return url in self._read or (url in self._not_read and self._not_read[url].answered)

    def _failures(self, urls: list[str], column: _Column) -> list[str]:
        """One line for each reason: how many entries, and the first of them."""
        reasons: dict[str, list[str]] = {}
        for url in urls:
            reason = "no address without a script" if column.entries[url] == "unlinked" else "not fetched"
            if url in self._not_read:
                reason = self._not_read[url].reason
            reasons.setdefault(reason, []).append(unquote(url))
        return [f"entries not read: {len(n)} ({reason}), first {n[0]}" for reason, n in sorted(reasons.items())]

    def _cut_short(self, urls: list[str]) -> list[str]:
        """One line for each reason why documents of several pages were not read whole."""
        reasons: dict[str, list[str]] = {}
        for url in urls:
            if url in self._partly and url in self._read:
                reasons.setdefault(self._partly[url], []).append(unquote(url))
        return [f"documents read in part: {len(n)} ({reason}), first {n[0]}" for reason, n in sorted(reasons.items())]

    def _shortfalls(self, column: _Column) -> list[str]:
        problems = []
        if column.url and not column.entries and not column.problems:
            problems.append("no entries were read: never taken for an empty column")
        return [*problems, *column.pages.shortfalls()]

    def verdict(self) -> Verdict:
        """Return the crawl's verdict, the gravest first."""
        coverage = self.coverage()
        entries = sum(row.entries for row in coverage)
        if self.refused:
            said = [f"HTTP {status} ({count} times)" for status, count in sorted(self._refusals.items())]
            challenge = ["a challenge page"] if self._reasons["challenge"] else []
            return Verdict("blocked", "the host refused us: " + ", ".join(said + challenge))
        if not entries and self._reasons:
            return Verdict("failed", f"nothing could be read: {self._top_reasons()}")
        missing = [row for row in coverage if row.state == "not_found"]
        if missing:
            return Verdict("suspect", "columns not found: " + ", ".join(f"{r.column} ({r.note})" for r in missing))
        empty = [row.column for row in coverage if not row.entries and row.state != "disallowed"]
        if empty:
            return Verdict("suspect", "no entries were read in: " + ", ".join(empty))
        asked, unread = self._entries_asked()
        if asked >= MIN_ENTRIES and 2 * unread > asked:
            return Verdict("suspect", f"{unread} of {asked} entries could not be read: {self._top_reasons()}")
        partial = [row for row in coverage if row.state != "complete"]
        attached = self._attachments_not_read()
        if partial or attached:
            said = [f"{row.column} {row.state}" for row in partial]
            said += [f"attachments not read: {len(attached)}, first {unquote(attached[0])}"] if attached else []
            return Verdict("degraded", ", ".join(said))
        return Verdict("ok", "every list page and every entry was fetched")

    def _entries_asked(self) -> tuple[int, int]:
        """How many entries with an address on the portal there are, and how many of them gave nothing to read.

        An answer that nothing is there counts too: for one entry it is a fact, for most of them a fault of the site.
        """
        asked = {url for column in self._columns.values() for url, state in column.entries.items() if state in ASKED}
        return len(asked), len(asked - self._read)

    def _attachments_not_read(self) -> list[str]:
        """Files that documents link and that did not come; an entry that is a file counts with its column."""
        entries = {url for column in self._columns.values() for url in column.entries}
        missing = (url for url, record in self._not_read.items() if record.purpose == "file" and not record.answered)
        return sorted(set(missing) - entries - self._read)

    def _top_reasons(self) -> str:
        most = sorted(self._reasons.items(), key=lambda item: (-item[1], item[0]))[:3]
        return ", ".join(f"{reason} ({count} times)" for reason, count in most)
