"""The rules of reading guides and catalogues, as ``rules.yml`` has them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from archive.own_yaml import own_yaml

_FILE = Path(__file__).with_name("rules.yml")


@cache
def rules() -> Mapping[str, Any]:
    """The data file."""
    data: dict[str, Any] = own_yaml(_FILE.read_text(encoding="utf-8"))
    return data


@cache
def pattern(*path: str) -> re.Pattern[str]:
    """The pattern under these keys."""
    found: Any = rules()
    for key in path:
        found = found[key]
    return re.compile(found)


@cache
def words(key: str) -> frozenset[str]:
    """A list of whole words that the file has as one pattern of alternatives."""
    return frozenset(re.sub(r"\s", "", rules()[key]).split("|"))
