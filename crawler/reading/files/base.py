"""What the readers of files share: their limits, why they give up, and how parts become one body."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from archive.records import Body, FilePart
from crawler.reading.body import Block, BodyWriter

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_PAGES = 1000
MAX_CELLS = 200_000
MAX_TEXT = 5_000_000  # characters


class UnreadError(Exception):
    """A file is not read; the message says why, and does not name the file."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader gives: the text, its parts, and what of the file it left out and why."""

    body: Body
    parts: tuple[FilePart, ...]
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one kind of file: bytes → Content, or UnreadError. ``package`` is the library that does the work."""

    read: Callable[[bytes], Content]
    package: str = ""

    @property
    def version(self) -> str:
        """The installed version of the library; empty where none is used."""
        return version(self.package) if self.package else ""


@dataclass(frozen=True, slots=True)
class Part:
    """The blocks of one part of a file, before they are written into a body."""

    blocks: Sequence[Block]
    name: str = ""


def write_parts(parts: Iterable[Part], unread: str = "") -> Content:
    """One body of all parts in their order, and the span of each. UnreadError where it is longer than MAX_TEXT."""
    writer, spans = BodyWriter(), []
    for part in parts:
        before = writer.length
        for block in part.blocks:
            if isinstance(block, str):
                writer.paragraph(block)
            else:
                writer.table(block)
            check_length(writer.length)
        parted = 1 if before and writer.length > before else 0  # the line break between two parts is of neither
        spans.append(FilePart(before + parted, writer.length, part.name))
    return Content(writer.body(), tuple(spans), unread)


def whole(body: Body, unread: str = "") -> Content:
    """The content of a file that has no pages: one part."""
    check_length(len(body.text))
    return Content(body, (FilePart(0, len(body.text)),), unread)


def check_length(characters: int) -> None:
    """Raise UnreadError for a text longer than any that is published."""
    if characters > MAX_TEXT:
        raise UnreadError(f"its text is longer than {MAX_TEXT} characters")
