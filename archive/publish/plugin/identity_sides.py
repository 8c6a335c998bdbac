"""Both sides of an identity: each of its numbers with the claim or cell that says it, as stored and as read now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import copysign, isclose

from archive.publish.plugin.identity_places import Place
from archive.publish.plugin.rows import Row, json_list


@dataclass(frozen=True, slots=True)
class Operand:
    """A number of an identity; ``stored`` is None where only the sum of its side is, ``now`` where nothing says it."""

    place: Place | None
    stored: float | None
    now: float | None

    @property
    def shown(self) -> float:
        """The number as it is printed: as it was stored, else as it is read now."""
        return (self.stored if self.stored is not None else self.now) or 0.0

    @property
    def is_same(self) -> bool:
        """Whether nothing says that the number is another one now."""
        return self.stored is None or self.now is None or same(self.stored, self.now)


@dataclass(frozen=True, slots=True)
class Sides:
    """The parts, and what they are set against: one number, or several of which only the sum is stored."""

    left: tuple[Operand, ...]
    right: tuple[Operand, ...]
    total: float

    @property
    def parts_now(self) -> tuple[float, ...]:
        """The parts as they are read now; as they were stored where nothing says them."""
        return tuple(operand.shown if operand.now is None else operand.now for operand in self.left)

    @property
    def total_now(self) -> float:
        """What the right side amounts to now; as it was stored where one of its numbers is not known."""
        known = [operand.now for operand in self.right if operand.now is not None]
        return sum(known) if len(known) == len(self.right) and known else self.total

    @property
    def strangers(self) -> int:
        """How many numbers are not what stands at their places."""
        right = 0 if same(self.total, self.total_now) else 1
        return right + sum(not operand.is_same for operand in self.left)


def same(stored: float | None, now: float | None) -> bool:
    """Whether two numbers are one, but for the last digits of a sum."""
    return stored is not None and now is not None and isclose(stored, now, rel_tol=1e-9, abs_tol=1e-6)


def parts_of(identity: Row) -> list[float]:
    """The parts of an identity as they were read."""
    return [float(part) for part in json_list(identity["parts"]) if isinstance(part, int | float)]


def sides_of(identity: Row, places: Sequence[Place]) -> Sides:
    """Both sides of an identity with ``places``, the places of its numbers.

    They stand in its order, parts first; where words are set against cells, these are the parts. An identity that has
    not as many places as numbers, or names them in another order, has its numbers where they are found: unless a place
    says a number now that is none of its own.
    """
    parts, total = parts_of(identity), identity["total"] or 0.0
    cells, claims = ([place for place in places if place.is_cell is kind] for kind in (True, False))
    if len(places) <= len(parts) or (cells and claims and len(cells) != len(parts)):
        return _by_value(parts, total, places)[0]
    ordered = [*cells, *claims]
    left = tuple(_operand(part, place) for part, place in zip(parts, ordered, strict=False))
    right = ordered[len(parts) :]
    stored = total if len(right) == 1 else None
    in_order = Sides(left, tuple(_operand(stored, place) for place in right), total)
    if not in_order.strangers:
        return in_order
    by_value, left_over = _by_value(parts, total, places)
    return in_order if any(place.value is not None for place in left_over) else by_value


def _by_value(parts: Sequence[float], total: float, places: Sequence[Place]) -> tuple[Sides, list[Place]]:
    """Each number with the first place that gives it now and that no other number has; and the places left over."""
    free, found = list(places), []
    for amount in (*parts, total):
        place = next((each for each in free if each.value is not None and same(abs(each.value), abs(amount))), None)
        if place is not None:
            free.remove(place)
        found.append(_operand(amount, place))
    return Sides(tuple(found[:-1]), (found[-1],), total), free


def _operand(stored: float | None, place: Place | None) -> Operand:
    """A cell enters with the sign that was stored; one that is blank is nothing, as it was."""
    if place is None or place.value is None:
        blank = place is not None and place.is_cell and place.link.startswith("#") and not stored
        return Operand(place, stored, 0.0 if blank else None)
    return Operand(place, stored, copysign(abs(place.value), stored) if stored else place.value)


def on_another_page(sides: Sides, lead: Callable[[str], str]) -> Sides:
    """The same, its places led to from elsewhere than the report's own page: ``lead`` gives the address of a place."""
    left, right = (tuple(_moved(operand, lead) for operand in side) for side in (sides.left, sides.right))
    return replace(sides, left=left, right=right)


def _moved(operand: Operand, lead: Callable[[str], str]) -> Operand:
    place = operand.place
    if place is None or not place.link.startswith("#"):
        return operand
    return replace(operand, place=replace(place, link=lead(place.link.removeprefix("#"))))
