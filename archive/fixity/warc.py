"""One WARC file: its members, its records, and the rows of ``captures`` that lead into it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from archive.fixity.case import EVERY_COLUMN, Case, Rowless
from archive.fixity.index import IndexCheck
from archive.fixity.problems import Problem, Progress, Report, shown
from archive.fixity.register import Row
from archive.holdings import Holding
from archive.http_message import Head
from archive.manifest import FileEntry
from archive.purge_orders import PurgedRecord
from archive.signing.leaves import leaf_of
from archive.signing.merkle import Tree
from archive.tombstone import purged_type
from archive.validators import etag_of, last_modified_of
from archive.warc_index import Damage, Record, WarcFile
from archive.warc_revisit import is_not_modified

#: A report of progress every so many records.
_PACE = 200


class WarcCheck:
    """The check of one file, and of its index where it has one."""

    def __init__(self, holding: Holding, case: Case, index: IndexCheck | None) -> None:
        self._holding = holding
        self._case = case
        self._index = index
        self._closed = case.register.is_closed(holding.crawl)
        self._foreign = case.is_foreign(holding.name, holding.crawl)
        self._expected = case.expected.get(holding.name)
        self._problems: list[Problem] = []
        self._tail: Damage | None = None
        self._rows: dict[Any, list[Row]] = {}
        for row in case.register.rows(holding.warc_name):
            self._rows.setdefault(row.warc_offset, []).append(row)

    def run(self, report: Report, done: int, total: int) -> list[Problem]:
        """Read the file and return what is wrong with it. Raises OSError."""
        if self._foreign:
            self._case.ledger.lose(self._holding.warc_name)
        file = WarcFile(self._holding.path)
        for number, item in enumerate(file.items()):
            if number % _PACE == 0:
                report(Progress(self._holding.name, done + item.offset, total))
            if self._expected and item.offset >= self._expected.size:
                continue  # what was appended is named as a whole
            if isinstance(item, Damage):
                self._damaged(item)
            else:
                self._record(item)
        self._case.found[self._holding.name] = FileEntry(self._holding.name, file.size, file.sha256)
        self._close(file.size)
        return self._problems

    def _damaged(self, damage: Damage) -> None:
        if damage.truncated:
            self._tail = damage  # judged at the end, with what else is missing
            return
        lost = self._take(damage.offset, damage.end)
        self._add(damage.offset, "damaged_record", f"bytes to {damage.end}: {damage.reason}{_of(lost)}")

    def _take(self, start: int, end: float) -> list[Row]:
        """Rows that lead to bytes ``start`` to ``end``, where nothing can be read; they are not asked for again."""
        places = [place for place in self._rows if isinstance(place, int) and start <= place < end]
        rows = [row for place in sorted(places) for row in self._rows.pop(place)]
        self._case.ledger.lost.update(str(row.id) for row in rows)
        self._case.ledger.lose(self._holding.warc_name, start, end)
        if self._index:
            self._index.forgive(start, end)
        return rows

    def _add(self, offset: int, what: str, detail: str) -> None:
        self._problems.append(Problem(f"{self._holding.name} byte {offset}", what, detail))
        self._case.explained.add(self._holding.name)

    def _record(self, record: Record) -> None:
        if record.faults:
            self._add(record.offset, "contradicts_itself", f"{record.id or 'record'}: {'; '.join(record.faults)}")
        if not self._foreign and not self._holding.is_open:
            leaf = leaf_of(record, self._holding.name, self._case.purged_since)
            self._case.trees.setdefault(self._holding.crawl, Tree()).add(leaf.encoded())
        purged = self._purged(record)
        rows = self._rows.get(record.offset, [])
        row = next((row for row in rows if row.id == record.id), rows[0] if rows else None)
        if row:
            rows.remove(row)
            self._compare(row, record, purged)
        elif record.is_capture and record.answer and not self._foreign:
            self._note_rowless(record)
        if not self._foreign:
            self._case.ledger.add(record, self._holding.warc_name, row)
        if self._index:
            self._index.see(record)

    def _purged(self, record: Record) -> PurgedRecord | None:
        """What the register says of a tombstone. Named: one that no order is for, and bytes that are there still."""
        known = self._case.purged.get((self._holding.warc_name, record.offset))
        if not purged_type(record):
            if known:
                self._add(record.offset, "purge_unfinished", f"{known.id}: an order deletes it, and its bytes are here")
            return None
        if known is None or (known.id, known.type, known.length) != (record.id, purged_type(record), record.length):
            self._add(
                record.offset, "purged_without_order", f"{record.id}: a tombstone, and no order in purged/ is for it"
            )
            return None
        return known

    def _note_rowless(self, record: Record) -> None:
        crawl, register = self._holding.crawl, self._case.register
        required = register.sound and self._closed
        if required and crawl not in register.captures:
            self._case.without_rows[crawl] += 1
            return
        place = (self._holding.warc_name, record.offset, record.length)
        self._case.rowless[record.id] = Rowless(crawl, *place, record.url, required)

    def _compare(self, row: Row, record: Record, purged: PurgedRecord | None) -> None:
        crawl = self._holding.crawl
        if row.crawl not in self._case.register.crawls:  # named with its crawl
            self._case.altered.add((crawl, EVERY_COLUMN))
            crawl = row.crawl
        known = self._case.register.columns  # an archive of an earlier format has fewer
        said_of_it = [*_pairs(row, record, crawl), *(_remembered(row, purged) if purged else ())]
        pairs = [pair for pair in said_of_it if pair[0] in known]
        wrong = [(name, said, really) for name, said, really in pairs if said != really]
        if wrong and not record.faults:
            detail = "; ".join(
                f"{name}: {shown(said)} in the row, {shown(really)} in the record" for name, said, really in wrong
            )
            self._problems.append(
                Problem(row.name, "row_differs", f"{self._holding.name} byte {record.offset}: {detail}")
            )
            columns = {name for name, _, _ in wrong}
            self._case.altered |= {(self._holding.crawl, name) for name in columns}
            if columns & {"id", "crawl"}:
                self._case.altered.add((self._holding.crawl, EVERY_COLUMN))

    def _close(self, size: int) -> None:
        """Judge the end of the file, and the rows that led to no record of it."""
        # Rows whose record stands elsewhere in this file: they are wrong, not the file.
        moved = [row for rows in self._rows.values() for row in rows if row.id in self._case.rowless]
        self._rows = {place: [row for row in rows if row not in moved] for place, rows in self._rows.items()}
        beyond = self._take(self._tail.offset if self._tail else size, float("inf"))
        if self._tail and self._expected and size == self._expected.size:
            self._add(self._tail.offset, "damaged_record", f"bytes to {size}: it never ends{_of(beyond)}")
        elif self._is_short(size, beyond):
            place = f"inside the record at byte {self._tail.offset}" if self._tail else "after a whole record"
            total = f" of {self._expected.size}" if self._expected else ""
            self._add(size, "truncated", f"the file ends after {size}{total} bytes, {place}{_of(beyond)}")
        elif self._expected and size > self._expected.size:
            more = size - self._expected.size
            self._add(self._expected.size, "appended", f"{more} bytes follow what the manifest knows")
        self._case.astray += moved + [row for rows in self._rows.values() for row in rows]

    def _is_short(self, size: int, beyond: list[Row]) -> bool:
        """True where the end is missing; the torn tail of an open crawl is no harm, it is cut when that goes on."""
        pending = self._holding.is_open and not self._closed
        return bool(beyond or (self._tail and not pending) or (self._expected and size < self._expected.size))


def _pairs(row: Row, record: Record, crawl: Any) -> Iterator[tuple[str, Any, Any]]:
    """Column, what the row says, what the record says."""
    yield "id", row.id, record.id
    yield "crawl", row.crawl, crawl
    yield "fetched_url", row.fetched_url, record.url
    yield "captured_at", _instant(row.captured_at), _instant(record.get("WARC-Date"))
    yield "warc_length", row.warc_length, record.length
    yield "revisit_of", row.revisit_of, record.get("WARC-Refers-To").strip("<>") or None
    if record.answer:
        yield "status", row.status, record.answer.head.status
        yield from _of_head(row, record, record.answer.head)
    if record.answer and record.kind == "response":
        yield "entity_digest", row.entity_digest, record.answer.entity_digest
        yield "size", row.size, len(record.answer.content)


def _of_head(row: Row, record: Record, head: Head) -> Iterator[tuple[str, Any, Any]]:
    if not is_not_modified(record):  # the media type of a 304 is that of what it leaves unchanged
        yield "mime", row.mime, head.mime
    # Rows from before there were such columns have none; whether a row lost its own, the manifest's digests tell.
    if row.etag is not None:
        yield "etag", row.etag, etag_of(head)
    if row.last_modified is not None:
        yield "last_modified", row.last_modified, last_modified_of(head)


def _remembered(row: Row, purged: PurgedRecord) -> Iterator[tuple[str, Any, Any]]:
    """Column, what the row says, what the register remembers of a purged record."""
    capture = purged.capture or {}
    for name in ("status", "mime", "entity_digest", "size"):
        yield name, getattr(row, name), capture.get(name)


def _instant(said: Any) -> Any:
    """An instant of ISO 8601 to compare; what is none stays as it is."""
    try:
        return datetime.fromisoformat(str(said))
    except ValueError:
        return said


def _of(rows: list[Row]) -> str:
    """Whose records these bytes were."""
    if not rows:
        return ""
    more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
    return f"; of capture {rows[0].id} ({shown(rows[0].fetched_url)}){more}"
