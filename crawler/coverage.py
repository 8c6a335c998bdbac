"""Coverage: was every list page and every entry of a column fetched, and what the crawl is worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from urllib.parse import unquote

from archive.records import (
    CHALLENGE,
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
#: Said, with why, of what is not asked for because nobody knows what robots.txt closes.
ROBOTS_UNREAD = "robots.txt could not be read"
#: Answers that say "not you", not "not there".
REFUSALS = frozenset({403, 412, 429, 521})
MAX_REFUSALS = 3
MAX_PROBLEMS = 5
#: So many entries of different titles never lead to one and the same text.
MAX_TWINS = 3


def _some(problems: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    more = len(problems) - MAX_PROBLEMS
    return "; ".join(problems[:MAX_PROBLEMS]) + (f"; and {more} more problems" if more > 0 else "")


@dataclass(frozen=True, slots=True)
class Coverage:
    """覆盖: of one column in one crawl. ``stated_items`` is what the site itself says, where it does.

    ``broken_off``: a page of its list was asked for and did not come. ``capped``: the site publishes no more of it.
    """

    column: str
    state: str  # complete, incomplete, disallowed, not_found
    url: str
    list_pages: int
    entries: int
    documents_fetched: int
    failed: int
    stated_items: int | None
    note: str
    broken_off: bool = False
    capped: bool = False
    carried: int = 0  # entries known from an earlier crawl and not asked for
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
    broken_off: bool = False


class CoverageTracker:
    """Folds the walk's records, in any order, into coverage by column and a verdict of the crawl."""

    def __init__(self, columns: Iterable[str], *, is_past: bool = False) -> None:
        self._is_past = is_past  # what a gate showed was shown to a web archive, not to us
        self._columns = {key: _Column() for key in columns}
        self._read: set[str] = set()
        self._pages: dict[bytes, str] = {}  # digest of title and text → the first address that showed them
        self._shared: dict[bytes, set[str]] = {}  # the same → addresses, where several did
        self._listed_as: dict[str, str] = {}
        self._not_read: dict[str, NotRead] = {}
        self._navigation: list[str] = []  # pages that should have named columns and were not read
        self._partly: dict[str, str] = {}  # address of a document → why a further page of it was not read
        self._reasons: Counter[str] = Counter()
        self._refusals: Counter[int] = Counter()
        self._carried: set[str] = set()  # known from before, and not asked for
        self._postponed: set[str] = set()  # of these, those that it was time to ask for
        self._probed: set[str] = set()
        self._refused_probes: Counter[int] = Counter()
        self._challenged_probes = 0

    @property
    def refused(self) -> bool:
        """True once the host has refused us: three refusals, or one challenge page."""
        challenged = not self._is_past and self._reasons[CHALLENGE] + self._challenged_probes > 0
        return self._refusals.total() >= MAX_REFUSALS or challenged

    def carry(self, url: str) -> None:
        """An entry is known from an earlier crawl and is not asked for, unless another list shows it otherwise."""
        self._carried.add(url)

    def postpone(self, url: str) -> None:
        """An entry that is known was to be asked for again, and was not reached: it stays as it was."""
        self._carried.add(url)
        self._postponed.add(url)

    def probe(self, url: str, title: str) -> None:
        """A document that left its list, where it had this title, is asked for: whatever comes of it, it spoils
        neither coverage nor the verdict."""
        self._probed.add(url)
        self._listed_as[url] = min(self._listed_as.get(url, title), title)

    def whole_lists(self) -> set[str]:
        """Columns whose lists were read to their ends, as far as they are read."""
        return {key for key, column in self._columns.items() if self._is_list_read(column)}

    def _is_list_read(self, column: _Column) -> bool:
        """Whether nothing of a list is missing, whatever became of its entries; each may be any document without an
        address.
        """
        is_found = bool(column.url) and not column.disallowed and not column.problems
        return is_found and not self._shortfalls(column) and "unlinked" not in column.entries.values()

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
                shown = blake2b(f"{text}\n{record.reading.title}".encode("utf-8", "replace"), digest_size=16).digest()
                first = self._pages.setdefault(shown, record.url)
                if first != record.url:
                    self._shared.setdefault(shown, {first}).add(record.url)
            case FileFetched():
                self._read.add(record.url)
            case NotRead():
                self._add_not_read(record)

    def _add_not_read(self, record: NotRead) -> None:
        if record.purpose == "probe":
            self._add_probe(record)
            return
        self._reasons[record.reason] += 1
        if record.purpose == "part":
            self._partly[record.url] = min(self._partly.get(record.url, record.reason), record.reason)
            return
        self._not_read[record.url] = record
        if record.purpose == "list" and record.column:
            column = self._columns[record.column]
            column.disallowed = column.disallowed or record.reason == ROBOTS
            column.broken_off = True
            column.problems.append(f"list page {record.url}: {record.reason}")
        elif record.purpose == "navigation":
            self._navigation.append(f"navigation page {record.url}: {record.reason}")

    def _add_probe(self, record: NotRead) -> None:
        """Refusals end the run, whatever they answer, and say nothing of the crawl."""
        self._not_read[record.url] = record
        self._challenged_probes += record.reason == CHALLENGE
        status = record.reason.removeprefix("HTTP ")
        if status.isdecimal() and int(status) in REFUSALS:
            self._refused_probes[int(status)] += 1

    def one_page_for_many(self) -> set[str]:
        """Addresses of entries that all showed one and the same title and text under different titles in their lists.

        A notice of maintenance, a login, a busy server: with status 200, and nobody's document.
        """
        return {
            url
            for urls in self._shared.values()
            if len(urls) >= MAX_TWINS and len({self._listed_as.get(url) for url in urls}) >= MAX_TWINS
            for url in urls
        }

    def _take_back_twins(self) -> None:
        """Take one page that was shown for many entries as read by none of them."""
        for url in self.one_page_for_many():
            self._read.discard(url)
            purpose = "probe" if url in self._probed else "document"
            self._not_read.setdefault(url, NotRead(url, purpose, None, "one page for many entries", answered=False))

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
        problems = [*own, *self._shortfalls(column), *self._failures(sorted(failed), column)]
        problems += self._cut_short(sorted(wanted))
        state = "complete"
        if not column.url:
            state = "not_found"
        elif column.disallowed:
            state = "disallowed"
        elif problems:
            state = "incomplete"
        note = _some(problems)
        if postponed := self._postponed.intersection(wanted) - self._read:
            note = "; ".join(filter(None, (f"entries due for another look and not reached: {len(postponed)}", note)))
        if column.named:
            note = f"the site calls it {column.named}" + ("; " if note else "") + note
        pages, entries = column.pages, len(column.entries)
        counts = (pages.pages, entries, fetched, len(failed), pages.total_items)
        carried = sum(self._is_carried(url) for url in wanted)
        is_read = self._is_list_read(column)
        return Coverage(key, state, column.url, *counts, note, column.broken_off, bool(pages.capped), carried, is_read)

    def _known(self, url: str) -> bool:
        answered = url in self._not_read and self._not_read[url].answered
        return url in self._read or answered or self._is_carried(url)

    def _is_carried(self, url: str) -> bool:
        return url in self._carried and url not in self._read and url not in self._not_read

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
            problems.append("its list shows no entries")
        return [*problems, *column.pages.shortfalls()]

    def verdict(self, doubts: Sequence[str] = ()) -> Verdict:
        """Return the crawl's verdict, the gravest first. ``doubts`` are reasons not to believe what it read."""
        coverage = self.coverage()
        entries = sum(row.entries for row in coverage)
        refusals = self._refusals - self._refused_probes
        is_challenged = not self._is_past and self._reasons[CHALLENGE] > 0
        if refusals.total() >= MAX_REFUSALS or is_challenged:
            said = [f"HTTP {status} ({count} times)" for status, count in sorted(refusals.items())]
            challenge = ["a challenge page"] if is_challenged else []
            return Verdict("blocked", "the host refused us: " + ", ".join(said + challenge))
        if not entries and self._reasons:
            return Verdict("failed", f"nothing could be read: {self._top_reasons()}")
        if unknown := min((said for said in self._reasons if said.startswith(ROBOTS_UNREAD)), default=""):
            return Verdict("failed", unknown)
        if doubts:
            return Verdict("suspect", _some(doubts))
        partial = [row for row in coverage if row.state != "complete"]
        attached = self._attachments_not_read()
        if partial or attached:
            said = [f"{row.column} {row.state}" for row in partial]
            said += [f"attachments not read: {len(attached)}, first {unquote(attached[0])}"] if attached else []
            return Verdict("degraded", ", ".join(said))
        if any(row.carried for row in coverage):
            return Verdict("ok", "every list page was fetched, and every entry was fetched or is known from before")
        return Verdict("ok", "every list page and every entry was fetched")

    def _attachments_not_read(self) -> list[str]:
        """Files that documents link and that did not come; an entry that is a file counts with its column."""
        entries = {url for column in self._columns.values() for url in column.entries}
        missing = (url for url, record in self._not_read.items() if record.purpose == "file" and not record.answered)
        return sorted(set(missing) - entries - self._read)

    def _top_reasons(self) -> str:
        most = sorted(self._reasons.items(), key=lambda item: (-item[1], item[0]))[:3]
        return ", ".join(f"{reason} ({count} times)" for reason, count in most)
