"""Of what kind two documents with one text, or nearly one, are."""

from __future__ import annotations

import math
from dataclasses import dataclass

from archive.twins.rules import rules
from archive.twins.wording import Wording, differ_in_figures, similarity


@dataclass(frozen=True, slots=True)
class Copy:
    """A document as it is compared: its title, the digests of its attachments, and whether it is a file itself."""

    document: str
    title: Wording
    attachments: frozenset[str]
    is_file: bool
    is_short: bool


@dataclass(frozen=True, slots=True)
class Likeness:
    """The kind (rules.yml), and the share of pieces that both have, 0 to 1, rounded down to hundredths."""

    kind: str
    similarity: float


def of_one_text(one: Copy, other: Copy) -> Likeness | None:
    """What two documents are whose texts, or bytes, are equal; None where there is too little to say so."""
    if one.is_file or other.is_file:
        return Likeness("same", 1.0)
    equal = bool(one.attachments) and one.attachments == other.attachments
    if one.is_short and not equal:
        return None
    return Likeness("form" if is_series(one, other) else "same", 1.0)


def of_two_texts(one: Copy, other: Copy, texts: tuple[Wording, Wording]) -> Likeness | None:
    """What documents of two different texts are: nearly the same, or of one form; None where they are neither."""
    share = similarity(*texts)
    if share < rules().similarity:
        return None
    is_form = differ_in_figures(*texts) or is_series(one, other)
    return Likeness("form" if is_form else "near", math.floor(share * 100) / 100)


def is_series(one: Copy, other: Copy) -> bool:
    """Whether titles or annexes tell them apart: parts of a series (第一批, 第二批), pages of several offices."""
    if one.attachments and one.attachments == other.attachments:
        return False
    return bool(one.attachments and other.attachments) or differ_in_figures(one.title, other.title)
