"""The chart of a ready-made query, where metadata.yml says which of its columns it draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from archive.publish.plugin.charts import Chart, column_chart

#: More columns are no picture; longer labels no label.
MOST_COLUMNS, _MOST_CHARACTERS = 60, 16


def query_chart(query: Mapping[str, Any], columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Chart | None:
    """``chart: {of: [columns], height: column}`` drawn over the rows; None where there is nothing to draw.

    Each row is a column of the chart. It is called by those of its cells that are not the same in every row.
    """
    said = query.get("chart")
    if not said or not rows or len(rows) > MOST_COLUMNS:
        return None
    height = columns.index(said["height"])
    counts = [_whole(row[height]) for row in rows]
    if not any(counts):
        return None
    return column_chart(list(zip(_labels([columns.index(name) for name in said["of"]], rows), counts, strict=True)))


def _labels(places: Sequence[int], rows: Sequence[Sequence[object]]) -> list[str]:
    telling = [place for place in places if len({str(row[place]) for row in rows}) > 1] or list(places)[-1:]
    return [_short(" ".join(_text(row[place]) for place in telling)) for row in rows]


def _text(cell: object) -> str:
    """The words of a cell; Datasette hands an empty one over as a space that does not break."""
    return str(cell).replace("&nbsp;", "").strip() or "—"


def _short(label: str) -> str:
    return label if len(label) <= _MOST_CHARACTERS else f"{label[: _MOST_CHARACTERS - 1]}…"


def _whole(cell: object) -> int | None:
    """A number of things; None of a cell that holds none."""
    try:
        return int(float(str(cell)))
    except (ValueError, OverflowError):
        return None
