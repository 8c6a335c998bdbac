"""What goes into the walk and what comes out of it: one exchange, and what it gave."""

from __future__ import annotations

from dataclasses import dataclass

from archive import records as kinds
from archive.forked import pickle_plainly
from archive.http_message import Answer
from archive.records import Capture, Request, WalkRecord

#: Statuses that send to another address (RFC 9110, 15.4).
REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer. ``status`` 0 is a failure whose reason is ``error``.

    ``rendered``: the content is the document that a browser made of the answer; ``unanswered`` says what its scripts
    asked for and did not get.
    """

    request: Request
    status: int
    content: bytes = b""
    content_type: str = ""
    location: str = ""
    capture: str = ""
    entity_digest: str = ""
    error: str = ""
    rendered: bool = False
    unanswered: str = ""

    @property
    def mime(self) -> str:
        """The media type of the answer, in lower case and without parameters."""
        return self.content_type.partition(";")[0].strip().lower()


def answered(request: Request, status: int, answer: Answer, capture: Capture) -> Exchange:
    """The exchange of a request with a whole answer; ``status`` is its own, or 200 where a 304 stands for a page."""
    return Exchange(
        request=request,
        status=status,
        content=answer.content,
        content_type=answer.head.get("Content-Type"),
        location=answer.head.get("Location"),
        capture=capture.id,
        entity_digest=capture.entity_digest,
    )


@dataclass(frozen=True, slots=True)
class Step:
    """What one exchange gave."""

    records: tuple[WalkRecord, ...] = ()
    requests: tuple[Request, ...] = ()
    kind: str = "page"


# All of it goes from process to process.
pickle_plainly(
    *(kinds.Paragraph, kinds.Cell, kinds.Table, kinds.Body, kinds.Link, kinds.Listing),
    *(kinds.DocumentReading, kinds.FilePart, kinds.FileReading, kinds.ColumnFound, kinds.ColumnNotFound),
    *(kinds.ListPageRead, kinds.Listed, kinds.DocumentRead, kinds.PartRead, kinds.FileFetched),
    *(kinds.NotRead, Capture, Request, Exchange, Step),
)
