"""CSV without a cell that is a formula to the program that opens it.

A spreadsheet runs what begins with = + - @ (or a tab, a carriage return before one), wherever it came from: a title of
a stranger, or a link to our site with SQL of its own. Such a cell gets an apostrophe in front, which is how
spreadsheets mark text (OWASP, "CSV Injection"). A number stays a number, -5 and +1.5e3 too. JSON and the pages show
every text as it is (docs/running-responsibly.md).
"""

from __future__ import annotations

import re

#: By which spreadsheets know that a file is UTF-8. A program that reads CSV from its address gets none.
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
#: What begins a formula, in either width, and what some programs drop before looking.
_BEGINS = r"\s{0,100}[=+\-@＝＋－＠\t\r\x00]"
_SUSPECT = re.compile(rf'(?:^|[,\n])"?{_BEGINS}')
_FORMULA = re.compile(_BEGINS)
_NUMBER = re.compile(r"[+-]?[0-9]{1,300}(?:\.[0-9]{1,300})?(?:[eE][+-]?[0-9]{1,4})?")
#: A cell as Python's csv module writes it, and what ends it.
_CELL = re.compile(r'("(?:[^"]++|"")*+"|[^",\r\n]*+)(,|\r\n|$)')


def harmless(rows: str) -> str:
    """Whole rows of CSV, as Datasette sends them one by one, without a cell that is a formula."""
    return _CELL.sub(_marked, rows) if _SUSPECT.search(rows) else rows


def _marked(found: re.Match[str]) -> str:
    cell, end = found.groups()
    quote = '"' if cell.startswith('"') else ""
    said = cell.removeprefix(quote)
    if not _FORMULA.match(said) or _NUMBER.fullmatch(cell):
        return found[0]
    return f"{quote}'{said}{end}"
