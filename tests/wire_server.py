"""A server that says exactly the bytes it is told to, and keeps what went over each of its sockets."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Script:
    """What to say to a request: pieces with pauses between them, then what to do with the connection."""

    pieces: Sequence[bytes]
    then: str = "keep"  # keep, close, reset, hang
    pause: float = 0.0


@dataclass
class Spoken:
    """One exchange as the server's socket saw it."""

    connection: int
    request: bytes
    answer: bytes = b""


def said(head: str, body: bytes = b"") -> bytes:
    """An answer from a readable head: lines become CRLF lines."""
    return head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body


@dataclass
class WireServer:
    """Listens on loopback; ``spoken`` is what went over the wire, by path, in order; under TLS with a ``context``."""

    scripts: dict[str, Script]
    context: ssl.SSLContext | None = None
    spoken: dict[str, list[Spoken]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.address = f"{'https' if self.context else 'http'}://127.0.0.1:{self.port}"
        self._connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connections += 1
            threading.Thread(target=self._serve, args=(connection, self._connections), daemon=True).start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        if self.context:
            try:
                connection = self.context.wrap_socket(connection, server_side=True)
            except OSError:  # the client would not shake hands
                return
        with connection:
            while request := self._read(connection):
                path = request.split(b" ", 2)[1].decode()
                spoken = Spoken(number, request)
                self.spoken.setdefault(path, []).append(spoken)
                script = self.scripts[path.partition("?")[0]]
                if not self._say(connection, script, spoken):
                    return

    @staticmethod
    def _read(connection: socket.socket) -> bytes:
        """One request: head, and as much body as its Content-Length says."""
        data = b""
        try:
            while b"\r\n\r\n" not in data:
                piece = connection.recv(65536)
                if not piece:
                    return b""
                data += piece
                if data.startswith(b"\x16\x03"):  # a TLS handshake, which is not spoken here
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                    return b""
            head, _, body = data.partition(b"\r\n\r\n")
            lengths = [
                line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
            ]
            while lengths and len(body) < int(lengths[0]):
                body += connection.recv(65536)
        except OSError:
            return b""
        return head + b"\r\n\r\n" + body

    @staticmethod
    def _say(connection: socket.socket, script: Script, spoken: Spoken) -> bool:
        """Say it; return whether the connection stays."""
        try:
            for piece in script.pieces:
                connection.sendall(piece)
                spoken.answer += piece
                time.sleep(script.pause)
            if script.then == "hang":
                time.sleep(5)
        except OSError:
            return False  # the client had enough
        if script.then == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return script.then == "keep"
