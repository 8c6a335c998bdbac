"""Webhooks after the manner of Standard Webhooks 1.0.0 (https://www.standardwebhooks.com): signed JSON by POST.

Sent to the address that is configured and to no other: redirects are not followed, proxies of the environment not
used, and nothing of the answer but its status and Retry-After is looked at.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import ssl
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from importlib.metadata import version
from urllib.parse import urlsplit

from crawler.errors import TellFileError
from crawler.fence import AddressRefusedError
from crawler.retry_after import retry_after
from crawler.telling.connection import NOT_ENCODED, NotTakenError, connect, ended_after

_PREFIX = "whsec_"
_SHORTEST, _LONGEST = 24, 64  # bytes of a secret
_GONE = 410
#: Answers that speak of the receiver, and not of the message.
_OVERLOADED = frozenset((429, 500, 502, 503, 504))


def read_secrets(variable: str, value: str) -> tuple[bytes, ...]:
    """The secrets of a variable: one, or while it is changed two, parted by a space.

    Raises TellFileError, which names the variable and never the value.
    """
    return tuple(_secret(variable, each) for each in value.split()) or (_secret(variable, ""),)


def _secret(variable: str, value: str) -> bytes:
    try:
        secret = base64.b64decode(value.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if not value.startswith(_PREFIX) or not _SHORTEST <= len(secret) <= _LONGEST:
        raise TellFileError(
            f"{variable}: a secret is {_PREFIX} and the base64 of {_SHORTEST} to {_LONGEST} random bytes, as "
            f"`echo {_PREFIX}$(head -c 32 /dev/urandom | base64)` makes one"
        )
    return secret


def signed_headers(message: str, body: bytes, secrets: tuple[bytes, ...], now: datetime) -> dict[str, str]:
    """The headers of Standard Webhooks: the message's id, the time of this attempt, a signature by each secret."""
    timestamp = str(int(now.timestamp()))
    content = f"{message}.{timestamp}.".encode() + body
    digests = (hmac.new(secret, content, hashlib.sha256).digest() for secret in secrets)
    signatures = " ".join(f"v1,{base64.b64encode(digest).decode('ascii')}" for digest in digests)
    return {"webhook-id": message, "webhook-timestamp": timestamp, "webhook-signature": signatures}


def post(address: str, message: str, body: bytes, secrets: tuple[bytes, ...], now: datetime) -> None:
    """Send one message. Returns where the receiver took it (2xx); raises NotTakenError where it did not."""
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"gongkai/{version('gongkai')}",
        **signed_headers(message, body, secrets, now),
    }
    try:
        status, wait = _exchange(address, body, headers)
    except (OSError, HTTPException, AddressRefusedError) as error:
        raise NotTakenError(f"{type(error).__name__}: {error}", is_of_all=True) from error
    except UnicodeError:
        raise NotTakenError(NOT_ENCODED, is_of_all=True) from None
    if not 200 <= status < 300:
        seconds = retry_after(wait, now)
        raise NotTakenError(
            f"answered {status}", wait=seconds, is_of_all=status in _OVERLOADED, is_final=status == _GONE
        )


def _exchange(address: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    """The status and the Retry-After of the answer."""
    parts = urlsplit(address)
    is_secure, host = parts.scheme == "https", parts.hostname or ""
    kind = HTTPSConnection if is_secure else HTTPConnection
    connection = kind(host, parts.port)
    own = connect(host, connection.port)
    with ended_after(own):
        connection.sock = ssl.create_default_context().wrap_socket(own, server_hostname=host) if is_secure else own
        try:
            connection.request("POST", parts.path or "/", body, headers)
            response: HTTPResponse = connection.getresponse()
            return response.status, response.headers.get("Retry-After", "")
        finally:
            connection.close()
