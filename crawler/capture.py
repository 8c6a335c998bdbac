"""Capture: every HTTP exchange of a crawl becomes a request and a response record of a WARC 1.1 file."""

from __future__ import annotations

import hashlib
import uuid
import zlib
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.records import Capture
from crawler.errors import StorageError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.session import CrawlSession

#: More than this much decoded content is cut: a page is never so long, a bomb is.
MAX_ENTITY_BYTES = 64 * 1024 * 1024


class WarcFile:
    """One open WARC file of a crawl; each record is a gzip member, flushed before its place is told."""

    def __init__(self, folder: Path, crawl: str, info: dict[str, str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{crawl}-00000.warc.gz"
        self._file: BinaryIO = self.path.open("xb")
        self._writer: Any = WARCWriter(self._file, gzip=True, warc_version="WARC/1.1")
        self._writer.write_record(self._writer.create_warcinfo_record(self.path.name, info))
        self._file.flush()

    def write(self, request: ArcWarcRecord, response: ArcWarcRecord) -> tuple[int, int]:
        """Write a pair; return offset and length of the response's record."""
        offset = self._file.tell()
        self._writer.write_record(response)
        self._file.flush()
        length = self._file.tell() - offset
        self._writer.write_record(request)
        self._file.flush()
        return offset, length

    def record(
        self, kind: str, url: str, headers: dict[str, str], http: StatusAndHeaders, body: bytes
    ) -> ArcWarcRecord:
        """Return a record of ``kind`` (request or response) that is not yet written."""
        return self._writer.create_warc_record(url, kind, BytesIO(body), http_headers=http, warc_headers_dict=headers)

    def close(self) -> None:
        """Flush and close the file."""
        self._file.close()


def entity(body: bytes, content_encoding: str) -> bytes:
    """Return the body after its content coding (gzip or deflate, RFC 9110 section 8.4), cut at MAX_ENTITY_BYTES.

    A body that is not what its header says is returned as it came.
    """
    coding = content_encoding.strip().lower()
    windows = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}.get(coding, ())
    for window in windows:
        try:
            return zlib.decompressobj(window).decompress(body, MAX_ENTITY_BYTES)
        except zlib.error:
            continue
    return body[:MAX_ENTITY_BYTES]


def _header_list(headers: Any) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in (values if isinstance(values, list) else [values])
    ]


class CaptureMiddleware:
    """The downloader middleware nearest to the wire: records what was sent and what came back.

    The capture stands in ``request.meta["capture"]`` for the spider. Responses that a later middleware
    consumes (a 503 that is tried again, robots.txt) are captured all the same.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CaptureMiddleware:
        """Connect to a Scrapy crawler whose spider has a ``session``."""
        return cls(crawler)

    @property
    def _session(self) -> CrawlSession:
        session: CrawlSession = self._crawler.spider.session  # type: ignore[union-attr]
        return session

    def process_request(self, request: Request) -> None:
        """Let nothing out once the crawl is closed, however it still waits somewhere."""
        if self._session.closed:
            raise IgnoreRequest("the crawl is closed")

    def process_response(self, request: Request, response: Response) -> Response:
        """Write the pair of records and hand the response on unchanged."""
        try:
            with self._session.storage():
                request.meta["capture"] = self._capture(self._session, request, response)
        except StorageError as error:
            raise IgnoreRequest(str(error)) from error
        self._session.answered(response.status)
        return response

    def _capture(self, session: CrawlSession, request: Request, response: Response) -> Capture:
        captured_at = datetime.now(UTC)
        record_id = f"urn:uuid:{uuid.uuid4()}"
        dated = {"WARC-Date": captured_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
        warc = session.warc
        answer = warc.record(
            "response", response.url, dated | {"WARC-Record-ID": f"<{record_id}>"}, _status(response), response.body
        )
        question = warc.record(
            "request",
            response.url,
            dated | {"WARC-Concurrent-To": f"<{record_id}>"},
            _request_line(request),
            request.body,
        )
        offset, length = warc.write(question, answer)
        content = entity(response.body, (response.headers.get("Content-Encoding") or b"").decode("latin-1"))
        capture = Capture(
            id=record_id,
            crawl=session.crawl,
            url=session.book.canonical(response.url) or response.url,
            fetched_url=response.url,
            method=request.method,
            captured_at=captured_at,
            status=response.status,
            mime=(response.headers.get("Content-Type") or b"").decode("latin-1").partition(";")[0].strip().lower(),
            entity_digest="sha256:" + hashlib.sha256(content).hexdigest(),
            size=len(content),
            warc_file=warc.path.name,
            warc_offset=offset,
            warc_length=length,
            kind="page" if response.status == 200 else "error",
        )
        session.store.add_capture(capture)
        return capture


def _status(response: Response) -> StatusAndHeaders:
    reason = getattr(response, "reason", "") or ""
    protocol = response.protocol or "HTTP/1.1"
    return StatusAndHeaders(f"{response.status} {reason}".strip(), _header_list(response.headers), protocol=protocol)


def _request_line(request: Request) -> StatusAndHeaders:
    path = request.url.split("/", 3)[3] if request.url.count("/") > 2 else ""
    headers = _header_list(request.headers)
    return StatusAndHeaders(f"{request.method} /{path} HTTP/1.1", headers, is_http_request=True)
