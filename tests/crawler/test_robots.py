"""What is asked of a host by its robots.txt, or by what stands in the place of one (RFC 9309)."""

from __future__ import annotations

import asyncio
import codecs
import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from conftest import Answer, SiteServer, gongkai
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from small_site import PORTAL, answers, page, rows, small_site
from wire_server import Script, WireServer

from crawler.capture.middleware import EntityTooLongError, NoHeaderError
from crawler.robots import MAX_BYTES, RobotsMiddleware, RobotsUnreadError, parse_robots

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

CLOSED = "User-agent: *\nDisallow: /\n"
UNREAD = "robots.txt could not be read"


def allows(content: bytes, path: str) -> bool:
    return parse_robots(content).allowed(f"http://small.invalid{path}", "gongkai")


@pytest.mark.parametrize(
    "content",
    [
        codecs.BOM_UTF8 + "Disallow: /栏目/".encode(),
        codecs.BOM_UTF16_LE + "Disallow: /栏目/".encode("utf-16-le"),
        "Disallow: /栏目/".encode("gb18030"),
    ],
)
def test_rules_are_read_in_the_encoding_they_are_written_in(content: bytes) -> None:
    head = "User-agent: *\r\n"
    mark = next((mark for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE) if content.startswith(mark)), b"")
    encoded = head.encode("utf-16-le") if mark == codecs.BOM_UTF16_LE else head.encode()
    rules = mark + encoded + content.removeprefix(mark)
    assert not allows(rules, "/%E6%A0%8F%E7%9B%AE/1.html")
    assert allows(rules, "/news/1.html")


def test_as_much_as_is_read_ends_with_a_whole_line() -> None:
    """Half of `Disallow: /private/` is `Disallow: /`, which closes everything."""
    start = b"User-agent: *\nDisallow: /first/\n"
    cut = start + b"#" * (MAX_BYTES - len(start) - len(b"\nDisallow: /")) + b"\nDisallow: /private/\n"
    assert not allows(cut, "/first/1.html")
    assert allows(cut, "/news/")


def test_a_page_in_place_of_a_robots_txt_closes_nothing() -> None:
    assert allows(page("<p>您访问的页面不存在</p><p>User-agent: * Disallow: /</p>").encode(), "/news/")


def test_rules_for_us_by_name_go_before_those_for_all_and_words_of_our_contact_are_no_name() -> None:
    rules = b"User-agent: archive\nDisallow: /\n\nUser-agent: gongkai\nDisallow: /a/\n\nUser-agent: *\nDisallow: /b/\n"
    assert (allows(rules, "/a/1"), allows(rules, "/b/1"), allows(rules, "/")) == (False, True, True)


def chain(length: int) -> dict[str, Answer]:
    """Redirects from /robots.txt to rules that close everything."""
    pages = {f"/r{n}": Answer("", 301, {"Location": f"/r{n + 1}"}) for n in range(1, length)}
    return {"/robots.txt": Answer("", 301, {"Location": "/r1"}), **pages, f"/r{length}": Answer(CLOSED)}


#: What stands at /robots.txt, and what is then said of a page of that host: nothing where it is asked for.
HOSTS: dict[str, tuple[Mapping[str, Answer], str]] = {
    "busy": ({"/robots.txt": Answer("busy", 503)}, f"{UNREAD}: HTTP 503"),
    "gone": ({"/robots.txt": Answer("gone", 410)}, ""),
    "forbidden": ({"/robots.txt": Answer(CLOSED, 403)}, ""),
    "empty": ({"/robots.txt": Answer("", 204)}, ""),
    "five redirects": (chain(5), "disallowed by robots.txt"),
    "six redirects": (chain(6), ""),
    "circle": ({"/robots.txt": Answer("", 302, {"Location": "/robots.txt"})}, ""),
    "nowhere": ({"/robots.txt": Answer("", 302, {"Location": "mailto:web@small.invalid"})}, ""),
    "busy there": ({"/robots.txt": Answer("", 302, {"Location": "/r"}), "/r": Answer("", 500)}, f"{UNREAD}: HTTP 500"),
}  # fmt: skip


@pytest.fixture(scope="module")
def asked() -> Iterator[dict[str, tuple[str, bool]]]:
    """One run that asks every host for a page: what is said of it, and whether it was asked for."""
    servers = {
        name: SiteServer({**pages, "/a.html": Answer(page("<p>正文</p>"))}) for name, (pages, _) in HOSTS.items()
    }
    silent = WireServer({"/robots.txt": Script([], "close"), "/a.html": Script([], "close")})
    addresses = {name: f"{server.address}a.html" for name, server in servers.items()}
    addresses["silent"] = f"{silent.address}/a.html"
    result = gongkai("extract", *addresses.values(), "--json")
    said = {line["input"]: line["error"] for line in map(json.loads, result.stdout.splitlines())}
    got = {name: "/a.html" in server.asked() for name, server in servers.items()} | {
        "silent": "/a.html" in silent.spoken
    }
    yield {name: (said[address], got[name]) for name, address in addresses.items()}
    for server in (*servers.values(), silent):
        server.close()


@pytest.mark.parametrize("name", HOSTS)
def test_a_host_is_asked_what_its_robots_txt_leaves_open(asked: dict[str, tuple[str, bool]], name: str) -> None:
    _, reason = HOSTS[name]
    assert asked[name] == (reason or None, not reason)


def test_a_host_that_breaks_off_its_robots_txt_is_asked_nothing(asked: dict[str, tuple[str, bool]]) -> None:
    said, was_asked = asked["silent"]
    assert said.startswith(f"{UNREAD}: Download")
    assert not was_asked


@pytest.mark.parametrize(
    "inside",
    ["http://192.168.1.1:8080/reboot?now=1", "http://localhost:9200/", "http://[::1]/", "//10.0.0.1/r.txt"],
)
def test_a_strangers_robots_txt_leads_to_no_number_of_our_own_network(inside: str) -> None:
    requests: list[str] = []

    async def download_async(request: Request) -> Response:
        requests.append(request.url)
        return Response(request.url, status=302, headers={"Location": inside})

    async def send_catch_log_async(**_: object) -> None:
        """Nobody listens."""

    signals = SimpleNamespace(send_catch_log_async=send_catch_log_async)
    crawler = SimpleNamespace(engine=SimpleNamespace(download_async=download_async), signals=signals)
    middleware = RobotsMiddleware(cast("Crawler", crawler))
    asyncio.run(middleware.process_request(Request("http://small.invalid/a.html")))
    assert requests == ["http://small.invalid/robots.txt"]


def rules_where_a_download_ends_with(error: Exception) -> None:
    """Ask for a page of a host whose robots.txt gives this error."""

    async def download_async(request: Request) -> Response:
        raise error

    engine = SimpleNamespace(download_async=download_async)
    middleware = RobotsMiddleware(cast("Crawler", SimpleNamespace(engine=engine)))
    asyncio.run(middleware.process_request(Request("http://small.invalid/a.html")))


def test_a_robots_txt_that_does_not_come_is_a_fact_of_the_host() -> None:
    with pytest.raises(RobotsUnreadError, match=r"CannotResolveHostError: small\.invalid"):
        rules_where_a_download_ends_with(CannotResolveHostError("small.invalid"))


@pytest.mark.parametrize("kind", [EntityTooLongError, NoHeaderError])
def test_a_robots_txt_that_came_and_cannot_be_read_is_a_fact_of_the_host(kind: Callable[[str], Exception]) -> None:
    with pytest.raises(RobotsUnreadError, match=f"{UNREAD}: {kind.__name__}: http://small.invalid/robots.txt"):
        rules_where_a_download_ends_with(kind("http://small.invalid/robots.txt"))


def test_a_mistake_of_ours_is_not_said_of_the_host() -> None:
    with pytest.raises(TypeError):
        rules_where_a_download_ends_with(TypeError("no such argument"))


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, SiteServer, int]]:
    """A crawl of a site, and one while its robots.txt answers 503: the archive, the site, the second's exit code."""
    folder = tmp_path_factory.mktemp("robots")
    (folder / "small.yml").write_text(PORTAL, encoding="utf-8")
    server = SiteServer(answers(small_site()))
    command = ("crawl", folder / "small.yml", "--archive", folder / "a", "--host", server.address)
    assert gongkai(*command).returncode == 0
    server.pages["/robots.txt"] = [Answer("busy", 503)]
    server.log.clear()
    code = gongkai(*command).returncode
    yield folder / "a", server, code
    server.close()


def test_a_crawl_whose_robots_txt_is_longer_than_is_ever_read_is_failed_and_asks_for_nothing(
    site: Callable[[Mapping[str, Answer]], SiteServer], tmp_path: Path
) -> None:
    (tmp_path / "small.yml").write_text(PORTAL, encoding="utf-8")
    bomb = Answer(gzip.compress(bytes(65 * 1024 * 1024), 9), headers={"Content-Encoding": "gzip"})
    server = site(answers(small_site()) | {"/robots.txt": bomb})
    archive = tmp_path / "a"
    assert gongkai("crawl", tmp_path / "small.yml", "--archive", archive, "--host", server.address).returncode == 5
    assert set(server.asked()) == {"/robots.txt"}
    too_long = f"{UNREAD}: EntityTooLongError: {server.address}robots.txt unpacks to more than {64 * 1024 * 1024} bytes"
    assert rows(archive, "select url, reason from unread") == [("http://small.invalid/", too_long)]
    result = gongkai("rebuild", "--check", "--archive", archive)
    assert result.returncode == 0, result.stderr


def test_a_crawl_whose_robots_txt_is_a_failure_asks_for_it_again_and_for_nothing_else(
    second: tuple[Path, SiteServer, int],
) -> None:
    assert second[1].asked() == ["/robots.txt"] * 4


def test_such_a_crawl_is_failed_and_says_why(second: tuple[Path, SiteServer, int]) -> None:
    archive, _, code = second
    assert code == 5
    assert rows(archive, "select verdict, accepted from crawls order by rowid desc limit 1") == [("failed", 0)]
    reasons = rows(archive, "select reason, answered from unread where purpose = 'navigation'")
    assert reasons == [(f"{UNREAD}: HTTP 503", 0)]


def test_nothing_is_lost_by_such_a_crawl(second: tuple[Path, SiteServer, int]) -> None:
    states = rows(second[0], "select state, count(*) from documents group by 1")
    assert states == [("page", 8)]


def test_a_rebuild_says_the_same_of_it(second: tuple[Path, SiteServer, int]) -> None:
    result = gongkai("rebuild", "--check", "--archive", second[0])
    assert result.returncode == 0, result.stdout


def test_discover_asks_nothing_more_and_says_why() -> None:
    server = SiteServer({**answers(small_site()), "/robots.txt": Answer("busy", 503)})
    result = gongkai("discover", server.address)
    server.close()
    assert set(server.asked()) == {"/robots.txt"}
    assert f"{UNREAD}: HTTP 503" in result.stdout + result.stderr
