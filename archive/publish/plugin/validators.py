"""Entity tags (RFC 9110, 8.8.3): an answer is a function of the file, the software and what was asked, so it is tagged
by these and not by its bytes. Who has it already is told so before any query is run.

The tag of a page changes with every public.db that is swapped in, at once; how long a page may be shown without asking
is said beside it (Cache-Control). Downloads that are streamed have none: one that failed half-way must not be valid.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from archive.publish.plugin.headers import Application, Message, Receive, Scope, Send

#: What else of a request a page may depend on: its own address in it. The language is known by its name already.
_ASKED_BY = (b"host", b"x-forwarded-proto", b"authorization")
#: Seconds that a page may be shown without asking again (docs/publication.md), and one whose address has its digest.
_PAGE, _FOR_EVER = b"max-age=60", b"max-age=31536000, immutable"
_DIGEST = re.compile(rb"[0-9a-f]{6,64}")
_TAG = re.compile(rb'(?:W/)?("[^"]*")')
Headers = Iterable[tuple[bytes, bytes]]


def with_validators(application: Application, state: Callable[[], str]) -> Application:
    """The application with tags; ``state`` says which file is served, in any words that are different for another."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _has_no_tag(scope):
            await application(scope, receive, send)
            return
        tag = _tag(state(), scope)
        if tag in _TAG.findall(b",".join(_values(scope["headers"], b"if-none-match"))):
            await _not_modified(send, tag, _age(scope))
            return

        async def tagged(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                message = {**message, "headers": _marked(list(message.get("headers", [])), tag, _age(scope))}
            await send(message)

        await application(scope, receive, tagged)

    return wrapped


def _has_no_tag(scope: Scope) -> bool:
    """Streams have none, and files of databases have that of their own digest."""
    path, query = str(scope["path"]), bytes(scope["query_string"])
    return "/download/" in path or path.endswith(".db") or b"_stream" in query


def _tag(state: str, scope: Scope) -> bytes:
    """Weak: the same page may be sent compressed or not."""
    asked = [value for name in _ASKED_BY for value in (name, *_values(scope["headers"], name))]
    asked += [
        str(scope.get("language", "")).encode(),
        scope["scheme"].encode(),
        str(scope["path"]).encode("utf-8", "replace"),
        bytes(scope["query_string"]),
    ]
    said = b"\0".join([state.encode(), software_digest().encode(), *asked])
    return b'"' + sha256(said).hexdigest()[:32].encode() + b'"'


def _marked(headers: list[tuple[bytes, bytes]], tag: bytes, age: bytes) -> list[tuple[bytes, bytes]]:
    present = {bytes(name).lower() for name, _ in headers}
    if b"etag" not in present:
        headers.append((b"etag", b"W/" + tag))
    if b"cache-control" not in present or age == _FOR_EVER:
        headers = [(name, value) for name, value in headers if bytes(name).lower() != b"cache-control"]
        headers.append((b"cache-control", age))
    return [*headers, (b"vary", b"Accept-Encoding")]


def _age(scope: Scope) -> bytes:
    is_static = str(scope["path"]).startswith(("/-/static/", "/-/static-plugins/"))
    return _FOR_EVER if is_static and _DIGEST.fullmatch(bytes(scope["query_string"])) else _PAGE


def _values(headers: Headers, wanted: bytes) -> list[bytes]:
    return [bytes(value) for name, value in headers if bytes(name).lower() == wanted]


async def _not_modified(send: Send, tag: bytes, age: bytes) -> None:
    headers = [(b"etag", b"W/" + tag), (b"cache-control", age), (b"vary", b"Accept-Encoding")]
    await send({"type": "http.response.start", "status": 304, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


@cache
def software_digest() -> str:
    """The same for the same pages: of the programs' versions, and of every file of ours that makes them."""
    digest = sha256(f"{version('gongkai')} {version('datasette')}".encode())
    for path in _all_files(files("archive")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _all_files(folder: Traversable) -> Iterable[Traversable]:
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.is_dir():
            yield from _all_files(path)
        elif not path.name.endswith((".pyc", ".pyo")):
            yield path
