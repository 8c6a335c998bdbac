"""Masking of people's numbers: the rules of ``masking.yml``, applied to one value at a time.

A mask is as long as what it covers. Values that serve as keys or addresses get a number instead
(``masked-1``), the same for the same value, so that distinct rows stay distinct and joins hold.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from ipaddress import ip_address
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import urlsplit

import yaml

MASK = "*"
VERSION = 1  # of the code below; changes with any that masks otherwise
_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ－", "0123456789Xx-")
_WIDE = re.compile("[０-９Ｘｘ－]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
# In a folded title a hyphen parts numbers that punctuation parted (archive/folding.py).
_ANY_RUN = re.compile(r"\d[\d-]{10,}[Xx]?")
_ENCODED_DIGIT = re.compile(r"%3([0-9])")


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of number: where it may stand in text, and in codes and addresses (no letter beside it)."""

    key: str
    in_text: re.Pattern[str]
    in_code: re.Pattern[str]
    inside: re.Pattern[str]
    check: Callable[[str], bool]
    keep: int


@dataclass(frozen=True, slots=True)
class Masked:
    """A value as published, and how many numbers each rule covered in it."""

    text: str
    counts: Counter[str] = field(default_factory=Counter)


def gb11643(number: str) -> bool:
    """Whether the last character of an 18-character identity number is its checksum (GB 11643-1999)."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17].upper()


_CHECKS: dict[str, Callable[[str], bool]] = {"gb11643": gb11643, "": lambda _: True}


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of ``masking.yml``, in their order there."""
    data = _data()
    return tuple(_rule(key, entry, data["gap"]) for key, entry in data["rules"].items())


def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(files("archive.publish").joinpath("masking.yml").read_text("utf-8"))
    return loaded


def _rule(key: str, entry: dict[str, Any], gap: str) -> Rule:
    pattern = entry["pattern"].replace("{gap}", gap)
    after = r"(?!\d)" + (f"(?!{entry['unless_followed_by']})" if "unless_followed_by" in entry else "")
    # In a percent-encoded address the digit before may be the end of %B7; in a code a letter joins the number.
    beside = r"(?:(?<![0-9A-Za-z])|(?<=%[0-9A-Fa-f]{2}))"
    return Rule(
        key=key,
        in_text=re.compile(rf"(?<!\d)(?<!\d\.)(?:{pattern}){after}"),
        in_code=re.compile(rf"{beside}(?:{pattern})(?![0-9A-Za-z])"),
        inside=re.compile(rf"(?=({entry['pattern'].replace('{gap}', '')}))"),
        check=_CHECKS[entry.get("check", "")],
        keep=entry["keep"],
    )


@cache
def rules_digest() -> str:
    """SHA-256, in hexadecimal, of the rules and of the version of the code that applies them."""
    rules_file = files("archive.publish").joinpath("masking.yml").read_bytes()
    return hashlib.sha256(f"{VERSION}\n".encode() + rules_file).hexdigest()


def mask_text(value: str) -> Masked:
    """``value`` with each number covered; its length and every other character stay."""
    return _cover(value, [(rule, rule.in_text) for rule in rules()])


def mask_code(value: str) -> Masked:
    """The same for SQL and JSON written by us: digits joined to letters are names and stay."""
    return _cover(value, [(rule, rule.in_code) for rule in rules()])


def mask_log(value: str) -> Masked:
    """A reason or note the program wrote: numbers covered, paths of its machine reduced to a file name."""
    masked = mask_text(value)
    return Masked(_machine_path().sub(lambda found: file_name(found[0]).text, masked.text), masked.counts)


@cache
def _machine_path() -> re.Pattern[str]:
    return re.compile(_data()["machine_path"])


def _cover(value: str, patterns: list[tuple[Rule, re.Pattern[str]]]) -> Masked:
    plain = _narrow(value)
    counts: Counter[str] = Counter()
    characters: list[str] | None = None
    for rule, pattern in patterns:
        for found in pattern.finditer(plain):
            if rule.check(_digits(found[0])):
                characters = characters or list(value)
                _hide(characters, found, rule.keep)
                counts[rule.key] += 1
        if characters is not None:
            plain = _narrow("".join(characters))
    return Masked(value if characters is None else "".join(characters), counts)


def _narrow(value: str) -> str:
    """Full-width digits as ASCII; most texts have none, and looking is cheaper than translating."""
    return value.translate(_FULL_WIDTH) if _WIDE.search(value) else value


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _hide(characters: list[str], found: re.Match[str], keep: int) -> None:
    seen = 0
    for place in range(found.start(), found.end()):
        if characters[place].isalnum():
            seen += 1
            if seen > keep:
                characters[place] = MASK


def file_name(value: str) -> Masked:
    """The last part of a path of either kind; the machine's folders are nobody's business."""
    return mask_text(PurePosixPath(PureWindowsPath(value).name).name)


@dataclass(slots=True)
class Pseudonyms:
    """Masks that keep distinct values distinct, numbered in the order in which the build meets them."""

    numbers: dict[str, int] = field(default_factory=dict)

    def _name(self, value: str) -> str:
        return f"masked-{self.numbers.setdefault(value.upper(), len(self.numbers) + 1)}"

    def address(self, value: str) -> Masked:
        """A URL; a number in it, also percent-encoded, becomes ``masked-N``."""
        plain = _ENCODED_DIGIT.sub(r"\1", value)
        counts: Counter[str] = Counter()
        for rule in rules():
            plain = rule.in_code.sub(lambda found, rule=rule: self._replace(found, rule, counts), plain)  # type: ignore[misc]
        return Masked(plain if counts else value, counts)

    def _replace(self, found: re.Match[str], rule: Rule, counts: Counter[str]) -> str:
        number = _digits(found[0])
        if not rule.check(number):
            return found[0]
        counts[rule.key] += 1
        return self._name(number)

    def reached_address(self, value: str) -> Masked:
        """The address really asked; empty where it lies on the operator's own machine or network."""
        return Masked("") if _is_private(value) else self.address(value)

    def key(self, value: str) -> Masked:
        """A folded title. Folding joins a number to its neighbours, so any run of digits that holds one goes."""
        found = any(_holds_number(_digits(run[0])) for run in _ANY_RUN.finditer(value.translate(_FULL_WIDTH)))
        if not found:
            return Masked(value)
        return Masked(_ANY_RUN.sub("", value.translate(_FULL_WIDTH)) + self._name(value))


def _holds_number(run: str) -> bool:
    return any(rule.check(found[1]) for rule in rules() for found in rule.inside.finditer(run))


def _is_private(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return True
    if parts.scheme not in ("http", "https"):
        return True
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or "." not in host
