"""Numbers as lists write them (ST_NumberFormat, ISO/IEC 29500-1, 17.18.59)."""

from __future__ import annotations

from collections.abc import Callable

_PLAIN, _FORMAL = "零一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖"
_PLAIN_UNITS, _FORMAL_UNITS = ("", "十", "百", "千"), ("", "拾", "佰", "仟")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_LOW = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_MOST = 9999  # what is counted beyond it is written in Arabic digits


def _chinese(number: int, digits: str, units: tuple[str, ...], *, bare_ten: bool) -> str:
    """10 is 十 (``bare_ten``) or 壹拾, 21 二十一, 105 一百零五."""
    figures = str(number)
    said, gap = "", False
    for place, figure in zip(range(len(figures) - 1, -1, -1), figures, strict=True):
        if figure == "0":
            gap = bool(said)
            continue
        said += (digits[0] if gap else "") + digits[int(figure)] + units[place]
        gap = False
    return said.removeprefix(digits[1]) if bare_ten and 10 <= number < 20 else said or digits[0]


def _plain(number: int) -> str:
    return _chinese(number, _PLAIN, _PLAIN_UNITS, bare_ten=True)


def _formal(number: int) -> str:
    return _chinese(number, _FORMAL, _FORMAL_UNITS, bare_ten=False)


def _digit_by_digit(number: int) -> str:
    return "".join("○一二三四五六七八九"[int(figure)] for figure in str(number))


def _letters(number: int) -> str:
    """a to z, then aa, bb: as word processors count on."""
    return chr(ord("a") + (number - 1) % 26) * min(1 + (number - 1) // 26, 10) if number else ""


def _roman(number: int) -> str:
    said = ""
    for value, letters in (*_ROMAN, *_ROMAN_LOW):
        said, number = said + letters * (number // value), number % value
    return said


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


def _full_width(number: int) -> str:
    return "".join(chr(0xFF10 + int(figure)) for figure in str(number))


_WRITTEN: dict[str, Callable[[int], str]] = {
    "chineseCounting": _plain,
    "chineseCountingThousand": _plain,
    "taiwaneseCounting": _plain,
    "taiwaneseCountingThousand": _plain,
    "japaneseCounting": _plain,
    "ideographDigital": _digit_by_digit,
    "japaneseDigitalTenThousand": _digit_by_digit,
    "taiwaneseDigital": _digit_by_digit,
    "chineseLegalSimplified": _formal,
    "ideographLegalTraditional": _formal,
    "japaneseLegal": _formal,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "ideographEnclosedCircle": lambda number: f"({_plain(number)})",
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}


def written(number: int, how: str) -> str:
    """A number in a format of ST_NumberFormat; in Arabic digits where the format is none of those lists use here."""
    if how == "none":
        return ""
    return _WRITTEN.get(how, str)(number) if 0 <= number <= _MOST else str(number)
