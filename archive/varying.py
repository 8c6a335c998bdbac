"""Texts as they are compared: without what varies by request, without title, date and what stands round a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from archive.own_yaml import own_yaml

_UNSEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]+")


@dataclass(frozen=True, slots=True)
class _Varying:
    inside: re.Pattern[str]
    beside: re.Pattern[str]
    whole: re.Pattern[str]


@cache
def _varying() -> _Varying:
    data = own_yaml((files("archive") / "varying.yml").read_text(encoding="utf-8"))
    return _Varying(
        *(re.compile("|".join(f"(?:{pattern})" for pattern in data[key])) for key in ("inside", "beside", "whole"))
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: what is compared of it, and how it is shown."""

    key: str
    shown: str = field(compare=False)


def comparable(text: str, title: str = "") -> tuple[Line, ...]:
    """The paragraphs of ``text`` that count; those that only repeat ``title`` do not."""
    heading = _squeezed(title)
    lines = (Line(_kept(_squeezed(line)), " ".join(_UNSEEN.sub(" ", line).split())) for line in text.splitlines())
    return tuple(line for line in lines if line.key and line.key != heading)


def key_of(lines: Iterable[Line]) -> str:
    """What is compared of a text, wherever its paragraphs end: that is a matter of tags."""
    return "".join(line.key for line in lines)


def _squeezed(line: str) -> str:
    return _UNSEEN.sub("", unicodedata.normalize("NFC", line))


def _kept(line: str) -> str:
    patterns = _varying()
    rest = patterns.inside.sub("", line)
    left = patterns.beside.sub("", rest)
    return rest if left and not patterns.whole.fullmatch(left) else ""
