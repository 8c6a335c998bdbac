"""The files of the document page: for each attachment, and for an entry that is a file, its text page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.archived import last_crawl
from archive.labels import Label
from archive.layout import body_of
from archive.publish.marks import Block, blocks
from archive.publish.plugin.rows import Row, first, row_link, rows
from archive.records import Body

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

MOST_FILES = 50
MOST_CHARACTERS = 50_000  # of the text of one file; all of it is one click away

_READ = """
f.version, f.kind, f.parts, f.converter, f.converter_version, f.unread, t."text", t.layout,
(select count(*) from masked m where m.row_table = 'document_texts' and m.row_id = f.version) as masked
"""
#: What the last accepted crawl that saw the document's page found attached to it.
_ATTACHED = f"""
select a.name, a.url, a.capture, {_READ}
from attachments a left join sightings s on s.document = a.file and s.crawl = {last_crawl("a.file")}
left join file_readings f on f.version = s.version left join document_texts t on t.version = f.version
where a.document = ?1 and a.crawl = {last_crawl("?1")}
order by a.rowid limit {MOST_FILES}
"""
_OWN = f"""
select d.title as name, d.url, d.capture, {_READ}
from documents d join file_readings f on f.version = d.version left join document_texts t on t.version = f.version
where d.id = ?
"""
#: A document that a file is attached to: rather one that is not withheld, and whose page shows it.
_ATTACHING = f"""
select d.id from attachments a join documents d on d.id = a.document
left join withheld_documents w on w.document = d.id
where a.file = ? order by w.document is not null, a.crawl is not {last_crawl("d.id")}, d.id limit 1
"""
_PARTS = 'select number, name, start, "end" from file_parts where version = ? order by number limit 2000'


@dataclass(frozen=True, slots=True)
class PartView:
    """One page of a file: how it is called, and its text."""

    label: Label
    text: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class FileView:
    """A file: what it is called, where it stood, how it was read, its pages; ``more`` where they are not all shown."""

    row: Row
    capture: str
    unread: Label | None
    parts: tuple[PartView, ...]
    more: str


async def attached_files(datasette: Datasette, document: str) -> tuple[FileView, ...]:
    """The document's attachments, in the order of its page."""
    return tuple([await _view(datasette, row) for row in await rows(datasette, _ATTACHED, [document])])


async def attaching_document(datasette: Datasette, file: str) -> str:
    """The id of a document that the file of this id is attached to; empty where there is none."""
    row = await first(datasette, _ATTACHING, [file])
    return str(row["id"]) if row else ""


async def own_file(datasette: Datasette, document: str) -> tuple[FileView, ...]:
    """The file that the document is; none where it is a page."""
    return tuple([await _view(datasette, row) for row in await rows(datasette, _OWN, [document])])


async def _view(datasette: Datasette, row: Row) -> FileView:
    found = await rows(datasette, _PARTS, [row["version"]]) if row["version"] else []
    shown = [part for part in found if part["start"] < MOST_CHARACTERS]
    return FileView(
        row=row,
        capture=row_link(datasette, "captures", row["capture"]) if row["capture"] else "",
        unread=_unread(row),
        parts=_parts(row, shown, alone=len(found) == 1),
        more=row_link(datasette, "document_texts", str(row["version"])) if len(shown) < len(found) else "",
    )


def _unread(row: Row) -> Label | None:
    if row["version"] is None:
        return Label("没有取得，或存档早于附件读取功能", "not fetched, or archived before attachments were read")
    return Label(f"未读的部分：{row['unread']}", f"not read: {row['unread']}") if row["unread"] else None


def _parts(row: Row, parts: Sequence[Row], *, alone: bool) -> tuple[PartView, ...]:
    body = body_of(row["text"], row["layout"]) if row["text"] and row["layout"] else Body("", ())
    return tuple(
        PartView(part_label(row["kind"], part, alone=alone), blocks(part_of(body, part["start"], part["end"]), ()))
        for part in parts
    )


def part_label(kind: str | None, part: Row, *, alone: bool) -> Label:
    """What a part of a file is called; empty where it is the only one and not known to be a page."""
    if part["name"]:
        return Label(part["name"], "")
    if alone and kind != "pdf":  # where its pages end is not known
        return Label("", "")
    return Label(f"第 {part['number']} 页", f"Page {part['number']}")


def part_of(body: Body, start: int, end: int) -> Body:
    """The paragraphs and tables of a body that begin in a span of its text."""
    return Body(
        body.text,
        tuple(paragraph for paragraph in body.paragraphs if start <= paragraph.start < end),
        tuple(table for table in body.tables if table.cells and start <= table.cells[0].start < end),
    )
