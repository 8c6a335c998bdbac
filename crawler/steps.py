"""What goes into the walk and what comes out of it: one exchange, and what it gave."""

from __future__ import annotations

from dataclasses import dataclass

from archive.records import Request, WalkRecord


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer. ``status`` 0 is a failure whose reason is ``error``."""

    request: Request
    status: int
    content: bytes = b""
    content_type: str = ""
    location: str = ""
    capture: str = ""
    entity_digest: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What one exchange gave."""

    records: tuple[WalkRecord, ...] = ()
    requests: tuple[Request, ...] = ()
    kind: str = "page"
