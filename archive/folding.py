"""Folding: titles and names as they are compared, whatever their typography.

One document is called 《关于印发“十三五”规划的通知》 in a list, 关于印发"十三五"规划的通知 on its page
and ＂…＂ in another channel; all three have one key.
"""

from __future__ import annotations

import unicodedata

#: Stands where punctuation parted two numbers, so that 第1、2期 and 第12期 stay different titles.
NUMBER_GAP = "-"

_KEPT = frozenset("LNM")  # letters (Chinese characters among them), numbers, combining marks
#: Full-width marks of nearly every sentence: NFKC makes the same of each, at thirty times the cost of the text itself.
_WIDE = dict(zip("，：；（）！？", ",:;()!?", strict=True))
_PARTING = frozenset("PS")  # punctuation and symbols part numbers; white space inside one does not


def nfkc(text: str) -> str:
    """``text`` in Unicode's form NFKC; quick where nothing but the marks of Chinese sentences is not in it yet."""
    for wide, narrow in _WIDE.items():
        text = text.replace(wide, narrow)
    return unicodedata.normalize("NFKC", text)


def _unify(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _strip(text: str) -> str:
    """``text`` without what is neither letter nor number; numbers that it parted stay parted."""
    if text.isalnum():
        return text
    kept: list[str] = []
    parted = False
    for character in text:
        category = unicodedata.category(character)[0]
        if category not in _KEPT:
            parted = parted or category in _PARTING
            continue
        if parted and kept and kept[-1].isdecimal() and character.isdecimal():
            kept.append(NUMBER_GAP)
        kept.append(character)
        parted = False
    return "".join(kept)


def title_key(title: str | None) -> str:
    """The key under which ``title`` is compared; empty for None and for a title without letters.

    Unicode NFKC and case folding (full width, compatibility forms, Latin case), then without
    spaces, brackets, quotes, punctuation, symbols and invisible characters. Punctuation between
    two numerals becomes one ``-``. Folding a key again changes nothing.
    """
    # What is dropped can bring a letter and its mark together: composed by a second pass.
    return _strip(_unify(_strip(_unify(title or ""))))
