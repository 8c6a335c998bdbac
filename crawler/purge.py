"""What an order to delete a record takes along, and what the archive has to remember of it."""

from __future__ import annotations

import json
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.holdings import holdings
from archive.purge import purged_record
from archive.purge_orders import PurgedRecord
from archive.records import Request
from archive.tombstone import purged_type
from archive.warc_reader import StoredRecord, read_records
from crawler import walk
from crawler.brought.take import records_of
from crawler.capture.certificate import read_certificate
from crawler.capture.record import REQUEST_HEADER
from crawler.errors import CannotPurgeError
from crawler.portal import Portal
from crawler.purged_steps import is_list, step_to_keep
from crawler.read_ahead import Given, Reader
from crawler.replay import CrawlRecords
from crawler.state import NEVER_CAPTURED, address_book
from crawler.steps import Step

#: The same bytes wherever they were captured, and revisits that stand for them.
_SAME = """
with ids as (select value as id from json_each(?))
select c.id from captures c where c.id in ids
union select c.id from captures c join captures o on o.entity_digest = c.entity_digest
    where o.id in ids and o.size > 0
union select c.id from captures c where c.revisit_of in ids
union select c.revisit_of from captures c where c.id in ids and c.revisit_of is not null
"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an order takes away: records, and of captures what the archive remembers of them."""

    records: tuple[PurgedRecord, ...]
    lists: tuple[str, ...]  # addresses of pages that other documents are known by


def choose(archive: Path, db: Database, ids: Set[str]) -> Chosen:
    """All that goes when these captures go: the same bytes elsewhere, and what stands beside each of them.

    Raises CannotPurgeError for an unknown id, or where a crawl is open; archive.warc_reader.TornRecordError, OSError.
    """
    _check_known(db, ids)
    _check_closed(archive, db)
    chosen = set(ids)
    while True:
        same = {row for (row,) in db.execute(_SAME, [json.dumps(sorted(chosen))]).fetchall()}
        rows = {row["id"]: row for row in _rows(db, same)}
        beside = neighbours(archive, {row["crawl"] for row in rows.values()}, same)
        if missing := ids - beside.keys():
            raise CannotPurgeError(f"{min(missing)}: no record stands where its row leads; `gongkai check` says more")
        captured = {row["id"] for row in _rows(db, beside)}
        if captured == chosen:
            return _remembered(archive, db, rows, beside)
        chosen = captured


def _rows(db: Database, ids: Collection[str]) -> Iterator[dict[str, Any]]:
    yield from db.query(
        "select * from captures where id in (select value from json_each(?))", [json.dumps(sorted(ids))]
    )


def _check_known(db: Database, ids: Collection[str]) -> None:
    gone = {row for (row,) in db.execute("select record from purged").fetchall()}
    for record in sorted(ids):
        if not any(True for _ in _rows(db, [record])):
            raise CannotPurgeError(f"{record}: no capture of this archive; the table captures has their ids")
        if record in gone:
            raise CannotPurgeError(f"{record}: is purged already")


def _check_closed(archive: Path, db: Database) -> None:
    """Raise CannotPurgeError where records may have no row yet: the same bytes among them would not be found, and
    revisits would be left without what they stand for.
    """
    verdicts = dict(db.execute("select id, verdict from crawls").fetchall())
    held = [*holdings(archive)]
    still_open = {crawl for crawl, verdict in verdicts.items() if verdict == "open"}
    still_open |= {holding.crawl for holding in held if holding.is_open}
    if still_open:
        raise CannotPurgeError(f"{min(still_open)}: is still open; `gongkai run` goes on with it or closes it")
    if unknown := {holding.crawl for holding in held} - verdicts.keys():
        raise CannotPurgeError(f"{min(unknown)}: archive.db does not know its records; `gongkai rebuild` takes them in")


def neighbours(
    archive: Path, crawls: Collection[str], captures: Collection[str]
) -> dict[str, tuple[str, StoredRecord]]:
    """These captures and what stands beside them, by id: their requests, what came around them, what was rendered
    of them, and what a rendered one was made of. Each with its file.
    """
    found: dict[str, tuple[str, StoredRecord]] = {}
    for crawl in sorted(crawls):
        for path in sorted((archive / "warc").glob(f"{crawl}-[0-9]*.warc.gz")):
            for record in read_records(path):
                if not purged_type(record) and (record.id in captures or _belongs(record, captures)):
                    found[record.id] = (path.name, record)
    made_of = {
        record.get("WARC-Concurrent-To").strip("<>") for _, record in found.values() if record.kind == "resource"
    }
    missing = made_of - found.keys() - {""}
    return neighbours(archive, crawls, {*captures, *missing}) if missing else found


def _belongs(record: StoredRecord, captures: Collection[str]) -> bool:
    """Whether a record stands beside one of the captures; failures and certificates hold nothing of a page."""
    if record.get("WARC-Concurrent-To").strip("<>") not in captures:
        return False
    if record.kind == "metadata":
        return not record.get(REQUEST_HEADER) and not read_certificate(record.block)
    return record.kind in ("request", "resource")


def _remembered(
    archive: Path,
    db: Database,
    rows: Mapping[str, Mapping[str, Any]],
    found: Mapping[str, tuple[str, StoredRecord]],
) -> Chosen:
    steps: dict[str, tuple[Portal, Step]] = {}
    wanted: dict[str, set[str]] = defaultdict(set)
    for row in rows.values():
        wanted[row["crawl"]].add(row["id"])
    for crawl, own in wanted.items():
        steps |= _steps(db, archive, crawl, own)
    lengths = dict(db.execute("select capture, characters from documents where characters is not null").fetchall())
    records = []
    for record_id, (file, record) in sorted(found.items(), key=lambda item: (item[1][0], item[1][1].offset)):
        step = _kept(*steps[record_id]) if record_id in steps else None
        capture = dict(rows[record_id]) if record_id in rows else None
        records.append(purged_record(record, file, capture, step, lengths.get(record_id)))
    lists = sorted(rows[record]["url"] for record, (_, step) in steps.items() if is_list(step))
    return Chosen(tuple(records), tuple(lists))


def _kept(portal: Portal, step: Step) -> dict[str, Any]:
    sources = (channel.source for channel in portal.channels.values() if channel.source)
    return step_to_keep(step, sources)


def _steps(db: Database, archive: Path, crawl: str, wanted: Collection[str]) -> dict[str, tuple[Portal, Step]]:
    """What the walk is given by the captures that are wanted: it is driven over the crawl once more."""
    records = records_of(archive, crawl)
    portal = records.portal
    if portal is None:
        return {}
    reader = Reader(crawl, portal, address_book(portal, records.view), records.view)
    given = _given(reader, records, _probes(db, crawl))
    return {each.answer: (portal, _step(each)) for each in given if each.answer in wanted}


def _given(reader: Reader, records: CrawlRecords, probes: Iterable[Request]) -> Iterator[Given]:
    """What the walk is given, from its start on, and then by what it asked for because it had left a list."""
    asked: set[str] = set()
    left = (probe for probe in probes if probe.identity in records.answers)  # asked once the lists are read
    for begun in (walk.start(reader.portal).requests, left):
        todo = deque(begun)
        while todo:
            request = todo.popleft()
            place = records.find(request)
            if place is None or request.identity in asked:
                continue
            asked.add(request.identity)
            records.taken(request, place)
            (given,) = reader.read([(request, place)])
            yield given
            todo.extend(given.step.requests)


def _probes(db: Database, crawl: str) -> list[Request]:
    """What may have left a list when the crawl began: which did is known by the crawls before it alone, but all that
    was answered has a row.
    """
    urls = db.execute("select distinct url from captures where crawl = ?", [crawl]).fetchall()
    return [Request(url, "probe") for (url,) in urls]


def _step(given: Given) -> Step:
    """What counts of a record: of a page that no browser rendered, that its request was not answered."""
    if not given.unrendered:
        return given.step
    return Step(walk.unanswered(given.request, NEVER_CAPTURED).records)
