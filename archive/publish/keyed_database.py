"""Views whose rows have an address (``keyed_views`` of publication.yml), which Datasette takes for tables with a key.

It then shows, orders, links, counts and pages their rows as those of any table. In a file of an older format they are
tables. The key is part of the order of every table page (archive.publish.ties).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from datasette.database import Database

from archive.publish.inspect_file import count_rows
from archive.publish.publication import KeyedView, keyed_views
from archive.publish.ties import with_ties_decided

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    #: As Datasette says it: the column, the other table, and its column.
    ForeignKey = dict[str, str]


class KeyedDatabase(Database):  # type: ignore[misc]  # Datasette has no types
    """A database that says of its keyed views what it would say of tables."""

    async def execute(self, sql: str, *asked: Any, **named: Any) -> Any:
        """What Datasette's own ``execute`` gives; a table page in an order that leaves nothing open."""
        return await super().execute(await with_ties_decided(sql, self.known_by), *asked, **named)

    async def known_by(self, table: str) -> list[str]:
        """The columns by which rows are known, ``rowid`` where a table has no key; none of a view without one.

        Newer SQLite takes the ``rowid`` of a view for an error.
        """
        keys = await self.primary_keys(table)
        return keys or (["rowid"] if await self.table_exists(table) else [])

    async def keyed(self) -> dict[str, KeyedView]:
        """The keyed views that the file has, by their names."""
        views = await super().view_names()
        return {name: view for name, view in keyed_views().items() if name in views}

    async def table_exists(self, table: str) -> bool:
        """Whether there is such a table."""
        return table in await self.keyed() or bool(await super().table_exists(table))

    async def table_names(self) -> list[str]:
        """Tables, then keyed views."""
        return [*await super().table_names(), *await self.keyed()]

    async def view_names(self) -> list[str]:
        """Views without a key."""
        keyed = await self.keyed()
        return [name for name in await super().view_names() if name not in keyed]

    async def table_counts(self, limit: int = 10) -> dict[str, int | None]:
        """Rows by table, each counted for ``limit`` milliseconds at most; None where that is too short.

        An inspect file that Datasette wrote has none of keyed views: they are counted once, however long it takes.
        """
        counts: dict[str, int | None] = await super().table_counts(limit)
        for name in await self.keyed():
            if name not in counts:
                counts[name] = await self.execute_fn(partial(count_rows, name=name))
        return counts

    async def primary_keys(self, table: str) -> list[str]:
        """The columns by which a row is known, in their order."""
        keyed = (await self.keyed()).get(table)
        found: list[str] = list(keyed.key) if keyed else await super().primary_keys(table)
        return found

    async def get_table_definition(self, table: str, type_: str = "table") -> str | None:
        """The SQL of a table, or of a view where ``type_`` says so; None where there is none of that type."""
        if table in await self.keyed():
            type_ = {"table": "view"}.get(type_, "none")
        found: str | None = await super().get_table_definition(table, type_)
        return found

    async def foreign_keys_for_table(self, table: str) -> list[ForeignKey]:
        """The columns of a table that name rows of others."""
        keyed = (await self.keyed()).get(table)
        found: list[ForeignKey] = _named(keyed) if keyed else await super().foreign_keys_for_table(table)
        return found

    async def get_all_foreign_keys(self) -> dict[str, dict[str, list[ForeignKey]]]:
        """By table its columns that name others' rows (``outgoing``), and those of others (``incoming``)."""
        found: dict[str, Any] = await super().get_all_foreign_keys()
        for name, view in (await self.keyed()).items():
            found[name] = {"incoming": [], "outgoing": _named(view)}
            for column, table in view.names.items():
                found[table]["incoming"].append({"other_table": name, "column": "id", "other_column": column})
        return found


def _named(view: KeyedView) -> list[ForeignKey]:
    return [{"column": own, "other_table": table, "other_column": "id"} for own, table in view.names.items()]
