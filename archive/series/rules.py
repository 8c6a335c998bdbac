"""The rules of rules.yml: when something is said of missing numbers, and of whose series."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from archive.own_yaml import own_yaml


@dataclass(frozen=True, slots=True)
class Rules:
    """rules.yml; its comments say what each of them means."""

    factor: int
    least_jump: int
    most_outliers: float
    two_issuers: int
    least_share: Mapping[str, Mapping[str, float]]
    central: tuple[str, ...]
    central_authorities: tuple[str, ...]
    provinces: Mapping[str, str]
    organs: tuple[str, ...]
    place: re.Pattern[str]
    about: tuple[str, ...]
    citing: tuple[str, ...]
    leads: tuple[str, ...]


@cache
def rules() -> Rules:
    """The rules as they stand in the file."""
    data: dict[str, Any] = own_yaml(Path(__file__).with_name("rules.yml").read_text(encoding="utf-8"))
    outliers = data.pop("outliers")
    lists = {key: tuple(value) for key, value in data.items() if isinstance(value, list)}
    return Rules(
        factor=outliers["factor"],
        least_jump=outliers["least"],
        most_outliers=outliers["most"],
        two_issuers=data["two_issuers"],
        least_share=data["least_share"],
        provinces=data["provinces"],
        place=re.compile(data["place"]),
        **lists,
    )
