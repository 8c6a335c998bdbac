"""The archive in which twins are looked for: what was planted is found, and a text that is known is signed once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from handmade_archive import empty_archive
from sqlite_utils import Database

from benchmarks.twins import Pass, build, edit, measured, promise

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


def test_the_promise_is_kept_in_proportion() -> None:
    assert promise(Pass(5.9, 5, 1, {}), 10_000).endswith("(limit 6 s) holds")
    assert promise(Pass(6.1, 5, 1, {}), 10_000).endswith("missed")
