"""The search page: documents by their titles, texts and attachments, with the passages the words stand in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archive.labels import Label
from archive.publish.passages import MOST_CHARACTERS, Found, Passage, Run, Words, beginning
from archive.publish.plugin.document_files import part_label
from archive.publish.plugin.rows import EvidenceLinks, Row, first, rows, table_links
from archive.publish.plugin.search_filters import MOST_PAGES, Filters

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

PAGE_SIZE = 20
_MOST_FILES, _MOST_SHOWN = 30, 3  # attachments that are looked through for a page, and shown of a document
_MOST_PORTALS = 3  # with more of them, columns are offered once a portal is chosen
_FOUND = "select rowid as place from documents_fts where documents_fts match ?"
#: BM25 goes through the positions of all words twice; a word in a title counts as much as ten in the text.
_SCORED = (
    "select rowid as place, bm25(documents_fts, 10.0, 1.0, 0.5) as score from documents_fts where documents_fts match ?"
)
#: A low score comes first: 0 where the words stand in the title, 1 elsewhere, or that of BM25.
_ORDERS = {
    "": "score, published_on desc, place",
    "frequent": "score, published_on desc, place",
    "newest": "published_on desc, place",
    "oldest": "coalesce(published_on, '') = '', published_on, place",
}
_PLACES = """
with found as materialized ({found}), titled as materialized ({titled}), matching as materialized ({matching})
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
_PART = """
select p.number, p.name, r.kind, r.parts from file_parts p left join file_readings r on r.version = p.version
where p.version = ? and p.start <= ? and p."end" > ? order by p.number limit 1
"""
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
    condition, values = filters.conditions()
    sql = _PLACES.format(
        found=_SCORED
        if filters.order == "frequent" and filters.has_words
        else _FOUND
        if filters.has_words
        else "select null",
        titled=_FOUND if filters.has_words else "select null as place",
        matching=_matching(filters, condition),
        order=_ORDERS[filters.order],
        size=PAGE_SIZE,
        offset=(filters.page - 1) * PAGE_SIZE,
    )
    words = [filters.match(), filters.match("title")] if filters.has_words else []
    numbered = await rows(datasette, sql, [*words, *values])
    if not numbered and filters.page > 1:  # a page behind the last
        return [], (await _places(datasette, replace(filters, page=1)))[1]
    return [row["place"] for row in numbered], numbered[0]["total"] if numbered else 0


def _matching(filters: Filters, condition: str) -> str:
    """SQL for place, date and score of what is found."""
    if not filters.has_words:
        return f"select d.rowid as place, d.published_on, 0 as score from documents d where {condition}"
    score = "score" if filters.order == "frequent" else "place not in (select place from titled)"
    return (
        f"select place, d.published_on, {score} as score from found join documents d on d.rowid = place "
        f"where {condition}"
    )


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
    label = part_label(part["kind"], part, alone=part["parts"] == 1) if part else None
    return FileHit(name.marked, label if label and label.zh else None, text.passages)
