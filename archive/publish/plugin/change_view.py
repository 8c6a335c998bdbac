"""A change as the pages show it: one sentence in Chinese and English, what it leads to, what became different."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.changes.words import kind_label, sentence
from archive.labels import Label
from archive.publish.news.plain import plain
from archive.publish.plugin import labels
from archive.publish.plugin.differences import Cost, Difference, differences
from archive.publish.plugin.rows import Row, row_link, rows

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

MOST_OF_DOCUMENT = 50
_CHANGES = """
select h.*, p.title_zh as portal_zh, p.title_en as portal_en, k.title as column_title, l.started_at as lacked_at,
    b.started_at as previous_at,
    o.title as repost_title, x.document is not null as withheld
from changes h left join portals p on p.id = h.portal left join "columns" k on k.id = h."column"
left join crawls l on l.id = h.lacked_by left join crawls b on b.id = h.previous
left join documents o on o.id = h.repost_of
left join withheld_documents x on x.document = h.document
where {condition} order by h.seen_at desc, h.kind, h.title, h.id limit {limit} offset {offset}
"""
#: Kinds that are told by what was there before and what is now.
_OF_BOTH_SIDES = ("retitled", "redated", "moved")
#: Words of strangers, shown on one line and without what steers a line.
_STRANGERS = ("title", "before", "after", "column_title", "repost_title")


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change; ``says`` is what there is to say beside its kind and title, ``told`` all of it in one sentence.

    ``called`` is the title as the pages show it: words of ours where there is none or it is withheld.
    ``address`` is that on the authority's site; empty where the document is withheld.
    """

    row: Row
    kind: Label
    title: str
    called: Label
    says: Label
    told: Label
    address: str
    link: str
    row_link: str
    difference: Difference | None


async def changes_where(
    datasette: Datasette, condition: str, parameters: Sequence[object], cost: Cost, *, limit: int, offset: int = 0
) -> tuple[ChangeView, ...]:
    """Changes that a condition on ``changes h`` leaves, the newest first; texts are compared within ``cost``."""
    sql = _CHANGES.format(condition=condition, limit=limit, offset=offset)
    found = await rows(datasette, sql, parameters)
    compared = await differences(datasette, [_versions(row) for row in found], cost)
    return tuple(_view(datasette, row, each) for row, each in zip(found, compared, strict=True))


async def changes_of_document(datasette: Datasette, document: str, cost: Cost) -> tuple[ChangeView, ...]:
    """The newest changes of a document."""
    return await changes_where(datasette, "h.document = ?", [document], cost, limit=MOST_OF_DOCUMENT)


def _versions(row: Row) -> tuple[int | None, int | None]:
    return (None, None) if row["kind"] != "edited" or row["withheld"] else (row["before_version"], row["after_version"])


def _view(datasette: Datasette, row: Row, compared: Difference | None) -> ChangeView:
    row = {**row, **{key: plain(row[key] or "") for key in _STRANGERS}}
    kind, called, says = kind_label(row["kind"]), _called(row), _says(row)
    return ChangeView(
        row=row,
        kind=kind,
        title=f"{called.zh} {called.en}".rstrip(),
        called=called,
        says=says,
        told=_told(row, kind, called, says),
        address="" if row["withheld"] else row["url"] or "",
        link=str(datasette.urls.path(f"/change/{row['id']}")),
        row_link=row_link(datasette, "changes", row["id"]),
        difference=compared,
    )


def _called(row: Row) -> Label:
    """The title of the document, of a burst the column's; words of ours where there is none."""
    if row["withheld"]:
        return labels.word("withheld", "")
    title = row["title"] or (row["column_title"] if not row["document"] else "")
    return Label(title, "") if title else labels.word("untitled", "")


def _says(row: Mapping[str, Any]) -> Label:
    """What is said beside kind and title; nothing of both sides where they are withheld."""
    if row["withheld"] and row["kind"] in _OF_BOTH_SIDES:
        return Label("", "")
    said = sentence(row)
    return labels.word("part", row["part"]) if row["part"] and not said.zh else said


def _told(row: Row, kind: Label, called: Label, says: Label) -> Label:
    told, day = labels.word("told", ""), row["seen_at"][:10]
    return Label(
        told.zh.format(day=day, kind=kind.zh, title=called.zh, says=f"（{says.zh}）" if says.zh else ""),
        told.en.format(day=day, kind=kind.en, title=called.en or called.zh, says=f" ({says.en})" if says.en else ""),
    )
