"""XLSX (ISO/IEC 29500, SpreadsheetML) as an import: the one visible sheet that has the header, as last calculated."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from itertools import islice
from typing import Any

import openpyxl
from openpyxl.cell.read_only import EMPTY_CELL

from archive.containers import ContainerError, check_markup, open_container
from archive.import_header import (
    HEADER_ROWS,
    Header,
    ImportFileError,
    ImportTable,
    PlacedRow,
    TopRow,
    Value,
    find_header,
    lacks,
)

MOST_ROWS = 200_000
#: Columns beyond are not looked at.
MOST_COLUMNS = 100
#: The last row a sheet may have (Excel specifications); a row that says it stands below is not waited for.
_LAST_ROW = 1_048_576
#: What the library raises on workbooks that are not what they say.
_BROKEN = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
_AGAIN = "open it in a spreadsheet and save it as XLSX again"


@dataclass(frozen=True, slots=True)
class _Cell:
    value: Value
    problem: str = ""


_NOTHING = _Cell(None)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet: with its values as they were last calculated, and with its formulas."""

    name: str
    values: Any
    formulas: Any

    def rows(self) -> Iterator[tuple[str, list[_Cell]]]:
        """The rows in which something stands. What the file states of its size is not believed."""
        for sheet in (self.values, self.formulas):
            sheet.reset_dimensions()
        both = (sheet.iter_rows(max_row=_LAST_ROW, max_col=MOST_COLUMNS) for sheet in (self.values, self.formulas))
        filled, filler = 0, None
        for number, (cells, written) in enumerate(zip(*both, strict=True), 1):
            if written is filler:  # the library puts one and the same row wherever the file has none
                continue
            if all(cell is EMPTY_CELL for cell in written):
                filler = written
                continue
            row = [_cell(cell, origin) for cell, origin in zip(cells, written, strict=True)]
            if any(cell.problem or cell.value not in (None, "") for cell in row):
                filled += 1
                yield f"sheet {self.name}, row {number}", row
            if filled > MOST_ROWS:
                raise ImportFileError(f"sheet {self.name}: more than {MOST_ROWS} rows; import it in several files")

    def top(self) -> list[TopRow]:
        """The rows among which the header stands."""
        return [TopRow(place, [cell.value for cell in cells]) for place, cells in islice(self.rows(), HEADER_ROWS)]


def read_xlsx(content: bytes) -> ImportTable:
    """The rows below the header. Raises ImportFileError for a workbook in which it is not clear what is meant."""
    try:
        with open_container(content) as container:
            check_markup(container, len(content))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that do not concern values
            return _table(content)
    except ContainerError as error:
        raise ImportFileError(f"{error}; {_AGAIN}") from error
    except _BROKEN as error:
        raise ImportFileError(f"not a readable XLSX workbook ({type(error).__name__}); {_AGAIN}") from error


def _table(content: bytes) -> ImportTable:
    values, formulas = (
        openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=calculated, keep_links=False)
        for calculated in (True, False)
    )
    sheets = [
        _Sheet(str(sheet.title), sheet, origin)
        for sheet, origin in zip(values.worksheets, formulas.worksheets, strict=True)
        if sheet.sheet_state == "visible"
    ]
    sheet, header = _chosen(sheets)
    rows = tuple(_row(place, cells, header) for place, cells in islice(sheet.rows(), header.index + 1, None))
    left_out = tuple(str(other.title) for other in values.worksheets if other is not sheet.values)
    return ImportTable("xlsx", rows, "", header.unused, left_out)


def _chosen(sheets: list[_Sheet]) -> tuple[_Sheet, Header]:
    tops = [(sheet, sheet.top()) for sheet in sheets]
    found = [(sheet, header) for sheet, top in tops if (header := find_header(top))]
    if not found:
        raise ImportFileError(lacks([row for _, top in tops for row in top], "no visible sheet with anything in it"))
    if len(found) > 1:
        names = ", ".join(sheet.name for sheet, _ in found)
        raise ImportFileError(f"several sheets have the header ({names}); put their rows in one, or hide the others")
    return found[0]


def _row(place: str, cells: list[_Cell], header: Header) -> PlacedRow:
    for field, column in header.columns.items():
        if cells[column].problem:
            raise ImportFileError(f"{place}: {field}: {cells[column].problem}")
    return PlacedRow(place, header.values([cell.value for cell in cells]))


def _cell(calculated: Any, written: Any) -> _Cell:
    if calculated is EMPTY_CELL:
        return _NOTHING
    value = calculated.value
    if calculated.data_type == "e":
        return _Cell(None, f"the error {value} stands in the cell")
    # A formula whose result is an empty text is stored as one (t="str").
    if value is None and written.data_type == "f" and calculated.data_type != "str":
        return _Cell(None, f"a formula whose result is not stored; {_AGAIN}")
    if value is None or isinstance(value, (str, int, float, date, time)):
        return _Cell(value.strip() if isinstance(value, str) else value)
    return _Cell(str(value))
