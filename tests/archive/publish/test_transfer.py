"""How answers go over the wire: in gzip, with entity tags that hold exactly as long as the file and the software."""

from __future__ import annotations

import asyncio
import gzip
import shutil
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from asgi_server import serving
from datasette.app import Datasette
from published_sample import REPORT

from archive.publish.newest import Newest
from archive.publish.plugin.compressed import with_gzip

# The thread that Datasette keeps for writing in memory is ended by SystemExit.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")

Get = Callable[..., httpx.Response]
PAGE = f"/report/{REPORT}"


@pytest.fixture(scope="module")
def wire(site: Datasette) -> Iterator[httpx.Client]:
    with (
        serving(site.app()) as address,
        httpx.Client(base_url=address, headers={"accept-encoding": "identity"}) as wire,
    ):
        yield wire


def raw(wire: httpx.Client, path: str, accepted: str) -> tuple[httpx.Headers, bytes]:
    with wire.stream("GET", path, headers={"accept-encoding": accepted}) as told:
        return told.headers, b"".join(told.iter_raw())


# gzip


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}.json", "/public/documents", "/download/documents.csv", "/public"])
def test_a_text_is_the_same_in_gzip(wire: httpx.Client, path: str) -> None:
    headers, body = raw(wire, path, "br, gzip")
    _, plain = raw(wire, path, "identity")
    assert headers["content-encoding"] == "gzip"
    assert len(body) < len(plain)
    if not path.startswith("/public"):  # Datasette's pages say how long each query took
        assert gzip.decompress(body) == plain


@pytest.mark.parametrize("accepted", ["identity", "br", "gzip;q=0", "gzip; q=0.0, br", "*;q=0"])
def test_who_does_not_take_gzip_gets_none(wire: httpx.Client, accepted: str) -> None:
    assert "content-encoding" not in raw(wire, PAGE, accepted)[0]


@pytest.mark.parametrize("accepted", ["GZIP", "gzip;q=0.5", "*", "deflate , gzip"])
def test_however_it_is_said_that_gzip_is_taken(wire: httpx.Client, accepted: str) -> None:
    assert raw(wire, PAGE, accepted)[0]["content-encoding"] == "gzip"


def test_a_database_is_sent_as_it_is(wire: httpx.Client, public_db: Path) -> None:
    headers, body = raw(wire, "/public.db", "gzip")
    assert ("content-encoding" in headers, body) == (False, public_db.read_bytes())


def test_a_stream_is_sent_on_before_it_ends() -> None:
    sent: list[int] = []

    async def application(scope: dict, receive: object, send: Callable[[dict], Awaitable[None]]) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/csv")]})
        for number in range(200):
            row = "".join(str(hash((number, each))) for each in range(200)).encode()
            await send({"type": "http.response.body", "body": row, "more_body": True})
        sent.append(-1)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def send(message: dict) -> None:
        sent.append(len(message.get("body", b"")))

    scope = {"type": "http", "method": "GET", "headers": [(b"accept-encoding", b"gzip")]}
    asyncio.run(with_gzip(application)(scope, None, send))
    assert sum(sent[: sent.index(-1)]) > 0


# Entity tags


@pytest.mark.parametrize("path", ["/", PAGE, f"{PAGE}.json", "/public/documents.json", "/download", "/snapshots"])
def test_who_has_a_page_already_is_told_so(wire: httpx.Client, path: str) -> None:
    told = wire.get(path)
    again = wire.get(path, headers={"if-none-match": f'"other", {told.headers["etag"]}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", told.headers["etag"])


def test_a_page_that_is_known_costs_no_query(wire: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    tag = wire.get(PAGE).headers["etag"]
    monkeypatch.setattr("archive.publish.plugin.views.report_view", None)
    assert wire.get(PAGE, headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize("other", [{"cookie": "gongkai_lang=en"}, {"host": "elsewhere.invalid"}], ids=str)
def test_a_page_that_may_be_another_for_another_visitor_has_another_tag(
    wire: httpx.Client, other: dict[str, str]
) -> None:
    assert wire.get("/").headers["etag"] != wire.get("/", headers=other).headers["etag"]


@pytest.mark.parametrize(
    "path",
    ["/report/nothing", "/public.json?sql=nonsense", "/download/documents.csv", "/public/documents.csv?_stream=on"],
)
def test_what_failed_and_what_may_fail_half_way_has_no_tag(wire: httpx.Client, path: str) -> None:
    assert "etag" not in wire.get(path).headers


def test_a_tag_of_a_page_that_fails_now_is_of_no_use(wire: httpx.Client) -> None:
    told = wire.get("/report/nothing", headers={"if-none-match": wire.get(PAGE).headers["etag"]})
    assert told.status_code == 404


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (PAGE, "max-age=60"),
        ("/public/documents", "max-age=60"),
        ("/-/static-plugins/gongkai/gongkai.css?0123abcd", "max-age=31536000, immutable"),
        ("/-/static-plugins/gongkai/gongkai.css", "max-age=60"),
        ("/-/static-plugins/gongkai/gongkai.css?x=1", "max-age=60"),
    ],
)
def test_how_long_a_page_may_be_shown_without_asking_is_said(wire: httpx.Client, path: str, said: str) -> None:
    assert wire.get(path).headers["cache-control"] == said


def test_caches_tell_compressed_answers_apart(wire: httpx.Client) -> None:
    assert "accept-encoding" in wire.get(PAGE).headers["vary"].lower()


def test_a_cookie_of_somebody_else_makes_no_other_page(wire: httpx.Client) -> None:
    told = wire.get("/")
    again = wire.get("/", headers={"cookie": "seen=1", "if-none-match": told.headers["etag"]})
    assert again.status_code == 304


def test_a_tag_ends_with_the_file_that_it_was_given_for(public_db: Path, tmp_path: Path) -> None:
    served, newer = tmp_path / "public.db", tmp_path / "newer.db"
    shutil.copyfile(public_db, served)
    shutil.copyfile(public_db, newer)
    with closing(sqlite3.connect(newer)) as db, db:
        db.execute("update reports set title = 'the newer state'")

    async def ask() -> tuple[httpx.Response, httpx.Response]:
        transport = httpx.ASGITransport(app=Newest(served))
        async with httpx.AsyncClient(transport=transport, base_url="http://served.invalid") as client:
            tag = (await client.get(PAGE)).headers["etag"]
            same = await client.get(PAGE, headers={"if-none-match": tag})
            newer.replace(served)
            return same, await client.get(PAGE, headers={"if-none-match": tag})

    same, other = asyncio.run(ask())
    assert (same.status_code, other.status_code) == (304, 200)
    assert "the newer state" in other.text


def test_a_tag_ends_with_the_software_that_it_was_given_by(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    before = get(PAGE).headers["etag"]
    monkeypatch.setattr("archive.publish.plugin.validators.software_digest", lambda: "another version")
    assert get(PAGE).headers["etag"] != before
