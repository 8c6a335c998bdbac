"""The archive in which twins are looked for: what was planted is found, and a text that is known is signed once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from handmade_archive import empty_archive
from sqlite_utils import Database

from benchmarks.measure import BenchError
from benchmarks.twins import Pass, build, check, edit, main, measured, promise

DOCUMENTS = 1_000


@pytest.fixture(scope="module")
def planted() -> Iterator[tuple[Database, dict[str, int]]]:
    db = empty_archive()
    yield db, build(db, DOCUMENTS)


def test_what_was_planted_is_found_and_nothing_else(planted: tuple[Database, dict[str, int]]) -> None:
    db, kinds = planted
    first = measured(db)
    assert first.found == kinds
    assert first.signed == DOCUMENTS - kinds["same"]


def test_only_what_was_edited_is_signed_again(planted: tuple[Database, dict[str, int]]) -> None:
    db, _ = planted
    measured(db)
    assert measured(db).signed == 0
    assert edit(db, 100) == measured(db).signed == 10


@pytest.mark.parametrize("found", [{"same": 2}, {"same": 2, "near": 4}, {"same": 2, "near": 3, "form": 1}])
def test_a_pass_that_found_another_number_gives_no_figure(found: dict[str, int]) -> None:
    planted = {"near": 3, "same": 2}
    check(Pass(1, 1, 1, {"same": 2, "near": 3}), planted)
    with pytest.raises(BenchError, match=r"planted were \{'near': 3, 'same': 2\}, found "):
        check(Pass(1, 1, 1, found), planted)


@pytest.mark.parametrize("wrong", [1, 2])
def test_both_passes_over_what_was_planted_are_held_to_it(monkeypatch: pytest.MonkeyPatch, wrong: int) -> None:
    passes = [measured] * (wrong - 1) + [lambda _: Pass(1, 1, 1, {})]
    monkeypatch.setattr("benchmarks.twins.measured", lambda db: passes.pop(0)(db))
    said = CliRunner().invoke(main, ["--documents", "1000"])
    assert isinstance(said.exception, BenchError)
    assert passes == []


def test_the_promise_is_kept_in_proportion() -> None:
    assert promise(Pass(5.9, 5, 1, {}), 10_000).endswith("(limit 6 s) holds")
    assert promise(Pass(6.1, 5, 1, {}), 10_000).endswith("missed")
