"""What a check can find, and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. ``where`` is a path in the archive with the place in it, or rows of archive.db.

    ``what`` is one of the keys that docs/fixity.md explains, ``detail`` is for people.
    """

    where: str
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a check is: the file it is in, and bytes of WARC read of all there are."""

    file: str
    done: int
    total: int


Report = Callable[[Progress], None]


def shown(value: object, most: int = 120) -> str:
    """A value as it can stand in a detail: quoted, and cut where it is long."""
    text = repr(value)
    return text if len(text) <= most else text[:most] + "…"
