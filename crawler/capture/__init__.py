"""Capture: every exchange of a crawl, byte for byte as it went over the wire, in WARC 1.1 files with an index."""

from archive.content_coding import MAX_ENTITY_BYTES
from archive.earlier import Condition, Earlier
from crawler.capture.middleware import CONDITION, HANDED, HEARD, CaptureMiddleware, ClosedError
from crawler.capture.record import REQUEST_HEADER
from crawler.capture.warc_file import Archived, WarcFile

__all__ = [
    "CONDITION",
    "HANDED",
    "HEARD",
    "MAX_ENTITY_BYTES",
    "REQUEST_HEADER",
    "Archived",
    "CaptureMiddleware",
    "ClosedError",
    "Condition",
    "Earlier",
    "WarcFile",
]
