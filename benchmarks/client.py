"""The trivial client: asks for every path over one connection and looks at nothing. What it reaches is the
server's ceiling.

``python -m benchmarks.client PORT FILE``: FILE lists the paths, one a line.
"""

from __future__ import annotations

import socket
import sys
from pathlib import Path


def fetch_all(port: int, paths: list[str]) -> int:
    """Return how many bytes of answers came. Raises ConnectionError where an answer breaks off."""
    total = 0
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for path in paths:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: bench.invalid\r\n\r\n".encode("ascii"))
            total += _read_answer(connection)
    return total


def _read_answer(connection: socket.socket) -> int:
    answer = b""
    while (end := answer.find(b"\r\n\r\n")) < 0:
        answer += _receive(connection)
    length = int(answer[:end].partition(b"Content-Length: ")[2].split(b"\r\n", 1)[0])
    got, whole = len(answer), end + 4 + length
    while got < whole:
        got += len(_receive(connection))
    return got


def _receive(connection: socket.socket) -> bytes:
    data = connection.recv(256 * 1024)
    if not data:
        raise ConnectionError("the server closed the connection inside an answer")
    return data


if __name__ == "__main__":
    fetch_all(int(sys.argv[1]), Path(sys.argv[2]).read_text(encoding="ascii").splitlines())
