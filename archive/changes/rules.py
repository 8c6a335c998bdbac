"""The bounds of rules.yml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files

from archive.own_yaml import own_yaml


@dataclass(frozen=True, slots=True)
class Rules:
    """What rules.yml says; a burst has at least so many documents, dates, and days from its first to its last."""

    removed_after: timedelta
    burst_documents: int
    burst_dates: int
    burst_days: int
    moved_alike: float


@cache
def rules() -> Rules:
    """The bounds of what is reported."""
    data = own_yaml((files("archive.changes") / "rules.yml").read_text(encoding="utf-8"))
    burst = data["burst"]
    return Rules(
        timedelta(hours=data["removed_after_hours"]),
        burst["documents"],
        burst["dates"],
        burst["days"],
        data["moved_alike"],
    )
