"""What an incremental crawl asks for: all that is new or not as before, what its plan says, and what left its lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from archive.known import Known
from archive.records import DocumentRead, Listed, Request, WalkRecord
from archive.schema import READER_VERSION
from crawler.coverage import CoverageTracker
from crawler.plan import Plan

#: Entries that lead to an address of the portal.
ASKED = ("page", "file")
#: Requests whose answers name what else there is.
_LISTS = ("navigation", "list")
#: Requests for what can be known from before.
_CARRIED = ("document", "file")


@dataclass(slots=True)
class Memory:
    """Sets what a crawl sees beside what the archive knew when it began, and tells coverage what is carried.

    ``plan`` is None for a crawl from before there were plans: it asked for everything. ``kept`` are requests that the
    WARC answers already: they were asked for, whatever would be decided now.
    """

    coverage: CoverageTracker
    known: Known
    plan: Plan | None
    kept: frozenset[str] = frozenset()
    _listed: set[str] = field(default_factory=set)  # documents, as far as any can be missed
    _other: set[str] = field(default_factory=set)  # addresses that are not as they were, as far as it matters
    _promised: set[str] = field(default_factory=set)  # files of pages that are not as they were
    _lists: set[str] = field(default_factory=set)  # identities of requests for lists that are not answered yet
    _probed: bool = False

    def notice(self, record: WalkRecord) -> None:
        """Take one record of the walk."""
        match record:
            case Listed(state=state) if state in ASKED:
                if self._rests_on_another:
                    self._listed.add(self.known.same_document(record.url))
                if not self._is_as_before(record):
                    self._note_other(record.url)
                elif self._is_carried(record.url):
                    self.coverage.carry(record.url)
            case DocumentRead():
                row = self.known.addresses.get(record.url)
                if row is None or row.entity_digest != record.entity_digest:
                    self._note_other(record.url)

    @property
    def _rests_on_another(self) -> bool:
        return self.plan is not None and bool(self.plan.base)

    def _note_other(self, url: str) -> None:
        """Of a crawl that carries nothing and asks on no condition, only what is known can be not as it was."""
        is_whole = self.plan is None or self.plan.full
        if not is_whole or url in self.known.addresses or url in self.known.files:
            self._other.add(url)

    def _is_as_before(self, record: Listed) -> bool:
        """Whether the column listed the address with this title and this date.

        Another reader may read both otherwise: what it decided of a crawl that is over stands.
        """
        if self.plan is not None and self.plan.reader != READER_VERSION:
            return True
        before, listing = self.known.entries.get((record.column, record.url)), record.listing
        listed_on = listing.listed_on.isoformat() if listing.listed_on else None
        if before is None or before.listed_on != listed_on:
            return False
        return before.title == listing.title or not (before.title and listing.title)  # a list was purged: no titles

    def _is_carried(self, url: str) -> bool:
        if self.plan is None or url not in self.plan.carried or url in self._other:
            return False
        return url in self.known.addresses or url in self.known.files

    def asked_of(self, requests: Iterable[Request], answered: Request | None) -> Iterator[Request]:
        """Those of the requests that follow from an answer that are made: not those for what is carried.

        The files of a document that is new, or not as it was, are always asked for.
        """
        from_page = answered is not None and answered.purpose not in _LISTS
        page = (answered.entry_url or answered.url) if answered is not None else ""
        is_other = from_page and (page in self._other or page not in self.known.addresses)
        for request in requests:
            if is_other and request.purpose == "file":
                self._promised.add(request.url)
            can_be = request.purpose in _CARRIED and not request.entry_url and not is_other
            if not (can_be and self._is_carried(request.url)) or request.identity in self.kept:
                yield request

    def ask(self, requests: Iterable[Request], answered: Request | None = None) -> None:
        """Note what is asked for now and what was answered, to know when all lists are read."""
        self._lists.update(request.identity for request in requests if request.purpose in _LISTS)
        if answered is not None:
            self._lists.discard(answered.identity)

    def probes(self) -> list[Request]:
        """Once, when all lists are read: requests for what left its list, now or before, and is not sure to be
        gone.

        Only of lists that were read to their ends, where they were found before: what stands beyond a break left
        nothing.
        """
        if self._lists or self._probed or self.plan is None or not self._rests_on_another:
            return []
        self._probed = True
        known, whole = self.known, self.coverage.whole_lists()
        # One that was off its lists before is asked for in its turn.
        off = (item for item in known.off.items() if item[0][1] not in self.plan.carried)
        left: dict[str, str] = {}
        unsure: set[str] = set()
        for (column, url), entry in (*known.entries.items(), *known.missing.items(), *off):
            if column not in known.comparable:
                continue
            if column not in whole:
                unsure.add(url)
            elif known.same_document(url) not in self._listed:
                left.setdefault(url, entry.title)
        return [self._probe(url, title) for url, title in sorted(left.items()) if url not in unsure]

    def _probe(self, url: str, title: str) -> Request:
        self.coverage.probe(url, title)
        return Request(url, "probe")

    def postponed(self, request: Request) -> bool:
        """Whether a request that was never made was only to look again at what is known: then that stays as it was.

        A full crawl promised to look, and so did a page that is not as it was at its files.
        """
        url = request.entry_url or request.url
        if self.plan is None or self.plan.full or request.purpose not in _CARRIED:
            return False
        if url in self._other or url in self._promised:
            return False
        if url not in self.known.addresses and url not in self.known.files:
            return False
        self.coverage.postpone(url)
        return True

    def may_be_unchanged(self, request: Request) -> bool:
        """Whether a request may be made on a condition: not in a full crawl, nor for what its list shows otherwise."""
        if self.plan is None or self.plan.full or request.method != "GET" or request.purpose in _LISTS:
            return False
        return (request.entry_url or request.url) not in self._other
