"""Coverage: was every list page and every entry of a column fetched, and what the crawl is worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from crawler.ledger import Entry, Ledger
from crawler.list_coverage import ListCoverage, Repeats
from crawler.tally import Tally

ROBOTS = "disallowed by robots.txt"
#: Said, with why, of what is not asked for because nobody knows what robots.txt closes.
ROBOTS_UNREAD = "robots.txt could not be read"
#: Answers that say "not you", not "not there".
REFUSALS = frozenset({403, 412, 429, 521})
MAX_REFUSALS = 3
MAX_PROBLEMS = 5
#: So many entries of different titles never lead to one and the same text.
MAX_TWINS = 3
#: What entries of lists are asked for as.
_OF_ENTRIES = ("document", "file")


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


#: Verdicts of crawls whose facts become current.
ACCEPTED = ("ok", "degraded")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a crawl is worth: ok, degraded, suspect, blocked, interrupted or failed, and why."""

    key: str
    reason: str

    @property
    def accepted(self) -> bool:
        """True where the crawl's facts become current."""
        return self.key in ACCEPTED


@dataclass(slots=True)
class _Column:
    url: str = ""
    named: str = ""
    pages: ListCoverage = field(default_factory=ListCoverage)
    has_entries: bool = False
    has_unlinked: bool = False  # entries that lead nowhere without a script
    problems: list[str] = field(default_factory=list)
    disallowed: bool = False
    broken_off: bool = False


class CoverageTracker:
    """Folds the walk's records, in any order, into coverage by column and a verdict of the crawl."""

    def __init__(self, columns: Iterable[str], *, is_past: bool = False) -> None:
        self._is_past = is_past  # what a gate showed was shown to a web archive, not to us
        self._columns = {key: _Column() for key in columns}
        self._numbers = {key: number for number, key in enumerate(self._columns)}
        self._ledger = Ledger()
        self._twins: frozenset[str] | None = None  # as far as they are looked for
        self._not_read: dict[str, NotRead] = {}
        self._navigation: list[str] = []  # pages that should have named columns and were not read
        self._partly: dict[str, str] = {}  # address of a document → why a further page of it was not read
        self._reasons: Counter[str] = Counter()
        self._refusals: Counter[int] = Counter()
        self._probed: dict[str, str] = {}  # address → the title that it had in its list
        self._refused_probes: Counter[int] = Counter()
        self._challenged_probes = 0

    @property
    def refused(self) -> bool:
        """True once the host has refused us: three refusals, or one challenge page."""
        challenged = not self._is_past and self._reasons[CHALLENGE] + self._challenged_probes > 0
        return self._refusals.total() >= MAX_REFUSALS or challenged

    def carry(self, url: str) -> None:
        """An entry is known from an earlier crawl and is not asked for, unless another list shows it otherwise."""
        self._ledger.carry(url)

    def postpone(self, url: str) -> None:
        """An entry that is known was to be asked for again, and was not reached: it stays as it was."""
        self._ledger.carry(url, postponed=True)

    def probe(self, url: str, title: str) -> None:
        """A document that left its list, where it had this title, is asked for: whatever comes of it, it spoils
        neither coverage nor the verdict."""
        self._probed[url] = min(self._probed.get(url, title), title)
        self._twins = None

    def whole_lists(self) -> set[str]:
        """Columns whose lists were read to their ends, as far as they are read."""
        repeats = self._repeats()
        return {key for key, column in self._columns.items() if self._is_list_read(column, repeats[key])}

    def _repeats(self) -> Mapping[str, Repeats]:
        """What the pages of each list show more than once."""
        new = self._ledger.new_by_page()
        return {key: column.pages.repeats(new.get(self._numbers[key], {})) for key, column in self._columns.items()}

    def _is_list_read(self, column: _Column, repeats: Repeats) -> bool:
        """Whether nothing of a list is missing, whatever became of its entries; each may be any document without an
        address.
        """
        is_found = bool(column.url) and not column.disallowed and not column.problems
        return is_found and not self._shortfalls(column, repeats) and not column.has_unlinked

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
                self._add_listed(record)
            case DocumentRead():
                text = record.content_digest or content_digest(record.reading.body.text) or ""
                shown = blake2b(f"{text}\n{record.reading.title}".encode("utf-8", "replace"), digest_size=16)
                self._ledger.add_read(record.url, shown.digest())
                self._twins = None
            case FileFetched():
                self._ledger.add_read(record.url)
            case NotRead():
                self._add_not_read(record)

    def _add_listed(self, record: Listed) -> None:
        column = self._columns[record.column]
        column.has_entries = True
        column.has_unlinked = column.has_unlinked or record.state == "unlinked"
        number, title = self._numbers[record.column], record.listing.title
        self._ledger.add_entry(number, record.url, record.state, title, record.page_number)
        self._twins = None

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

    def one_page_for_many(self) -> frozenset[str]:
        """Addresses of entries that all showed one and the same title and text under different titles in their lists.

        A notice of maintenance, a login, a busy server: with status 200, and nobody's document.
        """
        if self._twins is None:
            alike = self._ledger.shown_alike(MAX_TWINS)
            self._twins = frozenset(
                url for urls in alike if len(set(map(self._listed_as, urls))) >= MAX_TWINS for url in urls
            )
        return self._twins

    def _listed_as(self, url: str) -> str | None:
        """The first title, in their own order, that a list gives or gave an address."""
        titles = (self._ledger.title(url), self._probed.get(url))
        return min((title for title in titles if title is not None), default=None)

    def _take_back_twins(self) -> None:
        """Take one page that was shown for many entries as read by none of them."""
        for url in self.one_page_for_many():
            purpose = "probe" if url in self._probed else "document"
            self._not_read.setdefault(url, NotRead(url, purpose, None, "one page for many entries", answered=False))

    def _is_read(self, url: str) -> bool:
        return url not in self.one_page_for_many() and self._ledger.is_read(url)

    def coverage(self) -> tuple[Coverage, ...]:
        """Return the coverage of every declared column."""
        self._take_back_twins()
        tallies, repeats = self._tallies(), self._repeats()
        return tuple(self._coverage(key, column, tallies[key], repeats[key]) for key, column in self._columns.items())

    def unread(self) -> tuple[NotRead, ...]:
        """What was asked for and gave nothing to read, by address."""
        self._take_back_twins()
        columns = self._first_columns()
        return tuple(
            replace(record, column=columns.get(url, record.column)) if record.purpose in _OF_ENTRIES else record
            for url, record in sorted(self._not_read.items())
            if not self._is_read(url)
        )

    def _first_columns(self) -> dict[str, str]:
        """Of entries that were not read the first column that lists them, whichever list was read before."""
        listing: dict[str, int] = {}
        for entry in self._ledger.entries() if self._not_read else ():
            if entry.url in self._not_read:
                listing.setdefault(entry.url, entry.column)
        keys = [*self._columns]
        return {url: keys[number] for url, number in listing.items()}

    def _tallies(self) -> Mapping[str, Tally]:
        tallies = {key: Tally() for key in self._columns}
        by_number = [*tallies.values()]
        twins = self.one_page_for_many()
        for entry in self._ledger.entries():
            tally = by_number[entry.column]
            tally.entries += 1
            if entry.state != "external":
                self._count(tally, entry, is_read=entry.is_read and entry.url not in twins)
        return tallies

    def _count(self, tally: Tally, entry: Entry, *, is_read: bool) -> None:
        """Count an entry that was to be read."""
        tally.postponed += entry.is_postponed and not is_read
        if is_read:
            tally.fetched += 1
            if entry.url in self._partly:
                tally.in_part.add(self._partly[entry.url], entry.url)
            return
        not_read = self._not_read.get(entry.url)
        if not_read is None and entry.is_carried:
            tally.carried += 1
        elif not_read is None or not not_read.answered:
            tally.failed += 1
            reason = "no address without a script" if entry.state == "unlinked" else "not fetched"
            tally.not_read.add(not_read.reason if not_read else reason, entry.url)

    def _coverage(self, key: str, column: _Column, tally: Tally, repeats: Repeats) -> Coverage:
        # In an order of their own: pages come in another one when a crawl goes on, or is rebuilt.
        unnamed = [] if column.url else self._navigation
        own = sorted((*column.problems, *unnamed))
        problems = [*own, *self._shortfalls(column, repeats), *tally.not_read.said("entries not read")]
        problems += tally.in_part.said("documents read in part")
        state = "complete"
        if not column.url:
            state = "not_found"
        elif column.disallowed:
            state = "disallowed"
        elif problems:
            state = "incomplete"
        note = _some(problems)
        if tally.postponed:
            note = "; ".join(filter(None, (f"entries due for another look and not reached: {tally.postponed}", note)))
        if column.named:
            note = f"the site calls it {column.named}" + ("; " if note else "") + note
        pages, is_read = column.pages, self._is_list_read(column, repeats)
        counts = (pages.pages, tally.entries, tally.fetched, tally.failed, pages.total_items)
        is_capped = bool(pages.capped(repeats))
        return Coverage(key, state, column.url, *counts, note, column.broken_off, is_capped, tally.carried, is_read)

    def _shortfalls(self, column: _Column, repeats: Repeats) -> list[str]:
        problems = []
        if column.url and not column.has_entries and not column.problems:
            problems.append("its list shows no entries")
        return [*problems, *column.pages.shortfalls(repeats)]

    def verdict(self, doubts: Sequence[str] = (), coverage: Sequence[Coverage] | None = None) -> Verdict:
        """Return the crawl's verdict, the gravest first. ``doubts`` are reasons not to believe what it read,
        ``coverage`` is that of its columns, where that was asked for already.
        """
        coverage = self.coverage() if coverage is None else coverage
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
        missing = (url for url, record in self._not_read.items() if record.purpose == "file" and not record.answered)
        return sorted(url for url in missing if not self._ledger.is_listed(url) and not self._is_read(url))

    def _top_reasons(self) -> str:
        most = sorted(self._reasons.items(), key=lambda item: (-item[1], item[0]))[:3]
        return ", ".join(f"{reason} ({count} times)" for reason, count in most)
