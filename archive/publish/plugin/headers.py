"""Security headers on every response: nothing of another host is ever loaded, nothing of ours is framed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Our own pages carry no script and no inline style.
OWN_PAGES = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: Datasette's table and query pages bring small inline scripts and styles of their own.
OTHER_PAGES = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


def with_security_headers(application: Application) -> Application:
    """The application, its responses completed with the headers they lack."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _complete(list(message.get("headers", [])))}
            await send(message)

        await application(scope, receive, completed if scope["type"] == "http" else send)

    return wrapped


def _complete(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    present = {bytes(name).lower() for name, _ in headers}
    wanted = (*_ALWAYS, (b"content-security-policy", OTHER_PAGES.encode()))
    return headers + [(name, value) for name, value in wanted if name not in present]
