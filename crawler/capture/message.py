"""Reading recorded HTTP/1.1 messages: the same bytes give the same answer on the day of the crawl and ever after."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from crawler.capture.entity import MAX_ENTITY_BYTES, decode

_HEAD_END = re.compile(rb"\n\r?\n")
_STATUS_LINE = re.compile(rb"[^ \n]* +([0-9]{3})(?:[ \r\n]|$)")
_BODILESS = (204, 304)
#: More digits are no length of anything, and int() refuses thousands of them.
_MAX_LENGTH_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Head:
    """Status and header fields of an answer, in their order; ``length`` is where the body begins."""

    status: int
    fields: tuple[tuple[str, str], ...]
    length: int

    def get(self, name: str) -> str:
        """The last field of that name, as Scrapy reads it; empty where there is none."""
        return next((value for key, value in reversed(self.fields) if key.lower() == name.lower()), "")

    def all(self, name: str) -> list[str]:
        """Every field of that name."""
        return [value for key, value in self.fields if key.lower() == name.lower()]

    @property
    def mime(self) -> str:
        """The media type without parameters, in lower case."""
        return self.get("Content-Type").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer after transfer and content coding. ``cut`` where its entity is longer than MAX_ENTITY_BYTES."""

    head: Head
    content: bytes
    cut: bool

    @property
    def entity_digest(self) -> str:
        """SHA-256 of the content: what decides whether two answers are the same."""
        return "sha256:" + hashlib.sha256(self.content).hexdigest()


def _fields(head: bytes) -> tuple[tuple[str, str], ...]:
    """Header fields; a line that begins with white space goes on with the one before, one without a colon is none."""
    lines: list[bytes] = []
    for line in head.split(b"\n")[1:]:
        line = line.removesuffix(b"\r")
        if line[:1] in (b" ", b"\t") and lines:
            lines[-1] += line
        elif line:
            lines.append(line)
    pairs = (line.partition(b":") for line in lines)
    return tuple((name.decode("latin-1"), value.strip().decode("latin-1")) for name, colon, value in pairs if colon)


def read_head(message: bytes) -> Head | None:
    """The head of an answer; None where it is not whole, or is none."""
    end, status = _HEAD_END.search(message), _STATUS_LINE.match(message)
    if end is None or status is None or status.end() > end.end():
        return None
    return Head(int(status[1]), _fields(message[: end.end()]), end.end())


def split_interim(received: bytes) -> tuple[bytes, bytes]:
    """Return interim answers (1xx, RFC 9110 section 15.2) and the final one."""
    start = 0
    while (head := read_head(received[start:])) is not None and 100 <= head.status < 200:
        start += head.length
    return received[:start], received[start:]


def _unchunked(framed: bytes) -> bytes:
    """The body in a chunked one (RFC 9112 section 7.1), as far as it goes."""
    chunks: list[bytes] = []
    place = 0
    while (end := framed.find(b"\r\n", place)) >= 0:
        digits = framed[place:end].partition(b";")[0].strip()
        if not re.fullmatch(rb"[0-9A-Fa-f]{1,16}", digits) or not (size := int(digits, 16)):
            break
        chunks.append(framed[end + 2 : end + 2 + size])
        place = end + 2 + size + 2
    return b"".join(chunks)


def body_of(head: Head, framed: bytes, method: str) -> bytes:
    """Return the body after its transfer coding, or as long as its header says (RFC 9112 section 6.3)."""
    if method == "HEAD" or head.status in _BODILESS:
        return b""
    if head.all("Transfer-Encoding"):
        return _unchunked(framed)
    lengths = head.all("Content-Length")
    length = lengths[0].partition(",")[0].strip() if lengths else ""
    return framed[: int(length)] if length.isdecimal() and len(length) <= _MAX_LENGTH_DIGITS else framed


def read_answer(message: bytes, method: str, limit: int = MAX_ENTITY_BYTES) -> Answer | None:
    """Read the block of a response record; None where its head is not whole."""
    head = read_head(message)
    if head is None:
        return None
    entity = decode(body_of(head, message[head.length :], method), head.all("Content-Encoding"), limit)
    return Answer(head, entity.content, entity.cut)
