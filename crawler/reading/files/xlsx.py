"""XLSX (ISO/IEC 29500, SpreadsheetML): the sheets that are shown, with the values last calculated."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries

from crawler.reading.files.archives import check_container
from crawler.reading.files.base import MAX_CELLS, Content, Part, Reader, UnreadError, write_parts
from crawler.reading.files.sheets import CUT, Merged, sheet_part, shown
from crawler.reading.tables import MAX_COLUMNS, MAX_ROWS

_MERGED = re.compile(rb'<(?:\w{1,20}:)?mergeCell\s[^>]{0,80}?ref="(\$?[A-Z]{1,3}\$?\d{1,7}:\$?[A-Z]{1,3}\$?\d{1,7})"')
_ROW = re.compile(rb'<row [^>]{0,200}?\br="(\d{1,7})"')
_MOST_MERGED = 20_000


def read_xlsx(content: bytes) -> Content:
    """One part for each sheet. A sheet beyond the limits of a table is read up to them."""
    with check_container(content) as container:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        markups = [_markup(container, sheet) for sheet in sheets]
        parts = list(_parts(sheets, markups))
    if not any(part.blocks for part in parts):
        raise UnreadError("a workbook in whose sheets nothing stands")
    return write_parts(parts, CUT if any(map(_is_longer, markups)) else "")


def _markup(container: zipfile.ZipFile, sheet: Any) -> bytes:
    """The markup of a sheet: the library reads merged cells only where it holds the whole sheet in memory."""
    return container.read(sheet._worksheet_path.lstrip("/"))


def _is_longer(markup: bytes) -> bool:
    """Whether a sheet has rows beyond those that are read; they stand in their order."""
    last = _ROW.match(markup, max(markup.rfind(b"<row "), 0))
    return last is not None and int(last[1]) > MAX_ROWS


def _parts(sheets: Iterable[Any], markups: Iterable[bytes]) -> Iterator[Part]:
    room = MAX_CELLS
    for sheet, markup in zip(sheets, markups, strict=True):
        sheet.reset_dimensions()  # what a file states of its size is not believed
        values: dict[tuple[int, int], str] = {}
        for row in sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS):
            for cell in row:
                if cell.value is not None and (text := shown(cell.value, cell.number_format)):
                    values[cell.row - 1, cell.column - 1] = text
        room -= len(values)
        if room < 0:
            raise UnreadError(f"its sheets have more than {MAX_CELLS} cells")
        yield sheet_part(sheet.title, values, _merged(markup))


def _merged(markup: bytes) -> Iterator[Merged]:
    for count, found in enumerate(_MERGED.finditer(markup)):
        if count >= _MOST_MERGED:
            return
        left, top, right, bottom = range_boundaries(found[1].decode())
        yield Merged(top - 1, left - 1, bottom - 1, right - 1)


XLSX = Reader(read_xlsx, "openpyxl")
