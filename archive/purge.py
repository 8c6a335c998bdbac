"""Purging: records of WARC files give way to tombstones, and their lines leave the indexes.

An order is written before a byte is deleted, and says what each file will be. What was killed in between is either not
ordered yet, and then forgotten by ``finished``, or carried out by ``carry_out``, however far it had come.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from archive.kept_archives import forget_originals
from archive.manifest import file_entry
from archive.purge_orders import FOLDER, Order, PurgedFile, PurgedRecord, PurgeRegisterError, write_order
from archive.tombstone import TombstoneError, purged_type, tombstone
from archive.warc_index import BadLine, read_index
from archive.warc_reader import StoredRecord, TornRecordError, read_records
from archive.whole_file import write_whole

_DRAFT = ".new"
#: Stands in the folder from before an order is written until all of it is done.
_BEGUN = "unfinished"


def is_begun(archive: Path) -> bool:
    """Whether an order was begun and not finished: what it is to delete may still stand somewhere."""
    return (archive / FOLDER / _BEGUN).exists()


def finished(archive: Path) -> None:
    """Say that everything of every order is done: drafts and what rebuilds left beside archive.db go too."""
    for path in leftovers(archive):
        path.unlink(missing_ok=True)
    _forget_drafts(archive)
    (archive / FOLDER / _BEGUN).unlink(missing_ok=True)
    _sync(archive / FOLDER)


def _forget_drafts(archive: Path) -> None:
    for draft in (archive / FOLDER).glob(f"*{_DRAFT}"):
        draft.unlink()


def order_purge(archive: Path, order: str, on: str, records: Sequence[PurgedRecord]) -> Order:
    """Draft every file without the bytes of ``records``, then write the order. Nothing is deleted yet.

    Raises archive.tombstone.TombstoneError, archive.warc_reader.TornRecordError, PurgeRegisterError, OSError: then
    nothing is ordered.
    """
    try:
        files = list(_files(archive, order, on, records))
    except (TombstoneError, TornRecordError, OSError):
        _forget_drafts(archive)
        raise
    write_whole(archive / FOLDER / _BEGUN, f"{on} {order}\n".encode())
    return write_order(archive, order, on, files, records)


def _files(archive: Path, order: str, on: str, records: Sequence[PurgedRecord]) -> Iterator[PurgedFile]:
    for name in sorted({record.warc_file for record in records}):
        own = {record.id for record in records if record.warc_file == name}
        for path, draft in _drafted(archive, name, own, on, order):
            relative = f"warc/{path.name}"
            yield PurgedFile(file_entry(path, relative), file_entry(draft, relative))


def carry_out(archive: Path, order: Order) -> None:
    """Put the drafts of the newest order in the place of its files; what is done stays done.

    Files as others brought them, which hold the bytes too, are deleted whole.

    Raises PurgeRegisterError where a file is neither what it was nor what it is to be, OSError.
    """
    for file in order.files:
        path = archive / file.after.name
        if file_entry(path, file.after.name) == file.after:
            continue
        draft = _draft_path(archive, path)
        if not draft.exists() or file_entry(draft, file.after.name) != file.after:
            _draft_again(archive, order, path)
        if file_entry(path, file.before.name) != file.before or file_entry(draft, file.after.name) != file.after:
            raise PurgeRegisterError(
                f"{file.after.name}: is not what order {order.number} found; `gongkai check` says more"
            )
        draft.rename(path)
    _sync(archive / "warc")
    forget_originals(archive, {record.warc_file for record in order.records}, order.purged_on)


def _draft_again(archive: Path, order: Order, path: Path) -> None:
    warc = path.name.removesuffix(".cdxj").removesuffix(".warc.gz") + ".warc.gz"
    own = {record.id for record in order.records if record.warc_file == warc}
    _drafted(archive, warc, own, order.purged_on, order.order)


def _drafted(archive: Path, name: str, purged: Collection[str], on: str, order: str) -> list[tuple[Path, Path]]:
    """Draft a WARC file and its index without the bytes of records; return each file with its draft."""
    warc = archive / "warc" / name
    index = warc.with_name(name.removesuffix(".warc.gz") + ".cdxj")
    (archive / FOLDER).mkdir(exist_ok=True)
    offsets = _draft_warc(warc, _draft_path(archive, warc), purged, (("purged", on), ("order", order)))
    drafted = [(warc, _draft_path(archive, warc))]
    if index.exists():
        _draft_index(index, _draft_path(archive, index), offsets)
        drafted.append((index, _draft_path(archive, index)))
    return drafted


def _draft_path(archive: Path, path: Path) -> Path:
    return archive / FOLDER / (path.name + _DRAFT)


def _draft_warc(path: Path, draft: Path, purged: Collection[str], said: Sequence[tuple[str, str]]) -> set[int]:
    """Copy a file, a tombstone in the place of each purged record; return their offsets."""
    shutil.copy(path, draft)
    offsets = set()
    with draft.open("r+b") as file:
        for record in read_records(path):
            if record.id not in purged:
                continue
            offsets.add(record.offset)
            if not purged_type(record):
                file.seek(record.offset)
                file.write(tombstone(record, said))
        file.flush()
        os.fsync(file.fileno())
    return offsets


def _draft_index(path: Path, draft: Path, offsets: Collection[int]) -> None:
    """Copy an index without the lines that lead to these places; a line that is none stays, for others to name."""
    gone = {line.number for line in read_index(path) if not isinstance(line, BadLine) and line.offset in offsets}
    with path.open("rb") as lines, draft.open("wb") as file:
        file.writelines(line for number, line in enumerate(lines, 1) if number not in gone)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def purged_record(
    record: StoredRecord,
    warc_file: str,
    capture: Mapping[str, Any] | None,
    step: Mapping[str, Any] | None,
    characters: int | None,
) -> PurgedRecord:
    """What the register says of a record that is to go."""
    return PurgedRecord(
        id=record.id,
        type=record.kind,
        warc_file=warc_file,
        offset=record.offset,
        length=record.length,
        url=record.url,
        block_sha256=hashlib.sha256(record.block).hexdigest(),
        capture=capture,
        step=step,
        characters=characters,
    )


def leftovers(archive: Path) -> Iterable[Path]:
    """Files beside archive.db in which what was deleted may still stand: those of rebuilds and of killed programs.

    And what builds of public.db remember of texts, which the next one makes anew.
    """
    names = ("archive.db.replaced", "archive.db.rebuilt", "public.db.new", "masked.db", "masked.db.new")
    return [archive / f"{name}{more}" for name in names for more in ("", "-wal", "-shm", "-journal")]
