"""Which findings are not as they were."""

from __future__ import annotations

from archive.turned import Judged, Turned, turned


def judged(verdict: str, observed: float | None, finding: str = "c@1") -> Judged:
    return Judged(finding, "r-2018", verdict, observed)


def test_another_verdict_is_a_change_with_both_sides() -> None:
    found = turned({"c": judged("confirmed", 12)}, {"c": judged("fewer_found", 11, "c@2")})
    assert found == (Turned("c", "r-2018", "confirmed", "fewer_found", 12, 11),)


def test_another_amount_under_the_same_verdict_is_a_change() -> None:
    found = turned({"c": judged("more_found", 13)}, {"c": judged("more_found", 14)})
    assert [(each.observed_before, each.observed_after) for each in found] == [(13, 14)]


def test_the_same_said_again_by_a_later_crawl_is_none() -> None:
    assert turned({"c": judged("confirmed", 12)}, {"c": judged("confirmed", 12, "c@2")}) == ()


def test_a_first_verdict_is_none() -> None:
    assert turned({}, {"c": judged("confirmed", 12)}) == ()


def test_a_claim_of_which_nothing_is_said_any_more_is_one() -> None:
    assert turned({"c": judged("confirmed", 12)}, {}) == (Turned("c", "r-2018", "confirmed", "", 12, None),)
