"""The index of a package: CDXJ in blocks that are compressed one by one (ZipNum), and the index of these blocks.

Each line has the digest of its record, each line of ``index.idx`` that of its block, and the descriptor that of
``index.idx``: whoever loads single records over HTTP can verify them up to the signature.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby, islice
from pathlib import Path

from archive.manifest import FileEntry, ManifestError, file_entry
from archive.wacz.referred import Original, lines_of
from archive.wacz.warc_copies import WarcCopy, record_digest
from archive.warc_index import IndexLine, read_index

#: Lines of a block, as py-wacz and ArchiveWeb.page have them.
_LINES = 1024
_GZIP = 31
_META = '!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}\n'


def lines_of_file(copy: WarcCopy, index: Path, expected: FileEntry) -> Iterator[str]:
    """The lines of a WARC file's own index, in their order, as they are in the package: without those of records that
    are left out. Raises ManifestError where the index is not ``expected``, OSError.
    """
    if file_entry(index, expected.name) != expected:
        raise ManifestError(f"{expected.name}: is not the file that its manifest speaks of")
    for line in read_index(index):
        offset = line.offset if isinstance(line, IndexLine) else None
        if not isinstance(line, IndexLine) or offset is None:
            raise ManifestError(f"{expected.name}: line {line.number} is no CDXJ")
        place = copy.moved(offset)
        if place is not None:
            length = int(line.fields["length"])
            yield _line(line, copy.path.name, place, length, record_digest(copy.path, offset, length))


def lines_of_originals(found: Iterable[Original], name: str) -> Iterator[str]:
    """The lines of records that stand in the file ``name`` of the package. All are in memory. Raises OSError."""
    lines = (
        _line(line, name, each.place, each.length, record_digest(each.path, each.offset, each.length))
        for line, each in lines_of(list(found))
    )
    return iter(sorted(lines))


def _line(line: IndexLine, name: str, offset: int, length: int, digest: str) -> str:
    place = {"length": str(length), "offset": str(offset), "filename": name, "recordDigest": digest}
    return f"{line.urlkey} {line.timestamp} {json.dumps(line.fields | place, ensure_ascii=True)}\n"


def merged(sources: Iterable[Iterator[str]]) -> Iterator[str]:
    """All lines, sorted by their bytes, each once; each source is sorted by address and time already."""
    for _, group in groupby(merge(*sources, key=_address_and_time), key=_address_and_time):
        yield from sorted(set(group))


def _address_and_time(line: str) -> tuple[str, str]:
    address, time, _ = line.split(" ", 2)
    return address, time


def blocks(lines: Iterable[str]) -> Iterator[tuple[bytes, str]]:
    """Each block as a gzip member, with its line of ``index.idx``; the first one is preceded by what the file is."""
    offset, head, rest = 0, _META, iter(lines)
    while some := list(islice(rest, _LINES)):
        compressor = zlib.compressobj(wbits=_GZIP)
        block = compressor.compress("".join(some).encode("ascii")) + compressor.flush()
        place = {"offset": offset, "length": len(block), "digest": f"sha256:{hashlib.sha256(block).hexdigest()}"}
        yield block, f"{head}{' '.join(_address_and_time(some[0]))} {json.dumps(place)}\n"
        offset, head = offset + len(block), ""
