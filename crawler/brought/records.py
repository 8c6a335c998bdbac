"""The records of an import, as answers to the walk.

Of a crawl of this program each record says which request it answers; its address has to be that of the request. Those
of strangers answer by their address: the newest good answer of each, to whatever asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from archive.http_message import Head, read_head, split_interim
from archive.records import Request
from archive.warc_reader import StoredRecord
from crawler import settings
from crawler.brought.stranger import redirects_to_itself
from crawler.capture.record import DOM, REQUEST_HEADER
from crawler.coverage import REFUSALS
from crawler.past.view import PAST_RECORD
from crawler.portal import Portal
from crawler.replay import ANSWERS, PLAIN_RESOURCE, PORTAL_RECORD, RENDERED, CrawlRecords, Place
from crawler.urls import AddressBook


@dataclass(frozen=True, slots=True)
class _Offer:
    """An answer of a stranger: a good one before a refusal, and the newest before others."""

    is_good: bool
    date: str
    id: str
    place: Place


@dataclass
class ImportedRecords(CrawlRecords):
    """The records of one import. ``followed`` is the portal file of whoever imports; no portal file and no web archive
    that the files name is looked at.
    """

    followed: Portal | None = None
    _addresses: dict[str, str] = field(default_factory=dict)  # by the request that a record says it answers
    _offers: dict[str, list[_Offer]] = field(default_factory=dict)  # by canonical address
    _best: dict[str, Place] | None = None
    _used: set[tuple[Path, int]] = field(default_factory=set)

    @property
    def portal(self) -> Portal | None:
        """The portal file that is followed."""
        return self.followed

    def add(self, path: Path, record: StoredRecord) -> None:
        """Take one record of the files, in their order."""
        if record.kind == "resource" and record.url.startswith((PORTAL_RECORD, PAST_RECORD)):
            return
        identity, url = record.get(REQUEST_HEADER), self._book.canonical(record.url.removeprefix(DOM))
        if identity and url is not None:
            self._addresses[identity] = url
        if not identity and url is not None and record.kind in (*ANSWERS, RENDERED) and not record.url.startswith(DOM):
            self._offer(url, path, record)
        else:
            super().add(path, record)

    @cached_property
    def _book(self) -> AddressBook:
        assert self.followed is not None
        return AddressBook.of(self.followed)

    def _add_purged(self, path: Path, record: StoredRecord, kind: str) -> None:
        """An answer that is gone: what it gave is known, so that it answers as it did."""
        super()._add_purged(path, record, kind)
        url = self._book.canonical(record.url)
        if kind in (*ANSWERS, RENDERED) and not record.get(REQUEST_HEADER) and url is not None:
            place = self.others[-1]
            is_good = place.status not in (0, *settings.RETRY_HTTP_CODES, *REFUSALS)
            self._offers.setdefault(url, []).append(_Offer(is_good, record.get("WARC-Date"), record.id, place))

    def _offer(self, url: str, path: Path, record: StoredRecord) -> None:
        head = read_head(split_interim(record.block)[1]) if record.kind in ANSWERS else None
        status = head.status if head else 200 if record.kind == RENDERED else 0
        place = Place(path, record.offset, PLAIN_RESOURCE if record.kind == RENDERED else record.kind, status)
        self.others.append(place)
        if record.get("WARC-Truncated") or (head is not None and self._leads_nowhere(record, head)):
            return
        is_good = status not in (0, *settings.RETRY_HTTP_CODES, *REFUSALS)
        self._offers.setdefault(url, []).append(_Offer(is_good, record.get("WARC-Date"), record.id, place))

    def _leads_nowhere(self, record: StoredRecord, head: Head) -> bool:
        return redirects_to_itself(self._book, record.url, head)

    def find(self, request: Request) -> Place | None:
        """The answer to a request; None where there is none."""
        place = self.answers.get(request.identity)
        if place is not None:
            known = self._addresses.get(request.identity)
            return place if known in (None, request.url) else None
        if request.method != "GET":
            return None
        if self._best is None:
            self._best = {url: place for url, offers in self._offers.items() if (place := self._chosen(offers))}
        return self._best.get(request.url)

    def _chosen(self, offers: list[_Offer]) -> Place | None:
        """The best of answers to GET."""
        asked = [offer for offer in offers if self.methods.get(offer.id, "GET") == "GET"]
        return max(asked, key=lambda offer: (offer.is_good, offer.date, offer.id)).place if asked else None

    def taken(self, request: Request, place: Place) -> bool:
        """Note that a request was answered; whether the capture of the answer is to be taken with it: it is once."""
        if self.answers.pop(request.identity, None) is not None:
            return True
        stands = (place.path, place.offset)
        is_new = stands not in self._used
        self._used.add(stands)
        return is_new

    def left(self) -> list[Place]:
        """What answered nothing that was asked."""
        return [place for place in super().left() if (place.path, place.offset) not in self._used]
