"""Numbers and addresses as real ones are made, each in the spellings in which lists and notices print them.

Nothing here knows the rules of masking. No value is anybody's but by chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from archive.own_yaml import own_yaml

WORDS: dict[str, Any] = own_yaml(Path(__file__).with_name("masking_words.yml").read_text(encoding="utf-8"))
_WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


@dataclass(frozen=True, slots=True)
class Value:
    """One planted value: its kind, how it is printed, and how many of its characters may stay legible at its start."""

    kind: str
    text: str
    legible: int = 0


def identity_card(random: Random) -> Value:
    """18 characters with a checksum by ISO 7064 MOD 11-2."""
    born = date(1930, 1, 1) + timedelta(days=random.randrange(30_000))
    first = f"{random.choice(WORDS['regions'])}{born:%Y%m%d}{random.randrange(1000):03}"
    product = 0
    for digit in first:
        product = (product + int(digit)) * 2 % 11
    number = first + "0123456789X"[(12 - product) % 11]
    spelling = random.randrange(8)
    if spelling == 0:
        return Value("identity_card", number.translate(_WIDE), 6)
    if spelling == 1:
        return Value("identity_card", f"{number[:6]} {number[6:14]} {number[14:]}", 6)
    if spelling == 2:
        return Value("identity_card", f"{number[:6]}-{number[6:14]}-{number[14:]}", 7)
    if spelling == 3:
        stars = random.randint(4, 8)
        return Value("identity_card_in_part", number[: 14 - stars] + "*" * stars + number[14:], 6)
    return Value("identity_card", number.lower() if spelling == 4 else number, 6)


def old_identity_card(random: Random) -> Value:
    """15 digits, as issued before October 1999."""
    born = date(1930, 1, 1) + timedelta(days=random.randrange(20_000))
    return Value("identity_card_old", f"{random.choice(WORDS['regions'])}{born:%y%m%d}{random.randrange(1000):03}", 6)


def mobile(random: Random) -> Value:
    """11 digits."""
    number = f"1{random.randint(3, 9)}{random.randrange(10**9):09}"
    cut = [
        number.translate(_WIDE),
        f"{number[:3]} {number[3:7]} {number[7:]}",
        f"{number[:3]}-{number[3:7]}-{number[7:]}",
        f"+86 {number}",
    ]
    spelling = random.randrange(9)
    if spelling == 8:
        return Value("mobile_phone_in_part", f"{number[:3]}****{number[7:]}", 3)
    return Value("mobile_phone", cut[spelling] if spelling < 4 else number, 7 if spelling == 3 else 4)


def landline(random: Random) -> Value:
    """A subscriber's number, mostly behind an area code, which may stay legible."""
    code = random.choice(WORDS["area_codes"])
    number = f"{random.randint(2, 8)}{random.randrange(10**6):06}" + (
        "" if len(code) == 4 else f"{random.randrange(10)}"
    )
    area = random.choice([f"{code}-", f"{code}—", f"({code})", f"（{code}）", f"{code} ", code, ""])
    wide = random.randrange(12) == 0 and not area
    return Value("landline", area + (number.translate(_WIDE) if wide else number), len(area))


def bank(random: Random) -> Value:
    """A card of 16 or 19 digits with its check digit (ISO/IEC 7812-1), or an account without one."""
    if random.randrange(3) == 0:
        return Value(
            "bank_account", f"{random.randint(10, 99)}{random.randrange(10**15):0{random.choice((15, 17))}}", 4
        )
    length = random.choice((16, 19))
    digits = [6, 2, 1, random.randint(0, 9), *(random.randrange(10) for _ in range(length - 5))]
    doubled = [digit * 2 - 9 * (digit > 4) if place % 2 == 0 else digit for place, digit in enumerate(reversed(digits))]
    number = "".join(map(str, [*digits, -sum(doubled) % 10]))
    grouped = " ".join(number[start : start + 4] for start in range(0, length, 4))
    return Value("bank_account", random.choice([number, number, grouped, number.translate(_WIDE)]), 4)


def address(random: Random) -> Value:
    """A home: county, then a town's door or a village's group; the county may stay legible."""
    county = random.choice([*WORDS["counties"], ""])
    if random.randrange(2):
        place = (
            random.choice(WORDS["towns"])
            + random.choice(WORDS["villages"])
            + random.choice(["", f"{random.randint(1, 9)}组", "三组"])
        )
    else:
        door = f"{random.randint(1, 40)}号楼{random.randint(1, 6)}单元{random.randint(101, 1802)}室"
        flat = f"{random.randint(1, 90)}-{random.randint(1, 40)}号"
        place = (
            random.choice(WORDS["streets"])
            + random.choice(WORDS["estates"])
            + random.choice([door, door, flat, f"{random.randint(1, 300)}号"])
        )
    return Value("home_address", county + place, len(county))


def passport(random: Random) -> Value:
    """A passport or a travel permit."""
    first = random.choice(["E", "G", "EA", "EC", "C", "CA", "H", "M"])
    return Value("travel_document", first + f"{random.randrange(10**8):08}"[len(first) - 1 :], 1)


def credit_code(random: Random) -> str:
    """A unified social credit code of 18 characters (GB 32100-2015), of a firm or of an office."""
    kind = random.choice(["91", "92", "11", "12", "52"])
    body = "".join(
        random.choice("0123456789") if kind != "91" else random.choice("0123456789ABCDEFGHJKLMNPQRTUWXY")
        for _ in range(9)
    )
    return kind + str(random.choice(WORDS["regions"])) + body + random.choice("0123456789ABCDEFGHJKLMNPQRTUWXY")


def name(random: Random) -> str:
    """A name of two to four characters."""
    return str(random.choice(WORDS["surnames"])) + str(random.choice(WORDS["given"]))
