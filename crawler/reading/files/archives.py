"""ZIP archives: what lies in them is named, none of it is opened; and the check every ZIP container passes first."""

from __future__ import annotations

import zipfile

from archive.containers import ContainerError, EncryptedError, check_markup, open_container
from archive.records import Body, FilePart
from crawler.reading.files.base import Content, Reader, UnreadError
from crawler.reading.files.kinds import why_unread
from crawler.reading.text import tidy

_UTF8_NAME = 0x800  # general purpose bit 11 (APPNOTE 4.4.4)


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
    """An office document's container; UnreadError for one that is broken, expands too far, or declares entities."""
    archive = _open(content)
    try:
        check_markup(archive, len(content))
    except ContainerError as error:
        raise UnreadError(str(error)) from error
    return archive


def _open(content: bytes) -> zipfile.ZipFile:
    try:
        return open_container(content)
    except EncryptedError as error:
        raise UnreadError(why_unread("encrypted")) from error
    except ContainerError as error:
        raise UnreadError(str(error)) from error


ZIP = Reader(read_zip)
