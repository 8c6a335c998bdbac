"""Loads the data files beside the readers: labels, markers, separators of real sites."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).parent


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """The content of ``name``.yml in this package; read once."""
    with (_FOLDER / f"{name}.yml").open(encoding="utf-8") as stream:
        loaded: dict[str, Any] = yaml.safe_load(stream)
    return loaded


@cache
def words(name: str, key: str) -> tuple[str, ...]:
    """The list ``key`` of ``name``.yml."""
    return tuple(str(word) for word in vocabulary(name)[key])


@cache
def word_set(name: str, key: str) -> frozenset[str]:
    """The list ``key`` of ``name``.yml as a set."""
    return frozenset(words(name, key))
