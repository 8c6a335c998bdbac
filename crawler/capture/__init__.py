"""Capture: every exchange of a crawl, byte for byte as it went over the wire, in WARC 1.1 files with an index."""

from crawler.capture.compose import Earlier
from crawler.capture.entity import MAX_ENTITY_BYTES
from crawler.capture.middleware import CaptureMiddleware
from crawler.capture.record import REQUEST_HEADER
from crawler.capture.warc_file import Archived, WarcFile

__all__ = ["MAX_ENTITY_BYTES", "REQUEST_HEADER", "Archived", "CaptureMiddleware", "Earlier", "WarcFile"]
