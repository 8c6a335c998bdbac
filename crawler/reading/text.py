"""Small rules about text that every reader shares."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"[\s\u200b\u200c\u200d\ufeff\u00ad]+")
_PUNCTUATION = re.compile(r"[，。；、！？：,;!?]")


def tidy(text: str) -> str:
    """``text`` with every run of white space (ideographic too) as one space, ends stripped."""
    return _SPACE.sub(" ", text).strip()


def key(text: str) -> str:
    """What two spellings of one title have in common: NFKC, no white space, lower case."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).lower()


def sentences(text: str) -> int:
    """How many clause marks stand in ``text``: prose has them, menus have none."""
    return len(_PUNCTUATION.findall(text))
