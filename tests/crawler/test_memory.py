"""What a crawl makes of requests, by what is known, its plan, and what it saw."""

from __future__ import annotations

import pytest

from archive.known import Known, KnownAddress
from archive.records import Body, DocumentRead, DocumentReading, Request
from crawler.coverage import CoverageTracker
from crawler.incremental import Memory
from crawler.plan import Plan

PAGE, FILE = "http://s.invalid/a.html", "http://s.invalid/a.pdf"
KNOWN = Known(
    "base",
    addresses={PAGE: KnownAddress(PAGE, "d", None, "sha256:1", "", "", (FILE,))},
    files={FILE: "2020-01-01T00:00:00.000000Z"},
)


@pytest.mark.parametrize(("digest", "is_postponed"), [("sha256:1", True), ("sha256:2", False)])
def test_files_that_were_not_reached_stay_as_they_were_unless_their_page_did_not(
    digest: str, is_postponed: bool
) -> None:
    memory = Memory(CoverageTracker(["news"]), KNOWN, Plan("base", full=False))
    reading = DocumentReading("题", None, "", False, "", "", "", "", (), Body("文", ()), (), None)
    memory.notice(DocumentRead(PAGE, reading, (), "c", digest))
    (asked,) = memory.asked_of([Request(FILE, "file")], Request(PAGE, "document"))
    assert memory.postponed(asked) is is_postponed
