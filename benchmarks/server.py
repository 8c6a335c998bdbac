"""The server of the bench: answers made ready in memory, sent over connections that stay open.

``python -m benchmarks.server FOLDER [CORE [PORTS]]`` says its port, or each of them, on stdout and serves until it is
told to stop.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import click

from benchmarks.cores import pin
from benchmarks.site import read_site

_ROBOTS = b"User-agent: *\nDisallow: /private/\n"
_NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nServer: nginx\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n"


def _answer(content: bytes, mime: str) -> bytes:
    head = (
        "HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: Mon, 12 Mar 2018 01:30:00 GMT\r\n"
        f"Content-Type: {mime}\r\nContent-Length: {len(content)}\r\nConnection: keep-alive\r\n"
        'Last-Modified: Mon, 12 Mar 2018 01:30:00 GMT\r\nETag: "5aa5d7b8-2f1c"\r\nAccept-Ranges: bytes\r\n\r\n'
    )
    return head.encode("ascii") + content


def prepare(folder: Path) -> dict[bytes, bytes]:
    """The whole answer to every path of a site, and to /robots.txt."""
    pages = read_site(folder)
    answers = {path.encode("ascii"): _answer(content, "text/html; charset=utf-8") for path, content in pages.items()}
    return answers | {b"/robots.txt": _answer(_ROBOTS, "text/plain")}


class AnswerProtocol(asyncio.Protocol):
    """Answers one request after another; a request has no body."""

    def __init__(self, answers: dict[bytes, bytes]) -> None:
        self._answers = answers
        self._left = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where answers go."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every whole request."""
        *requests, self._left = (self._left + data).split(b"\r\n\r\n")
        for request in requests:
            path = request.split(b" ", 2)[1]
            self._transport.write(self._answers.get(path, _NOT_FOUND))


async def _serve(folder: Path, ports: int) -> None:
    answers, loop = prepare(folder), asyncio.get_running_loop()
    servers = [await loop.create_server(lambda: AnswerProtocol(answers), "127.0.0.1", 0) for _ in range(ports)]
    for server in servers:
        click.echo(server.sockets[0].getsockname()[1])
    sys.stdout.flush()
    await asyncio.gather(*(server.serve_forever() for server in servers))


def main(folder: str, core: str = "", ports: str = "1") -> None:
    """Serve a folder, on one core where one is named, on so many ports."""
    if core:
        pin(int(core))
    asyncio.run(_serve(Path(folder), int(ports)))


if __name__ == "__main__":
    main(*sys.argv[1:])
