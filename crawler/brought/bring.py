"""`gongkai import warc`: files that somebody else made are kept, read within limits, and become a crawl."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from sqlite_utils import Database

from archive.clock import Clock, instant, stamp, system_clock
from archive.foreign.limits import LIMITS, ForeignFileError, Limits
from archive.foreign.words import mark_label, reason_label
from archive.kept_archives import (
    FOLDER,
    BroughtFile,
    KeptArchive,
    folder_of,
    kept_archives,
    manifest_beside,
    portal_file_path,
    read_said,
    said_path,
    write_said,
)
from archive.manifest import (
    NO_PLEDGE,
    Pledge,
    decode,
    file_entry,
    write_manifest,
    write_missing_manifests,
)
from archive.sources import IMPORT
from archive.whole_file import write_whole
from crawler.brought.own import NotOwnError, OwnCrawl, OwnReader
from crawler.brought.staged import Staged, stage
from crawler.brought.stranger import Stranger, Surveyed, most_named
from crawler.brought.take import imported_records, take
from crawler.capture.cdxj import index_path
from crawler.capture.repair import repair
from crawler.capture.warc import WarcWriter, sync_folder
from crawler.crawl import SOFTWARE
from crawler.errors import NoAddressError
from crawler.portal import Portal
from crawler.urls import AddressBook

_DIGITS = 16  # of the files' SHA-256, in an import's id


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of what is brought: where it came from, and who brings it."""

    origin: str
    by: str


@dataclass(frozen=True, slots=True)
class BroughtArchive:
    """What came of an import: what is kept of it, and its crawl's verdict; ``known_before`` where it was there."""

    kept: KeptArchive
    verdict: str
    reason: str
    captures: int
    documents: int
    known_before: bool = False


def bring_archive(
    db: Database,
    archive: Path,
    portal: Portal,
    files: Sequence[Path],
    said: Said,
    *,
    clock: Clock = system_clock,
    limits: Limits = LIMITS,
    pledge: Pledge = NO_PLEDGE,
) -> BroughtArchive:
    """Import WARC files, with the manifest of a crawl of this program where there is one, or a WACZ.

    The same files again change nothing. Raises NoAddressError for a portal without an address, ForeignFileError for
    files that are not taken (then nothing of them stays), RecordError, OSError.
    """
    if not portal.base:
        raise NoAddressError(
            f"{portal.portal}: nobody knows the host of {portal.title.zh}; give it with --host http://…/"
        )
    with _folder(archive) as folder:
        staged = stage(files, folder, limits)
        id = f"{portal.portal}-import-{staged.sha256[:_DIGITS]}"
        if known := _known(db, archive, "id", id):
            return known
        if known := _known(db, archive, "crawl", _claimed(db, staged)):
            return known
        found = _Bringer(db, archive, portal, folder, id, stamp(clock()), limits).read(staged, said)
        _put_in_place(archive, portal, staged, found)
    try:
        with db.atomic():
            take(db, found.kept, imported_records(archive, found.kept))
    except BaseException:
        _remove(archive, found.kept)
        raise
    write_manifest(archive, db, found.kept.crawl, pledge)
    return _told(db, found.kept)


@dataclass(frozen=True, slots=True)
class _Found:
    """What is to be kept, and the WARC files of the crawl with their indexes, as they lie in the scratch folder."""

    kept: KeptArchive
    warcs: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class _Bringer:
    """Reads what was staged; nothing of it is in place yet."""

    db: Database
    archive: Path
    portal: Portal
    folder: Path
    id: str
    at: str
    limits: Limits

    def read(self, staged: Staged, said: Said) -> _Found:
        """A crawl of this program where its manifest bears all of it out; else records of strangers."""
        notes = staged.notes
        if staged.manifest:
            reader = OwnReader(
                self.archive, self.portal.portal, self._book, self._is_taken, instant(self.at), self.limits
            )
            try:
                return self._own(staged, said, reader.read(staged.manifest, staged.warcs))
            except NotOwnError as error:
                notes = (*notes, f"not taken as a crawl of this program: {error}")
        return self._strangers(staged, said, notes)

    @property
    def _book(self) -> AddressBook:
        return AddressBook.of(self.portal)

    def _is_taken(self, record: str) -> bool:
        return self.db.execute("select 1 from captures where id = ?", [record]).fetchone() is not None

    def _own(self, staged: Staged, said: Said, own: OwnCrawl) -> _Found:
        warcs = []
        for name, path in sorted(own.warcs.items()):
            unsealed = self._warc_folder / f"{name}.open"
            shutil.copyfile(path, unsealed)
            repair(unsealed)
            warcs.append(unsealed.with_name(name))
        left = sum(1 for warc in staged.warcs if warc.name not in own.warcs)
        notes = (f"{left} WARC files that its manifest does not name were left aside",) if left else ()
        kept = replace(
            self._kept(staged, said, own.crawl),
            own=True,
            records=own.records,
            first_at=own.first_at,
            last_at=own.last_at,
            started_at=own.started_at,
            closed_at=own.closed_at,
            verdict=own.verdict,
            reason=own.reason,
            notes=(*staged.notes, *notes),
        )
        return self._found(staged, kept, warcs)

    def _strangers(self, staged: Staged, said: Said, notes: tuple[str, ...]) -> _Found:
        at = instant(self.at)
        kept = self._kept(staged, said, self.id)
        names = ", ".join(brought.name for brought in staged.brought)
        info = {
            "software": SOFTWARE,
            "format": "WARC File Format 1.1",
            "isPartOf": self.portal.portal,
            "description": f"records of {names}, sha256:{kept.file_sha256}, from {said.origin}",
            "run": uuid5(NAMESPACE_URL, f"{self.id} {self.at}").hex,
        }
        writer = WarcWriter(self._warc_folder, self.id, info, clock=lambda: at)
        try:
            stranger = Stranger(self._book, self.id, at, self._is_taken, self.limits)
            found = stranger.take([warc.path for warc in staged.warcs], writer)
        finally:
            writer.close()
        self._check_some(found, notes)
        kept = replace(
            kept,
            records=found.taken.total(),
            left_aside=found.left.total(),
            reasons=dict(found.left),
            first_at=found.first_at,
            last_at=found.last_at,
            notes=(*notes, *_notes(found)),
        )
        return self._found(staged, kept, sorted(self._warc_folder.glob("*.warc.gz")))

    def _check_some(self, found: Surveyed, notes: Sequence[str]) -> None:
        if found.first_at:
            return
        hosts = f"; hosts in it: {', '.join(most_named(found.hosts))}" if found.hosts else ""
        raise ForeignFileError(
            f"no capture of {self.portal.base} is in it: {', '.join(_reasons(found.left)) or 'it is empty'}{hosts}. "
            f"{'; '.join((*notes, 'where the site stood at another address then, say it with --host'))}"
        )

    @property
    def _warc_folder(self) -> Path:
        path = self.folder / "warc"
        path.mkdir(exist_ok=True)
        return path

    def _kept(self, staged: Staged, said: Said, crawl: str) -> KeptArchive:
        return KeptArchive(
            id=self.id,
            portal=self.portal.portal,
            crawl=crawl,
            form=staged.form,
            files=(),
            file_sha256=staged.sha256,
            origin=said.origin,
            imported_by=said.by,
            imported_at=self.at,
            own=False,
            signature=staged.signature,
            key=staged.key,
        )

    def _found(self, staged: Staged, kept: KeptArchive, warcs: Iterable[Path]) -> _Found:
        """``kept`` with where each file will stand: WARC files of a crawl of ours stand in warc/ as they are."""
        paths = tuple(warcs)
        entries = tuple(file_entry(path, f"warc/{path.name}") for path in paths)
        own = {entry.sha256: entry.name for entry in entries} if kept.own else {}
        files = tuple(
            BroughtFile(b.name, b.size, b.sha256, own.get(b.sha256) or f"{FOLDER}/{self.id}.{number}{b.suffix}")
            for number, b in enumerate(staged.brought)
        )
        return _Found(replace(kept, files=files, warcs=entries), paths)


def _put_in_place(archive: Path, portal: Portal, staged: Staged, found: _Found) -> None:
    """First what is said of the import, then its files: whoever is killed in between is told to bring it again."""
    kept = found.kept
    _remove(archive, kept)
    (archive / "warc").mkdir(exist_ok=True)
    write_said(archive, kept)
    write_whole(portal_file_path(archive, kept.id), portal.model_dump_json().encode())
    if staged.manifest:
        write_whole(manifest_beside(archive, kept.id), staged.manifest)
    for brought, file in zip(staged.brought, kept.files, strict=True):
        if file.kept.startswith(f"{FOLDER}/") and not (archive / file.kept).exists():
            brought.path.rename(archive / file.kept)
    for path in found.warcs:
        index_path(path).rename(archive / "warc" / index_path(path).name)
        path.rename(archive / "warc" / path.name)
    sync_folder(archive / "warc")
    sync_folder(folder_of(archive))


def _remove(archive: Path, kept: KeptArchive) -> None:
    """Take away what an import left that came to nothing."""
    said = said_path(archive, kept.id)
    unfinished = read_said(said) if said.exists() else kept
    for warc in {*unfinished.warcs, *kept.warcs}:
        (archive / warc.name).unlink(missing_ok=True)
        index_path(archive / warc.name).unlink(missing_ok=True)
    for path in folder_of(archive).glob(f"{kept.id}.*"):
        path.unlink()


@contextmanager
def _folder(archive: Path) -> Iterator[Path]:
    """A folder beside the kept files for what is not in place yet; whatever becomes of it, it goes."""
    folder = folder_of(archive) / ".new"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _claimed(db: Database, staged: Staged) -> str:
    """The crawl that a manifest says it is of. Raises ForeignFileError where this archive made that itself."""
    crawl = str((decode(staged.manifest) or {}).get("crawl", ""))
    row = db.execute("select source from crawls where id = ?", [crawl]).fetchone()
    if row is not None and row[0] != IMPORT:
        raise ForeignFileError(f"{crawl} is a crawl of this archive itself; there is nothing to import")
    return crawl


def _known(db: Database, archive: Path, column: str, value: str) -> BroughtArchive | None:
    """What came of an import that was made before; None where it was not."""
    for row in db.query("select id, crawl from imported_archives"):
        if row[column] == value:
            kept = next((kept for kept in kept_archives(archive) if kept.id == row["id"]), None)
            write_missing_manifests(archive, db)  # whoever was killed left that to the next
            return replace(_told(db, kept), known_before=True) if kept else None
    return None


def _told(db: Database, kept: KeptArchive) -> BroughtArchive:
    verdict, reason = db.execute("select verdict, reason from crawls where id = ?", [kept.crawl]).fetchone()
    captures = db.table("captures").count_where("crawl = ?", [kept.crawl])
    (documents,) = db.execute("select count(distinct document) from listings where crawl = ?", [kept.crawl]).fetchone()
    return BroughtArchive(kept, verdict, reason or "", captures, documents)


def _notes(found: Surveyed) -> Iterator[str]:
    """What a person is to know of records beside the counts."""
    for key, count in sorted(found.marked.items()):
        yield f"{count} {mark_label(key).en}"
    if found.hosts:
        yield f"hosts of what was left aside: {', '.join(most_named(found.hosts))}"


def _reasons(left: Mapping[str, int]) -> Iterator[str]:
    for reason, count in sorted(left.items(), key=lambda item: (-item[1], item[0])):
        yield f"{count} {reason_label(reason).en}"
