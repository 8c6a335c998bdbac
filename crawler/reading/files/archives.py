"""ZIP archives: what lies in them is named, none of it is opened; and the check every ZIP container passes first."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from archive.records import Body, FilePart
from crawler.reading.files.base import MAX_EXPANDED_BYTES, MAX_MEMBERS, Content, Reader, UnreadError
from crawler.reading.files.kinds import why_unread
from crawler.reading.text import tidy

_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, OSError, EOFError)
_UTF8_NAME = 0x800  # general purpose bit 11 (APPNOTE 4.4.4)
#: Markup of an office document may be so many times longer than the file, or so long in any case.
MARKUP_RATIO, MARKUP_LEAST, MARKUP_MOST = 40, 8 * 1024 * 1024, 96 * 1024 * 1024
_DOCTYPE = re.compile(rb"<\x00?!\x00?D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E")
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]{0,200}<")


def read_zip(content: bytes) -> Content:
    """The names of the files in an archive, each a part without text; the body is empty."""
    with _open(content) as archive:
        names = [_name(member) for member in archive.infolist() if not member.is_dir()]
    return Content(Body("", ()), tuple(FilePart(0, 0, name) for name in names), why_unread("zip"))


def _name(member: zipfile.ZipInfo) -> str:
    """A member's name; those not said to be UTF-8 are in the code page of Chinese Windows."""
    if member.flag_bits & _UTF8_NAME:
        return tidy(member.filename)
    return tidy(member.filename.encode("cp437", "replace").decode("gb18030", "replace"))


def check_container(content: bytes) -> zipfile.ZipFile:
    """An office document's container; UnreadError for one that is broken, expands too far, or declares entities.

    OOXML forbids a document type declaration (ISO/IEC 29500-2, 8.1.4): with none there are no entities to expand.
    """
    archive = _open(content)
    room = min(max(MARKUP_LEAST, MARKUP_RATIO * len(content)), MARKUP_MOST)
    for member in archive.infolist():
        with archive.open(member) as stream:
            start = stream.read(256)
            if not _MARKUP.match(start):
                continue
            room -= member.file_size
            if room < 0:
                raise UnreadError("it expands to more markup than a file of its size holds")
            if _DOCTYPE.search(start + stream.read()):
                raise UnreadError("it declares XML entities, which no office document does")
    return archive


def _open(content: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _BROKEN as error:
        raise UnreadError("not a readable ZIP container: broken") from error
    members = archive.infolist()
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_EXPANDED_BYTES:
        raise UnreadError(f"expands to more than {MAX_EXPANDED_BYTES} bytes or {MAX_MEMBERS} members")
    if any(member.flag_bits & 1 for member in members):
        raise UnreadError(why_unread("encrypted"))
    return archive


ZIP = Reader(read_zip)
