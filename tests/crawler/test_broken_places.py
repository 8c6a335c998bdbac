"""Broken places: the crawl ends by itself, keeps what came, reads all the rest, and says what it could not read.

One real server breaks in every way at once, each way in a column of its own beside a sound article.
"""

from __future__ import annotations

import codecs
import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from capture_run import ROOT, Written, warcio_check, written
from conftest import gongkai
from small_site import article, list_page, rows
from wire_server import Script, WireServer, said

from crawler.capture.failure import read_failure

# Heavy: its server keeps the crawl waiting in every way there is.
pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("broken")]
SCRIPT = Path(__file__).resolve().parent / "impatient.py"
PIECE = b"<p>" + b"x" * 65_000 + b"</p>"
LONG = "/long/" + "l" * 10_000
LONG_REFUSED = "/refused/" + "l" * 10_000
TITLE = "关于公布年度财政预算执行情况的通知"
DAY = "2018-03-09"
PAGE = article(TITLE, DAY).encode()
HTML = "HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\n"
BOMB = gzip.compress(bytes(65 * 1024 * 1024), 9)
WIDE = codecs.BOM_UTF16_LE + article(TITLE, DAY).encode("utf-16-le")


def html(body: bytes, length: int | None = None) -> bytes:
    return said(f"{HTML}Content-Length: {len(body) if length is None else length}", body)


def moved(target: str) -> Script:
    return Script([said(f"HTTP/1.1 302 Found\nLocation: {target}\nContent-Length: 0")])


@dataclass(frozen=True)
class Place:
    """What a server says at the address of an entry; ``reason`` is what coverage then says, empty where it is read."""

    script: Script
    reason: str = ""
    path: str = ""


PLACES = {
    "utf16": Place(Script([html(WIDE)])),
    "utf16-said": Place(
        Script([said(f"HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-16\nContent-Length: {len(WIDE)}", WIDE)])
    ),
    "length-too-long": Place(Script([html(PAGE, len(PAGE) + 500)], "close"), "ResponseDataLossError"),
    "length-too-short": Place(Script([html(PAGE, len(PAGE) - 400)], "close"), "ExcessError"),
    "two-lengths": Place(Script([said(f"{HTML}Content-Length: 90\nContent-Length: 95", PAGE)], "close"), "ValueError"),
    "no-length": Place(Script([said(f"{HTML}Content-Length: many", PAGE)], "close"), "ValueError"),
    "endless": Place(Script([said(f"{HTML}X: y"), *[PIECE] * 400]), "DownloadCancelledError"),
    "endless-drip": Place(Script([said(f"{HTML}X: y"), *[b"<p>x</p>"] * 200], pause=0.05), "DownloadTimeoutError"),
    "announced": Place(Script([html(PAGE, 10**12)], "hang"), "DownloadCancelledError"),
    "bomb": Place(
        Script([said(f"{HTML}Content-Encoding: gzip\nContent-Length: {len(BOMB)}", BOMB)]), "EntityTooLongError"
    ),
    "file-bomb": Place(
        Script(
            [
                said(
                    "HTTP/1.1 200 OK\nContent-Type: application/msword\nContent-Encoding: gzip\n"
                    f"Content-Length: {len(BOMB)}",
                    BOMB,
                )
            ]
        ),
        "EntityTooLongError",
        "/file-bomb.doc",
    ),
    "loop": Place(moved("/loop/b.html"), "redirects in a circle"),
    "loop-to-itself": Place(moved("/loop-to-itself/a.html"), "redirects in a circle"),
    "loop-behind": Place(moved("/loop-behind/sign-in"), "redirects in a circle"),
    "chain": Place(moved("/chain/1"), "too many redirects"),
    "short-chain": Place(moved("/chain/5")),
    "long": Place(moved(LONG)),
    "long-refused": Place(moved(LONG_REFUSED), "HTTP 414"),
    "endless-head": Place(Script([b"HTTP/1.1 200 OK\r\n", *[b"X-Y: z\r\n" * 1000] * 400]), "AnswerTooLongError"),
    "slow-head": Place(Script([b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n"] * 200], pause=0.05), "DownloadTimeoutError"),
    "cut-head": Place(Script([b"HTTP/1.1 200 OK\r\nContent-Le"], "close"), "ResponseDataLossError|DownloadFailedError"),
    "cut-body": Place(Script([html(PAGE, len(PAGE))[:-200]], "reset"), "ResponseDataLossError|DownloadFailedError"),
    "silent": Place(Script([], "close"), "DownloadFailedError"),
    "reset": Place(Script([], "reset"), "DownloadFailedError"),
    "garbage": Place(Script([b"SSH-2.0-OpenSSH_9.6\r\n"], "close"), "DownloadFailedError"),
    "garbage-status": Place(Script([b"HTTP/1.1 abc Hmm\r\n\r\n" + PAGE], "close"), "ValueError|DownloadFailedError"),
    "bad-chunks": Place(Script([said(f"{HTML}Transfer-Encoding: chunked", b"zz\r\n" + PAGE)], "close"), "Error"),
    "cut-chunks": Place(
        Script([said(f"{HTML}Transfer-Encoding: chunked", b"%x\r\n" % (len(PAGE) + 9) + PAGE)], "close"), "Error"
    ),
    "long-chunk": Place(
        Script(
            [said(f"{HTML}Transfer-Encoding: chunked", b"%x\r\n" % (len(PAGE) - 9) + PAGE + b"\r\n0\r\n\r\n")], "close"
        ),
        "Error",
    ),
    "nul": Place(Script([said(f"{HTML}X-A: b\x00c\nContent-Length: {len(PAGE)}", PAGE)])),
    "nul-in-a-name": Place(Script([said(f"{HTML}X\x00: d\nContent-Length: {len(PAGE)}", PAGE)]), "InvalidHeaderName"),
    "nothing-with-a-body": Place(
        Script([said("HTTP/1.1 204 No Content\nContent-Type: text/html", PAGE)], "close"), "HTTP 204|ExcessError"
    ),
    "unchanged-with-a-body": Place(
        Script([said("HTTP/1.1 304 Not Modified\nContent-Type: text/html", PAGE)], "close"), "HTTP 304|ExcessError"
    ),
}
BROKEN = [name for name, place in PLACES.items() if place.reason]
#: Kept as whole answers: what is wrong is found in reading them.
ANSWERED = ("bomb", "file-bomb", "loop", "loop-to-itself", "loop-behind", "chain", "long-refused")
READ = [name for name, place in PLACES.items() if not place.reason]


def address(name: str) -> str:
    return PLACES[name].path or f"/{name}/a.html"


def scripts() -> dict[str, Script]:
    """A home page, and for each broken place a column with a list of it and of two sound articles."""
    links = "".join(f'<a href="/{name}/">栏目{number}</a> ' for number, name in enumerate(PLACES))
    home = f"<html><head><title>小站</title></head><body><div class='nav'>{links}</div></body></html>"
    found = {"/": Script([html(home.encode())]), "/robots.txt": Script([said("HTTP/1.1 404 No\nContent-Length: 0")])}
    for number, (name, place) in enumerate(PLACES.items()):
        sound = [(f"/{name}/{n}.html", f"第{number}类第{n}篇工作动态信息", DAY) for n in range(2)]
        found[f"/{name}/"] = Script([html(list_page((address(name), TITLE, DAY), *sound).encode())])
        found[address(name)] = place.script
        for path, title, day in sound:
            found[path] = Script([html(article(title, day).encode())])
    found["/loop/b.html"] = moved("/loop/a.html")
    found["/loop-behind/sign-in"] = moved("/loop-behind/ticket")
    found["/loop-behind/ticket"] = moved("/loop-behind/sign-in")
    for step in range(1, 7):
        found[f"/chain/{step}"] = moved(f"/chain/{step + 1}")
    found["/chain/7"] = found[LONG] = Script([html(PAGE)])
    found[LONG_REFUSED] = Script([said("HTTP/1.1 414 URI Too Long\nContent-Length: 0")])
    return found


def portal() -> str:
    columns = "".join(f"  - {{key: {name}, title: 栏目{number}}}\n" for number, name in enumerate(PLACES))
    return (
        "portal: broken\ntitle: {zh: 坏站, en: Broken site}\nauthority: [坏站管委会]\nbase: http://broken.invalid/\n"
        f"politeness: {{delay: 0}}\ncolumns:\n{columns}"
        "channels:\n  own_site: {title: {zh: 本站, en: own site}, kind: site}\n"
    )


@dataclass
class Crawled:
    """What a crawl of the broken site said and kept."""

    archive: Path
    code: int
    seconds: float
    said: dict[str, Any]
    stderr: str
    server: WireServer
    records: list[Written]

    def coverage(self, name: str) -> dict[str, Any]:
        return next(row for row in self.said["coverage"] if row["column"] == name)

    def of(self, path: str, kind: str) -> list[Written]:
        url = self.server.address + path
        return [r for r in self.records if r.kind == kind and r.fields.get("WARC-Target-URI") == url]


def crawl(folder: Path, server: WireServer, text: str) -> tuple[subprocess.CompletedProcess[str], float]:
    path = folder / "broken.yml"
    path.write_text(text, encoding="utf-8")
    command = [sys.executable, str(SCRIPT), "crawl", str(path), "--archive", str(folder / "a")]
    command += ["--host", server.address + "/", "--json"]
    began = time.monotonic()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240, env=environment)
    return done, time.monotonic() - began


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("broken")
    server = WireServer(scripts())
    done, seconds = crawl(folder, server, portal())
    assert done.stdout, done.stderr
    said_, records = json.loads(done.stdout), written(folder / "a" / "warc")
    yield Crawled(folder / "a", done.returncode, seconds, said_, done.stderr, server, records)
    server.close()


def test_the_crawl_ends_by_itself(crawled: Crawled) -> None:
    assert crawled.seconds < 120


def test_the_crawl_is_not_said_to_be_whole(crawled: Crawled) -> None:
    assert crawled.said["verdict"]["key"] == "degraded"
    assert crawled.code == 0


@pytest.mark.parametrize("name", PLACES)
def test_the_sound_articles_beside_it_are_read(crawled: Crawled, name: str) -> None:
    assert crawled.coverage(name)["documents_fetched"] == (3 if name in READ else 2)


@pytest.mark.parametrize("name", BROKEN)
def test_coverage_names_the_page_and_the_reason(crawled: Crawled, name: str) -> None:
    row = crawled.coverage(name)
    assert row["state"] == "incomplete"
    assert address(name) in row["note"]
    assert any(reason in row["note"] for reason in PLACES[name].reason.split("|")), row["note"]


@pytest.mark.parametrize("name", [name for name in BROKEN if PLACES[name].reason == "redirects in a circle"])
def test_an_entry_whose_redirects_circle_is_one_that_was_not_read(crawled: Crawled, name: str) -> None:
    url = f"http://broken.invalid{address(name)}"
    unread = rows(crawled.archive, f"select purpose, reason, answered from unread where url = '{url}'")
    assert unread == [("document", "redirects in a circle", 0)]


@pytest.mark.parametrize("name", READ)
def test_what_can_be_read_is_read_rightly(crawled: Crawled, name: str) -> None:
    assert crawled.coverage(name)["state"] == "complete"
    url = f"http://broken.invalid{address(name)}"
    assert rows(crawled.archive, f"select title, published_on from documents where url = '{url}'") == [(TITLE, DAY)]


@pytest.mark.parametrize("name", [name for name in PLACES if PLACES[name].script.pieces])
def test_what_came_is_kept(crawled: Crawled, name: str) -> None:
    whole = b"".join(PLACES[name].script.pieces)
    kept = crawled.of(address(name), "response")
    assert kept
    for record in kept:
        assert record.block
        assert whole.startswith(record.block)


@pytest.mark.parametrize("name", [name for name in BROKEN if name not in ANSWERED])
def test_its_failure_is_recorded_by_a_kind_that_has_a_name(crawled: Crawled, name: str) -> None:
    failures = [read_failure(r.block) for r in crawled.of(address(name), "metadata") if r.fields.get("Gongkai-Request")]
    assert failures
    assert {failure.kind for failure in failures} <= {"disconnect", "malformed", "length", "timeout"}


def test_every_request_that_the_server_saw_is_kept(crawled: Crawled) -> None:
    saw = sorted(spoken.request for exchanges in crawled.server.spoken.values() for spoken in exchanges)
    assert sorted(record.block for record in crawled.records if record.kind == "request") == saw


def test_warcio_accepts_every_file(crawled: Crawled) -> None:
    for path in (crawled.archive / "warc").glob("*.warc.gz"):
        done = warcio_check(path)
        assert done.returncode == 0, done.stdout


def test_check_finds_nothing_wrong(crawled: Crawled) -> None:
    done = gongkai("check", "--archive", crawled.archive)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_entry_whose_address_is_longer_than_is_read_is_named_and_not_counted_as_read(tmp_path: Path) -> None:
    server = WireServer({})
    pages = {
        "/": html(b"<html><body><div class='nav'><a href='/news/'>\xe8\xa6\x81\xe9\x97\xbb</a></div></body></html>")
    }
    entries = [(f"/{n}.html", f"第{n}篇工作动态信息", DAY) for n in range(3)]
    pages["/news/"] = html(list_page((f"/{'l' * 10_000}", TITLE, DAY), *entries).encode())
    pages |= {path: html(article(title, day).encode()) for path, title, day in entries}
    pages[f"/{'l' * 10_000}"] = html(PAGE)
    pages["/robots.txt"] = said("HTTP/1.1 404 No\nContent-Length: 0")
    server.scripts = {path: Script([answer]) for path, answer in pages.items()}
    text = portal().partition("columns:")[0] + "columns:\n  - {key: news, title: 要闻}\nchannels:"
    done, _ = crawl(tmp_path, server, text + portal().partition("channels:")[2])
    server.close()
    (row,) = json.loads(done.stdout)["coverage"]
    read = f"/{'l' * 10_000}" in server.spoken
    assert row["documents_fetched"] == 3 + read
    assert read or (row["state"] == "incomplete" and TITLE in row["note"])
