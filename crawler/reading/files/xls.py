"""XLS (MS-XLS, also its older versions): the sheets that are shown, with the values last calculated."""

from __future__ import annotations

import io
from collections.abc import Iterator

import xlrd
from xlrd.biffh import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR

from crawler.reading.files.base import MAX_CELLS, Content, Part, Reader, UnreadError, write_parts
from crawler.reading.files.kinds import why_unread
from crawler.reading.files.sheets import CUT, Merged, sheet_part, shown
from crawler.reading.tables import MAX_COLUMNS, MAX_ROWS


def read_xls(content: bytes) -> Content:
    """One part for each sheet. A sheet beyond the limits of a table is read up to them."""
    try:
        # What the library has to say of a damaged file it would print.
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        encrypted = "encrypted" in str(error)
        raise UnreadError(why_unread("encrypted") if encrypted else "not a readable xls: broken") from error
    parts = list(_parts(book))
    more = any(sheet.nrows > MAX_ROWS or sheet.ncols > MAX_COLUMNS for sheet in book.sheets())
    if not any(part.blocks for part in parts):
        raise UnreadError("a workbook in whose sheets nothing stands")
    return write_parts(parts, CUT if more else "")


def _parts(book: xlrd.Book) -> Iterator[Part]:
    room = MAX_CELLS
    for sheet in book.sheets():
        if sheet.visibility:
            continue
        values: dict[tuple[int, int], str] = {}
        for row in range(min(sheet.nrows, MAX_ROWS)):
            for column in range(min(sheet.row_len(row), MAX_COLUMNS)):
                if text := _shown(book, sheet.cell(row, column)):
                    values[row, column] = text
        room -= len(values)
        if room < 0:
            raise UnreadError(f"its sheets have more than {MAX_CELLS} cells")
        yield sheet_part(sheet.name, values, (Merged(a, c, b - 1, d - 1) for a, b, c, d in sheet.merged_cells))


def _shown(book: xlrd.Book, cell: xlrd.sheet.Cell) -> str:
    if cell.ctype == XL_CELL_DATE:
        try:
            return shown(xlrd.xldate_as_datetime(cell.value, book.datemode))
        except (xlrd.XLDateError, OverflowError, ValueError):
            return shown(cell.value)
    if cell.ctype == XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, ""))
    if cell.ctype == XL_CELL_BOOLEAN:
        return shown(bool(cell.value))
    return shown(cell.value or (None if cell.value == "" else cell.value), _format(book, cell))


def _format(book: xlrd.Book, cell: xlrd.sheet.Cell) -> str:
    known = book.format_map.get(book.xf_list[cell.xf_index].format_key) if cell.xf_index is not None else None
    return str(known.format_str) if known else ""


XLS = Reader(read_xls, "xlrd")
