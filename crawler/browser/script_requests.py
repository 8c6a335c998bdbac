"""What the scripts of a page ask for, and who answers: the crawl, as politely as ever, and never the browser."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from playwright.async_api import Error as PlaywrightError
from scrapy import Request
from scrapy.http import Response

from crawler.browser.rendering import Rendering
from crawler.browser.settings import MAX_REQUESTS
from crawler.steps import REDIRECTS

if TYPE_CHECKING:
    from playwright.async_api import Page, Route
    from playwright.async_api import Request as ScriptRequest
    from scrapy.crawler import Crawler

MAX_BODY = 64 * 1024
MAX_REDIRECTS = 5
_SCRIPT = "script"
_DATA = ("xhr", "fetch")
#: Headers of a script's own that lists are asked with; cookies and the browser's are never sent.
_SENT = {"accept": "Accept", "content-type": "Content-Type", "x-requested-with": "X-Requested-With"}
_GIVEN = ("Content-Type", "Access-Control-Allow-Origin")
_NOT_THERE = (404, 410)


class NotAskedError(Exception):
    """What a script asks for is not asked of the portal."""


class ScriptRequests:
    """Answers every request of one page: its document from the capture, scripts and data through the crawl.

    Nothing else is asked for: no pictures, styles, fonts, frames, other documents, or anything off the portal's hosts.
    """

    def __init__(self, crawler: Crawler, rendering: Rendering, scripts: dict[str, Response]) -> None:
        self._crawler = crawler
        self._rendering = rendering
        self._scripts = scripts
        self._shown = False
        self._asked = 0
        self.pending = 0

    async def answer(self, route: Route) -> None:
        """Answer one request of the page; the last thing that can go wrong is that the page is gone."""
        with suppress(PlaywrightError):
            reply = await self._reply(route.request)
            if reply is None:
                await route.abort("blockedbyclient")
            else:
                headers = {name: value.decode("latin-1") for name in _GIVEN if (value := reply.headers.get(name))}
                await route.fulfill(status=reply.status, headers=headers, body=reply.body)

    async def _reply(self, asked: ScriptRequest) -> Response | None:
        if asked.is_navigation_request():
            return self._document()  # of a frame too, which is then empty
        url = asked.url.partition("#")[0]
        canonical = self._crawler.spider.session.book.canonical(url)  # type: ignore[union-attr]
        if asked.resource_type not in (_SCRIPT, *_DATA) or canonical is None:
            return None
        if asked.resource_type == _SCRIPT and url in self._scripts:
            return self._scripts[url]
        self.pending += 1
        try:
            return await self._fetch(asked, url, canonical)
        finally:
            self.pending -= 1

    def _document(self) -> Response:
        """The page itself, once. Where its scripts lead elsewhere the browser is told to stay (RFC 9110, 15.3.5)."""
        if self._shown:
            return Response(self._rendering.url, status=204)
        self._shown = True
        headers = {"Content-Type": self._rendering.content_type}
        return Response(self._rendering.url, headers=headers, body=self._rendering.content)

    async def _fetch(self, asked: ScriptRequest, url: str, canonical: str) -> Response | None:
        """What the portal answers, redirects on its hosts followed; None, noted as missing, where nothing came."""
        try:
            reply = await self._ask(canonical, asked)
        except Exception as error:  # noqa: BLE001 - whatever keeps an answer from coming is one fact: none came
            self._missing(canonical, " ".join(str(error).split())[:200] or type(error).__name__)
            return None
        if reply.status >= 400 and (asked.resource_type in _DATA or reply.status not in _NOT_THERE):
            self._missing(canonical, f"HTTP {reply.status}")
        elif asked.resource_type == _SCRIPT:
            self._scripts[url] = reply
        return reply

    async def _ask(self, canonical: str, asked: ScriptRequest) -> Response:
        """Raises NotAskedError, and whatever a download may raise."""
        engine, book = self._crawler.engine, self._crawler.spider.session.book  # type: ignore[union-attr]
        method, body = asked.method, asked.post_data_buffer or b""
        if method not in ("GET", "POST") or len(body) > MAX_BODY:
            raise NotAskedError(f"a {method} of {len(body)} bytes is not sent")
        headers = {name: asked.headers[key] for key, name in _SENT.items() if key in asked.headers}
        for _ in range(MAX_REDIRECTS):
            self._asked += 1
            if self._asked > MAX_REQUESTS or engine is None:
                raise NotAskedError(f"more than {MAX_REQUESTS} requests")
            address = book.fetch_address(canonical)
            request = Request(address, method=method, headers=headers, body=body, meta={"handle_httpstatus_all": True})
            reply = await engine.download_async(request)
            location = (reply.headers.get("Location") or b"").decode("latin-1")
            if reply.status not in REDIRECTS or not location:
                return reply
            target = book.canonical(urljoin(address, location))
            if target is None:
                raise NotAskedError(f"redirected off the site to {location[:200]!r}")
            canonical, method, body = target, "GET", b""
        raise NotAskedError("too many redirects")

    def _missing(self, url: str, reason: str) -> None:
        said = f"{url} ({reason})"
        if said not in self._rendering.unanswered:
            self._rendering.unanswered.append(said)


async def settled(page: Page, requests: ScriptRequests, pause: float, rounds: int) -> str:
    """The page's document once it is loaded, its scripts wait for nothing, and two looks, ``pause`` seconds apart, are
    the same. A page that never rests (a clock in it) is taken after ``rounds`` looks.
    """
    html = ""
    while rounds:
        await page.wait_for_timeout(pause * 1000)
        if requests.pending:
            continue
        before, html = html, await page.content()
        if html == before and await page.evaluate("document.readyState") == "complete":
            break
        rounds -= 1
    return html
