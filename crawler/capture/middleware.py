"""The downloader middleware nearest to the wire: writes every exchange down before anybody reads it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response, TextResponse
from scrapy.responsetypes import responsetypes

from archive.http_message import Answer
from archive.records import Capture
from archive.validators import etag_of, last_modified_of
from crawler.browser.rendering import RENDERING
from crawler.capture import unreadable
from crawler.capture.failure_kinds import failure_of
from crawler.capture.recording import Recording
from crawler.capture.rendered import rendered_capture
from crawler.capture.wire import RECORDING
from crawler.errors import StorageError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from archive.earlier import Condition
    from crawler.browser.rendering import Rendering
    from crawler.capture.warc_file import Archived
    from crawler.session import Session
    from crawler.urls import AddressBook


#: In the ``meta`` of a request: what it is asked on, an ``archive.earlier.Condition``.
CONDITION = "condition"
#: What Scrapy is given to ask in the place of an answer that was handed on; the scheduler leaves it out.
HANDED = Request("about:handed")
#: In the ``meta`` of a failed request: something came of an answer.
HEARD = "heard"


class NoHeaderError(unreadable.NoHeaderError, IgnoreRequest):
    """The same, which Scrapy takes for no mistake of ours."""


class EntityTooLongError(unreadable.EntityTooLongError, IgnoreRequest):
    """The same, which Scrapy takes for no mistake of ours."""


class ClosedError(IgnoreRequest):
    """Nothing more may be asked: it is as if this had not been asked for."""

    def __init__(self) -> None:
        super().__init__("the crawl is closed")


class CaptureMiddleware:
    """Writes what was sent and what came back, and hands the entity on.

    The capture stands in ``request.meta["capture"]`` for the spider. Responses that a later middleware
    consumes (a 503 that is tried again, robots.txt) are captured all the same, and so are failures.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CaptureMiddleware:
        """Connect to a Scrapy crawler whose spider has a ``session``."""
        return cls(crawler)

    @property
    def _session(self) -> Session:
        session: Session = self._crawler.spider.session  # type: ignore[union-attr]
        return session

    def process_request(self, request: Request) -> None:
        """Let nothing out once the crawl is closed, however it still waits somewhere, or beyond the budget.

        Raises ClosedError.
        """
        for left in (RECORDING, HEARD, "capture"):  # of the attempt before
            request.meta.pop(left, None)
        if self._session.closed or not self._session.budget.spend(rendering=RENDERING in request.meta):
            raise ClosedError
        if self._session.second is not None:
            self._session.second.asking()

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Write the records; return the response with its content coding undone.

        Or hand the answer to a second process, where there is one; then no response goes on.

        Raises IgnoreRequest where they cannot be written, ClosedError for a page whose scripts were refused an answer.
        """
        session = self._session
        if rendering := request.meta.get(RENDERING):
            if session.budget.was_short:  # for what its scripts ask
                raise ClosedError
            with _ignoring(session):
                request.meta["capture"] = _kept(session, rendering, _identity(request))
            return response
        recording: Recording = request.meta.pop(RECORDING)
        second = session.second
        if second is not None and second.takes(request, response, recording):
            with _ignoring(session):
                second.hand(request, recording)
            return HANDED
        with _ignoring(session):
            if second is not None:
                second.settle()
            archived, capture = archive_answer(session, recording, _identity(request), request.meta.get(CONDITION))
            if capture is not None:
                session.add_capture(capture)
        answer = archived.answer
        if answer is None or capture is None:
            raise NoHeaderError(recording.url)
        request.meta["capture"] = capture
        if answer.cut:
            raise EntityTooLongError(recording.url)
        if response.status == 304 and capture.revisit_of:
            return _as_kept(response, answer)
        return _decoded(response, answer)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Write the failure of a download, and let it go on. Raises ClosedError as ``process_response`` does."""
        session = self._session
        recording: Recording | None = request.meta.pop(RECORDING, None)
        if RENDERING in request.meta and session.budget.was_short:
            raise ClosedError from exception
        if RENDERING in request.meta and not session.closed:
            recording = Recording(request.url, request.method, started_at=session.warc.clock())
        if recording is None:
            return
        request.meta[HEARD] = bool(recording.received)
        with _ignoring(session):
            if session.second is not None:
                session.second.settle()
            archived = session.warc.failure(recording, failure_of(exception), _identity(request))
            if archived.answer is not None:
                of = (session.crawl, session.book, recording, archived, archived.answer, "truncated")
                session.add_capture(capture_of(*of))


def _kept(session: Session, rendering: Rendering, identity: str) -> Capture:
    """The capture of a rendered document, once its record is written."""
    record, place = session.warc.rendering(rendering, identity)
    capture = rendered_capture(session.crawl, record.id, record.url, record.date, record.block, place)
    session.add_capture(capture)
    return capture


@contextmanager
def _ignoring(session: Session) -> Iterator[None]:
    """What cannot be kept is not read: the session remembers why, and closes the crawl."""
    try:
        with session.storage():
            yield
    except StorageError as error:
        raise IgnoreRequest(str(error)) from error


def _identity(request: Request) -> str:
    """The identity of the walk's request; empty for what the walk did not ask for, such as robots.txt."""
    return str(getattr(request.meta.get("walk"), "identity", ""))


def archive_answer(
    session: Session, recording: Recording, identity: str, condition: Condition | None = None
) -> tuple[Archived, Capture | None]:
    """Write the records of an answer to the request of the walk with that ``identity``, made on a ``condition``; return
    what was written, and the capture that it is, without a whole header none. Raises OSError, sqlite3.Error.
    """
    earlier = session.earlier(recording.url) if recording.method == "GET" else None
    archived = session.warc.answer(recording, identity, earlier, condition)
    if archived.answer is None:
        return archived, None
    return archived, capture_of(session.crawl, session.book, recording, archived, archived.answer)


def capture_of(
    crawl: str, book: AddressBook, recording: Recording, archived: Archived, answer: Answer, kind: str = ""
) -> Capture:
    """The capture that an answer is, in a crawl of the portal of an address book."""
    status, origin = answer.head.status, book.origin(recording.url, answer.head.get)
    return Capture(
        id=archived.id,
        crawl=crawl,
        url=book.canonical(recording.url) or recording.url,
        fetched_url=recording.url,
        method=recording.method,
        captured_at=recording.started_at,
        status=status,
        mime=answer.head.mime,
        entity_digest=answer.entity_digest,
        size=len(answer.content),
        warc_file=archived.place.file,
        warc_offset=archived.place.offset,
        warc_length=archived.place.length,
        kind=kind or ("page" if status == 200 else "error"),
        revisit_of=archived.refers_to,
        etag=etag_of(answer.head),
        last_modified=last_modified_of(answer.head),
        archived_at=origin.archived_at,
        web_archive=origin.web_archive,
    )


def _as_kept(response: Response, answer: Answer) -> Response:
    """In place of a 304: the page that the server says is still its own, as it was kept."""
    headers = Headers({"Content-Type": answer.head.get("Content-Type")})
    kind = responsetypes.from_args(headers=headers, url=response.url, body=answer.content)
    return kind(response.url, 200, headers, answer.content, request=response.request)


def _decoded(response: Response, answer: Answer) -> Response:
    """The response with the entity for its body, so that what is read is what the capture's digest is of."""
    if b"Content-Encoding" not in response.headers:
        return response
    headers = response.headers.copy()
    del headers[b"Content-Encoding"]
    kind = responsetypes.from_args(headers=headers, url=response.url, body=answer.content)
    more = {"encoding": None} if issubclass(kind, TextResponse) else {}
    return response.replace(cls=kind, headers=headers, body=answer.content, **more)
