"""The block of a WARC record: its digests (WARC 1.1 sections 5.8 and 5.9), and the HTTP answer in it."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING

from archive.http_message import Answer, read_answer
from archive.warc_header import RecordHeader

if TYPE_CHECKING:
    from hashlib import _Hash

#: A longer block is hashed as it goes by, but its HTTP message is not taken apart.
MAX_MESSAGE_BYTES = 256 * 1024 * 1024
_HTTP_TYPES = ("response", "request", "revisit")
_ALGORITHMS = ("sha1", "sha256", "sha512", "md5")


class _Digest:
    """A digest that a header states, and the bytes it is of."""

    def __init__(self, name: str, said: str) -> None:
        self._name = name
        self._said = said
        algorithm = said.partition(":")[0].lower().replace("-", "")
        self._hash: _Hash | None = hashlib.new(algorithm, usedforsecurity=False) if algorithm in _ALGORITHMS else None

    def feed(self, data: bytes | memoryview) -> None:
        if self._hash:
            self._hash.update(data)

    def fault(self) -> str | None:
        """What is wrong with it; None where it is right or none was stated."""
        if not self._said:
            return None
        if not self._hash:
            return f"{self._name} {self._said!r} is of no known algorithm"
        really = self._hash.digest()
        if really == _decoded(self._said.partition(":")[2], len(really)):
            return None
        return f"{self._name} is not that of its bytes"


def _decoded(value: str, size: int) -> bytes:
    """The digest's bytes from base 16 or base 32 (RFC 4648); nothing where they are neither."""
    try:
        return bytes.fromhex(value) if len(value) == 2 * size else base64.b32decode(value + "=" * (-len(value) % 8))
    except (ValueError, binascii.Error):
        return b""


class Block:
    """Takes a record's block piece by piece, and says at the end where the header contradicts it."""

    def __init__(self, header: RecordHeader) -> None:
        self._type = header.kind
        web = header.url.lower().startswith(("http:", "https:"))
        self._is_http = web and self._type in _HTTP_TYPES
        self._message: bytearray | None = bytearray() if self._is_http else None
        self._block = _Digest("WARC-Block-Digest", header.get("WARC-Block-Digest"))
        self._sha256 = hashlib.sha256()
        # A revisit states the digest of the payload that it leaves out (section 6.7).
        stated = "" if self._type == "revisit" else header.get("WARC-Payload-Digest")
        self._payload = _Digest("WARC-Payload-Digest", stated)

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the block."""
        self._block.feed(data)
        self._sha256.update(data)
        if not self._is_http:
            self._payload.feed(data)
        elif self._message is not None:
            self._message += data
            if len(self._message) > MAX_MESSAGE_BYTES:
                self._message = None

    @property
    def sha256(self) -> str:
        """SHA-256 in hex of the bytes so far."""
        return self._sha256.hexdigest()

    def faults(self) -> list[str]:
        """Which stated digests are not those of the bytes; to be asked once, at the end."""
        digests = [self._block]
        if self._message is not None:
            self._payload.feed(memoryview(self._message)[payload_start(self._message) :])
        if self._message is not None or not self._is_http:
            digests.append(self._payload)
        return [fault for digest in digests if (fault := digest.fault())]

    def answer(self) -> Answer | None:
        """The HTTP answer of a response or revisit; None where there is none, or it is too long to take apart."""
        if self._message is None or self._type == "request":
            return None
        return read_answer(bytes(self._message))


class UncheckedBlock(Block):
    """A block of which nothing is asked but its SHA-256."""

    def __init__(self, header: RecordHeader) -> None:
        self._sha256 = hashlib.sha256()

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the block."""
        self._sha256.update(data)

    def faults(self) -> list[str]:
        """Nothing: no digest was computed."""
        return []

    def answer(self) -> None:
        """None: no message was kept."""


def payload_start(block: bytes | bytearray) -> int:
    """Where the payload begins: after the first blank line as warcio, whose digests we check, has it."""
    place = 0
    while place < len(block):
        end = block.find(b"\n", place) + 1 or len(block)
        line = bytes(block[place:end])
        place = end
        if not _text(line).strip():
            break
    return place


def _text(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")
