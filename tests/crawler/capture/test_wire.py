"""The wire: what is in the record is what the server's socket saw, byte for byte."""

from __future__ import annotations

import gzip
import hashlib
import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version

import pytest
from capture_run import Run, fetch, warcio_check
from scrapy.core.downloader.handlers import http11
from twisted.web import _newclient, client
from wire_server import Script, WireServer, said

PAGE = "<html><body><p>一、概述</p></body></html>".encode()
NOISE = random.Random(20).randbytes(10 * 1024 * 1024)
RAW_DEFLATE = zlib.compress(PAGE)[2:-4]


def chunked(*chunks: bytes, extension: str = "", trailer: str = "") -> bytes:
    framed = b"".join(b"%X" % len(chunk) + extension.encode() + b"\r\n" + chunk + b"\r\n" for chunk in chunks)
    return framed + b"0\r\n" + trailer.encode() + b"\r\n"


#: Path → what the server says, and the entity in it.
ANSWERS: dict[str, tuple[Script, bytes]] = {
    "/plain": (Script([said(f"HTTP/1.1 200 OK\nContent-Length: {len(PAGE)}", PAGE)]), PAGE),
    "/repeated": (
        Script(
            [
                said(
                    "HTTP/1.1 200 OK\nset-cookie: a=1\nX-A: 1\nSET-COOKIE:b=2\nSet-Cookie:   c\nContent-Length: 2",
                    b"ok",
                )
            ]
        ),
        b"ok",
    ),
    "/odd": (
        Script(
            [
                said(
                    "HTTP/1.1 200 Alles Bestens\ncOnTeNt-TyPe:text/HTML\nX-Empty:\nX-Long: a\n  b\nCONTENT-length: 2",
                    b"ok",
                )
            ]
        ),
        b"ok",
    ),
    "/no-reason": (Script([b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok"]), b"ok"),
    "/latin": (Script([b"HTTP/1.1 200 OK\r\nX-Name: \xc4\xe3\xba\xc3\r\nContent-Length: 2\r\n\r\nok"]), b"ok"),
    "/no-colon": (Script([b"HTTP/1.1 200 OK\r\nnonsense\r\nContent-Length: 2\r\n\r\nok"]), b"ok"),
    "/bare-lines": (Script([b"HTTP/1.1 200 OK\nContent-Length: 2\n\nok"]), b"ok"),
    "/chunked": (Script([said("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", chunked(b"one,", b"two"))]), b"one,two"),
    "/extended": (
        Script([said("HTTP/1.1 200 OK\nTransfer-Encoding: Chunked", chunked(b"x" * 26, PAGE, extension=';a="b";c'))]),
        b"x" * 26 + PAGE,
    ),
    "/trailer": (
        Script([said("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", chunked(PAGE, trailer="Expires: 0\r\n"))]),
        PAGE,
    ),
    "/gzip": (
        Script(
            [
                said(
                    f"HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: {len(gzip.compress(PAGE, mtime=0))}",
                    gzip.compress(PAGE, mtime=0),
                )
            ]
        ),
        PAGE,
    ),
    "/chunked-gzip": (
        Script(
            [
                said(
                    "HTTP/1.1 200 OK\nContent-Encoding: gzip\nTransfer-Encoding: chunked",
                    chunked(*[bytes([b]) for b in gzip.compress(PAGE)]),
                )
            ],
        ),
        PAGE,
    ),
    "/raw-deflate": (
        Script([said(f"HTTP/1.1 200 OK\nContent-Encoding: deflate\nContent-Length: {len(RAW_DEFLATE)}", RAW_DEFLATE)]),
        PAGE,
    ),
    "/false-gzip": (
        Script([said(f"HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: {len(PAGE)}", PAGE)]),
        PAGE,
    ),
    "/unasked": (Script([said("HTTP/1.1 200 OK\nContent-Encoding: zstd\nContent-Length: 2", b"ok")]), b"ok"),
    "/utf-16": (Script([said("HTTP/1.1 200 OK\nContent-Length: 6", "公开".encode("utf-16"))]), "公开".encode("utf-16")),
    "/empty": (Script([said("HTTP/1.1 200 OK\nContent-Length: 0")]), b""),
    "/none": (Script([said("HTTP/1.1 204 No Content\nX: y")]), b""),
    "/unchanged": (Script([said("HTTP/1.1 304 Not Modified\nContent-Length: 99")]), b""),
    "/missing": (Script([said("HTTP/1.1 404 Not Found\nContent-Length: 2", b"no")]), b"no"),
    "/big": (Script([said(f"HTTP/1.1 200 OK\nContent-Length: {len(NOISE)}", NOISE)]), NOISE),
    "/pieces": (
        Script([bytes([b]) for b in said(f"HTTP/1.1 200 OK\nContent-Length: {len(PAGE)}", PAGE)], pause=0.0005),
        PAGE,
    ),
    "/until-close": (Script([said("HTTP/1.1 200 OK\nContent-Type: text/html", PAGE)], then="close"), PAGE),
    "/closing": (Script([said("HTTP/1.1 200 OK\nConnection: Close\nContent-Length: 2", b"ok")], then="close"), b"ok"),
    "/old": (Script([said("HTTP/1.0 200 OK\nContent-Length: 2", b"ok")], then="close"), b"ok"),
    "/query?b=2&a=1&b=": (Script([said("HTTP/1.1 200 OK\nContent-Length: 2", b"ok")]), b"ok"),
}
ANSWERS["/" + "l" * 10_000] = (Script([said("HTTP/1.1 200 OK\nContent-Length: 2", b"ok")]), b"ok")
PATHS = list(ANSWERS)
LONGER_THAN_ONE_SEND = "页" * 100_000  # Twisted hands over 128 KiB at once


@dataclass
class Witnessed:
    """One run over every answer above, and the server that saw it."""

    server: WireServer
    run: Run

    def url(self, path: str) -> str:
        return self.server.address + path


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Witnessed]:
    scripts = {path.partition("?")[0]: script for path, (script, _) in ANSWERS.items()}
    scripts["/head"] = Script([said("HTTP/1.1 200 OK\nContent-Length: 4096")])
    scripts["/post"] = Script([said("HTTP/1.1 200 OK\nContent-Length: 2", b"ok")])
    scripts["/post-in-parts"] = scripts["/post"]
    scripts["/interim"] = Script(
        [said("HTTP/1.1 103 Early Hints\nLink: </a>"), said("HTTP/1.1 200 OK\nContent-Length: 2", b"ok")]
    )
    scripts["/excess"] = Script([said("HTTP/1.1 200 OK\nContent-Length: 2", b"okHTTP/1.1 200 OK\r\n\r\nsmuggled")])
    scripts["/after"] = Script([said("HTTP/1.1 200 OK\nContent-Length: 5", b"after")])
    server = WireServer(scripts)
    requests = [{"url": server.address + path, "identity": f"id-{path[:9]}"} for path in PATHS]
    requests += [
        {"url": server.address + "/head", "method": "HEAD"},
        {"url": server.address + "/post", "method": "POST", "body": "页=1"},
        {"url": server.address + "/post-in-parts", "method": "POST", "body": LONGER_THAN_ONE_SEND},
        {"url": server.address + "/interim"},
        {"url": server.address + "/excess"},
        {"url": server.address + "/after"},
    ]
    yield Witnessed(server, fetch(tmp_path_factory.mktemp("wire") / "warc", requests))
    server.close()


@pytest.mark.parametrize("path", [*PATHS, "/head", "/post", "/post-in-parts"], ids=lambda path: path[:20])
def test_a_response_is_recorded_as_the_socket_carried_it(wire: Witnessed, path: str) -> None:
    (spoken,) = wire.server.spoken[path]
    assert wire.run.one(wire.url(path), "response").block == spoken.answer


@pytest.mark.parametrize("path", [*PATHS, "/head", "/post", "/post-in-parts"], ids=lambda path: path[:20])
def test_a_request_is_recorded_as_the_socket_carried_it(wire: Witnessed, path: str) -> None:
    (spoken,) = wire.server.spoken[path]
    assert wire.run.one(wire.url(path), "request").block == spoken.request


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:20])
def test_the_capture_has_the_digest_of_the_entity(wire: Witnessed, path: str) -> None:
    entity = ANSWERS[path][1]
    capture = wire.run.captures[wire.url(path)]
    assert (capture["entity_digest"], capture["size"]) == ("sha256:" + hashlib.sha256(entity).hexdigest(), len(entity))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:20])
def test_what_is_handed_on_is_the_entity_that_was_captured(wire: Witnessed, path: str) -> None:
    result = wire.run.results[wire.url(path)]
    assert result["digest"] == wire.run.captures[wire.url(path)]["entity_digest"]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:20])
def test_the_capture_tells_the_place_of_its_record(wire: Witnessed, path: str) -> None:
    capture, record = wire.run.captures[wire.url(path)], wire.run.one(wire.url(path), "response")
    place = (capture["warc_file"], capture["warc_offset"], capture["warc_length"])
    assert place == (record.file, record.offset, record.length)
    assert record.fields["WARC-Record-ID"] == f"<{capture['id']}>"


def test_a_record_names_the_address_and_the_request_it_answers(wire: Witnessed) -> None:
    fields = wire.run.one(wire.url("/plain"), "response").fields
    assert (fields["WARC-IP-Address"], fields["Gongkai-Request"]) == ("127.0.0.1", "id-/plain")


def test_exchanges_share_a_connection_and_keep_their_bytes_apart(wire: Witnessed) -> None:
    first, second = wire.server.spoken["/plain"][0], wire.server.spoken["/repeated"][0]
    assert first.connection == second.connection


def test_a_server_that_closes_in_any_spelling_is_not_asked_on_that_connection_again(wire: Witnessed) -> None:
    assert wire.server.spoken["/closing"][0].connection != wire.server.spoken["/old"][0].connection


def test_interim_answers_stand_beside_the_response(wire: Witnessed) -> None:
    (spoken,) = wire.server.spoken["/interim"]
    assert wire.run.one(wire.url("/interim"), "response").block == said("HTTP/1.1 200 OK\nContent-Length: 2", b"ok")
    assert wire.run.one(wire.url("/interim"), "metadata").block.startswith(b"interim-base64: SFRUUC8xLjEgMTAz")
    assert spoken.answer.startswith(b"HTTP/1.1 103")


def test_bytes_after_the_end_stand_beside_the_response_which_is_not_read(wire: Witnessed) -> None:
    assert wire.run.one(wire.url("/excess"), "response").block.endswith(b"\r\n\r\nok")
    assert (
        b"excess-base64: SFRUUC8xLjEgMjAwIE9LDQoNCnNtdWdnbGVk" in wire.run.of(wire.url("/excess"), "metadata")[0].block
    )
    assert wire.run.results[wire.url("/excess")]["error"].startswith("ExcessError")
    assert wire.run.results[wire.url("/after")]["size"] == len(b"after")


def test_every_answer_is_counted(wire: Witnessed) -> None:
    assert sorted(set(wire.run.statuses)) == [200, 204, 304, 404]
    assert len(wire.run.statuses) == len(PATHS) + 6


def test_warcio_finds_every_digest_right(wire: Witnessed) -> None:
    (path,) = wire.run.folder.glob("*.warc.gz")
    done = warcio_check(path)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("digest pass") == len(wire.run.records)


def test_the_versions_whose_insides_are_used_are_the_ones_installed() -> None:
    """When this fails, read Scrapy's and Twisted's changes to these names before moving the versions."""
    assert version("scrapy").startswith("2.19.")
    assert version("twisted").startswith("26.")
    assert hasattr(http11._ScrapyAgent, "download_request")
    assert hasattr(http11._LenientHTTP11ClientFactory, "buildProtocol")
    assert issubclass(http11._LenientHTTP11ClientProtocol, _newclient.HTTP11ClientProtocol)
    for name in ("_finishResponse", "_disconnectParser", "_parser", "_currentRequest", "dataReceived"):
        assert hasattr(_newclient.HTTP11ClientProtocol, name), name
    assert (_newclient.STATUS, _newclient.HEADER) == ("STATUS", "HEADER")
    assert hasattr(client.HTTPConnectionPool, "retryAutomatically")
