"""What waits to be asked: Scrapy's scheduler, with little of each request kept until its turn comes.

A site's lists are read before its documents, so that nearly all requests of a crawl wait at once. Scrapy's own
scheduler keeps each as it will be sent, ten times what is needed to make it; of most not even that is kept as it is.
"""

from __future__ import annotations

import json
import zlib
from collections import deque
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler

from archive.records import Request as WalkRequest
from crawler.capture.middleware import CONDITION, HANDED

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from archive.earlier import Condition

#: All that a request of the walk has in its ``meta`` before it was ever sent.
_WALKED = {"walk", CONDITION}
_PLAIN = _WALKED | {"handle_httpstatus_all", "is_start_request"}
_REFERER = "Referer"
#: So many are packed together, and unpacked.
_TOGETHER = 500


@dataclass(frozen=True, slots=True)
class _Kept:
    """A request of the walk, on what it is made, and the page that names it."""

    walk: WalkRequest
    condition: Condition | None
    referer: bytes | None


_Waits: TypeAlias = "_Kept | Request"
_FIELDS = [field.name for field in fields(WalkRequest)]
_BODY = _FIELDS.index("body")
_values = attrgetter(*_FIELDS)


def _row(kept: _Waits) -> list[Any] | None:
    """A request as JSON can say it; None for one that has more than a row."""
    if isinstance(kept, Request) or kept.condition is not None:
        return None
    row = [*_values(kept.walk), None if kept.referer is None else kept.referer.decode("latin-1")]
    row[_BODY] = row[_BODY].decode("latin-1")
    return row


def _of_row(row: list[Any]) -> _Kept:
    *values, referer = row
    values[_BODY] = values[_BODY].encode("latin-1")
    return _Kept(WalkRequest(*values), None, None if referer is None else referer.encode("latin-1"))


class _Packed:
    """Requests that wait for long: packed, but for those that have more than a row."""

    def __init__(self, kept: list[_Waits]) -> None:
        rows = [*map(_row, kept)]
        self._rows = zlib.compress(json.dumps(rows).encode("ascii"), 1)
        self._others = [one for one, row in zip(kept, rows, strict=True) if row is None]

    def unpacked(self) -> list[_Waits]:
        """They, in their order."""
        others = iter(self._others)
        return [next(others) if row is None else _of_row(row) for row in json.loads(zlib.decompress(self._rows))]


class _Stack:
    """Gives the newest first; all but the newest are packed."""

    def __init__(self) -> None:
        self._packed: list[_Packed] = []
        self._newest: list[_Waits] = []

    def __bool__(self) -> bool:
        return bool(self._newest or self._packed)

    def push(self, kept: _Waits) -> None:
        """Have one wait."""
        self._newest.append(kept)
        if len(self._newest) == 2 * _TOGETHER:  # so many can go before any is unpacked again
            self._packed.append(_Packed(self._newest[:_TOGETHER]))
            del self._newest[:_TOGETHER]

    def pop(self) -> _Waits:
        """The newest."""
        if not self._newest:
            self._newest = self._packed.pop().unpacked()
        return self._newest.pop()


class Waiting(BaseScheduler):
    """Gives out requests as Scrapy's scheduler does: by priority, the newest first; first requests in their order."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler: Any = crawler
        self._newest: dict[int, _Stack] = {}
        self._first: dict[int, deque[_Waits]] = {}
        self._referer: bytes | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Waiting:
        """The scheduler of a Scrapy crawler whose spider makes requests of those of the walk."""
        return cls(crawler)

    def has_pending_requests(self) -> bool:
        """Whether anything waits."""
        return bool(self._newest or self._first)

    def enqueue_request(self, request: Request) -> bool:
        """Have a request wait."""
        if request is HANDED:  # stands for an answer, and asks for nothing
            return True
        kept = self._kept(request)
        if request.meta.get("is_start_request"):
            self._first.setdefault(request.priority, deque()).append(kept)
        else:
            self._newest.setdefault(request.priority, _Stack()).push(kept)
        return True

    def wait(self, request: WalkRequest, priority: int, condition: Condition | None, referer: bytes | None) -> None:
        """Have a request of the walk wait, as if Scrapy's for it had been given."""
        self._newest.setdefault(priority, _Stack()).push(_Kept(request, condition, referer))

    def next_request(self) -> Request | None:
        """The request whose turn it is; None where none waits."""
        highest = max((*self._newest, *self._first), default=None)
        if highest is None:
            return None
        if highest in self._newest:
            kept = self._newest[highest].pop()
            if not self._newest[highest]:
                del self._newest[highest]
        else:
            kept = self._first[highest].popleft()
            if not self._first[highest]:
                del self._first[highest]
        return self._made(kept) if isinstance(kept, _Kept) else kept

    def _kept(self, request: Request) -> _Waits:
        """What is enough to make a request again; itself where it is none of the walk's, or was sent before."""
        walked = request.meta.get("walk")
        if not isinstance(walked, WalkRequest) or not _WALKED <= request.meta.keys() <= _PLAIN:
            return request
        referer = request.headers.get(_REFERER)
        if referer != self._referer:  # most come from one page: its address is kept once
            self._referer = referer
        return _Kept(walked, request.meta[CONDITION], self._referer)

    def _made(self, kept: _Kept) -> Request:
        request: Request = self._crawler.spider.request_of(kept.walk, kept.condition)
        if kept.referer is not None:
            request.headers[_REFERER] = kept.referer
        return request
