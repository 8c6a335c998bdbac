"""WARC 1.1 records (ISO 28500:2017) as bytes: named fields, block, digests."""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

from isal import isal_zlib
from warcio.statusandheaders import StatusAndHeadersParser

VERSION = "WARC/1.1"
REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
WARC_FIELDS = "application/warc-fields"
HTTP_RESPONSE = "application/http; msgtype=response"
HTTP_REQUEST = "application/http; msgtype=request"
#: Named field, ours: the identity of the walk's request that a record answers.
REQUEST_HEADER = "Gongkai-Request"
#: Of a rendered document, ours: the browser that made it, and what its scripts asked for and did not get.
BROWSER_HEADER = "Gongkai-Browser"
UNANSWERED_HEADER = "Gongkai-Unanswered"
#: What a record of a rendered document is of, as browsertrix names what it makes of a page (urn:text:, urn:view:).
DOM = "urn:dom:"
DOM_TYPE = "text/html; charset=utf-8"

#: ISA-L's level: a fifth of the time of zlib's level 6, and files a tenth larger (docs/benchmarks.md).
_LEVEL = 2
_GZIP_WINDOW = 31
_HTTP_KINDS = ("request", "response", "revisit")
_NO_PAYLOAD_DIGEST = ("warcinfo", "revisit")
#: A head of visible ASCII lines, about whose end nobody disagrees; any other is warcio's to judge.
_PLAIN_HEAD = re.compile(rb"(?:[!-~][ -~]*\r\n)+\r\n")
_http_parser = StatusAndHeadersParser([], verify=False)


def new_record_id() -> str:
    """A fresh record id: ``urn:uuid:…``."""
    return f"urn:uuid:{uuid.uuid4()}"


def warc_date(instant: datetime) -> str:
    """WARC-Date of an aware instant, in UTC with microseconds (section 5.4)."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def sha1(data: bytes) -> str:
    """A digest as WARC files commonly name it: ``sha1:`` and Base32."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode("ascii")


def payload_start(kind: str, url: str, block: bytes) -> int:
    """Where the payload begins in a block: after the HTTP header that warcio finds there.

    warcio is asked, because ``warcio check`` compares: what a blank line is, it decides by its own rule.
    """
    if not block or kind not in _HTTP_KINDS or not url.startswith(("http:", "https:")):
        return 0
    plain = _PLAIN_HEAD.match(block)
    if plain:
        return plain.end()
    stream = BytesIO(block)
    _http_parser.parse(stream)
    return stream.tell()


@dataclass(frozen=True, slots=True)
class Record:
    """A record to be written. ``fields`` are named fields beside those every record has."""

    kind: str
    id: str
    date: datetime
    content_type: str
    block: bytes
    url: str = ""
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def payload_digest(self) -> str:
        """SHA-1 of the payload as warcio computes it: what follows the HTTP header, framed as it came."""
        return sha1(self.block[payload_start(self.kind, self.url, self.block) :])


def as_written(value: str) -> str:
    """The value of a named field: line breaks become spaces, so that nobody else writes fields of ours."""
    return value if value.isprintable() else " ".join(value.splitlines())


def _line(name: str, value: str) -> str:
    return f"{name}: {as_written(value)}\r\n"


def named_fields(record: Record) -> tuple[tuple[str, str], ...]:
    """The named fields of a record, in the order they are written."""
    fields = [("WARC-Type", record.kind), ("WARC-Record-ID", f"<{record.id}>")]
    if record.url:
        fields.append(("WARC-Target-URI", record.url))
    fields += [("WARC-Date", warc_date(record.date)), *record.fields]
    if record.kind not in _NO_PAYLOAD_DIGEST:
        fields.append(("WARC-Payload-Digest", record.payload_digest))
    fields += [
        ("WARC-Block-Digest", sha1(record.block)),
        ("Content-Type", record.content_type),
        ("Content-Length", str(len(record.block))),
    ]
    return tuple(fields)


def serialize(fields: Sequence[tuple[str, str]], block: bytes) -> bytes:
    """Return a record's bytes: version, named fields, block, two line ends (section 4)."""
    head = "".join(_line(name, value) for name, value in fields)
    return f"{VERSION}\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def compress(data: bytes) -> bytes:
    """One gzip member (annex D), without a time in it: the same record gives the same bytes."""
    return isal_zlib.compress(data, _LEVEL, _GZIP_WINDOW)


def warc_fields(pairs: dict[str, str]) -> bytes:
    """A block of application/warc-fields: one line for each pair that says something."""
    return "".join(_line(name, value) for name, value in pairs.items() if value).encode()


def read_warc_fields(block: bytes) -> dict[str, str]:
    """The pairs of such a block."""
    lines = block.decode("utf-8", "replace").splitlines()
    pairs = (line.partition(":") for line in lines)
    return {name: value.strip() for name, colon, value in pairs if colon}
