"""HTTP/1.1 answers as they were recorded (RFC 9110, RFC 9112): status, media type, and the entity.

Written apart from the code that records, so that a check is a second witness: both follow the rules stated here,
and a test compares them. An answer whose body is not what its header says counts as it came.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from dataclasses import dataclass

#: More than this much decoded content is cut: a page is never so long, a bomb is.
MAX_ENTITY_BYTES = 64 * 1024 * 1024
#: More codings on one body than this are left alone.
_MAX_CODINGS = 4
#: zlib's window bits to try for each coding; deflate comes with and without zlib's wrapper.
_WINDOWS = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15), "identity": ()}
_GZIP_MEMBER = b"\x1f\x8b"
_BODILESS = (204, 304)
_HEAD_END = re.compile(rb"\n\r?\n")
_STATUS_LINE = re.compile(rb"[^ \n]* +([0-9]{3})(?:[ \r\n]|\Z)")
_CHUNK_SIZE = re.compile(rb"\s*([0-9A-Fa-f]{1,16})\s*")
_LENGTH = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer says. ``entity_digest`` is ``sha256:`` and hex, ``size`` in bytes, both of the decoded entity."""

    status: int
    mime: str
    entity_digest: str
    size: int


def read_answer(message: bytes) -> Answer | None:
    """Read an answer, after interim ones (1xx); None where it has no whole head."""
    status, fields, body = 100, [("", "")], message
    while 100 <= status < 200:
        end, line = _HEAD_END.search(body), _STATUS_LINE.match(body)
        if end is None or line is None or line.end() > end.end():
            return None
        status, fields, body = int(line[1]), _fields(body[: end.end()]), body[end.end() :]
    content = decode(unframed(status, fields, body), _values(fields, "content-encoding"))
    types = _values(fields, "content-type")
    mime = types[-1].partition(";")[0].strip().lower() if types else ""
    return Answer(status, mime, "sha256:" + hashlib.sha256(content).hexdigest(), len(content))


def _fields(head: bytes) -> list[tuple[str, str]]:
    """Names in lower case and values; a line that begins with white space continues the one before it."""
    lines: list[bytes] = []
    for raw in head.split(b"\n")[1:]:
        line = raw.removesuffix(b"\r")
        if line.startswith((b" ", b"\t")) and lines:
            lines[-1] += line
        elif line:
            lines.append(line)
    pairs = (line.decode("latin-1").partition(":") for line in lines)
    return [(name.lower(), value.encode("latin-1").strip().decode("latin-1")) for name, colon, value in pairs if colon]


def _values(fields: list[tuple[str, str]], name: str) -> list[str]:
    return [value for key, value in fields if key == name]


def unframed(status: int, fields: list[tuple[str, str]], received: bytes) -> bytes:
    """The body without its chunk framing, or as long as Content-Length says (RFC 9112 section 6.3)."""
    if status in _BODILESS:
        return b""
    if _values(fields, "transfer-encoding"):
        return _without_chunks(received)
    lengths = _values(fields, "content-length")
    length = lengths[0].partition(",")[0].strip() if lengths else ""
    # Nothing that was received is as long as a number of more than 18 digits.
    return received[: int(length)] if _LENGTH.fullmatch(length) and len(length) <= 18 else received


def _without_chunks(framed: bytes) -> bytes:
    """What the chunks hold, as far as they go (RFC 9112 section 7.1)."""
    chunks, place = [], 0
    while (end := framed.find(b"\r\n", place)) >= 0:
        digits = _CHUNK_SIZE.fullmatch(framed[place:end].partition(b";")[0])
        size = int(digits[1], 16) if digits else 0
        if size == 0:
            break
        chunks.append(framed[end + 2 : end + 2 + size])
        place = end + 2 + size + 2
    return b"".join(chunks)


def decode(body: bytes, codings: list[str]) -> bytes:
    """The entity of a body under the values of its Content-Encoding fields, cut at MAX_ENTITY_BYTES."""
    names = [name.strip().lower() for value in codings for name in value.split(",") if name.strip()]
    if len(names) <= _MAX_CODINGS:
        while names and names[-1] in _WINDOWS:
            body = _undo(body, _WINDOWS[names.pop()])
    return body[:MAX_ENTITY_BYTES]


def _undo(body: bytes, windows: tuple[int, ...]) -> bytes:
    for window in windows:
        try:
            return _inflate(body, window)
        except zlib.error:
            continue
    return body


def _inflate(body: bytes, window: int) -> bytes:
    """The content of one stream, or of several gzip members in a row. Raises zlib.error."""
    content = bytearray()
    place = 0
    while place < len(body) and len(content) <= MAX_ENTITY_BYTES:
        place = _inflate_stream(body, place, window, content)
        if window != 31 or not body.startswith(_GZIP_MEMBER, place):
            break
    return bytes(content)


def _inflate_stream(body: bytes, place: int, window: int, content: bytearray) -> int:
    """Append one stream's content; return where the stream ends."""
    stream = zlib.decompressobj(window)
    # Pieces grow from small ones, so that a body of a million tiny members costs no more than its length.
    piece = 256
    while not stream.eof and place < len(body) and len(content) <= MAX_ENTITY_BYTES:
        data = body[place : place + piece]
        content += stream.decompress(data, MAX_ENTITY_BYTES + 1 - len(content))
        place += len(data) - len(stream.unused_data)
        piece = min(2 * piece, 1 << 20)
    return place
