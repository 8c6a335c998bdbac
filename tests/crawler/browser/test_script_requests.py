"""What the scripts of a page are given, and what is said to be missing. No browser runs here."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import import_or_skip
from scrapy import Request
from scrapy.http import Response

from crawler.browser.rendering import Rendering
from crawler.browser.settings import MAX_REQUESTS
from crawler.urls import AddressBook

import_or_skip("playwright.async_api")

from crawler.browser.script_requests import MAX_BODY, ScriptRequests  # noqa: E402 - needs what is looked for above

HOST = "http://127.0.0.1:8000"


@dataclass
class Asked:
    """A request of a page, as playwright describes one."""

    url: str
    resource_type: str = "xhr"
    method: str = "GET"
    post_data_buffer: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    navigates: bool = False

    def is_navigation_request(self) -> bool:
        return self.navigates


@dataclass
class Given:
    """What became of a request: aborted (None), or answered with a status and headers."""

    request: Asked
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)

    async def abort(self, code: str) -> None:
        self.status = None

    async def fulfill(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status, self.headers = status, headers


class Site:
    """A portal at HOST whose answers stand in a table, and what it was asked."""

    def __init__(self, answers: dict[str, Response]) -> None:
        self.answers = answers
        self.asked: list[Request] = []
        self.rendering = Rendering("http://small.invalid/news/", b"<p>", "text/html", "urn:uuid:1")
        book = AddressBook("http://small.invalid/", (HOST + "/", "http://small.invalid/"))
        crawler: Any = SimpleNamespace(engine=self, spider=SimpleNamespace(session=SimpleNamespace(book=book)))
        self.requests = ScriptRequests(crawler, self.rendering, {})

    async def download_async(self, request: Request) -> Response:
        self.asked.append(request)
        path = request.url.removeprefix(HOST)
        if path not in self.answers:
            raise OSError("no answer")
        return self.answers[path]

    def ask(self, *asked: Asked) -> list[int | None]:
        """The status that each request is answered with; None: refused."""
        given = [Given(request) for request in asked]

        async def answer_all() -> None:
            for one in given:
                await self.requests.answer(one)  # type: ignore[arg-type]

        asyncio.run(answer_all())
        return [one.status for one in given]


def answer(path: str, status: int = 200, **headers: str) -> Response:
    return Response(HOST + path, status=status, headers=headers, body=b"{}")


def test_the_page_itself_is_given_once_and_then_told_to_stay() -> None:
    site = Site({})
    page = Asked(f"{HOST}/news/", "document", navigates=True)
    assert site.ask(page, page) == [200, 204]
    assert site.asked == []


@pytest.mark.parametrize("kind", ["image", "stylesheet", "font", "media", "ping", "websocket", "eventsource", "other"])
def test_what_no_list_needs_is_refused_and_not_missed(kind: str) -> None:
    site = Site({})
    assert site.ask(Asked(f"{HOST}/x", kind)) == [None]
    assert (site.asked, site.rendering.unanswered) == ([], [])


def test_another_host_is_never_asked() -> None:
    site = Site({})
    assert site.ask(Asked("http://statistics.invalid/x", "fetch"), Asked("data:text/plain,x", "fetch")) == [None, None]
    assert site.asked == []


def test_only_headers_that_lists_are_asked_with_are_sent() -> None:
    site = Site({"/api": answer("/api")})
    sent = {"content-type": "application/json", "cookie": "a=1", "user-agent": "Mozilla", "x-requested-with": "XHR"}
    assert site.ask(Asked(f"{HOST}/api", method="POST", post_data_buffer=b"{}", headers=sent)) == [200]
    (request,) = site.asked
    assert request.headers.to_unicode_dict() == {"Content-Type": "application/json", "X-Requested-With": "XHR"}
    assert (request.method, request.body) == ("POST", b"{}")


def test_a_script_is_asked_for_once() -> None:
    site = Site({"/list.js": answer("/list.js")})
    script = Asked(f"{HOST}/list.js", "script")
    assert site.ask(script, script) == [200, 200]
    assert len(site.asked) == 1


def test_redirects_are_followed_on_the_portals_hosts() -> None:
    site = Site({"/old": answer("/old", 302, Location="/new"), "/new": answer("/new")})
    assert site.ask(Asked(f"{HOST}/old")) == [200]


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (Asked(f"{HOST}/none"), "http://small.invalid/none (no answer)"),
        (Asked(f"{HOST}/gone"), "http://small.invalid/gone (HTTP 404)"),
        (Asked(f"{HOST}/off"), "http://small.invalid/off (redirected off the site to 'http://other.invalid/')"),
        (Asked(f"{HOST}/round"), "http://small.invalid/round (too many redirects)"),
        (Asked(f"{HOST}/x", method="PUT"), "http://small.invalid/x (a PUT of 0 bytes is not sent)"),
        (
            Asked(f"{HOST}/x", method="POST", post_data_buffer=bytes(MAX_BODY + 1)),
            f"http://small.invalid/x (a POST of {MAX_BODY + 1} bytes is not sent)",
        ),
    ],
    ids=lambda value: value.url if isinstance(value, Asked) else "",
)
def test_what_the_portal_does_not_give_is_missed(asked: Asked, reason: str) -> None:
    site = Site(
        {
            "/gone": answer("/gone", 404),
            "/off": answer("/off", 302, Location="http://other.invalid/"),
            "/round": answer("/round", 302, Location="/round"),
        }
    )
    site.ask(asked)
    assert site.rendering.unanswered == [reason]


def test_a_script_that_is_not_there_is_nothing_missed() -> None:
    site = Site({"/plugin.js": answer("/plugin.js", 404)})
    assert site.ask(Asked(f"{HOST}/plugin.js", "script")) == [404]
    assert site.rendering.unanswered == []


def test_a_page_makes_so_many_requests_and_no_more() -> None:
    site = Site({f"/{number}": answer(f"/{number}") for number in range(MAX_REQUESTS + 1)})
    given = site.ask(*(Asked(f"{HOST}/{number}") for number in range(MAX_REQUESTS + 1)))
    assert given == [200] * MAX_REQUESTS + [None]
    assert site.rendering.unanswered == [f"http://small.invalid/{MAX_REQUESTS} (more than {MAX_REQUESTS} requests)"]
