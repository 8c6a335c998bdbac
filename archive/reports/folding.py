"""Texts made comparable without moving a character: width, script, and line breaks.

A passage keeps, for every character of its compact text, the place it came from, so that
whatever is found in the compact text can be quoted exactly from the original.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain

from archive.reports.rules import load_rules

# A run of more digits than any amount has; it is replaced so that no rule ever walks over it twice.
_LONGEST_NUMBER = 20
_ENDLESS_DIGITS = re.compile(rf"[\d.,]{{{_LONGEST_NUMBER},}}")
_UNREADABLE = "\ufffd"

# 3，456: a full-width comma typed for the separator of thousands; a list would have a counter before the comma.
_WIDE_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:，\d{3})+(?![\d，])")

_VISIBLE = re.compile(r"[^\s\u200b\ufeff]+")
# Page marks of a PDF's text layer: "- 2 -" between the words of a sentence.
_PAGE_MARK = re.compile(r"[-—–－] {1,3}\d{1,3} {1,3}[-—–－]")


@cache
def simplified() -> dict[int, str]:
    """Traditional characters, as code points, and their simplified forms: one character each way."""
    pairs = load_rules("folding.yml")["simplified"].split()
    return {ord(pair[0]): pair[1] for pair in pairs if pair[0] != pair[1]}


def to_simplified(text: str) -> str:
    """``text`` with traditional characters as simplified ones; same length."""
    return text.translate(simplified()) if _any_traditional().search(text) else text


@cache
def _any_traditional() -> re.Pattern[str]:
    """Most texts hold none: looking for one is quicker than replacing each."""
    return re.compile(f"[{''.join(map(chr, simplified()))}]")


@cache
def _radicals() -> dict[int, str]:
    """Radicals and compatibility ideographs, as code points, and the characters they are read as."""
    pairs = load_rules("folding.yml")["radicals"].split()
    kangxi = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    compatible = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xF900, 0xFB00)}
    return {code: plain for code, plain in {**kangxi, **compatible}.items() if len(plain) == 1} | {
        ord(pair[0]): pair[1] for pair in pairs
    }


def plain_ideographs(text: str) -> str:
    """``text`` with radicals as the characters that look the same: ⼯ as 工, ⺠ as 民; same length.

    Programs that write a PDF, and those who copy from one, often have the radical for the character.
    """
    return text.translate(_radicals()) if not text.isascii() else text


@cache
def _fold_character(character: str) -> str:
    """The half-width, simplified form of one character; always one character."""
    if character.isascii():
        return character
    plain = unicodedata.normalize("NFKC", character)
    if len(plain) == 1 and plain.isascii() and (plain.isalnum() or plain in "%()+-.,"):
        # A full-width comma separates clauses, never thousands; a circled digit is an ordinal.
        keep = plain == "," or unicodedata.category(character) == "No"
        return character if keep else plain
    character = plain_ideographs(character)
    return simplified().get(ord(character), character)


def fold(text: str) -> str:
    """``text`` with full-width digits, letters and brackets and traditional characters folded; same length."""
    return "".join(map(_fold_character, text))


@dataclass(frozen=True)
class Passage:
    """Text without white space (``text``), and where each of its characters stands in the body (``offsets``)."""

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the body's text of ``text[start:end]``, which is not empty."""
        return self.offsets[start], self.offsets[end - 1] + 1


def _kept(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of what is not white space, nor the number that a printer sets under a page."""
    for mark in (*_PAGE_MARK.finditer(text, start, end), None):
        for run in _VISIBLE.finditer(text, start, mark.start() if mark else end):
            yield run.span()
        start = mark.end() if mark else end


def compact(text: str, spans: Iterable[tuple[int, int]]) -> Passage:
    """The passage made of the spans of ``text``, in order."""
    kept = [run for start, end in spans for run in _kept(text, start, end)]
    folded = "".join(fold(text[start:end]) for start, end in kept)
    folded = _WIDE_THOUSANDS.sub(lambda number: number.group().replace("，", ","), folded)
    folded = _ENDLESS_DIGITS.sub(lambda run: _UNREADABLE * len(run.group()), folded)
    return Passage(folded, tuple(chain.from_iterable(range(start, end) for start, end in kept)))
