"""Arithmetic by which numbers of persons are told from others of their length."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def gb11643(number: str) -> bool:
    """Whether 18 characters are an identity number: a date in it, and its checksum at the end (GB 11643-1999)."""
    if len(number) != 18 or not number[:17].isdigit() or not _is_day(number[6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17].upper()


def old_identity_card(number: str) -> bool:
    """Whether 15 digits can be an identity number of before 1999: a day of the 20th century stands in it.

    Registration numbers of firms have 15 digits too and begin with a region; theirs end with a check digit
    (ISO 7064, MOD 11,10), which one identity number in ten has by chance: those are not taken.
    """
    return len(number) == 15 and _is_day("19" + number[6:12]) and not _mod_11_10(number)


def luhn(number: str) -> bool:
    """Whether the last digit of a card's number is its check digit (ISO/IEC 7812-1, annex B)."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return (sum(map(int, number[-1::-2])) + sum(doubled)) % 10 == 0


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True


def _mod_11_10(number: str) -> bool:
    product = 10
    for digit in number[:-1]:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return (product + int(number[-1])) % 10 == 1


CHECKS: Mapping[str, Callable[[str], bool]] = {
    "gb11643": gb11643,
    "old_identity_card": old_identity_card,
    "luhn": luhn,
    "": lambda _: True,
}
