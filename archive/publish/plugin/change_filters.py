"""What a list of changes is narrowed to: read from the address of its page, told to SQLite and to Datasette's table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from archive.changes.words import kinds

MOST_PAGES = 250
_COLUMN = re.compile(r"[a-z0-9_-]{1,80}/[a-z0-9_-]{1,80}")
_NUMBER = re.compile(r"[1-9]\d{0,3}")


@dataclass(frozen=True, slots=True)
class ChangeFilters:
    """Which changes of a portal: of a kind, in a column, seen since a day (ISO 8601, UTC); empty: all."""

    portal: str
    kind: str = ""
    column: str = ""
    since: str = ""
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.kind or self.column or self.since)

    def condition(self, *leaving: str) -> tuple[str, list[str]]:
        """A condition on ``changes h`` with its parameters; what is named in ``leaving`` is not asked."""
        said = {key: (sql, value) for key, sql, value in self._conditions() if value and key not in leaving}
        return " and ".join(sql for sql, _ in said.values()), [value for _, value in said.values()]

    def _conditions(self) -> Iterator[tuple[str, str, str]]:
        yield "portal", "h.portal = ?", self.portal
        yield "kind", "h.kind = ?", self.kind
        yield "column", 'h."column" = ?', self.column
        yield "since", "h.seen_at >= ?", self.since

    def table_parameters(self) -> dict[str, str]:
        """The same, as Datasette's page of ``changes`` takes it, the newest first."""
        said = {"portal": self.portal, "kind": self.kind, "column": self.column, "seen_at__gte": self.since}
        return {key: value for key, value in said.items() if value} | {"_sort_desc": "seen_at"}

    def changed(self, **values: str | int) -> dict[str, str]:
        """The parameters of a page with other ``values``, those that say nothing left out."""
        said = {"kind": self.kind, "column": self.column, "since": self.since, "page": 1} | values
        return {key: str(value) for key, value in said.items() if value not in ("", 1)}


def change_filters_of(portal: str, asked: Mapping[str, str]) -> ChangeFilters:
    """The filters of a request's parameters; what is not possible counts as not said."""
    kind, column, page = (asked.get(key, "").strip() for key in ("kind", "column", "page"))
    return ChangeFilters(
        portal,
        kind if kind in kinds() else "",
        column if _COLUMN.fullmatch(column) else "",
        _day(asked.get("since", "").strip()),
        min(int(page), MOST_PAGES) if _NUMBER.fullmatch(page) else 1,
    )


def _day(typed: str) -> str:
    try:
        return date.fromisoformat(typed).isoformat() if len(typed) == len("2018-01-31") else ""
    except ValueError:
        return ""
