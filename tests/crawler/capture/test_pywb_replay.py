"""Replay by pywb, which is GPL and stays in an environment of its own: GONGKAI_PYWB names its ``wayback`` command."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from capture_run import Run, fetch
from clocked import crawl_at
from conftest import SiteServer, gongkai, skip_or_fail
from small_site import PORTAL, answers, rows, small_site
from started import started
from wire_server import Script, WireServer, said

PAGE = "<html><body><p>依申请公开</p></body></html>".encode()
CODED = gzip.compress(PAGE, mtime=0)
HALVES = [PAGE[:7], PAGE[7:]]
CHUNKED = b"".join(b"%x;a=b\r\n%s\r\n" % (len(half), half) for half in HALVES) + b"0\r\n\r\n"
ANSWERS = {
    "/Plain.html?b=2&a=1": said(f"HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: {len(PAGE)}", PAGE),
    "/chunked": said("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", CHUNKED),
    "/coded": said(f"HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: {len(CODED)}", CODED),
    "/missing": said(f"HTTP/1.1 404 Not Found\nContent-Length: {len(PAGE)}", PAGE),
}


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """pywb over a crawl and a second one that found nothing new; the replay's address and the server's."""
    folder = tmp_path_factory.mktemp("pywb")
    server = WireServer({path.partition("?")[0]: Script([answer]) for path, answer in ANSWERS.items()})
    requests = [{"url": server.address + path} for path in ANSWERS]
    first = fetch(folder / "warc", requests)
    second = fetch(folder / "warc", requests, earlier=earlier_of(first))
    assert [record.kind for record in second.records].count("revisit") == len(ANSWERS)
    with replaying(folder, folder / "warc") as address:
        yield address, server.address
    server.close()


@contextmanager
def replaying(folder: Path, warc: Path) -> Iterator[str]:
    """pywb, run in ``folder``, over the WARC files and indexes in ``warc``; the address of what it serves."""
    command = os.environ.get("GONGKAI_PYWB")
    if not command:
        skip_or_fail("no pywb: install it in an environment of its own and name its wayback command in GONGKAI_PYWB")
    collection = folder / "collections" / "crawl"
    shutil.copytree(warc, collection / "archive")
    (collection / "indexes").mkdir()
    lines = [line for path in warc.glob("*.cdxj") for line in path.read_text().splitlines(keepends=True)]
    (collection / "indexes" / "index.cdxj").write_text("".join(sorted(lines)))
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with started(
        [str(command), "-p", str(port), "--bind", "127.0.0.1"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ):
        wait_for(port)
        yield f"http://127.0.0.1:{port}/crawl/"


def earlier_of(run: Run) -> dict[str, dict[str, object]]:
    names = ("id", "entity_digest", "warc_file", "warc_offset")
    return {url: {name: capture[name] for name in names} for url, capture in run.captures.items()}


def wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("pywb did not start")


def replayed(url: str) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=30) as response:
            body: bytes = response.read()
            return gzip.decompress(body) if response.headers["Content-Encoding"] == "gzip" else body
    except urllib.error.HTTPError as error:
        return error.read()


@pytest.mark.parametrize("year", ["1998", "2099"])  # the nearest capture: the first, then the revisit
@pytest.mark.parametrize("path", ANSWERS)
def test_every_entity_is_the_same_when_pywb_serves_it(replay: tuple[str, str], path: str, year: str) -> None:
    archive, site = replay
    assert replayed(f"{archive}{year}0101000000id_/{site}{path}") == PAGE


def test_a_crawl_of_an_unchanged_site_is_replayed_as_it_was_at_its_own_time(
    tmp_path: Path, site: Callable[[dict[str, Any]], SiteServer]
) -> None:
    if not os.environ.get("GONGKAI_PYWB"):
        skip_or_fail("no pywb: name its wayback command in GONGKAI_PYWB")
    server = site(answers(small_site()))
    (tmp_path / "small.yml").write_text(PORTAL, encoding="utf-8")
    for _ in range(2):
        done = gongkai("crawl", tmp_path / "small.yml", "--archive", tmp_path / "a", "--host", server.address, "--full")
        assert done.returncode == 0, done.stderr
    captures = rows(
        tmp_path / "a", "select fetched_url, captured_at, entity_digest from captures where revisit_of is not null"
    )
    assert len(captures) == len(server.log) // 2
    with replaying(tmp_path, tmp_path / "a" / "warc") as archive:
        for url, captured_at, digest in captures:
            timestamp = "".join(filter(str.isdigit, captured_at[:19]))
            assert hashlib.sha256(replayed(f"{archive}{timestamp}id_/{url}")).hexdigest() == digest.split(":")[1]


def test_a_page_that_its_server_said_to_be_unchanged_is_replayed_as_it_was_kept(
    tmp_path: Path, site: Callable[[dict[str, Any]], SiteServer]
) -> None:
    if not os.environ.get("GONGKAI_PYWB"):
        skip_or_fail("no pywb: name its wayback command in GONGKAI_PYWB")
    pages = answers(small_site())
    pages["/a/7.html"].headers["ETag"] = '"7"'
    server = site(pages)
    (tmp_path / "small.yml").write_text(PORTAL, encoding="utf-8")
    for day in (8, 9):
        at = datetime(2018, 3, day, 16, 30, tzinfo=UTC)
        assert crawl_at(at, tmp_path / "small.yml", tmp_path / "a", server.address)
    ((url, captured_at, digest),) = rows(
        tmp_path / "a", "select fetched_url, captured_at, entity_digest from captures where status = 304"
    )
    with replaying(tmp_path, tmp_path / "a" / "warc") as archive:
        timestamp = "".join(filter(str.isdigit, captured_at[:19]))
        assert hashlib.sha256(replayed(f"{archive}{timestamp}id_/{url}")).hexdigest() == digest.split(":")[1]
