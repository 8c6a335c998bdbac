"""Connections to receivers: behind the fence (``crawler.fence``), and ended after so many seconds whatever happens."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

from crawler.fence import AddressRefusedError, check_connection, networks_allowed

#: Seconds for one message; a receiver answers first and works afterwards (Standard Webhooks, "Request timeouts").
SECONDS = 20.0
#: All that is said of an error that holds what was to be encoded: it may be a password.
NOT_ENCODED = "the name of the server, or what was to be said to it or was said by it, cannot be encoded"


class NotTakenError(Exception):
    """A receiver did not take a message; the message says why.

    ``wait``: seconds that the receiver asks for. ``is_of_all``: the receiver takes nothing at the moment, so that no
    other message need be tried. ``is_final``: it never will.
    """

    def __init__(self, why: str, *, wait: float | None = None, is_of_all: bool = False, is_final: bool = False) -> None:
        super().__init__(why)
        self.wait, self.is_of_all, self.is_final = wait, is_of_all, is_final


def connect(host: str, port: int, seconds: float = SECONDS) -> socket.socket:
    """A connection to the first address of ``host`` that may be connected to and answers.

    What was checked is what is connected to. Raises AddressRefusedError where there are others only, OSError, and
    crawler.errors.NoAddressError where the networks allowed besides are wrong.
    """
    failure: AddressRefusedError | OSError = OSError(f"{host} has no address")
    allowed = networks_allowed()
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        try:
            check_connection(host, str(address[0]), allowed)
            return _connected(family, kind, protocol, address, seconds)
        except (AddressRefusedError, OSError) as error:
            failure = error
    raise failure


def _connected(family: int, kind: int, protocol: int, address: tuple[object, ...], seconds: float) -> socket.socket:
    connection = socket.socket(family, kind, protocol)
    try:
        connection.settimeout(seconds)
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection


@contextmanager
def ended_after(connection: socket.socket, seconds: float = SECONDS) -> Iterator[None]:
    """The connection is shut down when the block takes longer, so that who answers drop by drop holds nobody up.

    To be entered before TLS takes the socket over: what is shut down is a second handle of the same connection.
    """
    with closing(connection.dup()) as twin:
        timer = threading.Timer(seconds, _shut_down, [twin])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _shut_down(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:  # it has ended already
        return
