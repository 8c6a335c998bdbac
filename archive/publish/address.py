"""Where the published archive is served: an address and a port of this machine."""

from __future__ import annotations

import socket


class AddressUnavailableError(Exception):
    """The address or port cannot be listened on: taken, not allowed, or not of this machine."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on ``host``; port 0 takes a free one. Raises AddressUnavailableError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except (OSError, OverflowError, UnicodeError) as error:  # OverflowError: a port above 65535
        reason = getattr(error, "strerror", None) or str(error)
        raise AddressUnavailableError(f"cannot listen on {bracketed(host)}:{port}: {reason}") from error
    # What is accepted inherits it (tcp(7)). Else the last packet of every second answer waits for the reader's delayed
    # acknowledgement, 40 ms: asyncio sees to it only for sockets that were made with their protocol named.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
    return listener


def bracketed(host: str) -> str:
    """The host as it stands in a URL: IPv6 in brackets (RFC 3986 section 3.2.2)."""
    return f"[{host}]" if ":" in host else host
