"""Looking through the snapshots for what is withheld or purged since they were taken.

Withheld or purged documents are emptied in a new file, whose digest the catalogue notes beside that of before. Where
that cannot be done (a page of a list was purged, the snapshot is of an older format) the snapshot is withdrawn: a
citation then leads to the digest and the reason, and never to what is not to be shown. What fails for any other reason,
a full disk or a damaged file, takes no snapshot away: it is held back, its file kept, until the next time.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from archive.publish import search_index
from archive.publish.masking import mask_text
from archive.publish.snapshots.catalogue import Redaction, Snapshot, file_of, read_catalogue
from archive.publish.snapshots.files import CHECKED, change, delete_strays, hold, place, release, withdraw
from archive.publish.snapshots.formats import columns_of, columns_read
from archive.publish.snapshots.older import as_of_now
from archive.publish.snapshots.redact import CannotRedactError, write_redacted
from archive.publish.takeaway.files import file_sha256
from archive.publish.withheld import empty_withheld, rules, shows_withheld
from archive.withheld_rows import Withheld, fit, in_force, withheld_documents

_PURGED = "select record, ordered, purged_on from purged order by record"
#: Documents and files that were read from a capture.
_READ_FROM = """
with records as (select value as record from json_each(?))
select v.document, v.capture from document_versions v join records on record = v.capture
union select s.document, s.capture from sightings s join records on record = s.capture
union select p.document, p.capture from document_parts p join records on record = p.capture
union select coalesce(a.file, a.document), a.capture from attachments a join records on record = a.capture
"""
_IN_LISTS = """
select 1 where exists (select 1 from listing_pages where capture in (select value from json_each(?1)))
    or exists (select 1 from captures where kind in ('list', 'navigation') and id in (select value from json_each(?1)))
"""
#: Ids of documents and files that were not withheld when the snapshot was taken, or redacted last.
_NOT_WITHHELD = """
select id from documents where id not in (select document from withheld_documents)
union select document from document_versions where document not in (select document from withheld_documents)
    and document not in (select file from attachments
        where file <> '' and document in (select document from withheld_documents))
union select file from attachments
    where file <> '' and document not in (select document from withheld_documents)
"""
OLDER = (
    "旧格式的快照，无法从中除去已停止公开的内容。 "
    "A snapshot of an older format, from which what is withheld cannot be taken out."
)
LIST_PURGED = "其中一页列表已依命令销毁。 A page of a list that it shows was purged after an order."


@dataclass(frozen=True, slots=True)
class _State:
    """What an archive withholds and has purged: ids of documents and files, entries in force, records."""

    documents: Mapping[str, Withheld]
    entries: tuple[tuple[str, str, Withheld], ...]
    purged: Mapping[str, Withheld]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing that a snapshot may not show."""
        return not (self.documents or self.entries or self.purged)

    @property
    def digest(self) -> str:
        """The same for the same state, and the same rules of what is emptied."""
        said = [sorted(self.documents), [(pattern, portal) for pattern, portal, _ in self.entries], sorted(self.purged)]
        said.append(rules())
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def sweep(archive_db: Path, folder: Path, *, now: datetime) -> tuple[Snapshot, ...]:
    """Redact or withdraw what shows something that ``archive_db`` withholds or has purged; return the changed ones.

    Costs nothing where nothing is withheld that was not at the last time. A snapshot that cannot be looked through or
    redacted, for want of room say, is held back, the others are looked through, and the error is raised at the end.
    Raises :class:`archive.publish.snapshots.catalogue.CatalogueError`, ``sqlite3.Error`` and ``OSError``.
    """
    if not read_catalogue(folder):
        return ()
    with closing(sqlite3.connect(f"{archive_db.resolve().as_uri()}?mode=ro", uri=True)) as archive:
        return sweep_for(archive, folder, now=now)


def sweep_for(archive: sqlite3.Connection, folder: Path, *, now: datetime) -> tuple[Snapshot, ...]:
    """The same for an archive that is open already."""
    snapshots = read_catalogue(folder)
    if not snapshots:
        return ()
    state = _state(archive)
    checked = folder / CHECKED
    if checked.exists() and checked.read_text("utf-8") == state.digest:
        return ()
    checked.unlink(missing_ok=True)
    delete_strays(folder)
    changed = _look_through(folder, [each for each in snapshots if not each.is_withdrawn], state, f"{now:%Y-%m-%d}")
    checked.write_text(state.digest, "utf-8")
    return changed


def _look_through(folder: Path, snapshots: Iterable[Snapshot], state: _State, day: str) -> tuple[Snapshot, ...]:
    """Look through each; return the changed ones. Raises the first error after the last one."""
    changed, failed = [], None
    for snapshot in snapshots:
        try:
            after = _looked_through(folder, snapshot, state, day)
        except (sqlite3.Error, OSError) as error:
            hold(folder, snapshot)
            failed = failed or _told(snapshot, error)
        else:
            changed += [after] if after != snapshot else []
    if failed:
        raise failed
    return tuple(changed)


def _told(snapshot: Snapshot, error: sqlite3.Error | OSError) -> sqlite3.Error | OSError:
    """The error, with the snapshot in its message."""
    if isinstance(error, OSError):
        return error  # it names a file
    told = type(error)(f"snapshot {snapshot.name}, which is not served until it can be looked through: {error}")
    told.__cause__ = error
    return told


def _state(archive: sqlite3.Connection) -> _State:
    purged = {
        record: Withheld(f"已依命令销毁 purged by order: {order}", day)
        for record, order, day in archive.execute(_PURGED)
    }
    return _State(withheld_documents(archive), tuple(in_force(archive)), purged)


def _looked_through(folder: Path, snapshot: Snapshot, state: _State, day: str) -> Snapshot:
    """The snapshot as it is now. One whose file is not there shows nothing: `gongkai snapshot --check` says so."""
    path = file_of(folder, snapshot)
    if not path.exists():
        return snapshot
    withheld: Mapping[str, Withheld] = {}
    if not state.is_empty:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as public:
            as_of_now(public)
            if not columns_of(public) >= _needed():
                return withdraw(folder, snapshot.name, on=day, why=OLDER)
            if public.execute(_IN_LISTS, [json.dumps(list(state.purged))]).fetchone():
                return withdraw(folder, snapshot.name, on=day, why=LIST_PURGED)
            for each in (_withheld_in(public, state), _withheld_then(public)):
                withheld = withheld or (each if shows_withheld(public, each) else {})
    if not withheld:
        release(folder, snapshot)
        return snapshot
    try:
        return _redact(folder, snapshot, withheld, day)
    except CannotRedactError:
        return withdraw(folder, snapshot.name, on=day, why=OLDER)


@cache
def _needed() -> frozenset[tuple[str, str]]:
    """Tables and columns without which nothing can be found or emptied in a snapshot."""
    numbered = {(table, column) for table, columns in rules()["numbered"].items() for column in columns}
    return columns_read(_rehearse) | numbered


def _rehearse(empty: sqlite3.Connection) -> None:
    """What is asked of a snapshot, and done to it."""
    why = Withheld("", "")
    empty.execute(_IN_LISTS, ["[]"])
    _withheld_in(empty, _State({}, (("*", "", why),), {}))
    _withheld_then(empty)
    shows_withheld(empty, {"": why})
    empty_withheld(empty, {"": why})
    search_index.build_index(empty)


def _withheld_in(public: sqlite3.Connection, state: _State) -> dict[str, Withheld]:
    """What the snapshot has and was not withheld in it yet.

    By id, and by the addresses that the snapshot knows: a document may have had another id then.
    """
    found = {**fit(public, state.entries).documents, **state.documents}
    for document, record in public.execute(_READ_FROM, [json.dumps(list(state.purged))]):
        found.setdefault(document, state.purged[record])
    new = {document for (document,) in public.execute(_NOT_WITHHELD)}
    return {document: why for document, why in found.items() if document in new}


def _withheld_then(public: sqlite3.Connection) -> dict[str, Withheld]:
    """What was withheld in the snapshot already, by the rules of then."""
    return {document: Withheld(*why) for document, *why in public.execute("select * from withheld_documents")}


def _redact(folder: Path, snapshot: Snapshot, withheld: Mapping[str, Withheld], day: str) -> Snapshot:
    unfinished = folder / "redacted.new"
    try:
        write_redacted(file_of(folder, snapshot), unfinished, withheld)
        after = _described(snapshot, unfinished, withheld, day)
        place(unfinished, folder / after.file)
    finally:
        unfinished.unlink(missing_ok=True)
    change(folder, after)
    return after


def _described(snapshot: Snapshot, redacted: Path, withheld: Mapping[str, Withheld], day: str) -> Snapshot:
    """The snapshot as the catalogue is to have it, with the file ``redacted``."""
    sha256, number = file_sha256(redacted), len(snapshot.redactions) + 1
    reasons = tuple(sorted({mask_text(why.reason).text for why in withheld.values()}))
    return replace(
        snapshot,
        file=f"{snapshot.name}-redacted-{number}-{sha256[:12]}.db",
        sha256=sha256,
        size=redacted.stat().st_size,
        redactions=(
            *snapshot.redactions,
            Redaction(day, len(withheld), reasons, snapshot.sha256, snapshot.size),
        ),
    )
