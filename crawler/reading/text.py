"""Small rules about text that every reader shares."""

from __future__ import annotations

import re
from functools import lru_cache

from archive.folding import nfkc
from archive.reports.folding import to_simplified

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u00ad"), " ")  # white space to a reader, not to str.split
_SHORT = 120  # characters
_MARKS = "[]【】()<>《》«»‹›←→≪≫◀▶◄►|·:+"  # around what a control is called, as key has them
_ACCELERATOR = re.compile(r"\([a-z]\)(?=\W{0,9}$)")  # the key that presses a button: 下一页(N)
_PUNCTUATION = re.compile(r"[，。；、！？：,;!?]")


def tidy(text: str) -> str:
    """``text`` with every run of white space (ideographic too) as one space, ends stripped."""
    if not text.isascii():
        text = without_invisible(text)
    return " ".join(text.split())


def key(text: str) -> str:
    """What two spellings of one title have in common: NFKC, no white space, lower case, simplified characters."""
    return _short_key(text) if len(text) <= _SHORT else _key(text)


def _key(text: str) -> str:
    return to_simplified("".join(without_invisible(nfkc(text)).split()).lower())


_short_key = lru_cache(maxsize=2048)(_key)  # readers ask for the key of a title many times


def without_marks(name: str, also: str = "") -> str:
    """The key of what a control is called, without the arrows, brackets, bars and colons around it, those of ``also``,
    and the key that presses it; '' where it is nothing else.
    """
    said = key(name)
    if ")" in said:
        said = _ACCELERATOR.sub("", said)
    return said.strip(_MARKS + also)


def without_invisible(text: str) -> str:
    """``text`` with characters that show nothing as spaces, as many as there were."""
    if "\u200b" in text or "\u200c" in text or "\u200d" in text or "\ufeff" in text or "\u00ad" in text:
        return text.translate(_INVISIBLE)
    return text


def is_longer(text: str, count: int) -> bool:
    """Whether a text has more than ``count`` characters besides white space: mostly its beginning says so."""
    if len(text) <= count:
        return False
    beginning = text[: 2 * count + 2]
    return len("".join(beginning.split())) > count or len("".join(text.split())) > count


def has_clause_mark(text: str) -> bool:
    """Whether a clause mark stands in ``text``: prose has them, menus have none."""
    return _PUNCTUATION.search(text) is not None
