"""public.db: what is published of archive.db, built beside the old one and swapped by rename."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from archive.merging import published
from archive.publish import search_index
from archive.publish.carried_index import carry_index, index_digest
from archive.publish.column_years import count_column_years
from archive.publish.copying import copy_all
from archive.publish.covered_digests import cover_digests
from archive.publish.inspect_file import inspect, inspect_path
from archive.publish.masked_before import MaskedBefore
from archive.publish.masking_cells import cover_cells
from archive.publish.masking_cited import cover_cited
from archive.publish.public_tables import create_tables
from archive.publish.publication import check_decided
from archive.publish.quotes import cover_quotes
from archive.publish.replay.keeping import TABLES as REPLAYS
from archive.publish.replay.keeping import keep_replays
from archive.publish.snapshots.catalogue import FOLDER
from archive.publish.snapshots.sweep import sweep
from archive.publish.withheld import empty_withheld
from archive.withheld_rows import fitted

MASKED_BEFORE = "masked.db"
WARC = "warc"
#: What a writer who was ended in the middle leaves beside a database: pages of then, which SQLite writes over those of
#: now. Nobody is to write to public.db; whoever did so must not bring back what is withheld.
_JOURNALS = ("-journal", "-wal", "-shm")
#: Indexes of public.db alone: what a year holds is asked there again and again. Documents are shown the newest first:
#: where days are equal the id decides, by which Datasette turns pages.
_INDEXES = """
create index idx_documents_year on documents (substr(published_on, 1, 4));
create index idx_documents_portal_year on documents (portal, substr(published_on, 1, 4));
create index idx_documents_newest on documents (published_on desc, id);
"""


def build(archive_db: Path, public_db: Path) -> None:
    """Build ``public_db`` from ``archive_db``: masked, indexed for search, compact; its inspect file beside it.

    The archive must have the newest format (:func:`archive.schema.upgrade`). Whatever fails, an
    older ``public_db`` stays as it was; a reader that has it open keeps reading the old one.

    Raises :class:`archive.publish.publication.UndecidedTableError`, ``sqlite3.Error`` and ``OSError``.
    """
    unfinished, described = (path.with_name(path.name + ".new") for path in (public_db, inspect_path(public_db)))
    unfinished.unlink(missing_ok=True)
    sweep(archive_db, public_db.with_name(FOLDER), now=datetime.now(UTC))  # first: if it fails, somebody is told
    try:
        _write(archive_db, unfinished, public_db)
        described.write_text(inspect(unfinished, public_db.name, index_digest()), "utf-8")
        _flush(unfinished)
        _flush(described)
        for journal in _JOURNALS:
            public_db.with_name(public_db.name + journal).unlink(missing_ok=True)
        unfinished.replace(public_db)
        described.replace(inspect_path(public_db))  # until then the older one is there, and not used
        published(archive_db.parent)
    finally:
        unfinished.unlink(missing_ok=True)
        described.unlink(missing_ok=True)


def build_again(archive: Path) -> bool:
    """Build the public.db of the folder ``archive`` anew, if there is one; return whether there was.

    Snapshots are looked through in any case: what is withheld or purged is in none of them when this returns. Raises as
    :func:`build` does.
    """
    archive_db, public_db = archive / "archive.db", archive / "public.db"
    if public_db.exists():
        build(archive_db, public_db)
        return True
    sweep(archive_db, archive / FOLDER, now=datetime.now(UTC))
    return False


def _write(archive_db: Path, target: Path, older: Path) -> None:
    with (
        closing(sqlite3.connect(f"{archive_db.resolve().as_uri()}?mode=ro", uri=True)) as source,
        closing(_opened(target)) as public,
        MaskedBefore(archive_db.with_name(MASKED_BEFORE)) as before,
    ):
        source.execute("begin")  # one state of the archive, whoever writes meanwhile
        check_decided(_tables(source))
        _create(public)
        with _indexed_at_last(public):
            copy_all(source, public, before)
        cover_cells(source, public)
        cover_quotes(source, public)
        cover_cited(source, public)
        withheld = fitted(source)
        empty_withheld(public, withheld.documents)
        cover_digests(public)
        count_column_years(public)
        public.commit()
        public.execute("vacuum")
        keep_replays(source, public, archive_db.with_name(WARC), older, withheld)
        public.commit()
    _index(target, older)


def _index(target: Path, older: Path) -> None:
    """The search index of a whole copy; that of the build before where it is of the same words."""
    carried = carry_index(target, older)
    with closing(_opened(target)) as public:
        if not carried:
            search_index.build_index(public)
        public.execute("analyze")
        public.commit()


def _opened(target: Path) -> sqlite3.Connection:
    public = sqlite3.connect(target)
    public.execute("pragma journal_mode = off")  # a failed build is thrown away whole
    public.execute("pragma synchronous = off")  # flushed once, before the rename
    public.execute("pragma cache_size = -65536")  # KiB; keys come in no order
    return public


def _create(public: sqlite3.Connection) -> None:
    create_tables(public)
    public.execute(
        "create table masked (row_table text, row_id text, row_column text, rule text, numbers integer,"
        " primary key (row_table, row_id, row_column, rule))"
    )
    public.executescript(_INDEXES + REPLAYS)


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\'"
    )
    return [name for (name,) in found]


@contextmanager
def _indexed_at_last(public: sqlite3.Connection) -> Iterator[None]:
    """Without its indexes while the block runs: made of all rows at once they cost a fraction."""
    indexes = public.execute("select name, sql from sqlite_master where type = 'index' and sql is not null").fetchall()
    for name, _ in indexes:
        public.execute(f'drop index "{name}"')
    yield
    for _, sql in indexes:
        public.execute(sql)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
