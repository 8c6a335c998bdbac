"""The bench of the site: every kind of page is asked for as often, and a limit that is missed is said to be missed."""

from __future__ import annotations

from benchmarks.visits import LIMITS, Waited, mix, paths, promises


def test_every_kind_of_page_is_asked_for_as_often() -> None:
    asked = {"a": ["/1", "/2", "/3"], "b": ["/4"]}
    assert mix(asked) == ["/1", "/4", "/2", "/4", "/3", "/4"]


def test_each_limit_is_of_a_page_that_is_asked_for() -> None:
    assert set(LIMITS) <= set(paths(["就业"]))


def test_a_limit_is_held_to_the_median_and_grows_with_the_documents() -> None:
    waited = {kind: Waited((1.0, limit + 1.0, 900.0), 0) for kind, limit in LIMITS.items()}
    assert {line.split()[-1] for line in promises(waited, 100_000)} == {"missed"}
    assert {line.split()[-1] for line in promises(waited, 200_000)} == {"holds"}
    assert {line.split()[-1] for line in promises(waited, 500)} == {"missed"}
