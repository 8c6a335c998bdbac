"""Rows as CSV (RFC 4180) and as JSON, piece by piece: nothing holds more than one batch of them.

A file of CSV begins with a byte order mark, by which spreadsheets know it is UTF-8, and holds no formula
(archive.publish.harmless_csv). JSON has every text as it is.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from archive.publish.harmless_csv import BYTE_ORDER_MARK, harmless

Rows = Sequence[Sequence[object]]
Format = Callable[[Sequence[str], Iterable[Rows]], Iterator[bytes]]

BATCH = 500  # rows that are read, written and sent at once


def as_csv(columns: Sequence[str], batches: Iterable[Rows]) -> Iterator[bytes]:
    """A heading and the rows, for spreadsheets. Null is an empty cell."""
    yield BYTE_ORDER_MARK
    for batch in chain([[columns]], batches):
        yield csv_rows(batch)


def csv_rows(rows: Rows) -> bytes:
    """Rows of CSV, as UTF-8 without a byte order mark; no cell is a formula."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return harmless(out.getvalue()).encode("utf-8")


def as_json(columns: Sequence[str], batches: Iterable[Rows]) -> Iterator[bytes]:
    """A list of objects, one on each line (RFC 8259)."""
    yield b"["
    before = "\n"
    for batch in batches:
        lines = [json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) for row in batch]
        if lines:
            yield (before + ",\n".join(lines)).encode("utf-8")
            before = ",\n"
    yield b"\n]\n"


FORMATS: dict[str, Format] = {"csv": as_csv, "json": as_json}
CONTENT_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}
