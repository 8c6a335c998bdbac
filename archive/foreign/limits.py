"""How much of a file that somebody brought is read."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024**2
GIGABYTE = 1024**3


class ForeignFileError(Exception):
    """A file that cannot be taken: it is no WARC or WACZ, contradicts itself, or is more than is read."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds in bytes, but for ``records`` and ``entries``.

    ``expansion``: so many times its size a file may expand to, beside ``spare`` bytes. Pages seldom expand more than
    twentyfold, a bomb does a thousandfold.
    """

    header: int = 64 * 1024
    block: int = 256 * MEGABYTE
    expansion: int = 100
    spare: int = GIGABYTE
    total: int = 1024 * GIGABYTE
    records: int = 20_000_000
    entries: int = 10_000  # of a ZIP file
    inflated: int = 8 * GIGABYTE  # of what is compressed in a ZIP file: WARC files in a WACZ are not
    description: int = 16 * MEGABYTE  # of a WACZ: datapackage.json and the like
    waiting: int = 256 * MEGABYTE  # revisits that stand before what they refer to

    def expanded(self, size: int) -> int:
        """How many bytes a file of ``size`` bytes may hold."""
        return min(self.total, self.expansion * size + self.spare)


LIMITS = Limits()
