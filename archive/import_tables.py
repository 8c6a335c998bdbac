"""The tables of an import, told by their content: CSV, JSON Lines, or an XLSX workbook (``import_xlsx``)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from archive.import_header import (
    HEADER_ROWS,
    REQUIRED,
    TELLING,
    Header,
    ImportFileError,
    ImportTable,
    PlacedRow,
    TopRow,
    Value,
    fields_of,
    find_header,
    lacking,
    lacks,
    missing,
)

#: Forms of an import; a file is kept under its form's name.
FORMS = ("csv", "xlsx", "jsonl")
DELIMITERS = (",", ";", "\t")
MOST_KEYS = 200
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"
_ARRAY = re.compile(rb"\s{0,200}\[\s{0,200}[{\[]")
_PAGE = re.compile(rb"\s{0,200}<(?:!doctype|html|head|meta|table|\?xml)", re.IGNORECASE)
#: A character that takes three bytes or more in UTF-8, as nearly all of Chinese does.
_WIDE = "\u0800"
_REPLACED = "\ufffd"
_NO_ROW = len((*REQUIRED, *TELLING)) + 1  # further from a header than any row


def read_table(content: bytes) -> ImportTable:
    """The rows of an import with their places. Raises ImportFileError saying what stands where, and what to do."""
    form = form_of(content)
    if form == "xlsx":
        from archive.import_xlsx import read_xlsx  # openpyxl takes as long to import as all the rest

        return read_xlsx(content)
    return _jsonl(content) if form == "jsonl" else _csv(content)


def form_of(content: bytes) -> str:
    """One of FORMS. Raises ImportFileError for a form that is known not to be one of them."""
    start = content[:1000].removeprefix(_BOM)
    if start.startswith(b"PK"):
        return "xlsx"
    if start.startswith(_OLE):
        raise ImportFileError("an old workbook (XLS), or one with a password; save it as XLSX without a password")
    if _ARRAY.match(start):
        raise ImportFileError("a JSON array; write one object in each line instead, as `jq -c '.[]'` does")
    if _PAGE.match(start):
        raise ImportFileError("a page or XML file, whatever its name; open it in a spreadsheet and save it as XLSX")
    return "jsonl" if start.lstrip().startswith(b"{") else "csv"


def _csv(content: bytes) -> ImportTable:
    text, encoding, doubt = _decoded(content)
    delimiter, top = _delimited(text)
    header = find_header(top)
    if header is None:
        raise ImportFileError(f"{doubt}{lacks(top)}")
    rows = islice(_lines(text, delimiter), header.index + 1, None)
    width = len(top[header.index].cells)
    return ImportTable("csv", tuple(_csv_row(row, header, width) for row in rows), encoding, header.unused)


def _csv_row(row: TopRow, header: Header, width: int) -> PlacedRow:
    if any(name for name in row.names[width:]):
        raise ImportFileError(
            f"{row.place}: more fields than columns; a comma inside a field needs quotes around the field"
        )
    return PlacedRow(row.place, header.values(row.cells))


def _delimited(text: str) -> tuple[str, list[TopRow]]:
    """The delimiter under which the header is found, or comes nearest to one, and the top rows it gives."""
    tops = {delimiter: list(islice(_lines(text, delimiter, strict=False), HEADER_ROWS)) for delimiter in DELIMITERS}
    return min(tops.items(), key=lambda item: min((len(row.missing) for row in item[1]), default=_NO_ROW))


def _lines(text: str, delimiter: str, *, strict: bool = True) -> Iterator[TopRow]:
    """The rows in which something stands. A quote that is never closed would swallow rows: ``strict`` refuses it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    first = 1
    try:
        for cells in reader:
            first = reader.line_num + 1
            if any(cell.strip() for cell in cells):
                yield TopRow(f"line {reader.line_num}", cells)
    except csv.Error as error:
        if not strict:
            return  # under the wrong delimiter anything may come
        raise ImportFileError(
            f"line {first}: {error}; a quote that opens a field closes it, and quotes within are doubled"
        ) from error


def _decoded(content: bytes) -> tuple[str, str, str]:
    """The text, its encoding, and what is to be said first if the text proves to be no table."""
    encoding = "utf-16" if content.startswith(_UTF16) else "utf-8-sig"
    try:
        return content.decode(encoding), encoding.removesuffix("-sig"), ""
    except UnicodeDecodeError as error:
        doubt = f"not {encoding.removesuffix('-sig').upper()}: {error.reason} at byte {error.start}"
    try:
        if encoding == "utf-8-sig" and _is_foreign(content):
            return content.decode("gb18030"), "gb18030", f"{doubt}; read as GB18030, "
    except UnicodeDecodeError:
        pass  # it is neither
    raise ImportFileError(f"{doubt}; save it as CSV UTF-8")


def _is_foreign(content: bytes) -> bool:
    """Whether reading bytes as UTF-8 breaks more than it makes sense of: then it is no UTF-8 with a slip in it."""
    text = content.decode("utf-8", "replace")
    broken = text.count(_REPLACED)
    return broken > sum(character >= _WIDE for character in text) - broken


def _jsonl(content: bytes) -> ImportTable:
    rows: list[PlacedRow] = []
    unused: dict[str, None] = {}
    for number, line in enumerate(content.removeprefix(_BOM).split(b"\n"), 1):
        if line.strip():
            try:
                found = _object(line)
                fields = fields_of(tuple(name.strip() for name in found))
                values = tuple(found.values())
                row = {field: _plain(field, values[place]) for field, place in fields.items()}
            except (ValueError, RecursionError, ImportFileError) as error:
                raise ImportFileError(f"line {number}: {_why(error)}") from error
            rows.append(PlacedRow(f"line {number}", row))
            if len(unused) < MOST_KEYS:
                unused |= dict.fromkeys(name for place, name in enumerate(found) if place not in fields.values())
    lacked = missing({field for row in rows for field in row.values})
    if lacked:
        raise ImportFileError(f"in no line a key {lacking(lacked)}")
    return ImportTable("jsonl", tuple(rows), "utf-8", tuple(unused))


def _object(line: bytes) -> dict[str, Any]:
    found = json.loads(line.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_number)
    if not isinstance(found, dict):
        raise ValueError("not a JSON object")
    if len(found) > MOST_KEYS:
        raise ValueError(f"more than {MOST_KEYS} keys")
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("one key twice in an object")
    return found


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no value")


def _plain(field: str, value: Any) -> Value:
    if isinstance(value, (list, dict)):
        raise ValueError(f"the {field} is a list or an object, not one value")
    plain: Value = value
    return plain


def _why(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8: {error.reason} at its byte {error.start}"
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg} at its character {error.pos + 1}"
    return "nested too deep" if isinstance(error, RecursionError) else str(error)
