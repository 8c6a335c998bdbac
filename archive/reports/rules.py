"""The rules that stand beside the code as YAML."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from archive.own_yaml import own_yaml


@cache
def load_rules(name: str) -> dict[str, Any]:
    """The contents of the data file ``name`` of this package; read once."""
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    rules = own_yaml(text)
    if not isinstance(rules, dict):
        raise TypeError(f"{name}: expected a mapping at the top")
    return rules
