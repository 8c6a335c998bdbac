"""How one host of the demo answers a request, and the log of what was asked."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from aiohttp import web

from crawler.demo.model import UNAVAILABLE, VISITS, Fault, Host, Page

#: When all pages were last modified: a clock would make two runs differ.
MODIFIED = datetime(2020, 6, 1, 8, 0, tzinfo=UTC)
#: A session's id in a path or query, which names no other page.
_SESSION = re.compile(r";jsessionid=[0-9A-F]+|(?<=\?)PHPSESSID=[0-9A-F]+&?|&PHPSESSID=[0-9A-F]+")


@dataclass(frozen=True, slots=True)
class Access:
    """One answered request; ``path`` with its query, ``at`` in UTC, ``size`` of the body sent in bytes."""

    host: str  # own, city
    method: str
    path: str
    user_agent: str
    at: datetime
    status: int
    size: int = 0
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)  # of the request


class Answers:
    """Answers requests for one host and writes them down.

    ``on_exhausted`` is called when the host has answered as often as it does before it refuses connections.
    """

    def __init__(
        self, name: str, host: Host, log: list[Access], faults: Sequence[Fault], truncate: Collection[str]
    ) -> None:
        self._name = name
        self._log = log
        self._truncate = frozenset(truncate)
        self.on_exhausted: Callable[[], None] = lambda: None
        self._modified: dict[str, tuple[str, datetime]] = {}  # digest of each page, and since when it is that
        self.show(host, faults)

    def show(self, host: Host, faults: Sequence[Fault], at: datetime | None = None) -> None:
        """Answer as ``host`` from now on; faults begin anew. ``at``: when that is, by a clock that stands still."""
        self._host = host
        self._faults: dict[str, list[Fault]] = {}
        for fault in faults:
            if fault.host == self._name:
                self._faults.setdefault(fault.path, []).append(fault)
        self._failed: Counter[Fault] = Counter()
        self._answered = 0
        self._now = at + host.clock if at else None
        self._modified = dict(self._last_modified(host, self._now or MODIFIED))

    def _last_modified(self, host: Host, now: datetime) -> Iterator[tuple[str, tuple[str, datetime]]]:
        for path, page in host.pages.items():
            digest, (known, since) = _digest(page.body), self._modified.get(path, ("", now))
            yield path, (digest, since if digest == known else now)

    @property
    def _exhausted(self) -> bool:
        return 0 < self._host.refuses_after <= self._answered

    def application(self) -> web.Application:
        """The web application; GET and HEAD of every path, POST to what is asked with a form."""
        application = web.Application()
        application.router.add_get("/{path:.*}", self._answer)
        application.router.add_post("/{path:.*}", self._answer)
        return application

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        form = await _form(request)
        if self._exhausted:
            self.on_exhausted()
            return _cut_off(request)
        self._answered += 1
        path = _SESSION.sub("", request.path_qs).rstrip("?")
        response = self._response(request, path, self._page(request, path, form))
        if self._now is not None:
            response.headers["Date"] = format_datetime(self._now, usegmt=True)
        self._write_down(request, response)
        if path in self._truncate and response.status == 200:
            return await _broken_off(request, response)
        return response

    def _write_down(self, request: web.Request, response: web.Response) -> None:
        agent, body = request.headers.get("User-Agent", ""), response.body
        size = len(body) if isinstance(body, bytes) else 0
        where, at = (self._name, request.method, request.path_qs, agent), datetime.now(UTC)
        self._log.append(Access(*where, at, response.status, size, dict(request.headers)))

    def _page(self, request: web.Request, path: str, form: Mapping[str, str]) -> Page | None:
        if self._host.instead is not None:
            return self._host.instead
        for service in self._host.services:
            if request.method == service.method and request.path.startswith(service.path):
                return service.answer(request.path, {**request.query, **form})
        return self._host.pages.get(path) if request.method != "POST" else None

    def _response(self, request: web.Request, path: str, page: Page | None) -> web.Response:
        fault = self._next_fault(path)
        if fault is not None:
            return web.Response(status=fault.status, text=UNAVAILABLE, headers={"Retry-After": "0"})
        if page is None and request.method == "POST":
            return web.Response(status=405, text="<html><body><h1>405 Not Allowed</h1></body></html>")
        if page is None:
            return web.Response(status=404, text="<html><body><h1>404 Not Found</h1></body></html>")
        if page.status != 200:
            return _other(page)
        body = page.body.replace(VISITS, str(self._answered).encode())
        _, modified = self._modified.get(path, ("", MODIFIED))
        headers = _validators(page.validators, body, modified)
        if _unchanged(request, headers):
            return web.Response(status=304, headers=headers)
        return web.Response(body=body, headers={**headers, "Content-Type": page.content_type})

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


def _other(page: Page) -> web.Response:
    """An answer with another status than 200: where it leads, or that nothing can be had now."""
    headers = {"Content-Type": page.content_type}
    if page.location:
        headers["Location"] = page.location
    if page.status == 503:
        headers["Retry-After"] = "0"
    return web.Response(status=page.status, body=page.body, headers=headers)


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:20]


def _validators(names: Collection[str], body: bytes, modified: datetime) -> dict[str, str]:
    """Those of ETag and Last-Modified (RFC 9110, 8.8) that are named."""
    headers = {"ETag": f'"{_digest(body)}"', "Last-Modified": format_datetime(modified, usegmt=True)}
    kept = {"etag": "ETag", "modified": "Last-Modified"}
    return {kept[name]: headers[kept[name]] for name in names}


def _unchanged(request: web.Request, validators: Mapping[str, str]) -> bool:
    """Whether the client's conditions say it has this very page (RFC 9110, 13.1: If-None-Match goes first)."""
    if "If-None-Match" in request.headers:
        return "ETag" in validators and validators["ETag"] in request.headers["If-None-Match"]
    since = request.headers.get("If-Modified-Since")
    if since is None or "Last-Modified" not in validators:
        return False
    try:
        return parsedate_to_datetime(since) >= parsedate_to_datetime(validators["Last-Modified"])
    except (TypeError, ValueError):
        return False  # a date nobody can read is no condition


def _cut_off(request: web.Request) -> web.Response:
    """Close the connection without an answer, as one does that is not taken at all."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=503)


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
