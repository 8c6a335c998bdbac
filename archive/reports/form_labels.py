"""Which row of a form a label names, where several rows are labelled alike."""

from __future__ import annotations

from archive.reports.forms import Form, FormRow
from archive.reports.official_cells import label_of


class LabelReader:
    """Reads the labels of a form in the order of its table; remembers under which row the last one stood.

    被依法纠错数 stands under reviews and under lawsuits: it belongs to the one named last. A label that more than
    one row bears, none of which was opened, is not read.
    """

    def __init__(self, form: Form) -> None:
        self._form = form
        self._above: tuple[str, ...] = ()  # the row read last and those its key goes on from, innermost first
        self._fitting: dict[str, tuple[FormRow, ...]] = {}

    def row_of(self, text: str) -> FormRow | None:
        """The row that a label names here, and none for other cells."""
        label = label_of(text)
        if not label:
            return None
        if label not in self._fitting:
            self._fitting[label] = tuple(row for row in self._form.rows if row.label.search(label))
        found = self._nearest(self._fitting[label])
        if found:
            parts = found.key.split(".")
            self._above = tuple(".".join(parts[:end]) for end in range(len(parts), 0, -1))
        return found

    def _nearest(self, fitting: tuple[FormRow, ...]) -> FormRow | None:
        for key in self._above:
            under = [row for row in fitting if key in row.under]
            if under:
                return under[0]
        free = [row for row in fitting if not row.under]
        return free[0] if free else None
