"""The document page's content: fields with their origins, text, and every capture and listing behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.labels import Label, channel_label
from archive.layout import body_of
from archive.publish.marks import Block, blocks, lines
from archive.publish.plugin import labels
from archive.publish.plugin.change_view import ChangeView, changes_of_document
from archive.publish.plugin.differences import Cost
from archive.publish.plugin.document_files import FileView, attached_files, own_file
from archive.publish.plugin.document_tables import Table, evidence_tables
from archive.publish.plugin.document_versions import VersionView, version_views
from archive.publish.plugin.replays import replay_links
from archive.publish.plugin.rows import Row, first, instant, rows
from archive.publish.web_address import web_address

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

_DOCUMENT = """
select d.*, p.title_zh as portal_zh, p.title_en as portal_en, t."text", t.layout,
    v.crawl as version_crawl, v.reader_version, v.family, v.breadcrumb, v.entity_digest, v.written_on, v.validity,
    v.category, v.keywords, v.image_only, v.pages, v.cut, i.file_name, i.file_sha256,
    g.purged_on, g.ordered,
    (select min(w.id) from listings l join crawls w on w.id = l.crawl and w.accepted = 1
        where l.document = d.id and not exists (
            select 1 from listings o join crawls x on x.id = o.crawl and x.source = 'live' where o.document = d.id)
    ) as brought_by,
    (select count(*) from masked m where (m.row_table = 'document_texts' and m.row_id = d.version)
        or (m.row_table = 'documents' and m.row_id = d.id)) as masked
from documents d left join portals p on p.id = d.portal
left join document_versions v on v.id = d.version left join document_texts t on t.version = d.version
left join imports i on i.id = d."import" left join purged g on g.record = d.capture
where d.id = ?
"""
#: Columns that say since when it is not where it was.
_STANDING = ("gone_since", "missing_since", "delisted_since")
#: What differs stands with the versions.
_NO_TEXTS = Cost(0, 0, 0)
_REPORTS = "select id, title, year from reports where document = ? and current = 1 order by id"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a document, and where its value was read."""

    label: Label
    value: str | Label
    origin: Label | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class DocumentView:
    """Everything the document page and its JSON twin show."""

    row: Row
    replay: str  # where the newest capture of its page is replayed; empty where it is not
    standing: tuple[Label, ...]  # that it is removed, missing or off its lists, and since when
    changes: tuple[ChangeView, ...]
    versions: tuple[VersionView, ...]
    fields: tuple[Field, ...]
    tables: tuple[Table, ...]
    text: tuple[Block, ...]
    reports: tuple[Row, ...]
    files: tuple[FileView, ...]  # what it is, where it is a file itself, and what is attached to it


async def document_view(datasette: Datasette, document: str, newest: int | None = None) -> DocumentView | None:
    """The document, or None where there is none of that id; its versions are compared from ``newest`` on."""
    row = await first(datasette, _DOCUMENT, [document])
    if row is None:
        return None
    text = row["text"] or ""
    own = await own_file(datasette, document)
    replays = await replay_links(datasette, [row["capture"]])
    return DocumentView(
        row=row,
        replay=replays.get(row["capture"], ""),
        standing=tuple(_standing(row)),
        changes=await changes_of_document(datasette, document, _NO_TEXTS),
        versions=await version_views(datasette, document, newest),
        fields=tuple(field for field in _fields(row) if field.value),
        tables=tuple([table for table in await evidence_tables(datasette, document) if table.rows]),
        text=() if own else blocks(body_of(text, row["layout"]), ()) if row["layout"] else lines(text, ()),
        reports=tuple(await rows(datasette, _REPORTS, [document])),
        files=(*own, *await attached_files(datasette, document)),
    )


def _standing(row: Row) -> Iterator[Label]:
    for key in _STANDING:
        if row[key]:
            said, since = labels.word("standing", key), instant(row[key])
            yield Label(said.zh.format(since=since), said.en.format(since=since))


def _form(row: Row) -> Label | str:
    """What a reader has to know of the text: pictures alone, several pages, pages that are missing."""
    holds = {"pictures": row["image_only"], "joined": (row["pages"] or 1) > 1, "cut": row["cut"]}
    said = [labels.word("form", key) for key, is_so in holds.items() if is_so]
    if not said:
        return ""
    zh, en = "；".join(each.zh for each in said), "; ".join(each.en for each in said)
    return Label(zh.format(pages=row["pages"]), en.format(pages=row["pages"]))


def _purged(row: Row) -> str:
    return f"{row['purged_on']} · {row['ordered']}" if row["purged_on"] else ""


def _brought(row: Row) -> str:
    """The file a person brought it with; its digest tells it from any other of the same name."""
    return f"{row['file_name']} (SHA-256 {row['file_sha256']})" if row["file_sha256"] else ""


def _fields(row: Row) -> list[Field]:
    page = labels.word("origin", "import" if row["state"] == "imported" else "page")
    return [
        Field(
            Label("发布日期", "Published on"),
            row["published_on"] or "",
            labels.word("origin", row["published_on_origin"]),
        ),
        Field(Label("另一出处的日期", "Another date given"), row["published_on_other"] or ""),
        Field(Label("按其自身时区印出的日期", "As printed in its own zone"), row["published_on_printed"] or ""),
        Field(Label("成文日期", "Written on"), row["written_on"] or "", page),
        Field(Label("发布机构", "Issuer"), row["issuer"] or "", page),
        Field(Label("来源", "Source"), row["source"] or "", page),
        Field(Label("索引号", "Index number"), row["index_number"] or "", page),
        Field(Label("文号", "Document number"), row["document_number"] or "", page),
        Field(Label("有效性", "Validity"), row["validity"] or "", page),
        Field(Label("分类", "Category"), row["category"] or "", page),
        Field(Label("主题词", "Keywords"), row["keywords"] or "", page),
        Field(Label("页面位置", "Breadcrumb"), row["breadcrumb"] or "", page),
        Field(Label("原网址", "Address"), row["url"] or "", link=web_address(row["url"] or "")),
        Field(Label("状态", "State"), labels.word("document_state", row["state"]) if row["state"] else ""),
        Field(Label("渠道", "Channel"), channel_label(row["channel"]) if row["channel"] else ""),
        Field(Label("导入文件", "Imported file"), _brought(row)),
        Field(Label("字数", "Characters"), str(row["characters"] or "")),
        Field(Label("正文形式", "Form of the body"), _form(row)),
        Field(Label("内容已依法清除", "Content purged after an order"), _purged(row)),
        Field(Label("首次见到", "First seen"), instant(row["first_seen"])),
        Field(Label("最近见到", "Last seen"), instant(row["last_seen"])),
        Field(Label("正文摘要值", "Digest of the text"), row["content_digest"] or ""),
        Field(Label("内容摘要值", "Digest of the page"), row["entity_digest"] or ""),
    ]
