"""What goes with a purged capture: all that came with it on the wire or was made of it, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.capture.record import REQUEST_HEADER, Record
from crawler.capture.warc import WarcWriter
from crawler.purge import neighbours

CRAWL = "small-20260203T040506000Z"
URL = "http://small.invalid/a"
NOW = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)


def record(kind: str, key: str, block: bytes, *fields: tuple[str, str], url: str = URL) -> Record:
    content_type = "application/warc-fields" if kind == "metadata" else f"application/http; msgtype={kind}"
    return Record(kind, f"urn:uuid:{key}", NOW, content_type, block, url, fields)


def beside(key: str) -> tuple[str, str]:
    return ("WARC-Concurrent-To", f"<urn:uuid:{key}>")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two answers, each with what may stand beside one."""
    folder = tmp_path_factory.mktemp("neighbours")
    writer = WarcWriter(folder / "warc", CRAWL, {})
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\npage"
    rendered = record("resource", "dom", b"<html>page", beside("answer"), (REQUEST_HEADER, "q"), url=f"urn:dom:{URL}")
    writer.write([
        record("response", "answer", answer, (REQUEST_HEADER, "q")),
        record("request", "asked", b"GET /a HTTP/1.1\r\n\r\n", beside("answer")),
        record("metadata", "excess", b"excess-base64: cGFnZQ==\r\n", beside("answer")),
        record("metadata", "failure", b"error: timed out\r\n", beside("answer"), (REQUEST_HEADER, "q")),
        rendered,
    ])  # fmt: skip
    writer.write(
        [
            record("response", "other", answer),
            record("request", "other-asked", b"GET / HTTP/1.1\r\n\r\n", beside("other")),
        ]
    )
    writer.close()
    return folder


def found(archive: Path, *keys: str) -> set[str]:
    ids = neighbours(archive, {CRAWL}, {f"urn:uuid:{key}" for key in keys})
    return {record_id.removeprefix("urn:uuid:") for record_id in ids}


def test_its_request_what_came_around_it_and_what_was_rendered_of_it_go_along(archive: Path) -> None:
    assert found(archive, "answer") == {"answer", "asked", "excess", "dom"}


def test_a_rendered_document_takes_along_what_it_was_made_of(archive: Path) -> None:
    assert found(archive, "dom") == {"answer", "asked", "excess", "dom"}


def test_another_answer_and_its_request_stay(archive: Path) -> None:
    assert found(archive, "other") == {"other", "other-asked"}
