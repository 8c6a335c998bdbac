"""Small rules about text that every reader shares."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = "\u200b\u200c\u200d\ufeff\u00ad"  # white space to a reader, not to str.split
_SHORT = 120  # characters
_PUNCTUATION = re.compile(r"[，。；、！？：,;!?]")


def tidy(text: str) -> str:
    """``text`` with every run of white space (ideographic too) as one space, ends stripped."""
    return " ".join(_visible(text).split())


def key(text: str) -> str:
    """What two spellings of one title have in common: NFKC, no white space, lower case."""
    return _short_key(text) if len(text) <= _SHORT else _key(text)


def _key(text: str) -> str:
    return "".join(_visible(unicodedata.normalize("NFKC", text)).split()).lower()


_short_key = lru_cache(maxsize=8192)(_key)  # readers ask for the key of a title many times


def _visible(text: str) -> str:
    if not text.isascii():
        for character in _INVISIBLE:
            if character in text:
                text = text.replace(character, " ")
    return text


def sentences(text: str) -> int:
    """How many clause marks stand in ``text``: prose has them, menus have none."""
    return len(_PUNCTUATION.findall(text))
