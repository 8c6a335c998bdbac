"""Recorded HTTP/1.1 answers (RFC 9110, RFC 9112): the same bytes are the same answer on the day of the crawl, when a
crawl is replayed, and when the archive is checked.

An answer whose body is not what its header says counts as it came.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from archive.content_coding import MAX_ENTITY_BYTES, decode

_HEAD_END = re.compile(rb"\n\r?\n")
_STATUS_LINE = re.compile(rb"[^ \n]* +([0-9]{3})(?:[ \r\n]|\Z)")
_CHUNK_SIZE = re.compile(rb"[0-9A-Fa-f]{1,16}")
_BODILESS = (204, 304)
#: More digits are no length of anything, and int() refuses thousands of them.
_LENGTH = re.compile(r"[0-9]{1,18}")
#: White space in ASCII. Latin-1 has more of it, which is part of a value.
_WHITE = " \t\n\r\x0b\x0c"


@dataclass(frozen=True, slots=True)
class Head:
    """Status and header fields of an answer, in their order; ``length`` is where the body begins."""

    status: int
    fields: tuple[tuple[str, str], ...]
    length: int
    _values: dict[str, str] = field(init=False, repr=False, compare=False)  # the last by name in lower case

    def __post_init__(self) -> None:
        object.__setattr__(self, "_values", {name.lower(): value for name, value in self.fields})

    def get(self, name: str) -> str:
        """The last field of that name, as Scrapy reads it; empty where there is none."""
        return self._values.get(name.lower(), "")

    def all(self, name: str) -> list[str]:
        """Every field of that name."""
        name = name.lower()
        return [value for key, value in self.fields if key.lower() == name] if name in self._values else []

    @property
    def mime(self) -> str:
        """The media type without parameters, in lower case."""
        return self.get("Content-Type").partition(";")[0].strip().lower()


@dataclass(frozen=True)
class Answer:
    """An answer after transfer and content coding. ``cut`` where its entity is longer than was asked for."""

    head: Head
    content: bytes
    cut: bool

    @cached_property
    def entity_digest(self) -> str:
        """``sha256:`` and hex, of the content: what decides whether two answers are the same."""
        return "sha256:" + hashlib.sha256(self.content).hexdigest()


def read_head(message: bytes, start: int = 0) -> Head | None:
    """The head of the answer that begins at ``start``; None where it is not whole, or is none."""
    status, length = _measured(message, start)
    return Head(status, tuple(_fields(message[start:length])), length) if length else None


def read_status(message: bytes) -> int:
    """The status of an answer, where nothing else of it is asked for; 0 where its head is not whole, or is none."""
    return _measured(message)[0]


def _measured(message: bytes, start: int = 0) -> tuple[int, int]:
    """The status of an answer, and where its head ends; 0 both where it is not whole."""
    end, status = _HEAD_END.search(message, start), _STATUS_LINE.match(message, start)
    if end is None or status is None or status.end() > end.end():
        return 0, 0
    return int(status[1]), end.end()


def _fields(head: bytes) -> Iterator[tuple[str, str]]:
    """Header fields; a line that begins with white space goes on with the one before, one without a colon is none."""
    lines = [line.removesuffix("\r") for line in head.decode("latin-1").split("\n")[1:]]
    for line in _unfolded(lines) if b"\n " in head or b"\n\t" in head else lines:
        name, colon, value = line.partition(":")
        if colon:
            yield name, value.strip(_WHITE)


def _unfolded(lines: Iterable[str]) -> Iterator[str]:
    kept: list[list[str]] = []
    for line in lines:
        if kept and line.startswith((" ", "\t")):
            kept[-1].append(line)
        elif line:
            kept.append([line])
    return map("".join, kept)


def split_interim(received: bytes) -> tuple[bytes, bytes]:
    """Return interim answers (1xx, RFC 9110 section 15.2) and the final one."""
    _, start = _final_head(received)
    return received[:start], received[start:]


def _final_head(message: bytes) -> tuple[Head | None, int]:
    """The head of the answer after the interim ones, and where it begins."""
    start = 0
    while (head := read_head(message, start)) is not None and 100 <= head.status < 200:
        start = head.length
    return head, start


def left_as_kept(not_modified: Head, kept: Answer) -> Answer:
    """What a 304 stands for (RFC 9110, 15.4.5): its own head, with the media type and entity of the answer kept."""
    own = (field for field in not_modified.fields if field[0].lower() != "content-type")
    media = (("Content-Type", kept.head.get("Content-Type")),)
    return Answer(Head(not_modified.status, (*own, *media), not_modified.length), kept.content, kept.cut)


def body_of(head: Head, framed: bytes, method: str = "GET") -> bytes:
    """Return the body after its transfer coding, or as long as its header says (RFC 9112 section 6.3)."""
    if method == "HEAD" or head.status in _BODILESS:
        return b""
    if head.all("Transfer-Encoding"):
        return _unchunked(framed)
    lengths = head.all("Content-Length")
    length = lengths[0].partition(",")[0].strip() if lengths else ""
    return framed[: int(length)] if _LENGTH.fullmatch(length) else framed


def _unchunked(framed: bytes) -> bytes:
    """The body in a chunked one (RFC 9112 section 7.1), as far as it goes.

    One that does not begin as a chunk is as it came: programs that take the coding away often leave the header.
    """
    if not _CHUNK_SIZE.fullmatch(framed.partition(b"\r\n")[0].partition(b";")[0].strip()):
        return framed
    chunks: list[bytes] = []
    place = 0
    while (end := framed.find(b"\r\n", place)) >= 0:
        digits = framed[place:end].partition(b";")[0].strip()
        if not _CHUNK_SIZE.fullmatch(digits) or not (size := int(digits, 16)):
            break
        chunks.append(framed[end + 2 : end + 2 + size])
        place = end + 2 + size + 2
    return b"".join(chunks)


def read_answer(message: bytes, method: str = "GET", limit: int = MAX_ENTITY_BYTES) -> Answer | None:
    """Read an answer to ``method``, after interim ones, and at most ``limit`` bytes of its entity.

    None where its head is not whole.
    """
    head, _ = _final_head(message)
    return _answer(head, message[head.length :], method, limit) if head else None


def read_received(received: bytes, method: str) -> tuple[bytes, bytes, Answer | None]:
    """Return interim answers and the final one, as ``split_interim``, and the latter as ``read_answer`` reads it."""
    head, start = _final_head(received)
    message = received[start:]
    if head is None:
        return received[:start], message, None
    own = replace(head, length=head.length - start) if start else head
    return received[:start], message, _answer(own, message[own.length :], method, MAX_ENTITY_BYTES)


def _answer(head: Head, framed: bytes, method: str, limit: int) -> Answer:
    entity = decode(body_of(head, framed, method), head.all("Content-Encoding"), limit)
    return Answer(head, entity.content, entity.cut)
