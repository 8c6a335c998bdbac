"""What a file is: told by its first bytes, then by its name, then by the content type it was sent with."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from archive.encoding import decode
from archive.own_yaml import own_yaml
from crawler.reading.vocabulary import word_set

_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,5})$")
_SAMPLE = 4096  # bytes of a text that are looked at
_JUNK = 1024  # bytes that may stand before %PDF-, as readers in use allow
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = own_yaml(Path(__file__).with_name("kinds.yml").read_text("utf-8"))
    return loaded


@cache
def _signatures() -> tuple[tuple[str, tuple[bytes, ...]], ...]:
    return tuple(
        (str(kind), tuple(mark.encode("latin-1") for mark in marks)) for kind, marks in _data()["signatures"].items()
    )


def why_unread(kind: str) -> str:
    """Why files of a kind are not read."""
    reasons: dict[str, str] = _data()["unread"]
    return reasons.get(kind) or f"not what its name says ({kind}): {reasons['']}"


def told_kind(content: bytes, name: str = "", content_type: str = "") -> str:
    """The kind of a file, one word: pdf, docx, doc, html, zip, …; empty where nothing in it tells.

    Of texts that bear no mark, the name decides what they are, then the content type.
    """
    return signed_kind(content) or _text_kind(content, name, content_type)


def named_kind(name: str) -> str:
    """What a name ends in, where that is a kind of file that is known."""
    extension = _extension(name)
    return extension if extension in word_set("files", "extensions") else ""


def signed_kind(content: bytes) -> str:
    """The kind that the first bytes of a file that is not text tell; empty where they tell none."""
    for kind, marks in _signatures():
        if content.startswith(marks):
            return _inside(kind, content)
    return "pdf" if b"%PDF-" in content[:_JUNK] else ""


def _inside(kind: str, content: bytes) -> str:
    """What a container holds: names of members and streams stand in it as they are."""
    if kind == "zip":
        names = _zip_names(content)
        return next((inner for inner, mark in _data()["zip_members"].items() if mark.encode() in names), "zip")
    if kind == "ole":
        streams = _data()["ole_streams"].items()
        found = (inner for inner, mark in streams if f"{mark}\0".encode("utf-16-le") in content)
        return next(found, "").rstrip("5")
    return kind


def _zip_names(content: bytes) -> bytes:
    """The central directory of a ZIP with its first member; where it has none, all of it."""
    end = content.rfind(b"PK\x05\x06")
    size = int.from_bytes(content[end + 12 : end + 16], "little")
    return content[:200] + content[end - size : end] if 0 < size <= end else content


def _text_kind(content: bytes, name: str, content_type: str) -> str:
    """The kind of a file that is text; empty for one that is not, or whose name promises something else."""
    text, _ = decode(content[:_SAMPLE], content_type)
    by_name: str = _data()["text_extensions"].get(_extension(name), "")
    if _CONTROLS.search(text):
        return by_name
    folded = text.lstrip("\ufeff \t\r\n").lower()
    for kind, marks in _data()["text_marks"].items():
        if folded.startswith("<" if kind != "mht" else tuple(marks)) and any(mark in folded for mark in marks):
            return str(kind)
    if by_name or _extension(name) in word_set("files", "extensions"):
        return by_name
    by_type: str = _data()["content_types"].get(content_type.partition(";")[0].strip().lower(), "")
    return by_type or ("html" if folded.startswith("<") else "")


def _extension(name: str) -> str:
    """What the name of a file, or the path of its address, ends in."""
    found = _EXTENSION.search(name.partition("?")[0][-200:])
    return found[1].lower() if found else ""
