"""What a person is told of an import: what was counted, and what of the file was left aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from archive.imports import ChannelFile, ImportResult


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """An import in numbers. ``items``, ``years``, ``characters`` and what is said of rows are those of the file.

    ``new`` items became documents; ``held`` came with an earlier import, ``differing`` too but otherwise there.
    ``same_title``: items with title and day of another, at another address. ``without_length``: items that say no
    length, which ``characters`` therefore lacks. ``unused`` columns or keys and ``left_out`` sheets were not read.
    """

    id: str
    known_before: bool
    items: int
    new: int
    held: int
    differing: int
    repeated: int
    same_title: int
    without_length: int
    characters: int
    years: Mapping[int, int]
    from_date: str
    to_date: str
    form: str
    encoding: str
    file_sha256: str
    unused: tuple[str, ...]
    left_out: tuple[str, ...]


def summary(file: ChannelFile, result: ImportResult) -> ImportSummary:
    """What is told of a file that was imported."""
    rows = file.rows
    years = Counter(item.published_on.year for item in rows.items)
    return ImportSummary(
        id=result.id,
        known_before=result.known_before,
        items=len(rows.items),
        new=result.items - result.held - result.differing,
        held=result.held,
        differing=result.differing,
        repeated=rows.repeated,
        same_title=rows.same_title,
        without_length=sum(item.characters is None for item in rows.items),
        characters=sum(item.characters or 0 for item in rows.items),
        years=dict(sorted(years.items())),
        from_date=file.row["from_date"],
        to_date=file.row["to_date"],
        form=rows.form,
        encoding=rows.encoding,
        file_sha256=file.row["file_sha256"],
        unused=rows.unused,
        left_out=rows.left_out,
    )
