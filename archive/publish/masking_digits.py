"""Digits in all the forms that Unicode has, read as the digits of ASCII; every character keeps its place.

Decimal digits of any script, width and style (General_Category Nd: １, 𝟏, ١) are digits wherever they stand. Digits in
circles and brackets, raised ones and their like (①, ⑴, ⒈, ㈠, ㊀, ²) mostly count the parts of a text: they are read as
digits only where they stand beside each other. Characters that nobody sees part nothing, however many of them there
are.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_HYPHENS = "－\u2010-\u2012\u2212\ufe63"
# What nobody sees: Default_Ignorable_Code_Point (Unicode Standard Annex 44), as marks of no width, directions and
# variants, and control characters, which are drawn as nothing or as a box. Beside them spaces of other widths.
_NEAR_UNSEEN = (
    "\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
)
_BLANKS = rf"{_NEAR_UNSEEN}\x0c\x0d\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u20e3"
_FAR_BLANKS = "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
UNSEEN = re.compile(f"[{_NEAR_UNSEEN}{_FAR_BLANKS}]+")
#: Stands for whatever nobody sees between two characters.
MARK = "\u200b"
#: Characters that part the digits of a number, and so many of them at most.
PARTS = rf" \u00a0\u3000\n\-—–)）{_HYPHENS}{_BLANKS}{_FAR_BLANKS}"
APART = f"[{PARTS}]{{0,2}}"
#: What is read otherwise than it stands, and the blocks beyond ASCII in which decimal digits, and X in other forms,
#: stand; other characters there stay as they are. All beyond the first plane as one, as below.
_OTHER = (
    f"{_HYPHENS}{_BLANKS}"
    + "\u0660-\u19ff\u1a80-\u1c5f\ua620-\uabff０-９Ｘｘ＊\u2169\u2179\u24cd\u24e7ΧχХх\U00010000-\U0010ffff"
)
_HOLDS_OTHER = re.compile(f"[{_OTHER}]")
_OTHERS = re.compile(f"[{_OTHER}（）]+")
_IS_HYPHEN, _IS_BLANK = re.compile(f"[{_HYPHENS}]"), re.compile(f"[{_BLANKS}{_FAR_BLANKS}]")
_SAME = {"＊": "*", "（": "(", "）": ")"} | dict.fromkeys("ΧХ", "X") | dict.fromkeys("χх", "x")
_FIRST_PLANE = (
    "\u1369-\u1371\u19da\xb2\xb3\xb9\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490\u24ea"
    "\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792\u3192-\u3195\u3220-\u3228\u3280-\u3288"
)
#: Characters of Numeric_Type=Digit (Unicode Standard Annex 44), and ideographs in brackets and circles.
COUNTERS = _FIRST_PLANE + "\U00010a40-\U00010a43\U00010e60-\U00010e68\U00011052-\U0001105a\U0001f100-\U0001f10a"
# Looked for in every text: all beyond the first plane as one, for each range there costs as much as all before it.
_HOLDS_COUNTER = re.compile(f"[{_FIRST_PLANE}\U00010000-\U0010ffff]")
_UNSEEN_BY_DIGIT = re.compile(rf"[{_NEAR_UNSEEN}{_FAR_BLANKS}](?:[\d{COUNTERS}]|(?<=[\d{COUNTERS}*＊].))", re.DOTALL)
# Many forms have no zero: that of ASCII stands in its place.
_COUNTED = re.compile(f"[{COUNTERS}](?:{APART}[{COUNTERS}0])*{APART}[{COUNTERS}]")


def narrow(text: str) -> str:
    """``text`` with decimal digits, and what else numbers of persons hold or are parted by, as ASCII; same length."""
    return _OTHERS.sub(_narrowed, text) if _HOLDS_OTHER.search(text) else text


def with_counters(text: str) -> str:
    """``text`` with the digits that may count its parts as ASCII, where they may be those of a number; same length."""
    return _COUNTED.sub(_counted, text) if _HOLDS_COUNTER.search(text) else text


def seen_places(text: str, *, beside_digits: bool = False) -> list[int]:
    """Where each character of ``text`` stands that is seen; empty where all are, or, where only those ``beside_digits``
    count, no other one stands beside a digit.
    """
    places: list[int] = []
    if (_UNSEEN_BY_DIGIT if beside_digits else UNSEEN).search(text):
        last = 0
        for unseen in UNSEEN.finditer(text):
            places += range(last, unseen.start())
            last = unseen.end()
        places += range(last, len(text))
    return places


def _narrowed(found: re.Match[str]) -> str:
    return "".join(map(_plain, found[0]))


def _counted(found: re.Match[str]) -> str:
    return "".join(map(_value, found[0]))


@lru_cache(maxsize=2_000)
def _plain(character: str) -> str:
    if character in _SAME:
        return _SAME[character]
    if _IS_HYPHEN.match(character):
        return "-"
    if _IS_BLANK.match(character):
        return " "
    decimal = unicodedata.decimal(character, None)
    if decimal is not None:
        return str(decimal)
    plain = unicodedata.normalize("NFKC", character)
    return plain if plain in ("X", "x") else character


@lru_cache(maxsize=200)
def _value(character: str) -> str:
    # What parts them is none, but for the ideographs in brackets, which have a value and are no digits.
    value = unicodedata.numeric(character, None) if not character.isascii() else None
    return str(int(value)) if value is not None and value in range(10) else character
