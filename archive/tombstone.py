"""Tombstones: what stands in a WARC file in place of a purged record, in exactly as many bytes.

Every other record of the file keeps its offset. A tombstone has the id, the address and the time of the record whose
bytes are gone, and none of these bytes: a WARC record of type ``metadata`` (WARC 1.1, section 6.5) in one gzip member
that is filled up with empty deflate blocks (RFC 1951, section 3.2.4), which stand for nothing.
"""

from __future__ import annotations

import base64
import hashlib
import struct
import zlib
from collections.abc import Iterator, Sequence

from archive.warc_header import BLANK_LINE, RecordHeader
from archive.warc_reader import StoredRecord

#: Named field, ours: the WARC-Type that the record had.
PURGED_HEADER = "Gongkai-Purged"
#: What of the record's own fields stays: who it is, and which request it answered.
_KEPT = ("WARC-Record-ID", "WARC-Target-URI", "WARC-Date", "WARC-Concurrent-To", "WARC-Refers-To", "Gongkai-Request")
_FIELDS = "application/warc-fields"
_HEADER = b"\x1f\x8b\x08%c\x00\x00\x00\x00\x00\xff"
_COMMENTED = 16  # FLG.FCOMMENT, RFC 1952 section 2.3.1
_EMPTY_BLOCK = b"\x00\x00\x00\xff\xff"
_LAST_BLOCK = b"\x03\x00"


class TombstoneError(Exception):
    """A record that is too short for its tombstone."""


def purged_type(record: RecordHeader) -> str:
    """The WARC-Type of a record before it was purged; empty for one that was not."""
    return record.get(PURGED_HEADER)


def tombstone(record: StoredRecord, said: Sequence[tuple[str, str]]) -> bytes:
    """The gzip member that takes the place of ``record``, of its length, with as much of ``said`` as has room.

    The same record and words give the same bytes. Raises TombstoneError.
    """
    for block in _blocks(said):
        member = _member(_record(record, block), record.length)
        if member is not None:
            return member
    raise TombstoneError(f"{record.id}: its {record.length} bytes have no room for a tombstone")


def _blocks(said: Sequence[tuple[str, str]]) -> Iterator[bytes]:
    """All that is to be said, then less and less of it, from the end."""
    for count in range(len(said), -1, -1):
        lines = (f"{name}: {' '.join(value.split())}\r\n" for name, value in said[:count])
        yield "".join(lines).encode("utf-8", "replace")


def _record(record: RecordHeader, block: bytes) -> bytes:
    fields = [("WARC-Type", "metadata"), (PURGED_HEADER, record.kind)]
    fields += [(name, value) for name, value in record.fields if name in _KEPT]
    if block:
        digest = base64.b32encode(hashlib.sha1(block, usedforsecurity=False).digest()).decode("ascii")
        fields += [("WARC-Block-Digest", f"sha1:{digest}"), ("Content-Type", _FIELDS)]
    fields.append(("Content-Length", str(len(block))))
    head = "\r\n".join(["WARC/1.1", *(f"{name}: {value}" for name, value in fields)])
    return head.encode("utf-8", "replace") + BLANK_LINE + block + BLANK_LINE


def _member(content: bytes, length: int) -> bytes | None:
    """One gzip member of ``length`` bytes that holds ``content``; None where that is too little."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = deflate.compress(content) + deflate.flush(zlib.Z_SYNC_FLUSH)
    tail = _LAST_BLOCK + struct.pack("<II", zlib.crc32(content), len(content))
    # A comment of up to four bytes in the header makes up what blocks of five do not.
    blocks, rest = divmod(length - len(_HEADER % 0) - len(body) - len(tail), len(_EMPTY_BLOCK))
    if blocks < 0:
        return None
    comment = b"-" * (rest - 1) + b"\x00" if rest else b""
    return _HEADER % (_COMMENTED if rest else 0) + comment + body + _EMPTY_BLOCK * blocks + tail
