"""Security headers on every response: nothing of another host is ever loaded, nothing of ours is framed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Everything that is published is read; nothing is sent.
METHODS = ("GET", "HEAD")
#: No page carries a script or an inline style: neither ours nor, under our templates, Datasette's own.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),  # browsers older than frame-ancestors
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
)


def with_security_headers(application: Application) -> Application:
    """The application, asked by reading methods only, its responses completed with the headers they lack."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _complete(list(message.get("headers", [])))}
            await send(message)

        if scope["type"] != "http":
            await application(scope, receive, send)
        elif scope["method"] in METHODS:
            await application(scope, receive, completed)
        else:
            await answer(completed, 405, "只读。Read-only.\n", (b"allow", ", ".join(METHODS).encode()))

    return wrapped


def _complete(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    present = {bytes(name).lower() for name, _ in headers}
    wanted = (*_ALWAYS, (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()))
    return headers + [(name, value) for name, value in wanted if name not in present]


def content_type(start: Message) -> bytes:
    """The type that a response begins with; empty where it says none."""
    kinds = [bytes(value) for name, value in start.get("headers", []) if bytes(name).lower() == b"content-type"]
    return kinds[0] if kinds else b""


async def answer(send: Send, status: int, said: str, *headers: tuple[bytes, bytes]) -> None:
    """Answer in a few plain words."""
    plain = (b"content-type", b"text/plain; charset=utf-8")
    await send({"type": "http.response.start", "status": status, "headers": [plain, *headers]})
    await send({"type": "http.response.body", "body": said.encode()})
