"""Content codings (RFC 9110 section 8.4): from the body of an answer to the entity, within a limit."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

#: More than this much decoded content is cut: a page is never so long, a bomb is.
MAX_ENTITY_BYTES = 64 * 1024 * 1024
#: More codings on one body than this are left alone.
MAX_CODINGS = 4

_GZIP = 31
_GZIP_MAGIC = b"\x1f\x8b"
_FIRST_PIECE = 1024
#: zlib's window bits for each coding, to be tried in order; some servers send deflate without zlib's header.
_WINDOWS = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15), "identity": ()}


@dataclass(frozen=True, slots=True)
class Entity:
    """A body after its content codings; ``cut`` where it was longer than the limit."""

    content: bytes
    cut: bool = False


def decode(body: bytes, codings: Sequence[str], limit: int = MAX_ENTITY_BYTES) -> Entity:
    """Return the entity of a body whose Content-Encoding fields are ``codings``, at most ``limit`` bytes of it.

    A body that is not what its header says, or in a coding we did not ask for, is returned as it came.
    """
    names = [name.strip().lower() for value in codings for name in value.split(",") if name.strip()]
    if len(names) <= MAX_CODINGS:
        while names and names[-1] in _WINDOWS:
            body = _undo(body, names.pop(), limit + 1)
    return Entity(body[:limit], len(body) > limit)


def _undo(body: bytes, coding: str, limit: int) -> bytes:
    for window in _WINDOWS[coding]:
        try:
            return _inflate(body, window, limit)
        except zlib.error:
            continue
    return body


def _inflate(data: bytes, window: int, limit: int) -> bytes:
    """Return the content of one member, or of several gzip members in a row. Raises zlib.error."""
    content = bytearray()
    end = _inflate_member(data, 0, window, content, limit)
    while window == _GZIP and data.startswith(_GZIP_MAGIC, end) and len(content) < limit:
        end = _inflate_member(data, end, window, content, limit)
    return bytes(content)


def _inflate_member(data: bytes, start: int, window: int, content: bytearray, limit: int) -> int:
    """Append the content of the member at ``start``, up to ``limit`` in all; return its end. Raises zlib.error.

    zlib copies what lies behind a member, so it is shown little at first: many small members stay cheap.
    """
    coder = zlib.decompressobj(window)
    size = _FIRST_PIECE
    while not coder.eof and start < len(data) and len(content) < limit:
        piece = data[start : start + size]
        content += coder.decompress(piece, limit - len(content))
        start += len(piece) - len(coder.unused_data)
        size *= 2
    return start
