"""The header of a WARC record (ISO 28500, WARC 1.1 section 4): its named fields."""

from __future__ import annotations

from dataclasses import dataclass, field

#: What ends a header, and what follows a block.
BLANK_LINE = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class RecordHeader:
    """The named fields of a record, in their order and as they are written."""

    fields: tuple[tuple[str, str], ...]
    _values: dict[str, str] = field(init=False, repr=False, compare=False)  # by name in lower case

    def __post_init__(self) -> None:
        values = {name.lower(): value for name, value in reversed(self.fields)}
        object.__setattr__(self, "_values", values)

    def get(self, name: str) -> str:
        """The first named field of that name, in whatever case; empty where there is none."""
        return self._values.get(name.lower(), "")

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


def read_named_fields(head: bytes) -> tuple[tuple[str, str], ...]:
    """The named fields of a header without its blank line; bytes that are no UTF-8 are shown as escapes."""
    lines = head.decode("utf-8", "backslashreplace").split("\r\n")
    pairs = [line.partition(":") for line in lines[1:]]
    return tuple([(name.strip(), value.strip()) for name, colon, value in pairs if colon])
