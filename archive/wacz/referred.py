"""Responses of earlier crawls that a crawl's revisits stand for (WARC 1.1, section 6.7).

What an unchanged page says is kept once, by the crawl that saw it first. A package of one crawl would show nothing of
it, so that these records go along, each as it stands, in a file of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from archive.http_message import read_answer
from archive.manifest import ManifestError
from archive.tombstone import purged_type
from archive.wacz.warc_copies import Sink, pieces
from archive.warc_index import IndexLine, read_index
from archive.warc_reader import StoredRecord, read_record

_REFERRED = """
select distinct c.revisit_of as id, o.warc_file, o.warc_offset, o.warc_length, o.entity_digest, c.id as revisit
from captures c left join captures o on o.id = c.revisit_of
where c.crawl = :crawl and c.revisit_of is not null and (o.crawl is null or o.crawl <> :crawl)
order by o.warc_file, o.warc_offset
"""


@dataclass(frozen=True, slots=True)
class Original:
    """A response, where it stands in the archive, and where in the file that goes along."""

    id: str
    path: Path
    offset: int
    length: int
    entity_digest: str
    place: int


def originals(archive: Path, db: Database, crawl: str, withheld: Collection[str]) -> tuple[Sequence[Original], int]:
    """The responses that a crawl's revisits stand for, and how many of them the archive has no more.

    What is withheld, and what only withheld revisits refer to, is neither. Raises
    archive.warc_reader.TornRecordError, OSError.
    """
    found: dict[str, Original] = {}
    missing: set[str] = set()
    place = 0
    for row in db.query(_REFERRED, {"crawl": crawl}):
        if row["id"] in found or row["id"] in withheld or row["revisit"] in withheld:
            continue
        path = archive / "warc" / Path(row["warc_file"] or "").name
        if not row["warc_file"] or not path.is_file() or purged_type(read_record(path, row["warc_offset"])):
            missing.add(row["id"])
            continue
        found[row["id"]] = Original(
            row["id"], path, row["warc_offset"], row["warc_length"], row["entity_digest"], place
        )
        place += row["warc_length"]
    return list(found.values()), len(missing)


def write_originals(found: Sequence[Original], sink: Sink) -> None:
    """Copy the records, one after the other. Raises ManifestError where one is not what archive.db says of it,
    archive.warc_reader.TornRecordError, OSError.
    """
    for original in found:
        if not _is_whole(original, read_record(original.path, original.offset)):
            raise ManifestError(f"warc/{original.path.name} byte {original.offset}: is not the record {original.id}")
        for piece in pieces(original.path, original.offset, original.length):
            sink.write(piece)


def _is_whole(original: Original, record: StoredRecord) -> bool:
    """Other crawls' files are not read to their end: a record is known by its id and by what it says."""
    answer = read_answer(record.block)
    said = (record.id, record.length, answer and answer.entity_digest)
    return said == (original.id, original.length, original.entity_digest)


def lines_of(found: Sequence[Original]) -> Iterator[tuple[IndexLine, Original]]:
    """The index line of each, as the index of its own file has it. Raises OSError."""
    by_file: dict[Path, dict[int, Original]] = defaultdict(dict)
    for original in found:
        by_file[original.path][original.offset] = original
    for path, wanted in by_file.items():
        for line in read_index(path.with_name(path.name.removesuffix(".warc.gz") + ".cdxj")):
            if isinstance(line, IndexLine) and line.offset in wanted:
                yield line, wanted[line.offset]
