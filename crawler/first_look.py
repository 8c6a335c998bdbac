"""The first look over the records of a crawl that is rebuilt: on every core, where it is worth it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from pathlib import Path

from archive.forked import pickle_plainly
from archive.purge_orders import PurgedRecord
from archive.warc_reader import StoredRecord
from archive.warc_spans import look_over
from crawler.capture.record import REQUEST_HEADER
from crawler.replay import (
    ANSWERS,
    FOLLOWED,
    RENDERED,
    Answered,
    CrawlRecords,
    answered_by,
    files_of,
    method_of,
    read_crawl,
)

#: Bytes of a crawl's files; of less a process is not worth it.
_WORTH = 4_000_000

pickle_plainly(Answered)


def look_over_crawl(
    folder: Path,
    crawl: str,
    register: Mapping[str, PurgedRecord],
    processes: int,
    meanwhile: Callable[[CrawlRecords], None] = lambda records: None,
) -> CrawlRecords:
    """As ``crawler.replay.read_crawl``, with so many other processes.

    ``meanwhile`` is done while they are at work, where they are, with the first records of the crawl: later ones may
    answer the same requests. Raises what it does, TornRecordError, OSError.
    """
    files = files_of(folder, crawl)
    if processes > 0 and sum(path.stat().st_size for path in files) >= _WORTH:
        records = CrawlRecords(register=register)
        looked: Generator[tuple[Path, Answered | StoredRecord], None, None]
        looked = look_over(files, _look, processes, lambda: meanwhile(records))
        with closing(looked):  # its processes end with it
            for path, said in looked:
                if isinstance(said, Answered):
                    records.answer(said)
                else:
                    records.add(path, said)
                if records.view is not None:  # by that it is told which answers are of the web archive
                    break
            else:
                return records
    return read_crawl(folder, crawl, register)


def _look(path: Path, record: StoredRecord) -> Answered | StoredRecord | None:
    """The place of an answer; nothing of a request that is like most; all of any other record, a tombstone too."""
    if record.kind == "request":
        return None if method_of(record) == "GET" else record
    is_answer = record.kind in (*ANSWERS, RENDERED) and not record.url.startswith(FOLLOWED)
    return answered_by(path, record) if is_answer and record.get(REQUEST_HEADER) else record
