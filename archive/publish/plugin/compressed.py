"""Answers in gzip (RFC 9110, 8.4.1.3) for whoever takes it: a report page is a tenth of its size.

A stream is compressed as it comes, without waiting for its end. Nothing that is secret stands beside what a visitor
sends: an answer's length tells nobody anything.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable

from archive.publish.plugin.headers import Application, Message, Receive, Scope, Send

#: What gets smaller; pictures and databases are sent as they are.
_TEXT = re.compile(rb"(?:text/|application/(?:[\w.+-]*json|javascript|[\w.+-]*xml)|image/svg\+xml)")
_LEAST = 500  # bytes; less is one packet in any case
_LEVEL = 5  # of zlib: beyond it much time for little
_GZIP = zlib.MAX_WBITS | 16
_NOT_TAKEN = re.compile(r"q\s*=\s*0(?:\.0{0,3})?\s*$")

Headers = Iterable[tuple[bytes, bytes]]


def with_gzip(application: Application) -> Application:
    """The application, its texts compressed where the request accepts it."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] == "HEAD" or not _accepts_gzip(scope["headers"]):
            await application(scope, receive, send)
            return
        await application(scope, receive, _Compressor(send))

    return wrapped


class _Compressor:
    """A ``send`` that compresses. The head of an answer waits for the first part of its body, to see how long it is."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._head: Message = {}
        self._squeeze: zlib._Compress | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._head = message
            return
        if self._head:
            await self._begin(message)
        if self._squeeze is not None and message["type"] == "http.response.body":
            message = self._squeezed(self._squeeze, message)
            if not message["body"] and message["more_body"]:
                return  # kept for the next part
        await self._send(message)

    async def _begin(self, first: Message) -> None:
        head, self._head = self._head, {}
        is_long = bool(first.get("more_body")) or len(first.get("body") or b"") >= _LEAST
        headers = list(head.get("headers", []))
        if is_long and _is_text(headers) and head["status"] not in (204, 304):
            self._squeeze = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
            kept = [(name, value) for name, value in headers if bytes(name).lower() != b"content-length"]
            head = {**head, "headers": [*kept, (b"content-encoding", b"gzip")]}
        await self._send(head)

    def _squeezed(self, squeeze: zlib._Compress, message: Message) -> Message:
        body, more = squeeze.compress(bytes(message.get("body") or b"")), bool(message.get("more_body"))
        return {**message, "body": body if more else body + squeeze.flush(), "more_body": more}


def _is_text(headers: Headers) -> bool:
    found = {bytes(name).lower(): bytes(value) for name, value in headers}
    return b"content-encoding" not in found and bool(_TEXT.match(found.get(b"content-type", b"")))


def _accepts_gzip(headers: Headers) -> bool:
    """What a client accepts (RFC 9110, 12.5.3); ``gzip;q=0`` is a refusal."""
    said = ",".join(bytes(value).decode("latin-1") for name, value in headers if bytes(name) == b"accept-encoding")
    codings = {coding.strip().lower(): rest for coding, _, rest in (each.partition(";") for each in said.split(","))}
    found = codings.get("gzip", codings.get("*"))
    return found is not None and not _NOT_TAKEN.search(found)
