"""What the search page shows of each document that was found: its title, passages, and those of its attachments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.archived import last_crawl
from archive.labels import Label
from archive.publish.passages import MOST_CHARACTERS, Found, Passage, Run, Words, beginning
from archive.publish.plugin.document_files import part_label
from archive.publish.plugin.rows import Row, first, rows

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

_MOST_FILES, _MOST_SHOWN = 30, 3  # attachments that are looked through for a page, and shown of a document
#: Each file once, as the last accepted crawl saw it, in the order of its page.
_FILES = f"""
with seen as materialized (select d.id, {last_crawl("d.id")} as crawl from documents d where d.id in ({{documents}}))
select a.document, a.name, s.version, substr(t."text", 1, {MOST_CHARACTERS}) as "text"
from seen join attachments a on a.document = seen.id and a.crawl = seen.crawl
left join sightings s on s.document = a.file and s.crawl = {last_crawl("a.file")}
left join document_texts t on t.version = s.version
group by a.document, a.name, a.file order by a.document, min(a.rowid) limit {_MOST_FILES}
"""
_PART = """
select p.number, p.name, r.kind, r.parts from file_parts p left join file_readings r on r.version = p.version
where p.version = ? and p.start <= ? and p."end" > ? order by p.number limit 1
"""


@dataclass(frozen=True, slots=True)
class FileHit:
    """An attachment in which words were found: its name, the page of it, and the passages."""

    name: tuple[Run, ...]
    part: Label | None
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found."""

    row: Row
    title: tuple[Run, ...]
    passages: tuple[Passage, ...]
    files: tuple[FileHit, ...]


async def hits_of(datasette: Datasette, found: Sequence[Row], words: Words) -> tuple[Hit, ...]:
    """The hits of a page, in the order of their rows, which have a ``text``; attachments are asked for where needed."""
    said = [(row, words.find(row["title"] or ""), words.find(row["text"] or "")) for row in found]
    files = await _files(
        datasette,
        [row["id"] for row, title, text in said if len({*title.phrases, *text.phrases}) < words.number],
        words,
    )
    return tuple(_hit(row, title, text, tuple(files.get(row["id"], ()))) for row, title, text in said)


def _hit(row: Row, title: Found, text: Found, files: tuple[FileHit, ...]) -> Hit:
    passages = text.passages or (() if files or not text.text else (beginning(text.text),))
    return Hit({key: row[key] for key in row if key not in ("place", "text")}, title.marked, passages, files)


async def _files(datasette: Datasette, documents: Sequence[str], words: Words) -> dict[str, list[FileHit]]:
    """The attachments of the documents in which the words stand."""
    hits: dict[str, list[FileHit]] = defaultdict(list)
    sql = _FILES.format(documents=", ".join("?" * len(documents)))
    for row in await rows(datasette, sql, documents) if documents else ():
        hit = await _file_hit(datasette, row, words) if len(hits[row["document"]]) < _MOST_SHOWN else None
        hits[row["document"]] += [hit] if hit else []
    return hits


async def _file_hit(datasette: Datasette, row: Row, words: Words) -> FileHit | None:
    """Where in an attachment the words stand; None where they do not, or further on than is looked."""
    name, text = words.find(row["name"] or ""), words.find(row["text"] or "")
    if not name.spans and not text.spans:
        return None
    place = text.spans[0][0] if text.spans else None
    part = await first(datasette, _PART, [row["version"], place, place]) if place is not None else None
    label = part_label(part["kind"], part, alone=part["parts"] == 1) if part else None
    return FileHit(name.marked, label if label and label.zh else None, text.passages)
