"""What the walk was given by a page that is purged: all that the archive counts by, and none of its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from archive.purge_orders import PurgedRecord
from archive.record_json import from_json, to_json
from archive.records import (
    Body,
    ColumnFound,
    ColumnNotFound,
    DocumentRead,
    DocumentReading,
    FileFetched,
    FilePart,
    FileReading,
    Link,
    Listed,
    ListPageRead,
    NotRead,
    PartRead,
    Request,
    WalkRecord,
)
from archive.store import content_digest
from crawler.steps import Step

_NOTHING = Body("", ())
_KINDS: Mapping[str, type[WalkRecord]] = {
    kind.__name__: kind
    for kind in (ColumnFound, ColumnNotFound, ListPageRead, Listed, DocumentRead, PartRead, FileFetched, NotRead)
}


def step_to_keep(step: Step, sources: Iterable[str]) -> dict[str, Any]:
    """A step as the register keeps it, without titles, texts, names and numbers of documents.

    Issuer and source stay where they are among ``sources``, the bodies by which a portal file tells its channels:
    without them other numbers would be counted.
    """
    told = frozenset(sources)
    return {
        "kind": step.kind,
        "records": [{"type": type(record).__name__, **to_json(_wordless(record, told))} for record in step.records],
        "requests": [to_json(request) for request in step.requests],
    }


def kept_step(purged: PurgedRecord) -> Step:
    """The step that the register keeps of a record; an empty one where it gave nothing."""
    if purged.step is None:
        return Step()
    records = tuple(
        from_json(_KINDS[record["type"]], {key: value for key, value in record.items() if key != "type"})
        for record in purged.step["records"]
    )
    requests = tuple(from_json(Request, request) for request in purged.step["requests"])
    return Step(records, requests, purged.step["kind"])


def is_list(step: Step) -> bool:
    """Whether other documents are known by it: a page of a list, or one that columns were found on."""
    return any(isinstance(record, Listed | ListPageRead | ColumnFound | ColumnNotFound) for record in step.records)


def _wordless(record: WalkRecord, sources: frozenset[str]) -> WalkRecord:
    match record:
        case Listed():
            return replace(record, listing=replace(record.listing, title=""))
        case DocumentRead():
            return replace(
                record,
                reading=_document(record.reading, sources),
                attachments=_nameless(record.attachments),
                content_digest=content_digest(record.reading.body.text),
            )
        case PartRead():
            return replace(record, body=_NOTHING, attachments=_nameless(record.attachments))
        case FileFetched():
            return replace(record, reading=_file(record.reading) if record.reading else None)
    return record


def _document(reading: DocumentReading, sources: frozenset[str]) -> DocumentReading:
    return replace(
        reading,
        title="",
        source=reading.source if reading.source in sources else "",
        issuer=reading.issuer if reading.issuer in sources else "",
        index_number="",
        document_number="",
        breadcrumb=(),
        body=_NOTHING,
        attachments=_nameless(reading.attachments),
        validity="",
        category="",
        keywords="",
    )


def _file(reading: FileReading) -> FileReading:
    """How it was read, and how many parts it had."""
    return replace(reading, body=_NOTHING, parts=tuple(FilePart(0, 0) for _ in reading.parts), unread="")


def _nameless(links: Iterable[Link]) -> tuple[Link, ...]:
    return tuple(Link("", link.url) for link in links)
