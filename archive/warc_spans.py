"""WARC files looked over by several processes: each looks at the records that begin in some of a file's bytes.

Where records begin is seen in the bytes themselves; whether one that was found is one, by where the one before it ends.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Generic, TypeAlias, TypeVar

from archive.forked import Forked
from archive.gzip_members import Source, next_member
from archive.warc_reader import StoredRecord, TornRecordError, read_records

Made = TypeVar("Made")
#: What is kept of a record; None for one of which nothing is.
Look: TypeAlias = "Callable[[Path, StoredRecord], Made | None]"
#: Bytes of a span: of some hundreds of records.
_SPAN = 1_000_000
#: Spans that a process is given at once, at the beginning: so many take as long as reading the first few pages does.
_BEGUN = 12
#: Bytes that the records of a span may hold where what seems to begin one may be a page's, who can make it hold much.
_MOST = 32_000_000
#: Bytes of a job, which is a path and two numbers (archive.forked).
_LARGEST = 8_000


@dataclass(frozen=True, slots=True)
class _Span:
    path: Path
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class _LookedOver(Generic[Made]):
    """What was kept of the records from ``begin`` to ``end``: there one begins, or is ``torn``, or the file ends."""

    begin: int
    end: int
    made: list[Made]
    torn: TornRecordError | None = None


def look_over(
    paths: Iterable[Path], look: Look[Made], processes: int, meanwhile: Callable[[], None] = lambda: None
) -> Generator[tuple[Path, Made], None, None]:
    """What is kept of each record of files, in their order, with the file; by this process and others, which end when
    it is closed. ``meanwhile`` is done when the first records have been given, and the others look at more than those
    after them. Raises TornRecordError at the first record that is not whole, OSError.
    """
    spans = [
        _Span(path, begin, begin + _SPAN) for path in paths for begin in range(0, max(path.stat().st_size, 1), _SPAN)
    ]
    with Forked(partial(_beside, look), processes, _LARGEST, places=_BEGUN) as pool:
        end = 0
        for span, looked in zip(spans, _shared(pool, look, spans, processes * _BEGUN), strict=True):
            begin = end if span.begin else 0
            if looked is None or looked.begin != begin:
                looked = _look_over(look, span.path, begin, span.end)
            yield from ((span.path, each) for each in looked.made)
            if looked.torn:
                raise looked.torn
            end = looked.end
            if span is spans[0] and processes:
                meanwhile()


def _shared(
    pool: Forked[_Span, _LookedOver[Made] | None], look: Look[Made], spans: list[_Span], begun: int
) -> Iterator[_LookedOver[Made] | None]:
    """What each span holds; the first is looked at here, when the others have begun with those after it."""
    todo = iter(spans)
    for first in islice(todo, 1):
        for span in islice(todo, begun):
            pool.ask(span)
        yield _look_over(look, first.path, first.begin, first.end)
    yield from pool.shared(lambda: next(todo, None))


def _beside(look: Look[Made], span: _Span) -> _LookedOver[Made] | None:
    """None where nothing that seems to be a record begins in the span: then it may be in the midst of one. Also where
    what does is torn, or holds more than is common: whether it is a record is not known here.
    """
    begin: int | None = span.begin
    if span.begin:
        with span.path.open("rb", buffering=0) as file:
            begin = next_member(Source(file), span.begin, span.end)
    looked = None if begin is None else _look_over(look, span.path, begin, span.end, _MOST)
    return looked if looked and not looked.torn else None


def _look_over(look: Look[Made], path: Path, begin: int, end: int, most: int | None = None) -> _LookedOver[Made]:
    made: list[Made] = []
    at = begin
    try:
        for record in read_records(path, begin, most) if begin < end else ():
            at = record.offset + record.length
            if (kept := look(path, record)) is not None:
                made.append(kept)
            if at >= end:
                break
    except TornRecordError as error:
        return _LookedOver(begin, at, made, error)
    return _LookedOver(begin, at, made)
