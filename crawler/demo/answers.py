"""How one host of the demo answers a request, and the log of what was asked."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from aiohttp import web

from crawler.demo.model import Fault, Host, Page

#: When all pages were last modified: a clock would make two runs differ.
MODIFIED = datetime(2020, 6, 1, 8, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Access:
    """One answered request; ``path`` with its query, ``at`` in UTC."""

    host: str  # own, city
    method: str
    path: str
    user_agent: str
    at: datetime
    status: int


class Answers:
    """Answers requests for one host and writes them down."""

    def __init__(
        self, name: str, host: Host, log: list[Access], faults: Sequence[Fault], truncate: Collection[str]
    ) -> None:
        self._name = name
        self._pages = host.pages
        self._services = host.services
        self._log = log
        self._truncate = frozenset(truncate)
        self._faults: dict[str, list[Fault]] = {}
        for fault in faults:
            if fault.host == name:
                self._faults.setdefault(fault.path, []).append(fault)
        self._failed: Counter[Fault] = Counter()

    def application(self) -> web.Application:
        """The web application; GET and HEAD of every path, POST to what is asked with a form."""
        application = web.Application()
        application.router.add_get("/{path:.*}", self._answer)
        application.router.add_post("/{path:.*}", self._answer)
        return application

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        path = request.path_qs
        response = self._response(request, path, self._page(request, await _form(request)))
        agent = request.headers.get("User-Agent", "")
        self._log.append(Access(self._name, request.method, path, agent, datetime.now(UTC), response.status))
        if path in self._truncate and response.status == 200:
            return await _broken_off(request, response)
        return response

    def _page(self, request: web.Request, form: Mapping[str, str]) -> Page | None:
        for service in self._services:
            if request.method == service.method and request.path.startswith(service.path):
                return service.answer(request.path, {**request.query, **form})
        return self._pages.get(request.path_qs) if request.method != "POST" else None

    def _response(self, request: web.Request, path: str, page: Page | None) -> web.Response:
        fault = self._next_fault(path)
        if fault is not None:
            return web.Response(status=fault.status, text="服务暂不可用", headers={"Retry-After": "0"})
        if page is None and request.method == "POST":
            return web.Response(status=405, text="<html><body><h1>405 Not Allowed</h1></body></html>")
        if page is None:
            return web.Response(status=404, text="<html><body><h1>404 Not Found</h1></body></html>")
        headers = _validators(page)
        if _unchanged(request, headers["ETag"]):
            return web.Response(status=304, headers=headers)
        return web.Response(body=page.body, headers={**headers, "Content-Type": page.content_type})

    def _next_fault(self, path: str) -> Fault | None:
        for fault in self._faults.get(path, ()):
            if self._failed[fault] < fault.times:
                self._failed[fault] += 1
                return fault
        return None


async def _form(request: web.Request) -> dict[str, str]:
    """The fields of a posted form; a file among them is none."""
    posted = await request.post() if request.method == "POST" else {}
    return {name: value for name, value in posted.items() if isinstance(value, str)}


def _validators(page: Page) -> dict[str, str]:
    """ETag and Last-Modified (RFC 9110, 8.8)."""
    digest = hashlib.sha256(page.body).hexdigest()[:20]
    return {"ETag": f'"{digest}"', "Last-Modified": format_datetime(MODIFIED, usegmt=True)}


def _unchanged(request: web.Request, etag: str) -> bool:
    """Whether the client's conditions say it has this very page (RFC 9110, 13.1: If-None-Match goes first)."""
    if "If-None-Match" in request.headers:
        return etag in request.headers["If-None-Match"]
    since = request.headers.get("If-Modified-Since")
    if since is None:
        return False
    try:
        return parsedate_to_datetime(since) >= MODIFIED
    except (TypeError, ValueError):
        return False  # a date nobody can read is no condition


async def _broken_off(request: web.Request, whole: web.Response) -> web.StreamResponse:
    """Promise the whole body, send half of it and close the connection."""
    body = whole.body
    assert isinstance(body, bytes)
    half = web.StreamResponse(headers={**whole.headers, "Content-Length": str(len(body))})
    await half.prepare(request)
    await half.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return half
