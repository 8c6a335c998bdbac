"""A report given as a file → its Body: text, HTML, DOCX, PDF."""

from __future__ import annotations

import codecs
import io
import logging
import zipfile
import zlib
from collections.abc import Callable, Iterator

import docx
import docx.table
import docx.text.paragraph
import pypdf
from docx.opc.exceptions import PackageNotFoundError
from pypdf.errors import PyPdfError

from archive.records import Body, Paragraph
from crawler.reading.body import Block, read_body, write_body
from crawler.reading.documents import read_document
from crawler.reading.encoding import decode
from crawler.reading.page import MAX_BYTES, parse_page
from crawler.reading.tables import GridCell
from crawler.reading.text import tidy

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_EXPANDED_BYTES = 256 * 1024 * 1024
MAX_MEMBERS = 5000
MAX_PAGES = 2000
MAX_TEXT = 20_000_000
_UNREAD = ("doc", "wps", "ofd", "xls", "xlsx", "zip", "rar")
_SAMPLE = 4096
_HTML = ("html", "htm", "shtml", "shtm", "xhtml", "mht")
_BROKEN = (ValueError, KeyError, IndexError, TypeError, AttributeError, OSError, EOFError, RuntimeError, zlib.error)
# What the two libraries raise on damaged files; RuntimeError covers recursion, encryption, unknown compression.
_BROKEN_WORD = (*_BROKEN, PackageNotFoundError, zipfile.BadZipFile, SyntaxError)
_BROKEN_PDF = (*_BROKEN, PyPdfError)
# pypdf reports every oddity of a file at length; what matters here is raised.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)
_TYPES = {
    "application/pdf": "pdf",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "txt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}


class ReadingError(Exception):
    """A file that cannot be read; the message names the file and says why."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


def read_file(content: bytes, name: str, content_type: str = "") -> Body:
    """The Body of a file, told by its name's extension, else its content type, else its first bytes.

    Of a .txt the text is kept character for character. ReadingError for a kind that is not read, a
    broken or encrypted file, a scan, one beyond the limits.
    """
    if len(content) > MAX_FILE_BYTES:
        raise ReadingError(name, f"larger than {MAX_FILE_BYTES} bytes")
    kind = file_kind(content, name, content_type)
    reader = _READERS.get(kind)
    if reader is None:
        raise ReadingError(
            name, f"no reader for this kind of file ({kind or 'unknown'}); save it as .docx, .pdf, .html or .txt"
        )
    return reader(content, name, content_type)


def file_kind(content: bytes, name: str, content_type: str = "") -> str:
    """txt, html, docx, pdf, or the extension of what is not read."""
    extension = name.rsplit("?", 1)[0].rsplit("/", 1)[-1].rpartition(".")[2].lower() if "." in name else ""
    if content.startswith(b"%PDF-"):
        return "pdf"
    if extension in _HTML:
        return "html"
    if extension in _READERS or extension in _UNREAD:
        return extension
    if known := _TYPES.get(content_type.partition(";")[0].strip().lower()):
        return known
    return "html" if content[:1000].lstrip()[:1] == b"<" else extension


def is_page(content: bytes, name: str, content_type: str = "") -> bool:
    """Whether bytes are to be read as a page: HTML by what is said of them, or text of no other kind that is known."""
    if content.startswith(b"%PDF-"):
        return False
    if _TYPES.get(content_type.partition(";")[0].strip().lower()) == "html":
        return True
    kind = file_kind(content, name, content_type)
    if kind == "html" or kind in _READERS or kind in _UNREAD:
        return kind == "html"
    return b"\0" not in content[:_SAMPLE] or content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def _read_text(content: bytes, name: str, content_type: str) -> Body:
    """Every character as decoded; each line that is not blank is a paragraph without the space around it."""
    text, _ = decode(content[:MAX_BYTES], content_type)
    return Body(text, tuple(_line_spans(text)))


def _line_spans(text: str) -> Iterator[Paragraph]:
    start = 0
    for line in text.splitlines(keepends=True):
        if stripped := line.strip():
            begin = start + line.index(stripped)
            yield Paragraph(begin, begin + len(stripped))
        start += len(line)


def _read_html(content: bytes, name: str, content_type: str) -> Body:
    """The body of the document the page shows; the whole page when it is nothing but the document."""
    page = parse_page(content, f"http://localhost/{name.rsplit('/', 1)[-1]}", content_type)
    body = read_document(page).body
    whole = read_body(page.root)
    return body if len(body.text) * 2 > len(whole.text) or len(body.text) > 500 else whole


def _read_docx(content: bytes, name: str, content_type: str) -> Body:
    """Paragraphs and tables of a Word document in their order."""
    _check_zip(content, name)
    try:
        document = docx.Document(io.BytesIO(content))
        blocks = [block for item in document.iter_inner_content() for block in _docx_blocks(item)]
    except _BROKEN_WORD as error:
        raise ReadingError(name, f"not a readable Word document ({type(error).__name__})") from error
    return write_body(blocks)


def _check_zip(content: bytes, name: str) -> None:
    """Refuse what is no ZIP, and one that would expand beyond the limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (*_BROKEN, zipfile.BadZipFile) as error:
        raise ReadingError(name, "not a ZIP container: broken, or encrypted") from error
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_EXPANDED_BYTES:
        raise ReadingError(name, f"expands to more than {MAX_EXPANDED_BYTES} bytes or {MAX_MEMBERS} members")


def _docx_blocks(item: docx.text.paragraph.Paragraph | docx.table.Table) -> list[Block]:
    if isinstance(item, docx.table.Table):
        return [_docx_grid(item)]
    return [line for part in item.text.split("\n") if (line := tidy(part))]


def _docx_grid(table: docx.table.Table) -> tuple[GridCell, ...]:
    """The cells of a Word table; a merged cell is listed once, with its spans."""
    places: dict[object, list[tuple[int, int]]] = {}
    texts: dict[object, str] = {}
    for row_number, row in enumerate(table.rows):
        column = row.grid_cols_before
        for cell in row.cells:
            element = cell._tc
            places.setdefault(element, []).append((row_number, column))
            texts[element] = "\n".join(line for paragraph in cell.paragraphs if (line := tidy(paragraph.text)))
            column += 1
    cells = [_docx_cell(element, at, texts[element]) for element, at in places.items()]
    return tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))


def _docx_cell(element: object, places: list[tuple[int, int]], text: str) -> GridCell:
    rows, columns = [row for row, _ in places], [column for _, column in places]
    top, left = min(rows), min(columns)
    return GridCell(top, left, max(rows) - top + 1, max(columns) - left + 1, text)


def _read_pdf(content: bytes, name: str, content_type: str) -> Body:
    """The text of a PDF, line by line; a scan has none and is refused."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadingError(name, "encrypted: a password is needed")
        texts = [page.extract_text() for page in reader.pages[:MAX_PAGES]]
    except _BROKEN_PDF as error:
        raise ReadingError(name, f"not a readable PDF ({type(error).__name__})") from error
    lines = [line for text in texts for part in text[:MAX_TEXT].split("\n") if (line := tidy(part))]
    if not lines:
        raise ReadingError(name, "scan: no text layer")
    return write_body(lines)


_READERS: dict[str, Callable[[bytes, str, str], Body]] = {
    "txt": _read_text,
    "text": _read_text,
    "html": _read_html,
    "docx": _read_docx,
    "pdf": _read_pdf,
}
