"""What came of asking for one address."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one address. ``status`` 0 is a failure whose reason is ``error``."""

    url: str
    status: int = 0
    content: bytes = b""
    content_type: str = ""
    location: str = ""
    error: str = ""
