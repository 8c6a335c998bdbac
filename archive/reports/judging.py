"""Whether the two sides of an identity agree, and what cannot be said where cells are blank, missing or text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.records import CellKind, Identity, TableCell

#: What a side is made of: a cell, or None where the table has none (a lost row).
Side = Sequence[TableCell | None]

_NEAR = 1e-9  # sums of printed decimals are not exact in binary


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a relation holds; None with the reason why that cannot be said."""

    holds: bool | None
    reason: str = ""


def total_of(side: Side) -> float:
    """The sum of a side; what prints no number adds nothing."""
    return sum(cell.value or 0.0 for cell in side if cell is not None)


def is_silent(side: Side) -> bool:
    """Whether no cell of a side prints a number."""
    return all(cell is None or cell.value is None for cell in side)


def is_equal(left: float, right: float) -> bool:
    """Whether two sums are the same number."""
    return abs(left - right) <= _NEAR * max(1.0, abs(left), abs(right))


def _unreadable(left: Side, right: Side) -> bool:
    return any(cell is not None and cell.kind is CellKind.TEXT for cell in (*left, *right))


def _lost(left: Side, right: Side) -> bool:
    return None in (*left, *right)


def judge_sum(left: Side, right: Side) -> Judgement:
    """Addends against a printed sum; a blank beside filled addends is 0, a lost row may be anything."""
    if _unreadable(left, right):
        return Judgement(None, "text_in_cell")
    if is_silent(right):
        return Judgement(None, "row_missing" if _lost((), right) else "total_blank")
    if is_silent(left):
        return Judgement(None, "row_missing" if _lost(left, ()) else "parts_blank")
    if is_equal(total_of(left), total_of(right)):
        return Judgement(True)
    if _lost(left, ()) and total_of(left) < total_of(right):
        return Judgement(None, "row_missing")
    return Judgement(False)


def judge_balance(left: Side, right: Side) -> Judgement:
    """Two sums that are equal; the first cell of the right side is one the table must print."""
    equal = is_equal(total_of(left), total_of(right))
    if _unreadable(left, right):
        return Judgement(None, "text_in_cell")
    if is_silent(right[:1]):
        return Judgement(None, "row_missing" if right[0] is None else "total_blank")
    if not equal and _lost(left, right):
        return Judgement(None, "row_missing")
    if not equal and is_silent(left):
        return Judgement(None, "parts_blank")
    return Judgement(equal)


def judge_part(left: Side, right: Side) -> Judgement:
    """Parts that are together not more than the whole; nothing is said of a blank."""
    if _unreadable(left, right):
        return Judgement(None, "text_in_cell")
    if is_silent(right):
        return Judgement(None, "row_missing" if _lost((), right) else "total_blank")
    if is_silent(left):
        return Judgement(None, "row_missing" if _lost(left, ()) else "parts_blank")
    return Judgement(total_of(left) <= total_of(right) + _NEAR)


def judge_cover(left: Side, right: Side) -> Judgement:
    """A total that is not more than its parts together, which may overlap."""
    judged = judge_sum(left, right)
    return Judgement(True) if judged.holds is False and total_of(left) > total_of(right) else judged


def judge_at_least_zero(left: Side, right: Side) -> Judgement:
    """One number that is not negative."""
    if _unreadable(left, right):
        return Judgement(None, "text_in_cell")
    return Judgement(None, "cell_blank") if is_silent(left) else Judgement(total_of(left) >= 0)


JUDGES = {
    "sum": judge_sum,
    "equal": judge_sum,
    "balance": judge_balance,
    "carry": judge_balance,
    "part": judge_part,
    "cover": judge_cover,
    "at_least_zero": judge_at_least_zero,
}


def judged(rule: str, relation: str, left: Side, right: Side, level: str = "fail", otherwise: str = "") -> Identity:
    """The identity between two sides; ``otherwise`` is the reason why one that does not hold is left undecided."""
    judgement = JUDGES[relation](left, right)
    if judgement.holds is False and otherwise:
        judgement = Judgement(None, otherwise)
    return Identity(
        rule,
        relation,
        tuple(cell.value or 0.0 if cell else 0.0 for cell in left),
        total_of(left),
        total_of(right),
        judgement.holds,
        cells=tuple(cell.place for cell in (*left, *right) if cell is not None),
        level=level,
        reason=judgement.reason,
    )
