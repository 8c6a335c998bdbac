"""Recorded messages: read as Twisted and Scrapy read them, within limits, whatever they hold."""

from __future__ import annotations

import gzip
import time
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.testing import StringTransport
from twisted.web._newclient import HTTPClientParser, Request
from twisted.web.http_headers import Headers

from crawler.capture.entity import decode
from crawler.capture.message import read_answer, read_head, split_interim


class Parsed:
    """What Twisted makes of the same bytes."""

    def __init__(self, message: bytes) -> None:
        request = Request(b"GET", b"/", Headers({b"Host": [b"x"]}), None)
        self.body = b""
        self.whole = False
        parser: Any = HTTPClientParser(request, self._finish)
        parser.makeConnection(StringTransport())
        parser.dataReceived(message)
        self.response: Any = parser.response
        self.response._bodyDataReceived = None
        self.response.deliverBody(self)

    def _finish(self, rest: bytes) -> None:
        self.whole = True

    def makeConnection(self, transport: Any) -> None:  # noqa: N802
        """Twisted's name."""

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        self.body += data

    def connectionLost(self, reason: Any) -> None:  # noqa: N802
        """Twisted's name."""


CHUNKS = st.lists(st.binary(min_size=1, max_size=40), max_size=6)


@given(CHUNKS, st.sampled_from(["", ";a=b"]), st.booleans())
def test_chunks_are_joined_as_twisted_joins_them(chunks: list[bytes], extension: str, upper: bool) -> None:
    sizes = [f"{len(chunk):X}" if upper else f"{len(chunk):x}" for chunk in chunks]
    framed = b"".join(
        f"{size}{extension}\r\n".encode() + chunk + b"\r\n" for size, chunk in zip(sizes, chunks, strict=True)
    )
    message = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + framed + b"0\r\n\r\n"
    answer, parsed = read_answer(message, "GET"), Parsed(message)
    assert answer is not None
    assert parsed.whole
    assert answer.content == parsed.body == b"".join(chunks)


LINES = st.sampled_from(
    ["X-A: 1", "x-a:2", "X-B:  two  ", "X-C:", "  goes on", "Set-Cookie: a=b; c", "Content-Type: A/B; c"]
)


@given(st.lists(LINES, max_size=8), st.sampled_from(["\r\n", "\n"]))
def test_header_fields_are_read_as_twisted_reads_them(lines: list[str], end: str) -> None:
    lines = ["X-First: 0", *lines]
    message = ("HTTP/1.1 200 OK" + end + "".join(line + end for line in lines) + end).encode()
    head, parsed = read_head(message), Parsed(message)
    assert head is not None
    expected = {name.lower(): values for name, values in parsed.response.headers.getAllRawHeaders()}
    for name, values in expected.items():
        assert [value.encode("latin-1") for value in head.all(name.decode())] == values


@given(st.binary(max_size=300))
def test_no_bytes_make_reading_fail(data: bytes) -> None:
    read_answer(data, "GET")
    read_answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + data, "GET")
    read_answer(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b" + data, "GET")


@pytest.mark.parametrize("length", ["9" * 5000, "-1", "x", "", "١"])
def test_a_length_that_is_none_takes_everything(length: str) -> None:
    answer = read_answer(f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\nbody".encode(), "GET")
    assert answer is not None
    assert answer.content == b"body"


def test_a_body_ends_where_its_length_says() -> None:
    answer = read_answer(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokmore", "GET")
    assert answer is not None
    assert answer.content == b"ok"


@pytest.mark.parametrize(
    "message", [b"", b"HTTP/1.1 200 OK\r\n", b"\r\n\r\n", b"SSH-2.0\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n"]
)
def test_what_has_no_whole_head_is_no_answer(message: bytes) -> None:
    assert read_answer(message, "GET") is None


def test_interim_answers_are_split_off_however_many() -> None:
    interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
    assert split_interim(interim + b"HTTP/1.1 200 OK\r\n\r\n") == (interim, b"HTTP/1.1 200 OK\r\n\r\n")


@given(st.binary(max_size=2000), st.lists(st.sampled_from(["gzip", "deflate", "x-gzip"]), max_size=4))
def test_codings_are_undone_from_the_last_to_the_first(content: bytes, codings: list[str]) -> None:
    body = content
    for coding in codings:
        body = zlib.compress(body) if coding == "deflate" else gzip.compress(body)
    assert decode(body, [", ".join(codings)]).content == content
    assert decode(body, codings).content == content


def test_members_of_gzip_are_joined() -> None:
    assert decode(gzip.compress(b"one ") + gzip.compress(b"two"), ["gzip"]).content == b"one two"


def test_a_body_that_is_not_what_its_header_says_is_returned_as_it_came() -> None:
    assert decode(b"plain", ["gzip"]).content == b"plain"


def test_a_coding_that_stops_early_gives_what_it_gave() -> None:
    content = bytes(range(256)) * 40
    part = decode(gzip.compress(content)[:-20], ["gzip"]).content
    assert part
    assert content.startswith(part)


def test_a_bomb_is_cut_at_the_limit_and_said_so() -> None:
    entity = decode(gzip.compress(bytes(10_000_000)), ["gzip"], limit=1000)
    assert (len(entity.content), entity.cut) == (1000, True)


def test_an_entity_as_long_as_the_limit_is_not_cut() -> None:
    assert not decode(gzip.compress(bytes(1000)), ["gzip"], limit=1000).cut


def test_a_million_small_members_cost_no_more_than_their_length() -> None:
    members = gzip.compress(b"x", mtime=0) * 100_000
    began = time.process_time()
    assert decode(members, ["gzip"]).content == b"x" * 100_000
    assert time.process_time() - began < 5
