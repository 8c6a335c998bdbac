"""Which tables of archive.db are published, and how each of their columns is treated (``publication.yml``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from archive.own_yaml import own_yaml
from archive.publish import masking
from archive.publish.masking import Masked, Pseudonyms

Treatment = Callable[[str], Masked]

#: The treatment of a value that is published as it stands.
AS_IS = "as_is"
#: Treatments whose result depends on the value and the rules alone, and is long in coming for a long value.
REMEMBERED = frozenset({"text", "layout"})


class UndecidedTableError(Exception):
    """A table of the archive stands neither under ``published`` nor under ``custody``."""

    def __init__(self, table: str) -> None:
        super().__init__(f"table {table}: archive/publish/publication.yml says neither published nor custody")


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = own_yaml(files("archive.publish").joinpath("publication.yml").read_text("utf-8"))
    return loaded


def custody_tables() -> frozenset[str]:
    """Tables that stay with the operator."""
    return frozenset(_data()["custody"])


@dataclass(frozen=True, slots=True)
class KeyedView:
    """A view whose rows have an address each: the columns by which one is known, and the tables that columns name."""

    key: tuple[str, ...]
    names: Mapping[str, str]  # column → table whose id it holds


@cache
def keyed_views() -> Mapping[str, KeyedView]:
    """Such views by their names."""
    return {name: KeyedView(tuple(said["key"]), said["names"]) for name, said in _data()["keyed_views"].items()}


def custody_columns() -> frozenset[tuple[str, str]]:
    """Columns of published tables, with their table, that stay with the operator."""
    columns: dict[str, list[str]] = _data()["custody_columns"]
    return frozenset((table, column) for table, names in columns.items() for column in names)


def published_tables() -> tuple[str, ...]:
    """Tables that are published, in the order in which they are copied."""
    return tuple(_data()["published"])


def check_decided(tables: list[str]) -> None:
    """Raise :class:`UndecidedTableError` for the first of ``tables`` about which nothing is decided."""
    decided = custody_tables().union(published_tables())
    for table in tables:
        if table not in decided:
            raise UndecidedTableError(table)


def treatment_name(table: str, column: str) -> str:
    """How a text column is treated; ``text`` where nothing else is said."""
    treatments: dict[str, str] = _data()["treatments"]
    return treatments.get(f"{table}.{column}", treatments.get(column, "text"))


def treatments(pseudonyms: Pseudonyms) -> dict[str, Treatment]:
    """The function behind each treatment's name; those that number what they hide share ``pseudonyms``."""
    return {
        "text": masking.mask_text,
        AS_IS: Masked,
        "code": masking.mask_code,
        "log": masking.mask_log,
        "file_name": masking.file_name,
        "address": pseudonyms.address,
        "reached": pseudonyms.reached_address,
        "key": pseudonyms.key,
        "layout": masking.mask_layout,
    }


def untouched(name: str) -> Callable[[str], bool]:
    """What says quickly of a value that the treatment of that name leaves it as it is; never, where it cannot tell."""
    known: dict[str, Callable[[str], bool]] = {
        "text": masking.is_plain_text,
        "address": masking.is_plain_address,
        "reached": masking.is_plain_reached,
        "key": masking.is_plain_key,
    }
    return known.get(name, _never)


def _never(_: str) -> bool:
    return False
