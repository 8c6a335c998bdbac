"""What the records of a crawl that is over give, in the order in which it is asked for, read on every core.

The walk is pure, so that records can be read before it is their turn: only what they give is taken in order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING, TypeAlias

from archive.forked import Forked, cores, pickle_plainly
from archive.records import Capture, DocumentRead, Request
from crawler import walk
from crawler.past.view import PastView
from crawler.portal import Portal
from crawler.purged_steps import kept_step
from crawler.replay import Place, load
from crawler.steps import Exchange, Step
from crawler.urls import AddressBook

if TYPE_CHECKING:
    from archive.twins.signatures import Signed

#: Fewer records are read here alone: forking a process for them is not worth it.
_MANY = 200
#: Before a process is forked so many were read here: expressions and words that readers make once are then there too.
_WARM = 20
#: Records that are read together here, and those that are sent to a process together.
_HERE, TOGETHER = 128, 16
#: Jobs of a process that are not taken: while one is, it is at work on another, and never without one.
_AHEAD = 3
#: Of what is left each process is given less than such a part at once, so that all of them end together.
_SHARE = 4
#: Bytes of them: what is remembered of purged lists may be long, and what is read is (archive.forked).
_LARGEST = 32_000
#: Records in a row that were not read before their turn, after which none of them is likely to have been.
_MISSES = 64
#: Bytes of exchanges that are loaded before any of them is read.
_AT_HAND = 1_000_000
#: Makes of texts with their digests rows of ``text_signatures`` (archive.twins.signatures).
Sign: TypeAlias = "Callable[[Sequence[tuple[str, str]]], list[Signed]]"
_Job = list[tuple[Request, Place]]
_Loaded = tuple[Request, Place, Exchange, Capture | None]

pickle_plainly(Place)  # what it goes with: crawler.steps


@dataclass(slots=True)
class _Readers:
    pages: int = 0


_readers = _Readers()


def are_warm() -> bool:
    """Whether readers have made in this process what they make once."""
    return _readers.pages >= _WARM


@dataclass(frozen=True, slots=True)
class Given:
    """What the record of a request gave; ``unrendered`` where a browser was to run its scripts and has not."""

    request: Request
    capture: Capture | None
    answer: str  # the id of the record that the step stands on
    step: Step
    unrendered: bool = False
    signed: Sequence[Signed] = ()


@dataclass(frozen=True, slots=True)
class Beforehand:
    """What of reading a crawl may be done before its turn, or beside it.

    ``sign`` signs (archive.twins) texts that are new with the crawl as they are read: it was accepted. ``given`` is
    what the first of its records gave, nearly in the order in which they are asked for. ``busy`` is how many processes
    are at work on the crawls after it.
    """

    sign: Sign | None = None
    given: Iterable[Given] = ()
    busy: int = 0


#: Nothing is read before its turn.
IN_TURN = Beforehand()


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the records of one crawl."""

    crawl: str
    portal: Portal
    book: AddressBook
    view: PastView | None = None
    sign: Sign | None = None

    def read(self, job: _Job) -> list[Given]:
        """What records give, with the signatures of their texts where they are to be signed: these are at hand here,
        and need not be read, or sent, again. Raises TornRecordError, OSError.
        """
        _readers.pages += len(job)
        read = [self._given(*each) for loaded in self._loaded(job) for each in loaded]
        return _all_signed(read, self.sign) if self.sign else read

    def _loaded(self, job: _Job) -> Iterator[list[_Loaded]]:
        """The exchanges of some records, before any of them is read: in turn, each would find its code and tables gone
        from the processor's caches.
        """
        loaded: list[_Loaded] = []
        size = 0
        for request, place in job:
            exchange, capture = load(place, request, self.crawl, self.book, self.view)
            loaded.append((request, place, exchange, capture))
            size += len(exchange.content)
            if size > _AT_HAND:
                yield loaded
                loaded, size = [], 0
        yield loaded

    def _given(self, request: Request, place: Place, exchange: Exchange, capture: Capture | None) -> Given:
        if place.purged is not None:
            return Given(request, capture, exchange.capture, kept_step(place.purged))
        if self.view is None and walk.needs_browser(self.portal, exchange):
            return Given(request, capture, exchange.capture, Step(), unrendered=True)
        return Given(request, capture, exchange.capture, walk.step(self.portal, exchange))


def _all_signed(read: Sequence[Given], sign: Sign) -> list[Given]:
    """What was given, with the signatures of the texts of documents of one page."""
    texts = [[*_texts(each.step)] for each in read]
    made = iter(sign([*chain.from_iterable(texts)]))
    return [
        replace(each, signed=[*islice(made, len(of))]) if of else each for each, of in zip(read, texts, strict=True)
    ]


def _texts(step: Step) -> Iterator[tuple[str, str]]:
    for record in step.records:
        if not isinstance(record, DocumentRead) or record.goes_on:
            continue
        if record.content_digest and record.reading.body.text:  # of a purged text the digest is kept, and no more
            yield record.content_digest, record.reading.body.text


class _AtHand:
    """What was read before its turn, by its request."""

    def __init__(self, given: Iterable[Given]) -> None:
        self._given = iter(given)
        self._passed: dict[str, Given] = {}  # whose turn is not yet, or never comes
        self._misses = 0

    def waits(self) -> bool:
        """Whether more may be found."""
        if not self._passed and (given := next(self._given, None)):
            self._passed[given.request.identity] = given
        return bool(self._passed) and self._misses < _MISSES

    def take(self, request: Request) -> Given | None:
        """What the record of a request gave; None where it was not read, or for a request that was another."""
        while request.identity not in self._passed and len(self._passed) < _MISSES:
            given = next(self._given, None)
            if given is None:
                break
            self._passed[given.request.identity] = given
        found = self._passed.pop(request.identity, None)
        self._misses = 0 if found else self._misses + 1
        return found if found and found.request == request else None


def read_ahead(
    reader: Reader, todo: deque[tuple[Request, Place]], answers: int, beforehand: Beforehand
) -> Iterator[Given]:
    """What the records of ``todo`` give, in its order, until nothing is left in it; it may grow while it is read.

    By this process and one for each other core, where there are many ``answers`` to be read. Raises TornRecordError,
    OSError.
    """
    at_hand, done = _AtHand(beforehand.given), 0
    while todo and at_hand.waits():
        request, place = todo.popleft()
        found = at_hand.take(request)
        done += 1
        yield from [found] if found else reader.read([(request, place)])
    processes = cores() - 1 - beforehand.busy
    is_alone = processes < 1 or answers - done < _MANY
    while todo and (is_alone or not are_warm()):
        yield from reader.read(next_job(todo, _HERE if is_alone else _WARM))
    if not todo:
        return
    with Forked(reader.read, processes, _LARGEST, _AHEAD) as pool:
        share = _SHARE * (processes + 1)
        yield from chain.from_iterable(
            pool.shared(lambda: next_job(todo, min(TOGETHER, len(todo) // share + 1)) or None)
        )


def next_job(todo: deque[tuple[Request, Place]], most: int) -> _Job:
    """Take the first of what is to be read, at most so many."""
    return [todo.popleft() for _ in range(min(most, len(todo)))]
