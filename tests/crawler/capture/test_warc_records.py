"""Records as bytes: what is written is compared whole, and warcio is asked for its own digests."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from crawler.capture.record import Record, compress, named_fields, read_warc_fields, serialize, warc_fields

INSTANT = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
BLOCK = b"HTTP/1.1 200 OK\r\nSET-cookie: a\r\nContent-Type: text/plain\r\n\r\nsome\ntext"
RESPONSE = Record(
    kind="response",
    id="urn:uuid:12345678-feb0-11e6-8f83-68a86d1772ce",
    date=INSTANT,
    content_type="application/http; msgtype=response",
    block=BLOCK,
    url="http://example.com/?b&a",
    fields=(("WARC-IP-Address", "127.0.0.1"),),
)
# The digests of this literal were computed by sha1sum and base32, not by the code under test.
RESPONSE_BYTES = b"""\
WARC/1.1\r
WARC-Type: response\r
WARC-Record-ID: <urn:uuid:12345678-feb0-11e6-8f83-68a86d1772ce>\r
WARC-Target-URI: http://example.com/?b&a\r
WARC-Date: 2026-01-02T03:04:05.000678Z\r
WARC-IP-Address: 127.0.0.1\r
WARC-Payload-Digest: sha1:B6QJ6BNJ3R4B23XXMRKZKHLPGJY2VE4O\r
WARC-Block-Digest: sha1:7KGRSXFJJER75B27VSD4FPJMW3EBJQYB\r
Content-Type: application/http; msgtype=response\r
Content-Length: 69\r
\r
HTTP/1.1 200 OK\r
SET-cookie: a\r
Content-Type: text/plain\r
\r
some
text\r
\r
"""


def stored(record: Record) -> bytes:
    return compress(serialize(named_fields(record), record.block))


def test_a_response_record_is_these_bytes() -> None:
    assert serialize(named_fields(RESPONSE), BLOCK) == RESPONSE_BYTES


def test_a_record_is_one_gzip_member_that_is_the_same_whenever_it_is_written() -> None:
    assert stored(RESPONSE) == stored(RESPONSE)
    assert gzip.decompress(stored(RESPONSE)) == RESPONSE_BYTES


def test_a_date_is_written_in_utc() -> None:
    shanghai = INSTANT.astimezone(timezone(timedelta(hours=8)))
    record = Record("resource", "urn:x", shanghai, "text/plain", b"")
    assert ("WARC-Date", "2026-01-02T03:04:05.000678Z") in named_fields(record)


def test_a_line_break_in_a_value_starts_no_field() -> None:
    record = Record("resource", "urn:x", INSTANT, "text/plain", b"", "http://x/\r\nWARC-Type: response")
    (found,) = ArchiveIterator(BytesIO(stored(record)))
    assert found.rec_headers.get_header("WARC-Type") == "resource"
    assert len(found.rec_headers.headers) == len(named_fields(record))


HEADS = st.sampled_from(
    [
        b"",
        b"HTTP/1.1 200 OK\r\n",
        b"X: y\r\n",
        b"\r\n",
        b"\n",
        b" \r\n",
        b"\x0b\r\n",
        b"\xc2\xa0\n",
        b"nonsense",
        b"\xff\n",
    ]
)


@given(st.lists(HEADS, max_size=8).map(b"".join), st.sampled_from(["response", "request", "metadata", "resource"]))
def test_warcio_agrees_with_every_digest_however_broken_the_header(block: bytes, kind: str) -> None:
    record = Record(kind, "urn:x", INSTANT, "application/http; msgtype=response", block, "http://example.com/")
    iterator = ArchiveIterator(BytesIO(stored(record)), check_digests="raise")
    (found,) = [(record, record.content_stream().read()) for record in iterator]
    assert found[0].digest_checker.problems == []


@pytest.mark.parametrize("pairs", [{"error": "a: b"}, {"错误": "拒绝", "kind": "dns"}])
def test_warc_fields_are_read_back(pairs: dict[str, str]) -> None:
    assert read_warc_fields(warc_fields(pairs)) == pairs


def test_a_line_break_in_a_message_starts_no_pair() -> None:
    assert read_warc_fields(warc_fields({"error": "one\r\nkind: tls"})) == {"error": "one kind: tls"}
