"""Which of an identity's claims and cells say which of its numbers, and what they say now."""

from __future__ import annotations

import json

from archive.publish.plugin.identity_places import Place
from archive.publish.plugin.identity_sides import Sides, sides_of


def cell(name: str, value: float | None) -> Place:
    return Place(name, True, "" if value is None else f"{value:g}", value, f"#cell-{name}")


def claim(name: str, value: float) -> Place:
    return Place(name, False, f"{value:g}条", value, f"#claim-{name}")


def elsewhere(name: str) -> Place:
    """A cell of the report of another year: this page does not know what it says."""
    return Place(name, True, "", None, f"/report/demo-2017#cell-{name}")


def sides(parts: tuple[float, ...], total: float, *places: Place) -> Sides:
    return sides_of({"parts": json.dumps(parts), "total": total}, places)


def names(found: Sides) -> tuple[list[str | None], list[str | None]]:
    left, right = ([each.place.name if each.place else None for each in side] for side in (found.left, found.right))
    return left, right


def test_the_total_stands_behind_its_parts() -> None:
    assert names(sides((3, 1), 4, claim("2", 3), claim("3", 1), claim("1", 4))) == (["2", "3"], ["1"])


def test_equal_numbers_keep_their_places() -> None:
    assert names(sides((0, 0), 0, cell("a", 0), cell("b", 0), cell("sum", 0))) == (["a", "b"], ["sum"])


def test_a_balance_has_two_numbers_on_its_other_side() -> None:
    found = sides((30, 1), 31, cell("new", 30), cell("carried in", 1), cell("done", 29), cell("carried out", 2))
    assert names(found) == (["new", "carried in"], ["done", "carried out"])
    assert (found.total_now, found.strangers) == (31, 0)


def test_where_words_are_set_against_cells_these_are_the_parts() -> None:
    assert names(sides((3, 2), 5, claim("4", 5), cell("a", 3), cell("b", 2))) == (["a", "b"], ["4"])


def test_a_number_that_is_another_one_now_is_a_stranger() -> None:
    found = sides((3, 1), 4, claim("2", 3), claim("3", 2), claim("1", 4))
    assert (found.parts_now, found.strangers) == ((3, 2), 1)


def test_another_total_now_is_a_stranger_too() -> None:
    assert sides((3, 1), 4, cell("a", 3), cell("b", 1), cell("sum", 5)).strangers == 1


def test_a_blank_that_was_read_as_nothing_is_nothing_still() -> None:
    found = sides((3, 0), 3, cell("a", 3), cell("b", None), cell("sum", 3))
    assert (found.parts_now, found.strangers) == ((3, 0), 0)


def test_a_part_that_is_taken_away_keeps_its_sign() -> None:
    assert sides((9, -2), 7, cell("before", 9), cell("repealed", 2), cell("now", 7)).parts_now == (9, -2)


def test_of_another_years_cell_the_number_stays_as_it_was_stored() -> None:
    found = sides((9, 2), 11, elsewhere("2017:in force"), cell("made", 2), cell("in force", 11))
    assert (found.parts_now, found.total_now, found.strangers) == ((9, 2), 11, 0)


def test_a_part_that_is_named_behind_its_whole_is_found_by_its_number() -> None:
    found = sides((7,), 9, elsewhere("2017:carried out"), cell("carried in", 7))
    assert names(found)[0] == ["carried in"]
    assert (found.total_now, found.strangers) == (9, 0)


def test_a_share_of_which_only_the_printed_number_is_a_claim_has_that_on_its_other_side() -> None:
    found = sides((45, 60), 75, claim("8", 75))
    assert names(found) == ([None, None], ["8"])
