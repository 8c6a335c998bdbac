"""The numbers of truth/series.yml, given to the documents that were drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crawler.demo.model import Document
from crawler.demo.truth.series import Cited, Numbered, cited, numbered


def with_numbers(documents: Sequence[Document]) -> tuple[Document, ...]:
    """The documents of the own site, each with its numbers, and with what it cites; nothing is drawn."""
    by_number = {document.number: document for document in documents}
    for plan in numbered():
        for place, document in enumerate(_of(documents, plan.column, plan.year), 1):
            by_number[document.number] = _given(by_number[document.number], plan, place)
    for naming in cited():
        document = _of(documents, naming.column, naming.year)[naming.place - 1]
        by_number[document.number] = _citing(by_number[document.number], naming)
    return tuple(by_number[document.number] for document in documents)


def _of(documents: Sequence[Document], column: str, year: int | None) -> list[Document]:
    """The documents of a column and year in the order of series.yml."""
    found = [
        d for d in documents if d.columns[0] == column and (d.published_on.year if d.published_on else None) == year
    ]
    return sorted(found, key=lambda d: (str(d.published_on), d.number))


def _given(document: Document, plan: Numbered, place: int) -> Document:
    number = (plan.numbers[place - 1] or "") if plan.numbers else ""
    is_titled = place in plan.in_title
    attachments = document.attachments
    if plan.file and attachments:
        attachments = (replace(attachments[0], name=plan.file), *attachments[1:])
    return replace(
        document,
        index_number=plan.index[place - 1] if plan.index else "",
        document_number="" if is_titled else number,
        title=f"{document.title}（{number}）" if is_titled else document.title,
        issuer=dict(plan.issuer).get(place, ""),
        attachments=attachments,
    )


def _citing(document: Document, naming: Cited) -> Document:
    return replace(document, paragraphs=(*document.paragraphs, naming.text))
