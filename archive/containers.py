"""ZIP containers of office documents, checked before anything in them is parsed."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

MAX_MEMBERS = 5000
MAX_EXPANDED_BYTES = 256 * 1024 * 1024
#: Markup of an office document may be so many times longer than the file, or so long in any case.
MARKUP_RATIO, MARKUP_LEAST, MARKUP_MOST = 40, 8 * 1024 * 1024, 96 * 1024 * 1024
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, OSError, EOFError)
_DOCTYPE = re.compile(rb"<\x00?!\x00?D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E")
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]{0,200}<")


class ContainerError(Exception):
    """A container that is not opened; the message says why, and does not name the file."""


class EncryptedError(ContainerError):
    """A container that needs a password."""


def open_container(content: bytes) -> zipfile.ZipFile:
    """The container of these bytes. Raises ContainerError for one that is broken, encrypted, or too large."""
    try:
        container = zipfile.ZipFile(io.BytesIO(content))
    except _BROKEN as error:
        raise ContainerError("not a readable ZIP container: broken") from error
    members = container.infolist()
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_EXPANDED_BYTES:
        raise ContainerError(f"expands to more than {MAX_EXPANDED_BYTES} bytes or {MAX_MEMBERS} members")
    if any(member.flag_bits & 1 for member in members):
        raise EncryptedError("encrypted: it needs a password")
    return container


def check_markup(container: zipfile.ZipFile, size: int) -> None:
    """Raise ContainerError where a document of ``size`` bytes expands too far, or declares entities.

    OOXML forbids a document type declaration (ISO/IEC 29500-2, 8.1.4): with none there are no entities to expand.
    """
    room = min(max(MARKUP_LEAST, MARKUP_RATIO * size), MARKUP_MOST)
    for member in container.infolist():
        with container.open(member) as stream:
            start = stream.read(256)
            if not _MARKUP.match(start):
                continue
            room -= member.file_size
            if room < 0:
                raise ContainerError("it expands to more markup than a file of its size holds")
            if _DOCTYPE.search(start + stream.read()):
                raise ContainerError("it declares XML entities, which no office document does")
