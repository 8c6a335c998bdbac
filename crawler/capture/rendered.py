"""The capture of a rendered document: the same live, when it is written, and again when it is read back."""

from __future__ import annotations

import hashlib
from datetime import datetime

from archive.records import Capture
from crawler.capture.record import DOM_TYPE
from crawler.capture.warc import Place


def rendered_capture(crawl: str, id: str, url: str, at: datetime, document: bytes, place: Place) -> Capture:
    """The row of a record that holds a rendered document; ``url`` is its ``urn:dom:`` name, ``at`` is in UTC."""
    return Capture(
        id=id,
        crawl=crawl,
        url=url,
        fetched_url=url,
        method="GET",
        captured_at=at,
        status=200,
        mime=DOM_TYPE.partition(";")[0],
        entity_digest="sha256:" + hashlib.sha256(document).hexdigest(),
        size=len(document),
        warc_file=place.file,
        warc_offset=place.offset,
        warc_length=place.length,
        kind="page",
    )
