"""The rules that stand beside the code as YAML."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any

from archive.own_yaml import own_yaml

_WORDS = "words.yml"
_NAMED = re.compile(r"\{([a-z_]+)\}")


@cache
def load_rules(name: str) -> dict[str, Any]:
    """The contents of the data file ``name`` of this package, with the words that it names (words.yml); read once."""
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    rules = own_yaml(text if name == _WORDS else _NAMED.sub(_worded, text))
    if not isinstance(rules, dict):
        raise TypeError(f"{name}: expected a mapping at the top")
    return rules


def _worded(named: re.Match[str]) -> str:
    words = load_rules(_WORDS).get(named[1])
    return f"(?:{words})" if words else named[0]
