"""Files: attachments, entries that are files, reports given as files → text and tables with their pages.

One module for each format behind :class:`crawler.reading.files.base.Reader`. What is not text is read in a process of
its own with limits of memory and time (``confined``), so that no file can harm the crawl; every other limit is a
count, so that the same bytes give the same reading anywhere.
"""

from __future__ import annotations

from archive.records import Body, FileReading
from crawler.reading.files.base import MAX_FILE_BYTES, UnreadError
from crawler.reading.files.confined import read_confined
from crawler.reading.files.kinds import named_kind, signed_kind, told_kind, why_unread
from crawler.reading.files.office import CONVERTED, converted
from crawler.reading.files.plain import PLAIN

__all__ = ["ReadingError", "read_attachment", "read_file", "signed_kind", "told_kind"]

_CONFINED = ("pdf", "docx", "xlsx", "xls", "zip")


class ReadingError(Exception):
    """A file that cannot be read; the message names the file and says why."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


def read_file(content: bytes, name: str, content_type: str = "") -> FileReading:
    """What a file says, as ``read_attachment``; ReadingError where it gives no text at all."""
    reading = read_attachment(content, name, content_type)
    if reading.unread and not reading.body.text:
        raise ReadingError(name, reading.unread)
    return reading


def read_attachment(content: bytes, name: str, content_type: str = "") -> FileReading:
    """What a file says, and what of it is unread and why; nothing is raised, whatever the bytes.

    Its kind is told by its first bytes, before its name and content type. Of a .txt the text is kept character for
    character. Unread are kinds without a reader, broken and encrypted files, scans, and what is beyond the limits.
    """
    kind = told_kind(content, name, content_type)
    try:
        if len(content) > MAX_FILE_BYTES:
            raise UnreadError(f"larger than {MAX_FILE_BYTES} bytes")
        return _read(kind, content, name, content_type)
    except UnreadError as error:
        return FileReading(kind or named_kind(name), Body("", ()), unread=str(error))


def _read(kind: str, content: bytes, name: str, content_type: str) -> FileReading:
    if reader := PLAIN.get(kind):
        read = reader(content, name, content_type)
        return FileReading(kind, read.body, read.parts, unread=read.unread)
    if kind in CONVERTED:
        return converted(kind, content)
    if kind in _CONFINED:
        return read_confined(kind, content)
    raise UnreadError(why_unread(kind or named_kind(name)))
