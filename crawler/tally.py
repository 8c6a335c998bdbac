"""What became of the entries of a column's list, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import unquote


class Reasons:
    """How many addresses each reason holds for, and the first of them; they come in their order."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}
        self._count: Counter[str] = Counter()

    def add(self, reason: str, url: str) -> None:
        """Count an address."""
        self._first.setdefault(reason, url)
        self._count[reason] += 1

    def said(self, what: str) -> list[str]:
        """One line for each reason."""
        counted = sorted(self._count.items())
        return [f"{what}: {count} ({reason}), first {unquote(self._first[reason])}" for reason, count in counted]


@dataclass(slots=True)
class Tally:
    """What became of a column's entries."""

    entries: int = 0
    fetched: int = 0
    failed: int = 0
    carried: int = 0
    postponed: int = 0
    not_read: Reasons = field(default_factory=Reasons)
    in_part: Reasons = field(default_factory=Reasons)
