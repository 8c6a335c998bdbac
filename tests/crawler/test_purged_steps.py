"""What is kept of a purged page's step: everything that counts, no words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from archive.purge_orders import PurgedRecord
from archive.records import (
    Body,
    DocumentRead,
    DocumentReading,
    FileFetched,
    FilePart,
    FileReading,
    Link,
    Listed,
    Listing,
    ListPageRead,
    NotRead,
    Paragraph,
    PartRead,
    Request,
)
from archive.store import content_digest
from crawler.purged_steps import is_list, kept_step, step_to_keep
from crawler.steps import Step

WORDS = "王某某"
BODY = Body(f"{WORDS}的住址", (Paragraph(0, 6),))
DAY = date(2018, 3, 4)
READING = DocumentReading(
    title=f"{WORDS}名单",
    published_on=DAY,
    published_on_origin="meta",
    date_conflict=True,
    source="松山公报",
    issuer=f"{WORDS}办公室",
    index_number=f"{WORDS}-1",
    document_number=f"{WORDS}〔2018〕1号",
    breadcrumb=(WORDS,),
    body=BODY,
    attachments=(Link(f"{WORDS}.doc", "http://here.invalid/1.doc"),),
    published_on_other=DAY,
    keywords=WORDS,
    category=WORDS,
    validity=WORDS,
)
LINKS = (Link(f"{WORDS}.doc", "http://here.invalid/1.doc"),)
STEP = Step(
    (
        DocumentRead("http://here.invalid/1", READING, LINKS, "c1", "sha256:1", ("http://here.invalid/1.png",), True),
        PartRead("http://here.invalid/1", 2, "http://here.invalid/1_2", BODY, LINKS, "c2", "sha256:2"),
        FileFetched("http://here.invalid/1.doc", "c3", "text/csv", 9, "sha256:3",
                    FileReading("csv", BODY, (FilePart(0, 3, WORDS), FilePart(3, 6)), "reader", "1", WORDS)),
        Listed("news", Listing(WORDS, "http://here.invalid/1", DAY, 3), "http://here.invalid/1", "page", "l", "c4", 2),
        ListPageRead("news", "http://here.invalid/l", 1, 20, False, 2, 40, "http://here.invalid/l2"),
        NotRead("http://here.invalid/x", "part", None, "HTTP 404", True),
    ),
    (Request("http://here.invalid/1.doc", "file"), Request("http://here.invalid/q", "list", "news", body=b"p=2")),
    "document",
)  # fmt: skip


def again(step: Step, *sources: str) -> Step:
    """The step as it comes back from the register."""
    stored = json.loads(json.dumps(step_to_keep(step, sources), ensure_ascii=False))
    return kept_step(PurgedRecord("r", "response", "f", 0, 1, "u", "0", step=stored))


def test_no_word_of_a_page_is_kept() -> None:
    assert WORDS not in json.dumps(step_to_keep(STEP, ()), ensure_ascii=False)


def test_requests_and_kind_come_back_as_they_were() -> None:
    assert (again(STEP).requests, again(STEP).kind) == (STEP.requests, STEP.kind)


def test_dates_addresses_and_digests_of_a_document_come_back() -> None:
    (read,) = (record for record in again(STEP).records if isinstance(record, DocumentRead))
    assert (read.url, read.images, read.goes_on, read.entity_digest) == (
        "http://here.invalid/1", ("http://here.invalid/1.png",), True, "sha256:1")  # fmt: skip
    assert (read.reading.published_on, read.reading.published_on_origin, read.reading.date_conflict) == (
        DAY,
        "meta",
        True,
    )
    assert [link.url for link in read.attachments] == ["http://here.invalid/1.doc"]
    assert read.content_digest == content_digest(BODY.text)


def test_a_body_by_which_a_channel_is_told_stays() -> None:
    (told,) = (record for record in again(STEP, "松山公报").records if isinstance(record, DocumentRead))
    (untold,) = (record for record in again(STEP).records if isinstance(record, DocumentRead))
    assert (told.reading.source, untold.reading.source) == ("松山公报", "")


def test_a_file_keeps_how_it_was_read_and_how_many_parts_it_had() -> None:
    (read,) = (record for record in again(STEP).records if isinstance(record, FileFetched))
    assert read.reading == FileReading("csv", Body("", ()), (FilePart(0, 0), FilePart(0, 0)), "reader", "1")


def test_an_entry_of_a_list_loses_its_title_alone() -> None:
    (entry,) = (record for record in STEP.records if isinstance(record, Listed))
    assert replace(entry, listing=replace(entry.listing, title="")) in again(STEP).records


def test_what_only_coverage_needs_comes_back_whole() -> None:
    assert again(STEP).records[4:] == STEP.records[4:]


def test_a_page_of_a_list_is_told_from_a_document() -> None:
    assert is_list(STEP)
    assert not is_list(Step(STEP.records[:1]))
