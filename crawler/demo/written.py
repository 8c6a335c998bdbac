"""Days of writing for the documents of the own site, as timeliness.yml has them; nothing is left to chance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from crawler.demo.model import Document
from crawler.demo.truth.timeliness import WrittenGroup, day_at, written_groups, written_named


def with_written(documents: Sequence[Document]) -> list[Document]:
    """The same documents in the same order, some with their day of writing."""
    days = {entry.title: entry.written_on for entry in written_named()}
    written = {document.number: days[document.title] for document in documents if document.title in days}
    plain = [document for document in documents if _is_plain(document)]
    conflicting = [document for document in documents if document.meta_on != document.published_on]
    written |= dict(_of_groups([each for each in plain if not each.issuer], written_groups("drawn")))
    written |= dict(_of_groups([each for each in plain if each.issuer], written_groups("outside")))
    written |= dict(_of_groups(conflicting, written_groups("conflicting")))
    return [replace(document, written_on=written.get(document.number)) for document in documents]


def _is_plain(document: Document) -> bool:
    """A page with one visible date, that is there in every case."""
    unusual = document.late or document.closed or document.edge or document.repost_of is not None
    return (
        not unusual
        and (document.form, document.printed) == ("page", "visible")
        and (document.meta_on == document.published_on)
    )


def _of_groups(documents: Sequence[Document], groups: Iterable[WrittenGroup]) -> Iterator[tuple[int, date]]:
    for group in groups:
        own = [(d.number, day) for d in documents if d.columns[0] == group.column and (day := d.published_on)]
        of_year = (each for each in own if each[1].year == group.year)
        for (number, day), days in zip(of_year, group.days, strict=False):
            yield number, day_at(day, days)
