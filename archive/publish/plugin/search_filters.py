"""What a search is narrowed to: read from the address of its page, told to SQLite, and to Datasette's own table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from archive.measures import quote
from archive.publish.pairs import pairs_asked
from archive.publish.search import escape_query, phrases

MOST_TYPED = 200  # characters of what is looked for, and of a name
MOST_PAGES = 250
#: Where words are looked for: columns of the search index.
PLACES = ("title", "text", "attachments")
ORDERS = ("newest", "oldest", "frequent")
KINDS = ("page", "file", "external", "unfetched", "imported")
_YEAR = re.compile(r"[12]\d{3}")
#: By their places in the table, so that documents are found in an index alone.
_NOT_WITHHELD = (
    "{place} not in (select e.rowid from documents e where e.id in (select document from withheld_documents))"
)
_OF_COLUMN = 'select document from column_documents where "column" = {column}'


@dataclass(frozen=True, slots=True)
class Filters:
    """What is looked for and where; an empty text where nothing is said."""

    q: str = ""
    place: str = ""  # one of PLACES; empty: anywhere
    portal: str = ""
    column: str = ""
    year: str = ""
    issuer: str = ""
    kind: str = ""  # a state of documents
    order: str = ""  # one of ORDERS; empty: those with the words in their titles first, and the newest first
    page: int = 1

    @property
    def has_words(self) -> bool:
        """Whether anything is looked for that could be found."""
        return bool(phrases(self.q))

    @property
    def is_asking(self) -> bool:
        """Whether anything is asked at all."""
        return self.has_words or self.is_narrowed

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked but words."""
        return bool(self.column) or self.reads_documents

    @property
    def reads_documents(self) -> bool:
        """Whether the rows of documents have to be read, and not their places alone."""
        return any((self.portal, self.year, self.issuer, self.kind))

    @property
    def words(self) -> str:
        """The FTS5 expression of the words."""
        return escape_query(self.q)

    @property
    def match(self) -> str:
        """The FTS5 expression of the words where they are looked for."""
        return f'"{self.place}" : ({self.words})' if self.place else self.words

    @property
    def pairs(self) -> str:
        """The FTS5 expression that finds the same among pairs of characters; empty where that cannot be."""
        return "" if self.place or self.order == "frequent" else pairs_asked(self.q)

    def conditions(self, place: str = "d.rowid") -> tuple[str, list[str]]:
        """A condition on ``documents d`` and the ``place`` of its rows, and its parameters."""
        found = list(self._conditions(place))
        parameters = [value for _, values in found for value in values]
        return " and ".join(condition for condition, _ in found), parameters

    def _conditions(self, place: str) -> Iterator[tuple[str, list[str]]]:
        yield _NOT_WITHHELD.format(place=place), []
        if self.portal:
            yield "d.portal = ?", [self.portal]
        if self.year:
            yield "substr(d.published_on, 1, 4) = ?", [self.year]
        if self.issuer:
            yield "(d.issuer = ? or d.source = ?)", [self.issuer, self.issuer]
        if self.kind:
            yield "d.state = ?", [self.kind]
        if self.column:
            of_column = _OF_COLUMN.format(column="?")
            places = f"select e.rowid from ({of_column}) m join documents e on e.id = m.document"
            yield f"{place} in ({places})", [self.column]

    def table_parameters(self) -> dict[str, str]:
        """The same, as Datasette's page of ``documents`` takes it."""
        said: dict[str, str] = {}
        where = ["id not in (select document from withheld_documents)"]
        if self.has_words:
            said[f"_search_{self.place}" if self.place else "_search"] = self.q
        if self.portal:
            said["portal"] = self.portal
        if self.kind:
            said["state"] = self.kind
        if self.year:
            where.append(f"substr(published_on, 1, 4) = {quote(self.year)}")
        if self.issuer:
            where.append(f"{quote(self.issuer)} in (issuer, source)")
        if self.column:
            where.append(f"id in ({_OF_COLUMN.format(column=quote(self.column))})")
        return said | {"_where": " and ".join(where)}

    def changed(self, **values: str | int) -> dict[str, str]:
        """The parameters of a page with other ``values``, those that say nothing left out."""
        said = asdict(self) | {"page": 1} | values
        return {key: str(value) for key, value in said.items() if value not in ("", 1)}


def filters_of(asked: Mapping[str, Any]) -> Filters:
    """The filters of a request's parameters; what is not possible counts as not said."""

    def typed(key: str) -> str:
        return str(asked.get(key) or "").strip()[:MOST_TYPED]

    def one_of(key: str, possible: tuple[str, ...]) -> str:
        return typed(key) if typed(key) in possible else ""

    return Filters(
        q=typed("q"),
        place=one_of("place", PLACES),
        portal=typed("portal"),
        column=typed("column"),
        year=typed("year") if _YEAR.fullmatch(typed("year")) else "",
        issuer=typed("issuer"),
        kind=one_of("kind", KINDS),
        order=one_of("order", ORDERS),
        page=_page(typed("page")),
    )


def _page(typed: str) -> int:
    return min(max(int(typed), 1), MOST_PAGES) if re.fullmatch(r"[0-9]{1,6}", typed) else 1
