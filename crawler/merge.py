"""Merging: the record of shards becomes part of an archive's, and rows are made of it by the installed version.

Where all that is new of a portal is later than what the archive has of it, only that is read again, into a copy of
archive.db; otherwise the whole is rebuilt. Either way the archive is changed at the end, all at once
(archive.merging).
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from archive.kept_imports import KeptImport
from archive.lock import archive_lock, reader_lock
from archive.manifest import captures_digests, write_missing_manifests
from archive.merge import Brought, Gathering
from archive.merging import commit, finish, is_committed, is_unpublished, published, view_of
from archive.purge import is_begun
from archive.shards import CRAWL, MergeError
from archive.store import open_archive, unread
from archive.warc_reader import TornRecordError
from crawler.capture.repair import recover
from crawler.errors import PortalFileError, RecordError
from crawler.rebuild import Event, KeptCrawl, RebuiltCrawl, check_imports, history, replay
from crawler.replay import read_crawl

#: What reading the record of strangers raises where it is not what one of ours is.
_UNREADABLE = (
    *(RecordError, TornRecordError, PortalFileError, sqlite3.IntegrityError, sqlite3.InterfaceError),
    *(ValueError, LookupError, TypeError, AttributeError, RecursionError),
)
#: What of a portal that counts others' documents has to be verified again when they change.
_COUNTED_BY = "select distinct portal from channels where kind = 'site' and site = ?"
#: Captures of crawls whose bytes are those of a purged record, once for all of the same bytes: a purge takes them all.
_RETURNED = """
select min(c.id) from captures c join purged p on p.entity_digest = c.entity_digest
where c.crawl in (select value from json_each(?)) and c.size > 0 and c.id not in (select record from purged)
group by c.entity_digest
"""


@dataclass
class Merged:
    """What a merge did. ``whole``: everything was read again; ``crawls`` were, of those that are new."""

    shards: list[Brought] = field(default_factory=list)
    whole: bool = False
    crawls: list[RebuiltCrawl] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_changed(self) -> bool:
        """Whether the archive is another one."""
        return any(brought.is_new for brought in self.shards)

    @property
    def has_rows(self) -> bool:
        """Whether archive.db is another one."""
        return any(brought.has_rows for brought in self.shards)


def merge(
    archive: Path,
    shards: Sequence[Path],
    report: Callable[[RebuiltCrawl], None] = lambda crawl: None,
    *,
    trusted: Collection[str] = (),
    keep_decisions: bool = False,
    unsigned_by: str = "",
    publish: Callable[[], None] | None = None,
) -> Merged:
    """Fold archives that were made elsewhere into one, in whatever order; what is there already is not taken again.

    Where archive.db is another one, by this merge or by one that was killed before it came to that, ``publish`` is
    called before anybody else may write: what was withheld since is not published by an older state. Without one it
    stays noted that public.db is still to be built. ``unsigned_by``: the key that signs new manifests which name it,
    once they are merged; only for crawls that the archive had made.

    All or nothing: raises archive.shards.MergeError where a shard is not whole, contradicts itself, the archive or
    another shard, or its record cannot be read; what the archive's own files raise.
    """
    began = time.monotonic()
    each_once = _checked(archive, shards)
    with archive_lock(archive), ExitStack() as stack:
        if is_begun(archive):
            raise MergeError(f"{archive}: a purge was interrupted; `gongkai purge` finishes it first")
        for shard in each_once:
            stack.enter_context(reader_lock(shard))
            if is_committed(shard) or is_begun(shard):
                raise MergeError(f"{shard}: a merge or a purge of it was interrupted; finish that first")
        try:
            gathering = Gathering(archive, trusted=trusted, keep_decisions=keep_decisions, unsigned_by=unsigned_by)
            merged = _merge(archive, gathering, shards, report)
        except _UNREADABLE as error:
            said = str(error).replace(f"{view_of(archive)}/", "")
            raise MergeError(f"what the shards hold cannot be read again: {said}") from error
        finally:
            finish(archive)
        if publish and is_unpublished(archive):
            publish()
            published(archive)
    merged.seconds = time.monotonic() - began
    return merged


def _checked(archive: Path, shards: Sequence[Path]) -> list[Path]:
    """The shards, each once. Raises MergeError where one is none, is the archive itself, or has it inside."""
    for shard in shards:
        if not (shard / "crawls").is_dir() and not (shard / "imports").is_dir():
            raise MergeError(f"{shard}: there is no archive in this folder")
        if shard.resolve() == archive.resolve():
            raise MergeError(f"{shard}: is the archive itself")
        if archive.resolve().is_relative_to(shard.resolve()):
            raise MergeError(f"{archive}: lies in the shard {shard}, which is only read")
    return list({shard.resolve(): shard for shard in shards}.values())


def _merge(
    archive: Path, gathering: Gathering, shards: Iterable[Path], report: Callable[[RebuiltCrawl], None]
) -> Merged:
    merged = Merged([gathering.add(shard) for shard in dict.fromkeys(shards)])
    if not merged.is_changed:
        return merged
    if merged.has_rows:
        new = {crawl for brought in merged.shards for crawl in brought.crawls}
        runs = _runs(archive)
        for crawl in sorted(new):
            _check_records(gathering.view, crawl, runs)
        _make_rows(archive, gathering, merged, new, report)
    gathering.join()
    commit(archive, has_rows=merged.has_rows)
    return merged


def _runs(archive: Path) -> dict[str, str]:
    """The crawl of every run that the archive knows."""
    path = archive / "archive.db"
    if not path.exists():
        return {}
    with closing(Database(path)) as db:
        return dict(db.execute("select id, crawl from runs").fetchall())


def _check_records(view: Path, crawl: str, runs: dict[str, str]) -> None:
    """The WARC of a crawl holds the portal file that the crawl followed, of its own portal, and no other crawl's runs.

    ``runs`` gets those of this crawl.
    """
    records = read_crawl(view / "warc", crawl)
    name = CRAWL.fullmatch(crawl)
    said = json.loads((view / "crawls" / f"{crawl}.json").read_bytes())
    for portal in records.portals:
        if name is None or portal.portal != name["portal"]:
            raise MergeError(f"{crawl}: its WARC is of the portal {portal.portal!r}")
    if records.portal and records.portals[0].file_sha256 != said["portal_file_sha256"]:
        raise MergeError(f"{crawl}: the portal file in its WARC is not the one that its manifest says")
    for software in records.software:
        if (other := runs.setdefault(software.run, crawl)) != crawl and software.run:
            raise MergeError(f"{crawl}: its records are those of {other}, under another name")


def _make_rows(
    archive: Path, gathering: Gathering, merged: Merged, new: set[str], report: Callable[[RebuiltCrawl], None]
) -> None:
    view = gathering.view
    imports = {name for brought in merged.shards for name in brought.imports}
    events = [event for event in history(view) if _id(event) in new | imports]
    merged.whole = not _is_later(archive, view, events)

    def take(crawl: RebuiltCrawl) -> None:
        if crawl.crawl in new:
            merged.crawls.append(crawl)
        report(crawl)

    if merged.whole:
        if (archive / "archive.db").exists():
            with closing(Database(archive / "archive.db")) as before:
                check_imports(archive, before)
        recover(archive / "warc")
        gathering.link()
    path = view / "archive.db"
    if not merged.whole:
        _copy(archive / "archive.db", path)
    with closing(open_archive(path)) as db:
        with unread(db):
            decided = {portal for brought in merged.shards for portal in brought.decisions}
            portals = {_portal(event) for event in events} | decided
            replay(view, db, history(view) if merged.whole else events, take, lambda: _touched(db, portals))
        write_missing_manifests(view, db)
        _check_captures(
            view, db, sorted(path.stem for path in (view / "crawls").glob("*.json")) if merged.whole else new
        )
        _name_returned(db, merged.shards)
        db.execute("pragma wal_checkpoint(truncate)")


def _name_returned(db: Database, shards: Iterable[Brought]) -> None:
    """Say of what the shards brought which captures have bytes that were to be deleted here."""
    for brought in shards:
        for (capture,) in db.execute(_RETURNED, [json.dumps(brought.crawls)]).fetchall():
            brought.notes.append(f"{capture} has the bytes that an order deleted here; purge it too")


def _id(event: Event) -> str:
    return event.id if isinstance(event, KeptImport) else event.crawl


def _portal(event: Event) -> str:
    return str(event.said["portal"]) if isinstance(event, KeptImport) else event.portal


def _is_later(archive: Path, view: Path, events: Sequence[Event]) -> bool:
    """Whether archive.db has everything but these events, and of each one's portal nothing that came after it."""
    path = archive / "archive.db"
    if not path.exists():
        return False
    names = {_id(event) for event in events}
    with closing(Database(path)) as db:
        has = {row for (row,) in db.execute("select id from crawls union all select id from imports").fetchall()}
        last = dict(
            db.execute(
                "select portal, max(at) from (select portal, closed_at as at from crawls where closed_at is not null "
                "union all select portal, imported_at from imports) group by portal"
            ).fetchall()
        )
    closed = {_id(event) for event in history(view) if not (isinstance(event, KeptCrawl) and not event.manifest)}
    return closed <= has | names and all(_at(event) > last.get(_portal(event), "") for event in events)


def _at(event: Event) -> str:
    return event.at if isinstance(event, KeptCrawl) else event.imported_at


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _touched(db: Database, portals: Iterable[str]) -> list[str]:
    """Portals of which something is new, and those that count their documents; only such as an accepted crawl saw."""
    found = set(portals)
    found |= {portal for name in portals for (portal,) in db.execute(_COUNTED_BY, [name]).fetchall()}
    accepted = db.execute("select distinct portal from crawls where accepted = 1").fetchall()
    return sorted(found & {portal for (portal,) in accepted})


def _check_captures(view: Path, db: Database, crawls: Iterable[str]) -> None:
    """Every record gave its row: none has the id of another, in whatever crawl."""
    for crawl in crawls:
        said = json.loads((view / "crawls" / f"{crawl}.json").read_bytes())
        if captures_digests(db, crawl).get("id") != said["captures"].get("id"):
            raise RecordError(
                f"the records of {crawl} do not give the captures that its manifest has: some are records of another "
                "crawl too, or are not what they were"
            )
