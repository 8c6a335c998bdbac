"""series.yml: the numbers that documents of the own site carry, and what must be said of their series."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from crawler.demo.own_yaml import own_yaml


@dataclass(frozen=True, slots=True)
class Numbered:
    """The numbers of a column's documents of one year, in the order of their dates; places are counted from 1."""

    column: str
    year: int | None
    index: tuple[str, ...] = ()
    numbers: tuple[str | None, ...] = ()
    issuer: tuple[tuple[int, str], ...] = ()
    in_title: tuple[int, ...] = ()
    file: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """The last paragraph of one document, which names a number."""

    column: str
    year: int
    place: int
    text: str


@dataclass(frozen=True, slots=True)
class ExpectedSeries:
    """What must be said of one series; ``missing`` and ``issued`` are None where ``reason`` says why."""

    sort: str
    prefix: str
    year: int
    first: int
    last: int
    published: int
    missing: tuple[int, ...] | None = None
    issued: int | None = None
    cited: tuple[int, ...] = ()
    twice: tuple[int, ...] = ()
    outliers: tuple[int, ...] = ()
    reason: str = ""


@cache
def _data() -> Mapping[str, Any]:
    data: dict[str, Any] = own_yaml(files(__package__).joinpath("series.yml").read_text(encoding="utf-8"))
    return data


def numbered() -> tuple[Numbered, ...]:
    """Which documents carry which numbers."""
    return tuple(_numbered(row) for row in _data()["documents"])


def _numbered(row: Mapping[str, Any]) -> Numbered:
    scheme = _data()["schemes"].get(row.get("scheme"), "")
    return Numbered(
        row["column"],
        row["year"],
        tuple(scheme.format(year=row["year"], serial=serial) for serial in row.get("index", ())),
        tuple(row.get("numbers", ())),
        tuple(row.get("issuer", {}).items()),
        tuple(place for place, shown in row.get("shown", {}).items() if shown == "title"),
        row.get("file", ""),
    )


def cited() -> tuple[Cited, ...]:
    """Which documents name numbers of others."""
    return tuple(Cited(**row) for row in _data()["citations"])


def expected_series() -> tuple[ExpectedSeries, ...]:
    """What must be said of every series of the own site, read whole."""
    return tuple(ExpectedSeries(**_frozen(row)) for row in _data()["series"])


def _frozen(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
