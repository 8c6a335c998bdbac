"""A table as Apache Parquet, with its types, for DuckDB and its like: every text as it is, no formula guarded.

PyArrow writes it; it is the extra ``gongkai[parquet]``, and is looked for only when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.publish.takeaway.formats import Rows
from archive.publish.takeaway.tables import PublishedTable

if TYPE_CHECKING:
    import pyarrow

#: Of a row group: what a reader skips or takes at once, and what is held while writing.
_ROWS, _CHARACTERS = 20_000, 16_000_000


class ParquetMissingError(Exception):
    """PyArrow is not installed."""


class UntypedValueError(Exception):
    """A column holds a value that is not of the type that the package describes."""


def check_installed() -> None:
    """Raise ParquetMissingError where tables cannot be written as Parquet, before anything is."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise ParquetMissingError("Parquet needs PyArrow: pip install 'gongkai[parquet]'") from error


def write_parquet(table: PublishedTable, batches: Iterable[Rows], path: Path) -> int:
    """Write the rows of a table, in batches of its columns' order, to ``path``; return how many there are.

    Texts that the package types as dates and instants become dates and instants (UTC, to the microsecond); an empty
    one becomes null. Raises UntypedValueError with table and column, and OSError.
    """
    import pyarrow as arrow
    from pyarrow import parquet

    schema = _schema(arrow, table)
    written = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for rows in _groups(batches):
            writer.write_table(arrow.table(_arrays(arrow, table, schema, rows), schema=schema))
            written += len(rows)
    return written


def _groups(batches: Iterable[Rows]) -> Iterable[list[Sequence[object]]]:
    held: list[Sequence[object]] = []
    characters = 0
    for row in chain.from_iterable(batches):
        held.append(row)
        characters += sum(len(value) for value in row if isinstance(value, str))
        if len(held) >= _ROWS or characters >= _CHARACTERS:
            yield held
            held, characters = [], 0
    if held:
        yield held


def _schema(arrow: Any, table: PublishedTable) -> pyarrow.Schema:
    types = {
        "integer": arrow.int64(),
        "number": arrow.float64(),
        "date": arrow.date32(),
        "datetime": arrow.timestamp("us", tz="UTC"),
    }
    return arrow.schema(
        [
            arrow.field(each.name, types.get(each.type, arrow.string()), metadata={"description": each.description})
            for each in table.columns
        ],
        metadata={"title": table.title, "description": table.description},
    )


def _arrays(
    arrow: Any, table: PublishedTable, schema: pyarrow.Schema, rows: Sequence[Sequence[object]]
) -> list[pyarrow.Array]:
    arrays = []
    for number, column in enumerate(table.columns):
        convert = _CONVERTED.get(column.type, _as_it_is)
        try:
            values = [convert(row[number]) for row in rows]
            arrays.append(arrow.array(values, schema.field(number).type))
        except (ValueError, TypeError, arrow.ArrowException) as error:
            raise UntypedValueError(f"{table.name}.{column.name} holds no {column.type}: {error}") from error
    return arrays


def _as_it_is(value: object) -> object:
    return value


def _date(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def _instant(value: object) -> datetime | None:
    return datetime.fromisoformat(str(value)) if value else None


_CONVERTED: Mapping[str, Callable[[object], object]] = {"date": _date, "datetime": _instant}
