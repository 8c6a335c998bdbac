"""Recorded messages: read as Twisted and Scrapy read them, within limits, whatever they hold."""

from __future__ import annotations

import gzip
import hashlib
import http.client
import zlib
from io import BytesIO
from typing import Any

import pytest
from cpu_time import cpu_time
from hypothesis import assume, given
from hypothesis import strategies as st
from twisted.internet.testing import StringTransport
from twisted.web._newclient import HTTPClientParser, Request
from twisted.web.http_headers import Headers

from archive.content_coding import MAX_ENTITY_BYTES, decode
from archive.http_message import read_answer, read_head, split_interim


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


class Socket:
    """As much of a socket as http.client asks for."""

    def __init__(self, message: bytes) -> None:
        self._message = message

    def makefile(self, mode: str) -> BytesIO:
        return BytesIO(self._message)


def decoded(body: bytes, codings: list[str]) -> bytes:
    for coding in reversed(codings):
        body = zlib.decompress(body) if coding == "deflate" else gzip.decompress(body)
    return body


def encoded(content: bytes, codings: list[str]) -> bytes:
    for coding in codings:
        content = zlib.compress(content) if coding == "deflate" else gzip.compress(content)
    return content


def chunked(body: bytes, size: int) -> bytes:
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


CODINGS = st.lists(st.sampled_from(["gzip", "deflate", "x-gzip"]), max_size=3)
TYPES = st.sampled_from(["text/html", "Text/HTML; charset=gb2312", "", "application/pdf;x"])


@given(
    status=st.sampled_from(["200 OK", "404 Not Found", "204 No Content", "304 Not Modified", "500"]),
    content=st.binary(max_size=400),
    codings=CODINGS,
    framing=st.sampled_from(["chunked", "length", "close"]),
    size=st.integers(1, 90),
    mime=TYPES,
    excess=st.binary(max_size=5),
)
def test_an_answer_is_what_pythons_own_client_reads(
    status: str, content: bytes, codings: list[str], framing: str, size: int, mime: str, excess: bytes
) -> None:
    assume(
        framing != "chunked" or not status.startswith(("204", "304"))
    )  # http.client reads those on, RFC 9112 does not
    body = encoded(content, codings)
    framed = {"chunked": chunked(body, size) + excess, "length": body + excess, "close": body}[framing]
    said = {"chunked": "Transfer-Encoding: chunked", "length": f"Content-Length: {len(body)}", "close": "X: y"}
    head = f"HTTP/1.1 {status}\r\nContent-Type: {mime}\r\nContent-Encoding: {', '.join(codings)}\r\n{said[framing]}"
    message = head.encode() + b"\r\n\r\n" + framed
    client = http.client.HTTPResponse(Socket(message), method="GET")  # type: ignore[arg-type]
    client.begin()
    received = client.read()
    expected = decoded(received, codings) if received else b""
    answer = read_answer(message)
    assert answer is not None
    assert (answer.head.status, answer.content, answer.cut) == (client.status, expected, False)
    assert answer.head.mime == client.getheader("Content-Type", "").split(";")[0].lower()
    assert answer.entity_digest == f"sha256:{hashlib.sha256(expected).hexdigest()}"


@given(st.binary(min_size=1, max_size=400), st.sampled_from(["chunked", "length"]), st.integers(1, 90), st.data())
def test_an_answer_that_breaks_off_gives_the_beginning_of_the_whole(
    content: bytes, framing: str, size: int, data: st.DataObject
) -> None:
    framed = chunked(content, size) if framing == "chunked" else content
    said = "Transfer-Encoding: chunked" if framing == "chunked" else f"Content-Length: {len(content)}"
    head = f"HTTP/1.1 200 OK\r\n{said}\r\n\r\n".encode()
    parts = [read_answer(head + framed[:end]) for end in sorted(data.draw(st.lists(st.integers(0, len(framed)))))]
    contents = [part.content for part in parts if part]
    assert all(content.startswith(part) for part in contents)
    assert [len(part) for part in contents] == sorted(len(part) for part in contents)


def test_a_chunk_that_breaks_off_counts_as_far_as_it_goes() -> None:
    answer = read_answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")
    assert answer is not None
    assert answer.content == b"hel"


@pytest.mark.parametrize("status", ["204", "304"])
def test_what_follows_an_answer_that_has_no_body_is_none_of_it(status: str) -> None:
    answer = read_answer(f"HTTP/1.1 {status}\r\nContent-Length: 4\r\n\r\nbody".encode())
    assert answer is not None
    assert answer.content == b""


def test_an_answer_to_head_has_no_body() -> None:
    answer = read_answer(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n", "HEAD")
    assert answer is not None
    assert (answer.head.get("content-length"), answer.content) == ("4", b"")


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


@given(st.lists(st.sampled_from([b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103\nLink: x\n\n"]), max_size=4))
def test_an_answer_is_the_same_with_interim_answers_before_it(interim: list[bytes]) -> None:
    final = b"HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 2\r\n\r\nok"
    answer, alone = read_answer(b"".join(interim) + final), read_answer(final)
    assert answer is not None and alone is not None
    assert (answer.head.status, answer.head.fields, answer.content) == (200, alone.head.fields, alone.content)


def test_interim_answers_alone_are_no_answer() -> None:
    assert read_answer(b"HTTP/1.1 100 Continue\r\n\r\n") is None


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


def test_an_entity_longer_than_is_ever_read_is_cut() -> None:
    assert len(decode(gzip.compress(bytes(MAX_ENTITY_BYTES + 1000)), ["gzip"]).content) == MAX_ENTITY_BYTES


@pytest.mark.parametrize("codings", [["br"], ["gzip, br"], [", ".join(["gzip"] * 5)]], ids=["br", "last", "many"])
def test_a_coding_that_nobody_asked_for_is_left_alone(codings: list[str]) -> None:
    body = gzip.compress(b"text")
    assert decode(body, codings).content == body


def test_deflate_is_read_with_and_without_its_wrapper() -> None:
    coder = zlib.compressobj(wbits=-15)
    bare = coder.compress(b"text") + coder.flush()
    assert decode(bare, ["deflate"]).content == decode(zlib.compress(b"text"), ["deflate"]).content == b"text"


def test_a_header_of_very_many_lines_is_read_in_time() -> None:
    message = b"HTTP/1.1 200 OK\r\nX: a\r\n" + b" b\r\n" * 200_000 + b"\r\n"
    with cpu_time() as took:
        head = read_head(message)
    assert head is not None and head.get("x") == "a" + " b" * 200_000
    assert took.seconds < 5


def test_a_million_small_members_cost_no_more_than_their_length() -> None:
    members = gzip.compress(b"x", mtime=0) * 100_000
    with cpu_time() as took:
        assert decode(members, ["gzip"]).content == b"x" * 100_000
    assert took.seconds < 5
