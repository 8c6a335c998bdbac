"""The tables of the document page: where it was listed, its captures and attachments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.labels import Label
from archive.publish.plugin.labels import word
from archive.publish.plugin.replays import replay_links
from archive.publish.plugin.rows import DATABASE, Row, instant, number, row_link, rows, table_links

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

#: Crawls that a web archive answered are shown apart.
_NOT_PAST = "not in (select id from crawls where source = 'web archive')"
#: What lists said of it: mostly the same night after night, and then said once, with the crawls that found it so.
_LISTINGS = f"""
with seen as (
    select e.id as entry, n.crawl, p.capture from listing_entries e join listing_places l on l.entry = e.id
    join listing_pages p on p.id = l.page join listing_crawls n on n.id = l.crawl
    where e.document = ? and n.crawl {_NOT_PAST}
), found as (
    select entry, count(*) as crawls, min(crawl) as first, max(crawl) as last from seen group by entry
)
select e.id, e."column", k.title as column_title, e.title, e.listed_on, e.url, f.crawls, f.first, f.last, s.capture
from found f join seen s on s.entry = f.entry and s.crawl = f.last join listing_entries e on e.id = f.entry
left join "columns" k on k.id = e."column" order by f.last desc, e."column", f.first desc
"""
_CAPTURES = """
select c.id, c.captured_at, c.archived_at, c.web_archive, c.url,
    c.status, c.mime, c.size, c.kind, c.entity_digest, c.warc_file, c.warc_offset
from captures c where c.id in (select capture from document_versions where document = :document)
    or c.id = (select capture from documents where id = :document)
    or c.url in (select url from document_urls where document = :document)
    or c.id in (select capture from document_parts where document = :document)
order by c.captured_at desc
"""
_PAST = """
select p.crawl, w.web_archive, w.past_at, p.title, p.listed_at, p.archived_at, p.capture
from past_documents p join crawls w on w.id = p.crawl where p.document = ? order by p.listed_at, p.crawl
"""
_PARTS = f"""
select number, url, crawl, entity_digest, capture
from document_parts where document = ?
    and crawl {_NOT_PAST} order by crawl desc, number
"""
_ATTACHMENTS = f"""
select name, url, crawl, mime, size, entity_digest, capture, role
from attachments where document = ?
    and crawl {_NOT_PAST} order by crawl desc, url
"""
MOST_ROWS = 200
#: What a cell says, of the archive or a word of ours, and where it leads.
Cell = tuple[str | Label, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A small table of the page: its caption, headings, and rows of cells."""

    caption: Label
    headings: tuple[Label, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    hint: Label | None = None


async def evidence_tables(datasette: Datasette, document: str) -> list[Table]:
    """All of them, also those without a row."""
    return [
        await _listings(datasette, document),
        await _captures(datasette, document),
        await _parts(datasette, document),
        await _attachments(datasette, document),
        *await _past(datasette, document),
    ]


def _table(
    caption: Label, headings: tuple[Label, ...], cells: Sequence[tuple[Cell, ...]], hint: Label | None = None
) -> Table:
    return Table(caption, headings, tuple(cells[:MOST_ROWS]), len(cells), hint)


def _capture(datasette: Datasette, capture: str | None) -> Cell:
    return (word("evidence", "capture"), row_link(datasette, "captures", capture)) if capture else ("", "")


def _crawl(datasette: Datasette, crawl: str) -> Cell:
    return crawl, str(datasette.urls.path(f"/crawl/{crawl}"))


async def _listings(datasette: Datasette, document: str) -> Table:
    found = await rows(datasette, _LISTINGS, [document])
    headings = (
        Label("栏目", "Column"),
        Label("列表中的标题", "Title in the list"),
        Label("列表日期", "Date in the list"),
        Label("采集次数", "Crawls"),
        Label("最早采集", "First crawl"),
        Label("最近采集", "Last crawl"),
        Label("依据", "Evidence"),
    )
    cells = [
        (
            (row["column_title"] or row["column"], str(datasette.urls.path(f"/column/{row['column']}"))),
            (row["title"] or "", ""),
            (row["listed_on"] or "", ""),
            (number(row["crawls"]), table_links(datasette, "listings", _rows_of(row)).page),
            _crawl(datasette, row["first"]),
            _crawl(datasette, row["last"]),
            _capture(datasette, row["capture"]),
        )
        for row in found
    ]
    return _table(Label("列于哪些栏目", "Listed in"), headings, cells)


def _rows_of(entry: Row) -> dict[str, str]:
    """The rows of ``listings`` that an entry stands for, as Datasette takes them: those are told apart by address."""
    of_entry = (
        "crawl in (select n.crawl from listing_places l join listing_crawls n on n.id = l.crawl "
        f"where l.entry = {entry['id']}) and crawl {_NOT_PAST}"
    )
    address = {"url": entry["url"]} if entry["url"] else {"url__isnull": "1"}
    return {"column": entry["column"], **address, "_where": of_entry}


def _captured(row: Row) -> str:
    """When it was captured; of what a web archive gave, its own time, by whom, and in brackets when it was asked."""
    if not row["archived_at"]:
        return instant(row["captured_at"])
    return f"{instant(row['archived_at'])} {row['web_archive']} ({instant(row['captured_at'])})"


async def _captures(datasette: Datasette, document: str) -> Table:
    result = await datasette.get_database(DATABASE).execute(_CAPTURES, {"document": document})
    headings = (
        Label("取得时间", "Captured"),
        Label("网址", "Address"),
        Label("状态码", "Status"),
        Label("类型", "Type"),
        Label("字节", "Bytes"),
        Label("内容摘要值", "Digest"),
        Label("WARC 记录", "WARC record"),
        Label("重现", "Replay"),
    )
    replays = await replay_links(datasette, [row["id"] for row in result.rows[:MOST_ROWS]])
    cells = [
        (
            (_captured(row), row_link(datasette, "captures", row["id"])),
            (row["url"], ""),
            (str(row["status"] or ""), ""),
            (row["mime"] or "", ""),
            (str(row["size"] if row["size"] is not None else ""), ""),
            (row["entity_digest"] or "", ""),
            (f"{row['warc_file']} @ {row['warc_offset']}" if row["warc_file"] else "", ""),
            (word("evidence", "replay"), replays[row["id"]]) if row["id"] in replays else ("", ""),
        )
        for row in result.rows
    ]
    return _table(Label("存档", "Captures"), headings, cells, word("evidence", "headers"))


async def _past(datasette: Datasette, document: str) -> list[Table]:
    """What web archives showed of it; no table where none was asked, or none shows it."""
    found = await rows(datasette, _PAST, [document])
    headings = (
        Label("网络存档", "Web archive"),
        Label("所求时刻", "Time asked for"),
        Label("列表存档于", "List captured"),
        Label("本页存档于", "Page captured"),
        Label("当时的标题", "Title then"),
        Label("采集", "Crawl"),
        Label("依据", "Evidence"),
    )
    cells = [
        (
            (row["web_archive"] or "", ""),
            (instant(row["past_at"]), ""),
            (instant(row["listed_at"]), ""),
            (instant(row["archived_at"]) or Label("未存", "not there"), ""),
            (row["title"] or "", ""),
            _crawl(datasette, row["crawl"]),
            _capture(datasette, row["capture"]),
        )
        for row in found
    ]
    return [_table(Label("网络存档所见", "Seen in web archives"), headings, cells)] if cells else []


async def _parts(datasette: Datasette, document: str) -> Table:
    found = await rows(datasette, _PARTS, [document])
    headings = (
        Label("页", "Page"),
        Label("网址", "Address"),
        Label("采集", "Crawl"),
        Label("内容摘要值", "Digest"),
        Label("依据", "Evidence"),
    )
    cells = [
        (
            (str(row["number"]), ""),
            (row["url"], ""),
            _crawl(datasette, row["crawl"]),
            (row["entity_digest"] or "", ""),
            _capture(datasette, row["capture"]),
        )
        for row in found
    ]
    return _table(Label("分页", "Pages"), headings, cells)


async def _attachments(datasette: Datasette, document: str) -> Table:
    found = await rows(datasette, _ATTACHMENTS, [document])
    headings = (
        Label("名称", "Name"),
        Label("网址", "Address"),
        Label("类型", "Type"),
        Label("字节", "Bytes"),
        Label("内容摘要值", "Digest"),
        Label("依据", "Evidence"),
    )
    cells = [
        (
            (row["name"] or (word("evidence", "image") if row["role"] == "image" else ""), ""),
            (row["url"], ""),
            (row["mime"] or "", ""),
            (str(row["size"] if row["size"] is not None else ""), ""),
            (row["entity_digest"] or "", ""),
            _capture(datasette, row["capture"]),
        )
        for row in found
    ]
    return _table(Label("附件", "Attachments"), headings, cells)
