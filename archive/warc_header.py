"""The header of a WARC record (ISO 28500, WARC 1.1 section 4): its named fields."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, field
from functools import cache

#: What ends a header, and what follows a block.
BLANK_LINE = b"\r\n\r\n"
_LINE = b"\r\n"
#: Where white space stands beside a name. It is no part of it, though none may be there.
_ODD = (b" :", b"\t:", b"\n ", b"\n\t")


class RecordHeader:
    """The named fields of a record."""

    __slots__ = ()

    @abstractmethod
    def get(self, name: str) -> str:
        """The first named field of that name, in whatever case; empty where there is none."""

    @property
    def kind(self) -> str:
        """WARC-Type: response, request, revisit, …"""
        return self.get("WARC-Type")

    @property
    def id(self) -> str:
        """WARC-Record-ID without its angle brackets."""
        return self.get("WARC-Record-ID").strip("<>")

    @property
    def url(self) -> str:
        """WARC-Target-URI, the address that the record is about."""
        return self.get("WARC-Target-URI").strip("<>")


@dataclass(frozen=True, slots=True)
class ParsedHeader(RecordHeader):
    """A header whose fields are told apart: for one that is asked for many of them, or is no more than they are."""

    named_fields: tuple[tuple[str, str], ...]
    _values: dict[str, str] = field(init=False, repr=False, compare=False)  # by name in lower case

    def __post_init__(self) -> None:
        values = {name.lower(): value for name, value in reversed(self.named_fields)}
        object.__setattr__(self, "_values", values)

    def get(self, name: str) -> str:
        """The first named field of that name, in whatever case; empty where there is none."""
        return self._values.get(name.lower(), "")


@dataclass(frozen=True, slots=True)
class RawHeader(RecordHeader):
    """A header in its bytes, where it is looked up what is asked for: for one of which little is."""

    head: bytes  # without its blank line, and without white space beside names (``plain_head``)

    @property
    def named_fields(self) -> tuple[tuple[str, str], ...]:
        """All of them, in their order and as they are written."""
        return read_named_fields(self.head)

    def get(self, name: str) -> str:
        """The first named field of that name, in whatever case; empty where there is none."""
        opening = _opening(name)
        at = self.head.lower().find(opening)
        if at < 0:
            return ""
        begin = at + len(opening)
        end = self.head.find(_LINE, begin)
        return self.head[begin : end if end >= 0 else None].decode("utf-8", "backslashreplace").strip()


@cache
def _opening(name: str) -> bytes:
    return _LINE + name.lower().encode() + b":"


def plain_head(head: bytes) -> bytes:
    """A header without white space beside its names: nearly every one as it is."""
    if not any(map(head.__contains__, _ODD)):
        return head
    first = head.partition(_LINE)[0]
    return _LINE.join([first, *(f"{name}: {value}".encode() for name, value in read_named_fields(head))])


def read_named_fields(head: bytes) -> tuple[tuple[str, str], ...]:
    """The named fields of a header without its blank line; bytes that are no UTF-8 are shown as escapes."""
    lines = head.decode("utf-8", "backslashreplace").split("\r\n")
    pairs = [line.partition(":") for line in lines[1:]]
    return tuple([(name.strip(" \t"), value.strip()) for name, colon, value in pairs if colon])
