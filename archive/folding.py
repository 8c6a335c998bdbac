"""Folding: titles and names as they are compared, whatever their typography.

One document is called 《关于印发“十三五”规划的通知》 in a list, 关于印发"十三五"规划的通知 on its page
and ＂…＂ in another channel; all three have one key.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Stands where punctuation parted two numbers, so that 第1、2期 and 第12期 stay different titles.
NUMBER_GAP = "-"

_KEPT = frozenset("LNM")  # letters (Chinese characters among them), numbers, combining marks
#: Full-width marks of nearly every sentence: NFKC makes the same of each, at thirty times the cost of the text itself.
_WIDE = dict(zip("，：；（）！？", ",:;()!?", strict=True))
_PARTING = frozenset("PS")  # punctuation and symbols part numbers; white space inside one does not
#: Characters that NFKC and case folding leave alone, and never join with a neighbour; for a class of an expression.
IDEOGRAPHS = "\u3400-\u4dbf\u4e00-\u9fff"
_NO_WORD = re.compile(r"[\W_]+")
#: What is a key as it stands, as most are.
_PLAIN = re.compile(f"[0-9a-z{IDEOGRAPHS}]*")


def nfkc(text: str) -> str:
    """``text`` in Unicode's form NFKC; quick where nothing but the marks of Chinese sentences is not in it yet."""
    if unicodedata.is_normalized("NFKC", text):
        return text
    for wide, narrow in _WIDE.items():
        text = text.replace(wide, narrow)
    return unicodedata.normalize("NFKC", text)


def _unify(text: str) -> str:
    normal = nfkc(text)
    folded = normal.casefold()
    return normal if folded == normal else nfkc(folded)


def _strip(text: str) -> str:
    """``text`` without what is neither letter nor number; numbers that it parted stay parted."""
    return text if text.isalnum() else _NO_WORD.sub(_kept, text)


def _kept(between: re.Match[str]) -> str:
    """What stays of what stands between letters and numbers: combining marks, or the gap between two numbers."""
    marks, parts = _marks(between[0])
    if marks or not parts:
        return marks
    text, start, end = between.string, between.start(), between.end()
    return NUMBER_GAP if text[start - 1 : start].isdecimal() and text[end : end + 1].isdecimal() else ""


@lru_cache(maxsize=1_000)
def _marks(between: str) -> tuple[str, bool]:
    """The combining marks in it, and whether it parts numbers."""
    categories = [unicodedata.category(character)[0] for character in between]
    pairs = zip(between, categories, strict=True)
    marks = "".join(character for character, category in pairs if category in _KEPT)
    return marks, not _PARTING.isdisjoint(categories)


def title_key(title: str | None) -> str:
    """The key under which ``title`` is compared; empty for None and for a title without letters.

    Unicode NFKC and case folding (full width, compatibility forms, Latin case), then without
    spaces, brackets, quotes, punctuation, symbols and invisible characters. Punctuation between
    two numerals becomes one ``-``. Folding a key again changes nothing.
    """
    key = _strip(_unify(title or ""))
    # What is dropped can bring a letter and its mark together: composed by a second pass.
    return key if _PLAIN.fullmatch(key) else _strip(_unify(key))
