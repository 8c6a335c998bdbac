"""What the search page shows of each document that was found: its title, passages, and those of its attachments."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.archived import last_crawl
from archive.labels import Label
from archive.publish.passages import MOST_CHARACTERS, Found, Passage, Run, Words, beginning
from archive.publish.plugin.document_files import part_label
from archive.publish.plugin.rows import Row, rows

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
#: The page of a file in which a place is, for many at once.
_PARTS = """
with places(hit, version, place) as (values {places})
select h.hit, min(p.number) as number, p.name, r.kind, r.parts
from places h join file_parts p on p.version = h.version and p.start <= h.place and p."end" > h.place
left join file_readings r on r.version = p.version group by h.hit
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


@dataclass(frozen=True, slots=True)
class _InFile:
    """An attachment, and where in its name and its text words stand; not further on than is looked."""

    row: Row
    name: Found
    text: Found

    @property
    def is_any(self) -> bool:
        return bool(self.name.spans or self.text.spans)


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
    found: list[_InFile] = []
    shown: Counter[str] = Counter()
    sql = _FILES.format(documents=", ".join("?" * len(documents)))
    for row in await rows(datasette, sql, documents) if documents else ():
        one = _InFile(row, words.find(row["name"] or ""), words.find(row["text"] or ""))
        if one.is_any and shown[row["document"]] < _MOST_SHOWN:
            shown[row["document"]] += 1
            found.append(one)
    parts = await _parts(datasette, found)
    hits: dict[str, list[FileHit]] = defaultdict(list)
    for number, one in enumerate(found):
        hits[one.row["document"]].append(FileHit(one.name.marked, parts.get(number), one.text.passages))
    return hits


async def _parts(datasette: Datasette, found: Sequence[_InFile]) -> dict[int, Label]:
    """What the page of each file is called in whose text the words stand, by its place among ``found``."""
    places = [(number, one.row["version"], one.text.spans[0][0]) for number, one in enumerate(found) if one.text.spans]
    if not places:
        return {}
    sql = _PARTS.format(places=", ".join(["(?, ?, ?)"] * len(places)))
    parts = await rows(datasette, sql, [value for place in places for value in place])
    labels = {part["hit"]: part_label(part["kind"], part, alone=part["parts"] == 1) for part in parts}
    return {hit: label for hit, label in labels.items() if label.zh}
