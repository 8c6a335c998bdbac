"""What a check remembers of every record, in a temporary file of SQLite's own: ids, and what revisits refer to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from archive.fixity.problems import Problem
from archive.fixity.register import Row
from archive.warc_index import Record

_TABLES = """
create table records (id text, place text, uri text, date text, payload text, entity text, size int);
create table revisits (
    place text, row text, crawl text, entity text, size int, original text, uri text, date text, payload text
);
"""
_REVISITS = """
select v.place, v.row, v.crawl, v.original, v.uri, v.payload, r.id is not null as found, r.payload as original_payload,
    v.entity, r.entity as original_entity, v.size, r.size as original_size
from revisits v left join records r on r.rowid = (
    select rowid from records r where r.entity is not null
    and case when v.original <> '' then r.id = v.original else r.uri = v.uri and r.date = v.date end limit 1)
order by v.rowid
"""


class Ledger:
    """Every record that was seen, and what only can be judged when all were seen."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("")
        self._db.executescript(_TABLES)
        #: Ids of captures whose records are damaged or gone: a revisit of one of them is no further problem.
        self.lost: set[str] = set()
        #: (crawl, column) of rows that are not what the original of their revisit says.
        self.altered: set[tuple[str, str]] = set()

    def add(self, record: Record, place: str, row: Row | None) -> None:
        """Remember a record and the row that belongs to it."""
        answer = record.answer if record.type == "response" else None
        payload = record.header("WARC-Payload-Digest")
        entity = (answer.entity_digest, answer.size) if answer else (None, None)
        values = (record.id, place, record.uri, record.header("WARC-Date"), payload, *entity)
        self._db.execute("insert into records values (?, ?, ?, ?, ?, ?, ?)", values)
        if record.type == "revisit":
            refers = [record.header(f"WARC-Refers-To{rest}").strip("<>") for rest in ("", "-Target-URI", "-Date")]
            said = (row.name, row.crawl, row.entity_digest, row.size) if row else ("", None, None, None)
            values = (place, *said, *refers, payload)
            self._db.execute("insert into revisits values (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)

    def problems(self) -> Iterator[Problem]:
        """Ids that two records have, and revisits that do not agree with what they refer to."""
        twice = "select id, group_concat(place, ', ') from records group by id having count(*) > 1 and id <> ''"
        for record_id, places in self._db.execute(twice):
            yield Problem(places, "duplicate_record_id", f"{record_id} is the id of several records")
        self._db.execute("create index by_id on records (id)")
        self._db.execute("create index by_uri on records (uri, date)")
        self._db.row_factory = sqlite3.Row
        for revisit in self._db.execute(_REVISITS):
            yield from self._revisit(revisit)

    def _revisit(self, revisit: sqlite3.Row) -> Iterator[Problem]:
        original = revisit["original"] or revisit["uri"]
        if not revisit["found"]:
            if original not in self.lost:
                yield Problem(revisit["place"], "revisit_without_original", f"no record {original} is in the archive")
        elif revisit["payload"] and revisit["payload"] != revisit["original_payload"]:
            yield Problem(revisit["place"], "revisit_differs", f"its payload digest is not that of {original}")
        elif revisit["row"]:
            pairs = {"entity_digest": "entity", "size": "size"}
            wrong = {name: key for name, key in pairs.items() if revisit[key] != revisit[f"original_{key}"]}
            self.altered |= {(revisit["crawl"], name) for name in wrong}
            detail = (
                f"{name}: {revisit[key]!r} in the row, {revisit[f'original_{key}']!r} in the record it is a revisit of"
                for name, key in wrong.items()
            )
            if wrong:
                yield Problem(revisit["row"], "row_differs", "; ".join(detail))

    def close(self) -> None:
        """Forget everything."""
        self._db.close()
