"""The bounds and words of rules.yml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from archive.labels import Label
from archive.own_yaml import own_yaml

#: A form of figures: one sign of a class, once or often, and what stands behind it.
_FORM = re.compile(r"(?P<first>\[[^\]]+\]|\\d|\w)(?P<often>\+|\{1,(?P<most>\d+)\}|)(?P<behind>.*)")


@dataclass(frozen=True, slots=True)
class Rules:
    """What rules.yml says; ``similarity`` and ``slack`` are shares of all pieces, 0 to 1."""

    shingle: int
    similarity: float
    letters: int
    permutations: int
    rows: int
    slack: float
    most_sharing: int
    most_compared: int
    figures: re.Pattern[str]


@cache
def _data() -> Any:
    return own_yaml((files("archive.twins") / "rules.yml").read_text(encoding="utf-8"))


@cache
def rules() -> Rules:
    """The bounds of what is called a twin."""
    data = _data()
    numbers = {key: data[key] for key in Rules.__slots__ if key != "figures"}
    return Rules(**numbers, figures=re.compile(data["figures"]))


@cache
def begun_figures() -> re.Pattern[str]:
    """As ``figures``, with what any of them begins with in front: a search passes over all else at a glance, where it
    would try each of their forms at every letter.
    """
    forms = [_FORM.fullmatch(form) for form in rules().figures.pattern.split("|")]
    firsts, rests = zip(*((form["first"], _rest(form)) for form in forms if form), strict=True)
    begins = "".join(first.strip("[]") for first in firsts).replace(r"\d", _decimal_digits())
    return re.compile(f"[{begins}](?:{'|'.join(f'(?<={f}){rest}' for f, rest in zip(firsts, rests, strict=True))})")


def _decimal_digits() -> str:
    """What a class has in place of ``\\d``: a table tells its letters, where Unicode would be asked about each one.

    Of what lies beyond the basic plane, which has no table, all is in it: what follows in the expression looks again.
    """
    digits = [code for code in range(0x10000) if chr(code).isdecimal()]
    return "".join(map(chr, digits)) + "\U00010000-\U0010ffff"


def _rest(form: re.Match[str]) -> str:
    """What follows the first sign of a form: as many more of it as there may be, and what stands behind it."""
    most = f"{{0,{int(form['most']) - 1}}}" if form["most"] else "*"
    return f"{form['first']}{most}{form['behind']}" if form["often"] else form["behind"]


def kinds() -> tuple[str, ...]:
    """The kinds of twins, in their order; the last says that a text was not compared."""
    return tuple(_data()["kinds"])


def is_counted_twice(kind: str) -> bool:
    """Whether documents of this kind are one text, counted more than once."""
    return bool(_data()["kinds"][kind].get("counted_twice"))


def kind_head(kind: str) -> Label:
    """What a kind is called in few letters, for the head of a column."""
    return Label(**_data()["kinds"][kind]["head"])


def kind_label(kind: str) -> Label:
    """What a kind is called; ``listed_twice`` too."""
    words = _data()["kinds"].get(kind) or _data()[kind]
    return Label(words["zh"], words["en"])
