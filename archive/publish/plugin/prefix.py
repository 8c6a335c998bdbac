"""Under a prefix: whether a reverse proxy hands it on or takes it off, Datasette sees paths without, visitors with it.

Datasette knows its ``base_url``, but writes links to other formats with the prefix twice where the proxy hands it on,
and redirects without it where the proxy takes it off.
"""

from __future__ import annotations

from archive.publish.plugin.headers import Application, Message, Receive, Scope, Send


def under_prefix(application: Application, prefix: str) -> Application:
    """The application, asked without ``prefix``, its redirects with it; ``prefix`` begins and ends with a slash."""
    if prefix == "/":
        return application

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        async def prefixed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [(name, _prefixed(name, value, prefix)) for name, value in message.get("headers", [])]
                message = {**message, "headers": headers}
            await send(message)

        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        raw = scope.get("raw_path")
        bare: dict[str, str | bytes] = {"path": _bare(str(scope["path"]), prefix)}
        if raw is not None:
            bare["raw_path"] = _bare(bytes(raw).decode("latin-1"), prefix).encode("latin-1")
        await application({**scope, **bare}, receive, prefixed)

    return wrapped


def _bare(path: str, prefix: str) -> str:
    return "/" + path.removeprefix(prefix) if path.startswith(prefix) else path


def _prefixed(name: bytes, value: bytes, prefix: str) -> bytes:
    """Where a redirect leads, under the prefix; any other header as it is."""
    if bytes(name).lower() != b"location" or not value.startswith(b"/") or value.startswith(prefix.encode()):
        return value
    return prefix.encode() + value.removeprefix(b"/")
