"""Broken places: what failed is a fact, kept with every byte that came, and handed on as a failure."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from capture_run import Run, fetch, warcio_check
from wire_server import Script, WireServer, said

from crawler.capture.failure import read_failure

MAXSIZE = 100_000
CHUNK = b"1" + b";" + b"x" * 1000 + b"\r\nA\r\n"
BOMB = gzip.compress(bytes(65 * 1024 * 1024))

#: Path → what the server says, the kind of failure it is, and WARC-Truncated; None where nothing of an answer came.
BROKEN: dict[str, tuple[Script, str, str | None]] = {
    "/early": (Script([said("HTTP/1.1 200 OK\nContent-Length: 50", b"half")], "close"), "disconnect", "disconnect"),
    "/reset": (Script([said("HTTP/1.1 200 OK\nContent-Length: 50", b"half")], "reset"), "disconnect", "disconnect"),
    "/reset-until-close": (Script([said("HTTP/1.1 200 OK", b"half")], "reset"), "disconnect", "disconnect"),
    "/cut-chunk": (
        Script([said("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", b"5\r\nhalf")], "close"),
        "disconnect",
        "disconnect",
    ),
    "/cut-head": (Script([b"HTTP/1.1 200 OK\r\nContent-Le"], "close"), "disconnect", "disconnect"),
    "/silent": (Script([], "close"), "disconnect", None),
    "/garbage": (Script([b"SSH-2.0-OpenSSH_9.6\r\n"], "close"), "malformed", "unspecified"),
    "/two-lengths": (
        Script([said("HTTP/1.1 200 OK\nContent-Length: 3\nContent-Length: 5", b"abcde")], "close"),
        "malformed",
        "unspecified",
    ),
    "/bad-chunk": (
        Script([said("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", b"zz\r\nhalf")], "close"),
        "malformed",
        "unspecified",
    ),
    "/slow": (Script([said("HTTP/1.1 200 OK\nContent-Length: 50", b"half")], "hang"), "timeout", "time"),
    "/mute": (Script([], "hang"), "timeout", None),
    "/announced": (Script([said(f"HTTP/1.1 200 OK\nContent-Length: {10**9}", b"some")], "hang"), "length", "length"),
    "/endless": (Script([said("HTTP/1.1 200 OK"), *[b"x" * 65536] * 200]), "length", "length"),
    "/endless-chunks": (
        Script([said("HTTP/1.1 200 OK\nTransfer-Encoding: chunked"), *[CHUNK * 60] * 200]),
        "length",
        "length",
    ),
    "/endless-head": (Script([b"HTTP/1.1 200 OK\r\n", *[b"X-Y: z\r\n" * 1000] * 200]), "length", "length"),
    "/endless-line": (Script([b"HTTP/1.1 200 OK\r\nX: ", *[b"y" * 65536] * 200]), "length", "length"),
}
NOWHERE = ["refused", "dns", "tls"]


@dataclass
class Witnessed:
    """One run over every broken place, and the server that saw it."""

    server: WireServer
    run: Run
    urls: dict[str, str]

    def failure(self, name: str) -> Any:
        return read_failure(self.run.of(self.urls[name], "metadata")[-1].block)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Witnessed]:
    scripts = {path: script for path, (script, _, _) in BROKEN.items()}
    scripts["/bomb"] = Script([said(f"HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: {len(BOMB)}", BOMB)])
    scripts["/fine"] = Script([said("HTTP/1.1 200 OK\nContent-Length: 2", b"ok")])
    server = WireServer(scripts)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        unused = closed.getsockname()[1]
    urls = {path: server.address + path for path in scripts}
    urls |= {"refused": f"http://127.0.0.1:{unused}/", "dns": "http://nowhere.invalid/"}
    urls["tls"] = server.address.replace("http:", "https:") + "/tls"
    meta = {"download_timeout": 1.5, "download_maxsize": MAXSIZE}
    requests = [{"url": urls[name], "identity": name, "meta": meta} for name in [*BROKEN, *NOWHERE, "/bomb", "/fine"]]
    yield Witnessed(server, fetch(tmp_path_factory.mktemp("broken") / "warc", requests), urls)
    server.close()


@pytest.mark.parametrize("name", [*BROKEN, *NOWHERE])
def test_a_failure_is_handed_on(broken: Witnessed, name: str) -> None:
    assert "error" in broken.run.results[broken.urls[name]]


@pytest.mark.parametrize("name", [*BROKEN, *NOWHERE])
def test_a_failure_is_recorded_by_its_kind(broken: Witnessed, name: str) -> None:
    assert broken.failure(name).kind == (BROKEN[name][1] if name in BROKEN else name)


@pytest.mark.parametrize("name", [*BROKEN, *NOWHERE])
def test_a_failure_is_recorded_in_the_words_that_the_crawl_was_told(broken: Witnessed, name: str) -> None:
    told = " ".join(broken.run.results[broken.urls[name]]["error"].split())
    assert told.startswith(broken.failure(name).error[:200])


@pytest.mark.parametrize("name", [*BROKEN, *NOWHERE])
def test_the_last_record_that_names_the_request_is_its_failure(broken: Witnessed, name: str) -> None:
    named = [record for record in broken.run.records if record.fields.get("Gongkai-Request") == name]
    assert named[-1].kind == "metadata"


@pytest.mark.parametrize("name", [name for name, (_, _, truncated) in BROKEN.items() if truncated])
def test_what_came_of_an_answer_is_kept_and_said_to_be_a_part(broken: Witnessed, name: str) -> None:
    record = broken.run.one(broken.urls[name], "response")
    (spoken,) = broken.server.spoken[name]
    assert record.fields["WARC-Truncated"] == BROKEN[name][2]
    assert record.block
    assert b"".join(BROKEN[name][0].pieces).startswith(record.block)
    assert len(record.block) == len(spoken.answer) or BROKEN[name][2] == "length"


@pytest.mark.parametrize("name", ["/silent", "/mute", *NOWHERE])
def test_where_nothing_came_there_is_no_response(broken: Witnessed, name: str) -> None:
    assert broken.run.of(broken.urls[name], "response") == []


@pytest.mark.parametrize("name", [*BROKEN])
def test_the_request_that_failed_is_recorded_as_it_was_sent(broken: Witnessed, name: str) -> None:
    assert broken.run.one(broken.urls[name], "request").block == broken.server.spoken[name][0].request


@pytest.mark.parametrize("name", NOWHERE)
def test_a_request_that_was_never_sent_is_not_recorded(broken: Witnessed, name: str) -> None:
    assert broken.run.of(broken.urls[name], "request") == []


@pytest.mark.parametrize("name", [name for name, (_, _, truncated) in BROKEN.items() if truncated == "length"])
def test_an_answer_without_end_is_given_up(broken: Witnessed, name: str) -> None:
    assert len(broken.run.one(broken.urls[name], "response").block) < 2 * MAXSIZE + 600_000


def test_a_part_of_an_answer_is_a_capture_that_says_so(broken: Witnessed) -> None:
    capture = broken.run.captures[broken.urls["/early"]]
    assert (capture["kind"], capture["size"]) == ("truncated", 4)


def test_bytes_that_are_no_http_are_not_called_so(broken: Witnessed) -> None:
    record = broken.run.one(broken.urls["/garbage"], "response")
    assert record.fields["Content-Type"] == "application/octet-stream"


def test_a_bomb_is_kept_as_it_came_and_not_read(broken: Witnessed) -> None:
    url = broken.urls["/bomb"]
    assert broken.run.one(url, "response").block.endswith(BOMB)
    assert broken.run.results[url]["error"].startswith("EntityTooLongError")
    assert broken.run.captures[url]["size"] == 64 * 1024 * 1024


def test_a_sound_answer_after_all_of_them_is_read(broken: Witnessed) -> None:
    assert broken.run.results[broken.urls["/fine"]]["status"] == 200


def test_warcio_accepts_the_file(broken: Witnessed) -> None:
    (path,) = broken.run.folder.glob("*.warc.gz")
    done = warcio_check(path)
    assert done.returncode == 0, done.stdout


def test_the_index_shows_no_part_for_a_whole(broken: Witnessed) -> None:
    (index,) = broken.run.folder.glob("*.cdxj")
    named = {path for path in broken.urls if f'"{broken.urls[path]}"' in index.read_text()}
    assert named == {"/bomb", "/fine"}
