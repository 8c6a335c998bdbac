"""scrapy-playwright's download handler over the one that records at the wire.

Left to itself scrapy-playwright lets the browser ask the network: no bytes at the wire, no robots.txt, no delay and no
budget for what scripts ask. Here the browser is cut off from any network, and its requests are answered by the crawl
through a route of the page's own, which stands before scrapy-playwright's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from playwright.async_api import Error as PlaywrightError
from scrapy.http import HtmlResponse
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from crawler.browser.rendering import MAX_CHARACTERS, RENDERING, Rendering, RenderingError
from crawler.browser.script_requests import ScriptRequests, settled
from crawler.browser.settings import TIME_LIMIT
from crawler.capture.wire import WireDownloadHandler

if TYPE_CHECKING:
    from playwright.async_api import Page
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

#: Seconds between two looks at a document, and how many looks there are at most.
PAUSE, ROUNDS = 0.5, 6
_CLOSING = 10.0


class BrowserDownloadHandler(ScrapyPlaywrightDownloadHandler, WireDownloadHandler):  # type: ignore[misc]
    """Renders what ``request.meta["rendering"]`` holds; downloads everything else as WireDownloadHandler does."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._limit_seconds = crawler.settings.getfloat(TIME_LIMIT)
        self._visitor = {
            "user_agent": crawler.settings["USER_AGENT"],
            "service_workers": "block",
            "accept_downloads": False,
        }
        self._scripts: dict[str, Response] = {}  # what pages share is asked for once in a run

    async def download_request(self, request: Request) -> Response:
        """Return the rendered document, or the downloaded response. Raises RenderingError, Scrapy's download errors."""
        rendering: Rendering | None = request.meta.get(RENDERING)
        if rendering is None:
            response: Response = await super().download_request(request)
            return response
        await self._within_limits(self._render(request, rendering))
        if len(rendering.html) > MAX_CHARACTERS:
            raise RenderingError(f"the document is longer than {MAX_CHARACTERS} characters")
        return HtmlResponse(request.url, body=rendering.document, encoding="utf-8", request=request)

    async def _render(self, request: Request, rendering: Rendering) -> None:
        requests = ScriptRequests(self._crawler, rendering, self._scripts)
        request.meta.update(
            playwright=True,
            playwright_context_kwargs=self._visitor,
            playwright_include_page=True,
            playwright_page_init_callback=_answered_by(requests),
            # A page whose scripts lead elsewhere at once is never said to be loaded: it is looked at instead.
            playwright_page_goto_kwargs={"wait_until": "commit"},
        )
        await super().download_request(request)
        page: Page = request.meta.pop("playwright_page")
        rendering.html = await settled(page, requests, PAUSE, ROUNDS)
        rendering.browser = f"Chromium/{page.context.browser.version}" if page.context.browser else ""
        await page.close()

    async def _within_limits(self, rendered: Awaitable[None]) -> None:
        try:
            async with asyncio.timeout(self._limit_seconds):
                await rendered
        except TimeoutError as error:
            await self._end_contexts()
            raise RenderingError(f"the page did not come to an end within {self._limit_seconds:.0f} s") from error
        except PlaywrightError as error:
            await self._end_contexts()
            raise RenderingError(str(error).partition("\n")[0]) from error

    async def _end_contexts(self) -> None:
        """Close whatever still runs; a page that is deaf dies with its browser, and the next one starts another."""
        try:
            async with asyncio.timeout(_CLOSING):
                for wrapper in list(self.context_wrappers.values()):
                    await wrapper.context.close()
        except (TimeoutError, PlaywrightError):
            await self.browser.close()


def _answered_by(requests: ScriptRequests) -> Callable[[Page, Request], Awaitable[None]]:
    async def begin(page: Page, request: Request) -> None:
        await page.route("**", requests.answer)

    return begin
