"""The search page: documents by their titles, texts and attachments, with the passages the words stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archive.publish.passages import MOST_CHARACTERS, Words
from archive.publish.plugin.rows import EvidenceLinks, Row, kept_rows, rows, table_links
from archive.publish.plugin.search_filters import MOST_PAGES, Filters
from archive.publish.plugin.search_hits import Hit, hits_of

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

PAGE_SIZE = 20
_MOST_PORTALS = 3  # with more of them, columns are offered once a portal is chosen
_OLDEST = "select rowid from documents where published_on > '' order by published_on, id desc limit 1"
_FOUND = "select rowid as place from documents_fts where documents_fts match ?"
#: What is found here is all that there is: a pair stands in this index with every document it stands in, or with none.
_PAIRED = "select rowid as place from pairs_fts where pairs_fts match ?"
_TITLED = "select rowid as place from titles_fts where titles_fts match ?"
#: BM25 goes through the positions of all words twice; a word in a title counts as much as ten in the text.
_SCORED = (
    "select rowid as place, bm25(documents_fts, 10.0, 1.0, 0.5) as score from documents_fts where documents_fts match ?"
)
#: Documents stand in the order of their dates, those without one first, so that nothing is read of them to be put in
#: order. A low score comes first: 0 where the words stand in the title, 1 elsewhere, or that of BM25.
_ORDERS = {
    "": "score, place desc",
    "frequent": "score, place desc",
    "newest": "place desc",
    "oldest": f"place < ({_OLDEST}), place",
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
        portals=tuple(await kept_rows(datasette, _PORTALS)),
        columns=tuple(await kept_rows(datasette, _COLUMNS, [filters.portal, filters.portal, _MOST_PORTALS])),
        years=tuple(row["year"] for row in await kept_rows(datasette, _YEARS)),
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
        hits=await hits_of(datasette, await _documents(datasette, places), Words(filters.q)),
        links=table_links(datasette, "documents", filters.table_parameters()),
    )


async def _places(datasette: Datasette, filters: Filters) -> tuple[list[int], int]:
    """The rowids of the documents of a page, in their order, and how many there are on all pages."""
    numbered = await _numbered(datasette, filters, _PAIRED, filters.pairs) if filters.pairs else []
    if not numbered:
        found = _SCORED if filters.order == "frequent" else _FOUND
        numbered = await _numbered(datasette, filters, found, filters.match)
    if not numbered and filters.page > 1:  # a page behind the last
        return [], (await _places(datasette, replace(filters, page=1)))[1]
    return [row["place"] for row in numbered], numbered[0]["total"] if numbered else 0


async def _numbered(datasette: Datasette, filters: Filters, found: str, match: str) -> list[Row]:
    """The places of a page and the number of all, where words are ``found`` by an expression."""
    matching, values = _matching(filters)
    sql = _PLACES.format(
        found=found,
        titled=_TITLED,
        matching=matching,
        order=_ORDERS[filters.order],
        size=PAGE_SIZE,
        offset=(filters.page - 1) * PAGE_SIZE,
    )
    return await rows(datasette, sql, [match, filters.words, *values])


def _matching(filters: Filters) -> tuple[str, list[str]]:
    """SQL for place and score of what is found, and its parameters."""
    if not filters.has_words:
        condition, values = filters.conditions()
        return f"select d.rowid as place, 0 as score from documents d where {condition}", values
    condition, values = filters.conditions("place")
    score = "score" if filters.order == "frequent" else "place not in (select place from titled)"
    found = "found join documents d on d.rowid = place" if filters.reads_documents else "found"
    return f"select place, {score} as score from {found} where {condition}", values


async def _documents(datasette: Datasette, places: Sequence[int]) -> list[Row]:
    found = await rows(datasette, _DOCUMENTS.format(places=", ".join("?" * len(places))), places)
    by_place = {row["place"]: row for row in found}
    return [by_place[place] for place in places]
