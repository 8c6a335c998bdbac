"""Asking an authority for a timestamp over HTTP (RFC 3161, section 3.4)."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from archive.signing.timestamps import MAX_ANSWER_BYTES
from crawler.fence import AddressRefusedError
from crawler.retry_after import retry_after
from crawler.telling.connection import connect, ended_after
from crawler.user_agent import user_agent

_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"


class NoAnswerError(Exception):
    """An authority gave no timestamp; ``wait`` are the seconds that it asks for."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


def ask(url: str, request: bytes, contact: str) -> bytes:
    """Send a request in DER; return the answer's bytes, unread. No redirect is followed. Raises NoAnswerError."""
    headers = {"Content-Type": _QUERY, "Accept": _REPLY, "User-Agent": user_agent(contact)}
    try:
        status, fields, content = _exchange(url, request, headers)
    except (OSError, HTTPException, AddressRefusedError, UnicodeError) as error:
        raise NoAnswerError(f"{type(error).__name__}: {error}") from error
    if status != 200:
        raise NoAnswerError(f"it answered {status}", retry_after(fields.get("retry-after", ""), datetime.now(UTC)))
    if fields.get("content-type", "").partition(";")[0].strip().lower() != _REPLY:
        raise NoAnswerError("what it answered is no timestamp by its media type")
    if len(content) > MAX_ANSWER_BYTES:
        raise NoAnswerError(f"its answer is longer than {MAX_ANSWER_BYTES} bytes")
    return content


def _exchange(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(url)
    is_secure, host = parts.scheme == "https", parts.hostname or ""
    connection = (HTTPSConnection if is_secure else HTTPConnection)(host, parts.port)
    own = connect(host, connection.port)
    with ended_after(own):
        connection.sock = ssl.create_default_context().wrap_socket(own, server_hostname=host) if is_secure else own
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", target, body, headers)
            response = connection.getresponse()
            fields = {name.lower(): value for name, value in response.getheaders()}
            return response.status, fields, response.read(MAX_ANSWER_BYTES + 1)
        finally:
            connection.close()
