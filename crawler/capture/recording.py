"""What one exchange put on the wire: the bytes handed to the connection and the bytes it gave back, after TLS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from archive.clock import system_clock
from crawler.capture.certificate import Certificate

#: An answer whose header section is longer than this is given up.
MAX_HEADER_BYTES = 256 * 1024
#: Bytes after the end of an answer belong to nothing; so many of them are kept beside it.
MAX_EXCESS_BYTES = 64 * 1024


@dataclass(slots=True)
class Recording:
    """The bytes of one exchange, as they went and came. ``limit`` 0 keeps an answer of any length."""

    url: str
    method: str
    limit: int = 0
    started_at: datetime = field(default_factory=system_clock)
    address: str = ""
    tls_version: str = ""
    cipher: str = ""
    certificate: Certificate | None = None
    introduces: bool = False  # the first exchange that shows its certificate: the record of it goes here
    sent: bytearray = field(default_factory=bytearray)
    received: bytearray = field(default_factory=bytearray)
    excess: bytes = b""
    complete: bool = False  # its framing says that the answer is whole
    broken_off: bool = False  # the connection was lost, not closed
    closed: bool = False
    observe: Callable[[Recording], None] = field(default=lambda recording: None, repr=False)

    def send(self, data: bytes) -> None:
        """Take bytes that were handed to the connection."""
        if not self.closed:
            self.sent += data

    def receive(self, data: bytes) -> None:
        """Take bytes that the connection gave."""
        if not self.closed:
            self.received += data

    def finish(self, rest: bytes) -> None:
        """The answer is whole; the last bytes received, ``rest``, came after its end."""
        if rest:
            del self.received[len(self.received) - len(rest) :]
        self.excess = rest[:MAX_EXCESS_BYTES]
        self.complete = True
        self.closed = True

    def close(self) -> None:
        """Take nothing more: whatever a dying connection still delivers is too late. What TLS came to is noted."""
        self.closed = True
        self.observe(self)
