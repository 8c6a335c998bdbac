"""What a check remembers of every record, in a temporary file of SQLite's own: ids, and what revisits refer to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from archive.fixity.problems import Problem
from archive.fixity.register import Row
from archive.http_message import Head, read_answer
from archive.warc_index import Record
from archive.warc_reader import TornRecordError, locate, read_record
from archive.warc_revisit import Reference, is_not_modified, payload_of, reference_of, response_at

_TABLES = """
create table records (
    id text, file text, offset int, kind text, uri text, date text, payload text, faulty int, framing text,
    entity text, size int, mime text
);
create table revisits (
    record int, row text, crawl text, entity text, size int, mime text, not_modified int, original text,
    uri text, date text, file text, offset int
);
"""
_INDEXES = "create index by_id on records (id); create index by_uri on records (uri, date);"
#: Each revisit with the response it refers to: by its id, or else by address and time.
_REVISITS = """
select s.file, s.offset, s.payload, s.framing, v.row, v.crawl, v.entity, v.size, v.mime, v.not_modified,
    v.original, v.uri,
    v.file as named_file, v.offset as named_offset, r.id as found, r.file as original_file,
    r.offset as original_offset, r.payload as original_payload, r.faulty, r.framing as original_framing,
    r.entity as original_entity, r.size as original_size, r.mime as original_mime
from revisits v join records s on s.rowid = v.record left join records r on r.rowid = case when v.original <> ''
    then (select rowid from records where id = v.original and kind = 'response' limit 1)
    else (select rowid from records where uri = v.uri and date = v.date and kind = 'response' limit 1) end
order by v.rowid
"""
_TWICE = """
select id, group_concat('warc/' || file || ' byte ' || offset, ', ') from records
group by id having count(*) > 1 and id <> ''
"""
#: The fields of an HTTP header that decide which entity a payload holds.
_FRAMING = ("Transfer-Encoding", "Content-Length", "Content-Encoding")


class Ledger:
    """Every record of the WARC files in ``folder`` that was seen, and what only can be judged when all were seen."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._db = sqlite3.connect("")
        self._db.executescript(_TABLES)
        #: Ids of captures whose records are damaged or gone: a revisit of one of them is no further problem.
        self.lost: set[str] = set()
        self._lost_bytes: list[tuple[str, int, float]] = []
        #: (crawl, column) of rows that are not what the original of their revisit says.
        self.altered: set[tuple[str, str]] = set()

    def add(self, record: Record, file: str, row: Row | None) -> None:
        """Remember a record of a WARC file, and the row that belongs to it."""
        answer = record.answer
        framing = _framing(answer.head) if answer else ""
        entity = (answer.entity_digest, len(answer.content)) if answer and record.kind == "response" else (None, None)
        about = (record.url, record.get("WARC-Date"), record.get("WARC-Payload-Digest"), bool(record.faults))
        values = (record.id, file, record.offset, record.kind, *about, framing, *entity, answer and answer.head.mime)
        added = self._db.execute("insert into records values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        if record.kind == "revisit":
            refers = [record.get(f"WARC-Refers-To{rest}").strip("<>") for rest in ("", "-Target-URI", "-Date")]
            said = (row.name, row.crawl, row.entity_digest, row.size, row.mime) if row else ("", *[None] * 4)
            named = reference_of(record)
            where = (named.file, named.offset) if named else (None, None)
            values = (added.lastrowid, *said, is_not_modified(record), *refers, *where)
            self._db.execute("insert into revisits values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)

    def lose(self, file: str, start: int = 0, end: float = float("inf")) -> None:
        """Remember that these bytes of a WARC file were named, so that what refers to them is no further problem."""
        self._lost_bytes.append((file, start, end))

    def problems(self) -> Iterator[Problem]:
        """Ids that two records have, and revisits that do not agree with what they refer to. Raises OSError."""
        self._db.executescript(_INDEXES)
        for record_id, places in self._db.execute(_TWICE):
            yield Problem(places, "duplicate_record_id", f"{record_id} is the id of several records")
        self._db.row_factory = sqlite3.Row
        for revisit in self._db.execute(_REVISITS):
            yield from self._revisit(revisit)

    def _revisit(self, revisit: sqlite3.Row) -> Iterator[Problem]:
        original = revisit["original"] or revisit["uri"]
        place = f"warc/{revisit['file']} byte {revisit['offset']}"
        if revisit["found"] is None:
            if not self._is_lost(revisit):
                yield Problem(place, "revisit_without_original", f"no response {original} is in the archive")
            return
        wrong = _disagreement(revisit)
        if wrong:
            yield Problem(place, "revisit_differs", f"{wrong} of {original}")
        elif revisit["row"] and revisit["original_entity"] and not revisit["faulty"]:
            yield from self._row(revisit)

    def _is_lost(self, revisit: sqlite3.Row) -> bool:
        """True where the original is among what was already named as damaged or gone."""
        file, offset = revisit["named_file"], revisit["named_offset"]
        return revisit["original"] in self.lost or any(
            name == file and start <= offset < end for name, start, end in self._lost_bytes
        )

    def _row(self, revisit: sqlite3.Row) -> Iterator[Problem]:
        """Compare the row of a revisit with the entity of its own header and the payload of its original."""
        really = dict(zip(("entity_digest", "size"), self._entity(revisit), strict=True))
        said = {"entity_digest": revisit["entity"], "size": revisit["size"]}
        if revisit["not_modified"]:  # its row has the media type of the original as well
            really["mime"], said["mime"] = revisit["original_mime"], revisit["mime"]
        wrong = [name for name in said if said[name] != really[name]]
        self.altered |= {(revisit["crawl"], name) for name in wrong}
        detail = (
            f"{name}: {said[name]!r} in the row, {really[name]!r} by the record it is a revisit of" for name in wrong
        )
        if wrong:
            yield Problem(revisit["row"], "row_differs", "; ".join(detail))

    def _entity(self, revisit: sqlite3.Row) -> tuple[str | None, int | None]:
        """Digest and size of what a revisit stands for: its original's, unless its own header reads the bytes anew."""
        if revisit["not_modified"] or revisit["framing"] == revisit["original_framing"]:
            return revisit["original_entity"], revisit["original_size"]
        place = Reference(revisit["found"], revisit["original_file"], revisit["original_offset"])
        original = response_at(self._folder, place, revisit["original_payload"])
        try:
            head = read_record(locate(self._folder, revisit["file"]), revisit["offset"]).block
        except TornRecordError:
            return None, None
        answer = read_answer(head + payload_of(original)) if original else None
        return (answer.entity_digest, len(answer.content)) if answer else (None, None)

    def close(self) -> None:
        """Forget everything."""
        self._db.close()


def _framing(head: Head) -> str:
    """What of a head decides which entity a payload holds, to compare two heads."""
    return repr((head.status, [head.all(name) for name in _FRAMING]))


def _disagreement(revisit: sqlite3.Row) -> str:
    """What a revisit says that its original does not bear out; nothing where they agree."""
    really = (revisit["original_file"], revisit["original_offset"])
    if revisit["named_file"] is not None and (revisit["named_file"], revisit["named_offset"]) != really:
        return f"it says byte {revisit['named_offset']} of {revisit['named_file']}, which is not the place"
    if revisit["payload"] and revisit["payload"] != revisit["original_payload"]:
        return "its payload digest is not that"
    return ""
