"""Whether the index of a WACZ leads to the records that it speaks of."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from archive.fixity.problems import Problem
from archive.gzip_members import GZIP
from archive.wacz import INDEX, INDEX_OF_BLOCKS, WARCS
from archive.wacz.opened import NoWaczError, OpenedWacz
from archive.warc_header import BLANK_LINE, RecordHeader, read_named_fields

_MAX_LINE_BYTES = 1024 * 1024
_HEAD_BYTES = 64 * 1024
_LINE = re.compile(r"([^ ]+) ([0-9]{1,20}) (\{.*\})")


def index_problems(wacz: OpenedWacz) -> Iterator[Problem]:
    """Lines of any index in the package that lead to no record, or to another. Raises NoWaczError, OSError."""
    for name in wacz.names:
        if name.startswith("indexes/") and name.endswith((".cdx", ".cdxj", ".cdx.gz", ".cdxj.gz")):
            for number, line in enumerate(_lines(wacz, name), 1):
                wrong = _line_problem(wacz, line)
                if wrong:
                    yield Problem(f"{name} line {number}", "wrong_index", wrong)
    if INDEX_OF_BLOCKS in wacz.names:
        for number, line in enumerate(_lines(wacz, INDEX_OF_BLOCKS), 1):
            wrong = None if line.startswith("!meta ") else _block_problem(wacz, line)
            if wrong:
                yield Problem(f"{INDEX_OF_BLOCKS} line {number}", "wrong_index", wrong)


def _lines(wacz: OpenedWacz, name: str) -> Iterator[str]:
    """The lines of an index. Raises NoWaczError where one is longer than any, or all are."""
    data = _inflated(wacz.pieces(name), name) if name.endswith(".gz") else wacz.pieces(name)
    rest, total = b"", 0
    for piece in data:
        total += len(piece)
        *lines, rest = (rest + piece).split(b"\n")
        if len(rest) > _MAX_LINE_BYTES or total > wacz.limits.inflated:
            raise NoWaczError(f"{name}: is longer than an index of that many records")
        yield from (line.decode("utf-8", "replace") for line in lines)
    if rest:
        yield rest.decode("utf-8", "replace")


def _inflated(data: Iterable[bytes], name: str) -> Iterator[bytes]:
    """What stands in gzip members, one after the other, some at a time."""
    inflate = zlib.decompressobj(GZIP)
    try:
        for piece in data:
            rest = piece
            while rest:
                yield inflate.decompress(rest, _MAX_LINE_BYTES)
                rest = inflate.unconsumed_tail
                if inflate.eof:
                    rest, inflate = inflate.unused_data, zlib.decompressobj(GZIP)
    except zlib.error as error:
        raise NoWaczError(f"{name}: cannot be read: {error}") from error


def _said(line: str) -> tuple[str, str, dict[str, Any]] | None:
    """Address, time and fields of a line; None where it is none."""
    match = _LINE.fullmatch(line)
    try:
        fields = json.loads(match[3]) if match else None
    except (ValueError, RecursionError):
        return None
    return (match[1], match[2], fields) if match and isinstance(fields, dict) else None


def _line_problem(wacz: OpenedWacz, line: str) -> str | None:
    said = _said(line)
    if said is None:
        return "it is no CDXJ"
    _, timestamp, fields = said
    name, offset, length = WARCS + str(fields.get("filename")), _number(fields, "offset"), _number(fields, "length")
    if name not in wacz.names or offset is None or length is None:
        return f"{name}, which it leads to, is not there"
    head, digest = _record(wacz.part(name, offset, length))
    if head is None:
        return f"no record stands in {name} at byte {offset}"
    if head.url != fields.get("url") or "".join(filter(str.isdigit, head.get("WARC-Date")))[:14] != timestamp:
        return f"the record in {name} at byte {offset} is of another address or time"
    if fields.get("recordDigest", digest) != digest:
        return f"the record in {name} at byte {offset} has another digest"
    return None


def _block_problem(wacz: OpenedWacz, line: str) -> str | None:
    said = _said(line)
    if said is None:
        return "it is no line of an index of blocks"
    *key, fields = said
    offset, length = _number(fields, "offset"), _number(fields, "length")
    if offset is None or length is None:
        return "it does not say where its block stands"
    block = b"".join(wacz.part(INDEX, offset, min(length, _MAX_LINE_BYTES)))
    if fields.get("digest", _sha256(block)) != _sha256(block):
        return f"the block at byte {offset} has another digest"
    first = _start_of(block, _HEAD_BYTES).decode("utf-8", "replace").split(" ", 2)
    return None if first[:2] == key else f"no block of that address begins at byte {offset}"


def _record(pieces: Iterator[bytes]) -> tuple[RecordHeader | None, str]:
    """The header of a record, and ``sha256:`` with the digest of its bytes as they stand in the file."""
    digest, start = hashlib.sha256(), b""
    for piece in pieces:
        digest.update(piece)
        start = start or piece[:_HEAD_BYTES]
    head, blank, _ = _start_of(start, _HEAD_BYTES).partition(BLANK_LINE)
    header = RecordHeader(read_named_fields(head)) if blank and head.startswith(b"WARC/1.") else None
    return header, f"sha256:{digest.hexdigest()}"


def _start_of(data: bytes, most: int) -> bytes:
    """The first bytes, inflated where they are gzip."""
    try:
        return zlib.decompressobj(GZIP).decompress(data, most)
    except zlib.error:
        return data[:most]


def _sha256(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _number(fields: dict[str, Any], key: str) -> int | None:
    said = str(fields.get(key, ""))
    return int(said) if re.fullmatch(r"[0-9]{1,18}", said) else None
