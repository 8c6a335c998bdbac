"""The same report in two places: what is the same, what differs, what only one of them has."""

from __future__ import annotations

from archive.records import Claim
from archive.reports.comparison import DIFFERS, ONLY_FIRST, ONLY_SECOND, SAME, compare


def claim(metric: str, value: float | None, subject: str = "", **fields) -> Claim:
    row = {"kind": "count", "quote": f"{subject}{value}", "start": 0, "end": 1, "unit": "条", "qualifier": "exact"}
    return Claim(**{**row, "metric": metric, "value": value, "subject": subject, **fields})


def results(first, second) -> list[tuple[str, float | None, float | None]]:
    return [
        (each.result, each.first and each.first.value, each.second and each.second.value)
        for each in compare(first, second).claims
    ]


def test_two_equal_readings_do_not_differ():
    claims = [claim("a", 1), claim("b", 2)]
    comparison = compare(claims, claims)
    assert (comparison.differs, comparison.count(SAME)) == (False, 2)


def test_another_value_is_named_with_both_claims():
    assert results([claim("a", 1072)], [claim("a", 1027)]) == [(DIFFERS, 1072, 1027)]


def test_another_unit_or_qualifier_is_a_difference():
    assert [each[0] for each in results([claim("a", 5)], [claim("a", 5, unit="万条")])] == [DIFFERS]
    assert [each[0] for each in results([claim("a", 5)], [claim("a", 5, qualifier="approx")])] == [DIFFERS]


def test_what_one_of_them_lacks_is_said_of_it():
    assert results([claim("a", 1), claim("b", 2)], [claim("b", 2), claim("c", 3)]) == [
        (ONLY_FIRST, 1, None),
        (SAME, 2, 2),
        (ONLY_SECOND, None, 3),
    ]


def test_one_sentence_less_does_not_shift_those_behind_it():
    first = [claim("a", value) for value in (1, 2, 3)]
    assert results(first, [first[0], first[2]]) == [(SAME, 1, 1), (ONLY_FIRST, 2, None), (SAME, 3, 3)]


def test_occurrences_of_one_metric_are_matched_in_their_order():
    first, second = [claim("a", 1), claim("a", 2)], [claim("a", 1), claim("a", 9)]
    assert results(first, second) == [(SAME, 1, 1), (DIFFERS, 2, 9)]


def test_figures_of_another_scope_are_never_matched():
    assert results([claim("a", 1, scope="全市")], [claim("a", 1, scope="本级")]) == [
        (ONLY_FIRST, 1, None),
        (ONLY_SECOND, None, 1),
    ]


def test_another_wording_of_the_subject_is_the_same_claim():
    assert results([claim("a", 1, "主动公开信息")], [claim("a", 1, "主动公开政府信息")]) == [(SAME, 1, 1)]


def test_white_space_and_width_in_the_subject_do_not_matter():
    first = [claim("a", 1, "收到 申请（件）"), claim("a", 2, "其他")]
    second = [claim("a", 2, "其他"), claim("a", 1, "收到申请(件)")]
    assert {each[0] for each in results(first, second)} == {SAME}


def test_an_existence_is_not_matched_with_an_amount():
    named = claim("a", None, kind="existence")
    assert [each[0] for each in results([named], [claim("a", 1)])] == [ONLY_FIRST, ONLY_SECOND]
