"""Writes NNNN.sql: an archive of format NNNN with real rows in every table, to be opened by every later version.

    python tests/archive/formats/write.py ARCHIVE NUMBER

ARCHIVE is a folder of the newest format with the demo in it: `gongkai demo --no-serve --archive ARCHIVE`, then a
`gongkai crawl demo` of it that was killed, whose frontier stands there still. The demo speaks no TLS: from format 7 on
a row of `certificates` is put in by hand with `archive.certificates.add_certificate`. The first NUMBER migrations are
applied to an empty database, and as much of a few rows goes in as that format has columns for. A format is written
once, when its migration is committed, and never again.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from archive.schema import migrations

HERE = Path(__file__).resolve().parent
#: How many rows of a table are enough, where nothing refers to them.
FEW = 3
#: What the rows of a table have to do with the documents that are kept; the other tables give their first rows.
KEPT = {
    "portals": "true",
    "columns": "portal = 'demo'",
    "column_metrics": "\"column\" like 'demo/%'",
    "channels": "portal = 'demo'",
    "crawls": "portal = 'demo'",
    "runs": "crawl in (select id from crawls where portal = 'demo')",
    "coverage": "crawl in (select id from crawls where portal = 'demo')",
    "captures": "id in (select capture from documents where id in kept) "
    "or id in (select l.capture from listings l where l.document in kept)",
    "documents": "id in kept",
    "document_urls": "document in kept",
    "document_versions": "document in kept",
    "document_texts": "version in (select id from document_versions where document in kept)",
    "file_readings": "version in (select id from document_versions where document in kept)",
    "file_parts": "version in (select id from document_versions where document in kept)",
    "listings": "document in kept",
    "attachments": "document in kept",
    "sightings": "document in kept",
    "reports": "document in kept",
    "claims": "number <= 8 and report in (select id from reports where document in kept)",
    "identities": "number <= 2 and report in (select id from reports where document in kept)",
    "findings": "claim in (select id from claims where number <= 8) "
    "and report in (select id from reports where document in kept) "
    "or identity in (select id from identities where number <= 2) "
    "and report in (select id from reports where document in kept)",
}
#: A yearly report, a page with attachments, a page without, an entry that leads elsewhere, an imported item.
DOCUMENTS = """
create temp table kept as
select id from (select document as id from reports where portal = 'demo' order by year limit 1)
union select id from (select document as id from attachments order by 1 limit 1)
union select file from (select file from attachments order by document limit 1)
union select id from (select id from documents where portal = 'demo' and state = 'page' order by id limit 1)
union select id from (select id from documents where portal = 'demo' and state = 'external' order by id limit 1)
union select id from (select id from documents where "import" is not null order by id limit 1)
"""


def write(archive: Path, number: int) -> Path:
    """Write the file of one format; return its path."""
    names = [migration.name for migration in migrations.pending(Database(memory=True))]
    target = HERE / f"{number:04}.sql"
    with closing(Database(memory=True)) as db, closing(sqlite3.connect(archive / "archive.db")) as source:
        migrations.apply(db, stop_before=names[number:][:1])
        source.execute(DOCUMENTS)
        for table in db.table_names():
            if not table.startswith("_"):
                _fill(db, source, table)
        db.execute("update _sqlite_migrations set applied_at = '2026-01-01 00:00:00.000000+00:00'")
        db.conn.commit()
        target.write_text("\n".join(db.conn.iterdump()) + "\n", encoding="utf-8")
    return target


def _fill(db: Database, source: sqlite3.Connection, table: str) -> None:
    columns = ", ".join(f'"{column.name}"' for column in db.table(table).columns)
    where = KEPT.get(table, "true").replace("in kept", "in (select id from kept)")
    limit = "" if table in KEPT else f" limit {FEW}"
    rows = source.execute(f'select {columns} from "{table}" where {where} order by rowid{limit}').fetchall()
    if not rows:
        sys.stderr.write(f"{table}: no rows\n")
        return
    db.conn.executemany(f'insert into "{table}" ({columns}) values ({", ".join("?" * len(rows[0]))})', rows)


if __name__ == "__main__":
    sys.stdout.write(f"{write(Path(sys.argv[1]), int(sys.argv[2]))}\n")
