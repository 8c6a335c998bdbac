"""The search page: documents by their titles, texts and attachments, with the passages the words stand in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archive.labels import Label
from archive.publish.passages import MOST_CHARACTERS, Found, Passage, Run, Words, beginning
from archive.publish.plugin.rows import EvidenceLinks, Row, first, rows, table_links
from archive.publish.plugin.search_filters import MOST_PAGES, Filters

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

PAGE_SIZE = 20
_MOST_FILES, _MOST_SHOWN = 60, 3  # attachments that are looked through for a page, and shown of a document
_MOST_PORTALS = 3  # with more of them, columns are offered once a portal is chosen
#: A word in a title counts as much as ten in the text, one in an attachment as much as half of one.
_FOUND = """
select documents_fts.rowid as place, bm25(documents_fts, 10.0, 1.0, 0.5) as score from documents_fts
where documents_fts match ?
"""
_ORDERS = {
    "": "score, place desc",
    "newest": "published_on desc, place",
    "oldest": "coalesce(published_on, '') = '', published_on, place",
}
_PLACES = """
with found as materialized ({found}), matching as ({matching})
select place, (select count(*) from matching) as total from matching order by {order} limit {size} offset {offset}
"""
_DOCUMENTS = f"""
select d.rowid as place, d.id, d.portal, p.title_zh as portal_zh, p.title_en as portal_en, d.title, d.url,
    d.published_on, d.issuer, d.source, d.state, d.characters, substr(t."text", 1, {MOST_CHARACTERS}) as "text"
from documents d left join portals p on p.id = d.portal left join document_texts t on t.version = d.version
where d.rowid in ({{places}})
"""
_FILES = f"""
select distinct a.document, a.name, s.version, substr(t."text", 1, {MOST_CHARACTERS}) as "text"
from attachments a left join sightings s on s.crawl = a.crawl and s.document = a.file
left join document_texts t on t.version = s.version
where a.document in ({{documents}}) limit {_MOST_FILES}
"""
_PART = 'select number, name from file_parts where version = ? and start <= ? and "end" > ? order by number limit 1'
_YEARS = """
with recursive years(year) as (
    select min(substr(published_on, 1, 4)) from documents where substr(published_on, 1, 4) > ''
    union all select (select min(substr(published_on, 1, 4)) from documents where substr(published_on, 1, 4) > year)
    from years where year is not null limit 300
) select year from years where year is not null order by year desc
"""
_PORTALS = "select id, title_zh, title_en from portals order by title_zh, id"
_COLUMNS = """
select c.id, c.title, c.portal from "columns" c where c.portal = ? or (? = '' and (select count(*) from portals) <= ?)
order by c.portal, c.rowid
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
class Choices:
    """What can be chosen in the form."""

    portals: tuple[Row, ...]
    columns: tuple[Row, ...]
    years: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """Everything the search page shows; ``pages`` are those that can be turned to."""

    filters: Filters
    total: int
    pages: int
    hits: tuple[Hit, ...]
    links: EvidenceLinks | None


async def choices(datasette: Datasette, filters: Filters) -> Choices:
    """The portals, years and columns of the archive."""
    return Choices(
        portals=tuple(await rows(datasette, _PORTALS)),
        columns=tuple(await rows(datasette, _COLUMNS, [filters.portal, filters.portal, _MOST_PORTALS])),
        years=tuple(row["year"] for row in await rows(datasette, _YEARS)),
    )


async def search_view(datasette: Datasette, filters: Filters) -> SearchView:
    """What is found; nothing where nothing is asked."""
    if not filters.is_asking:
        return SearchView(filters, 0, 0, (), None)
    places, total = await _places(datasette, filters)
    return SearchView(
        filters=filters,
        total=total,
        pages=min(-(-total // PAGE_SIZE), MOST_PAGES),
        hits=await _hits(datasette, await _documents(datasette, places), Words(filters.q)),
        links=table_links(datasette, "documents", filters.table_parameters()),
    )


async def _places(datasette: Datasette, filters: Filters) -> tuple[list[int], int]:
    """The rowids of the documents of a page, in their order, and how many there are on all pages."""
    matching, parameters = _matching(filters)
    found = _FOUND if filters.has_words else "select null"
    order = _ORDERS[filters.order] if filters.has_words or filters.order else _ORDERS["newest"]
    offset = (filters.page - 1) * PAGE_SIZE
    sql = _PLACES.format(found=found, matching=matching, order=order, size=PAGE_SIZE, offset=offset)
    numbered = await rows(datasette, sql, parameters)
    if not numbered and filters.page > 1:  # a page behind the last
        return [], (await _places(datasette, replace(filters, page=1)))[1]
    return [row["place"] for row in numbered], numbered[0]["total"] if numbered else 0


def _matching(filters: Filters) -> tuple[str, list[str]]:
    """SQL for place, score and date of what is found. Without filters the documents themselves are not looked at."""
    condition, parameters = filters.conditions()
    if not filters.has_words:
        return f"select d.rowid as place, 0 as score, d.published_on from documents d where {condition}", parameters
    match = [filters.match()]
    if not parameters and not filters.order:  # what is withheld is empty, and in no index
        return "select place, score from found", match
    sql = "select place, score, d.published_on from found join documents d on d.rowid = place"
    return f"{sql} where {condition}", match + parameters


async def _documents(datasette: Datasette, places: Sequence[int]) -> list[Row]:
    found = await rows(datasette, _DOCUMENTS.format(places=", ".join("?" * len(places))), places)
    by_place = {row["place"]: row for row in found}
    return [by_place[place] for place in places]


async def _hits(datasette: Datasette, found: Sequence[Row], words: Words) -> tuple[Hit, ...]:
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
    return FileHit(name.marked, _part_label(part), text.passages)


def _part_label(part: Row | None) -> Label | None:
    if part is None:
        return None
    return Label(part["name"], "") if part["name"] else Label(f"第 {part['number']} 页", f"page {part['number']}")
