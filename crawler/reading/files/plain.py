"""Files that are text: TXT, CSV, HTML, and HTML in a MIME envelope (MHT, RFC 2557)."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.errors import MessageError

from archive.encoding import decode
from archive.records import Body, Paragraph
from crawler.reading.body import read_body, write_body
from crawler.reading.documents import read_document
from crawler.reading.files.base import MAX_CELLS, Content, UnreadError, whole
from crawler.reading.page import MAX_BYTES, parse_page
from crawler.reading.tables import MAX_COLUMNS, MAX_ROWS, GridCell
from crawler.reading.text import tidy

_MORE = f"only its first {MAX_BYTES} bytes are read"


def _cut(content: bytes) -> str:
    return _MORE if len(content) > MAX_BYTES else ""


def read_text(content: bytes, name: str, content_type: str) -> Content:
    """Every character as decoded; each line that is not blank is a paragraph without the space around it."""
    text, _ = decode(content[:MAX_BYTES], content_type)
    return whole(Body(text, tuple(_line_spans(text))), _cut(content))


def _line_spans(text: str) -> Iterator[Paragraph]:
    start = 0
    for line in text.splitlines(keepends=True):
        if stripped := line.strip():
            begin = start + line.index(stripped)
            yield Paragraph(begin, begin + len(stripped))
        start += len(line)


def read_csv(content: bytes, name: str, content_type: str) -> Content:
    """One table (RFC 4180); empty cells hold their place."""
    text, _ = decode(content[:MAX_BYTES], content_type)
    try:
        rows = [row for row in csv.reader(text.replace("\0", " ").splitlines()[:MAX_ROWS]) if any(map(tidy, row))]
    except csv.Error as error:
        raise UnreadError("not a readable csv: a field longer than any") from error
    grid = [
        GridCell(number, column, 1, 1, tidy(value))
        for number, row in enumerate(rows)
        for column, value in enumerate(row[:MAX_COLUMNS])
    ]
    more = f"only its first {MAX_ROWS} rows are read" if text.count("\n") > MAX_ROWS else ""
    return whole(write_body([tuple(grid[:MAX_CELLS])] if grid else []), _cut(content) or more)


def read_html(content: bytes, name: str, content_type: str) -> Content:
    """The body of the document the page shows; the whole page when it is nothing but the document.

    UnreadError where that document is pictures.
    """
    page = parse_page(content, f"http://localhost/{name.rsplit('/', 1)[-1]}", content_type)
    document, everything = read_document(page), read_body(page.root)
    if document.image_only:
        raise UnreadError("scan: the page shows pictures without text")
    body = document.body
    enough = len(body.text) * 2 > len(everything.text) or len(body.text) > 500
    return whole(body if enough else everything, _cut(content))


def read_mht(content: bytes, name: str, content_type: str) -> Content:
    """The first HTML of a page that was saved with what belongs to it."""
    try:
        message = message_from_bytes(content)
        found = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
        page = found.get_payload(decode=True) if found is not None else None
    except (MessageError, ValueError, LookupError, RecursionError) as error:
        raise UnreadError("not a readable mht: broken") from error
    if found is None or not isinstance(page, bytes):
        raise UnreadError("an MHT file without a page in it")
    return read_html(page, name, str(found.get("Content-Type", "")))


PLAIN: dict[str, Callable[[bytes, str, str], Content]] = {
    "txt": read_text,
    "csv": read_csv,
    "html": read_html,
    "mht": read_mht,
}
