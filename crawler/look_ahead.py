"""Crawls of a record that come next, looked over and read by a process of its own while what others gave is taken.

It follows each page's requests as the walk gives them, and decides nothing: what is asked for, and what is taken, is
known in its turn.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

from archive.ahead import Ahead
from archive.forked import cores
from archive.purge_orders import PurgedRecord
from archive.records import Request
from archive.warc_reader import TornRecordError
from crawler import walk
from crawler.read_ahead import TOGETHER, Given, Reader, Sign, are_warm, next_job
from crawler.replay import CrawlRecords, Place, read_crawl
from crawler.state import address_book

#: Bytes of what was read and is not taken yet, which is kept in memory: of some 3,000 pages.
_MOST = 32_000_000
#: Bytes of a folder of WARC files; of less a process is not worth it.
_WORTH = 2_000_000
_Said: TypeAlias = "CrawlRecords | list[Given]"


@dataclass(frozen=True, slots=True)
class Next:
    """A crawl that comes next; ``sign`` signs the texts that are new with it."""

    crawl: str
    sign: Sign | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """What is known of a crawl before its turn: its records, None where they were not looked over, and what the first
    of them gave. ``busy`` processes are at work on the crawls after it.
    """

    records: CrawlRecords | None = None
    given: Iterable[Given] = ()
    busy: int = 0


class Lookout:
    """Looks at crawls in their order, each from when those before it leave the time. To be closed."""

    def __init__(self, folder: Path, crawls: Sequence[Next], register: Mapping[str, PurgedRecord]) -> None:
        self._register = register
        self._crawls = deque(each.crawl for each in crawls)
        self._ahead: Ahead[_Said] | None = None
        if crawls and cores() > 1 and sum(path.stat().st_size for path in folder.glob("*.gz")) >= _WORTH:
            self._ahead = Ahead([partial(_look, folder, each, register) for each in crawls], _MOST)

    def close(self) -> None:
        """End the process that looks."""
        if self._ahead:
            self._ahead.close()

    def take(self, crawl: str) -> Looked:
        """What is known of a crawl whose turn it is; nothing where it is not the next of those."""
        if self._ahead is None or not self._crawls or self._crawls[0] != crawl:
            return Looked(busy=self._busy)
        self._crawls.popleft()
        made = self._ahead.take()
        records = next(made, None)
        if not isinstance(records, CrawlRecords):
            return Looked(busy=self._busy)
        records.register = self._register
        return Looked(records, (given for said in made if isinstance(said, list) for given in said), self._busy)

    @property
    def _busy(self) -> int:
        return int(self._ahead is not None and bool(self._crawls))


def warm_up(crawl: Next, records: CrawlRecords) -> None:
    """Read a few pages of a crawl of which not all records are known, for what readers make once, and nothing else."""
    with suppress(TornRecordError, OSError):  # said where the record is read in its turn
        for _ in _read(crawl, records):
            if are_warm():
                return


def _look(folder: Path, crawl: Next, register: Mapping[str, PurgedRecord]) -> Iterator[_Said]:
    """The records of a crawl, then what they give, some at a time. Raises TornRecordError, OSError."""
    records = read_crawl(folder, crawl.crawl, register)
    yield replace(records, register={})  # which is there already
    yield from _read(crawl, records)


def _read(crawl: Next, records: CrawlRecords) -> Iterator[list[Given]]:
    """What records of a crawl give, some at a time. Raises TornRecordError, OSError."""
    portal = records.portal
    if portal is None:
        return
    reader = Reader(crawl.crawl, portal, address_book(portal, records.view), records.view, crawl.sign)
    todo: deque[tuple[Request, Place]] = deque()
    asked: set[str] = set()

    def ask(requests: Iterable[Request]) -> None:
        for request in requests:
            place = records.find(request)
            if place is not None and request.identity not in asked:
                asked.add(request.identity)
                todo.append((request, place))

    ask(walk.start(portal).requests)
    while todo:
        given = reader.read(next_job(todo, TOGETHER))
        yield given
        for each in given:
            ask(each.step.requests)
