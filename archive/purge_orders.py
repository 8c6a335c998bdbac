"""The register of purges: ``purged/NNNNN.json``, one file an order, written before a byte is deleted.

Each is canonical JSON like a manifest (archive/manifest.py), carries the SHA-256 of the one before it and of itself,
and says what each file was before and is after, and what of each record is known still. With the WARC it is the
record: ``gongkai rebuild`` takes from it what the bytes that are gone once gave.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from archive.manifest import FileEntry, decode, encode, self_digest
from archive.whole_file import write_whole

FORMAT = 1
FOLDER = "purged"


class PurgeRegisterError(Exception):
    """An order of the register that cannot be relied on: says which file, and why."""


@dataclass(frozen=True, slots=True)
class PurgedRecord:
    """A record whose bytes are gone, or are to go. ``block_sha256`` is of its block as it was.

    ``capture`` is its row of ``captures``, None for what stood beside an answer (its request). ``step`` is what the
    walk was given by it, without words; None where it gave nothing. ``characters`` is the length of its document.
    """

    id: str
    type: str
    warc_file: str
    offset: int
    length: int
    url: str
    block_sha256: str
    capture: Mapping[str, Any] | None = None
    step: Mapping[str, Any] | None = None
    characters: int | None = None


@dataclass(frozen=True, slots=True)
class PurgedFile:
    """A file of the archive before and after."""

    before: FileEntry
    after: FileEntry


@dataclass(frozen=True, slots=True)
class Order:
    """One order: in whose words, on which day (ISO 8601, UTC), and what it takes away."""

    number: int
    previous: str | None
    order: str
    purged_on: str
    files: tuple[PurgedFile, ...]
    records: tuple[PurgedRecord, ...]


def read_orders(archive: Path) -> tuple[Order, ...]:
    """All orders in their sequence. Raises PurgeRegisterError where one was altered or is missing, OSError."""
    orders: list[Order] = []
    previous = None
    for number, path in enumerate(sorted((archive / FOLDER).glob("*.json")), 1):
        stored = path.read_bytes()
        order = _order(path, stored)
        if (order.number, order.previous) != (number, previous):
            raise PurgeRegisterError(f"{FOLDER}/{path.name}: does not follow the order before it; one is missing")
        orders.append(order)
        previous = hashlib.sha256(stored).hexdigest()
    return tuple(orders)


def write_order(
    archive: Path, order: str, on: str, files: Iterable[PurgedFile], records: Iterable[PurgedRecord]
) -> Order:
    """Write the next order and return it. Raises PurgeRegisterError, OSError."""
    before = sorted((archive / FOLDER).glob("*.json"))
    previous = hashlib.sha256(before[-1].read_bytes()).hexdigest() if before else None
    made = Order(len(read_orders(archive)) + 1, previous, order, on, tuple(files), tuple(records))
    content = {"format": FORMAT, **asdict(made)}
    write_whole(_path(archive, made.number), encode({**content, "sha256": self_digest(content)}))
    return made


def purged_records(orders: Iterable[Order]) -> dict[str, PurgedRecord]:
    """Every record of the orders, by its id."""
    return {record.id: record for order in orders for record in order.records}


def after_purges(orders: Iterable[Order], expected: Mapping[str, FileEntry]) -> dict[str, FileEntry]:
    """What manifests say of files, as it should be after the orders, each of which names what it found."""
    now = dict(expected)
    for order in orders:
        for file in order.files:
            if now.get(file.before.name) == file.before:
                now[file.before.name] = file.after
    return now


def _path(archive: Path, number: int) -> Path:
    return archive / FOLDER / f"{number:05}.json"


def _order(path: Path, stored: bytes) -> Order:
    content = decode(stored) or {}
    if content.get("sha256") != self_digest(content) or encode(content) != stored:
        raise PurgeRegisterError(f"{FOLDER}/{path.name}: its bytes are not those that its own sha256 is of")
    if content.get("format") != FORMAT:
        raise PurgeRegisterError(f"{FOLDER}/{path.name}: its format is {content.get('format')!r}")
    files = [PurgedFile(FileEntry(**file["before"]), FileEntry(**file["after"])) for file in content["files"]]
    records = [PurgedRecord(**record) for record in content["records"]]
    names = {entry.name for file in files for entry in (file.before, file.after)}
    if any(Path(name).parts != ("warc", Path(name).name) for name in names):
        raise PurgeRegisterError(f"{FOLDER}/{path.name}: names a file that is not in warc/")
    said = {key: content[key] for key in ("number", "previous", "order", "purged_on")}
    return Order(**said, files=tuple(files), records=tuple(records))
