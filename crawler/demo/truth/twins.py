"""twins.yml: which documents have the text of another, and what is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from crawler.demo.own_yaml import own_yaml


@dataclass(frozen=True, slots=True)
class ExpectedTwin:
    """A document that has a twin of a kind; one without a title is a repost of documents.yml."""

    kind: str
    year: int
    column: str
    title: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class ShortText:
    """A document whose text is too short to be compared."""

    year: int
    column: str
    title: str


@cache
def _load() -> Any:
    return own_yaml((files(__package__) / "twins.yml").read_text(encoding="utf-8"))


def text_of(title: str) -> tuple[str, ...]:
    """The paragraphs that a document of named.yml is given; empty where they are drawn."""
    return tuple(_load()["texts"].get(title, ()))


def expected_twins() -> tuple[ExpectedTwin, ...]:
    """Every document with a twin."""
    return tuple(ExpectedTwin(**row) for row in _load()["twins"])


def short_texts() -> tuple[ShortText, ...]:
    """The documents that are not compared."""
    return tuple(ShortText(**row) for row in _load()["short"])


def listed_twice() -> Mapping[int, int]:
    """By year, documents that stand in more than one column."""
    found: Mapping[int, int] = _load()["listed_twice"]
    return found
