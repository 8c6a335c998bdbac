"""Series and their gaps: what is missing between the first number and the last, and when nothing is said of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.series.numbers import DOCUMENT, INDEX, Number, index_number
from archive.series.series import (
    OUTSIDE,
    OWN,
    UNKNOWN,
    Gap,
    Published,
    assess,
    gaps_between,
    joined_prefixes,
    key_of,
    without_outliers,
)


def number(serial, prefix="锦松管发", year=2018, sort=DOCUMENT):
    return Number(sort, prefix, year, serial, f"{prefix}〔{year}〕#号")


def published(*serials, prefix="锦松管发", year=2018, sort=DOCUMENT):
    return [Published(number(n, prefix, year, sort), f"d{place}", f"t{place}") for place, n in enumerate(serials)]


def series(*serials, **said):
    documents = published(*serials)
    return assess(key_of(documents[0].number), documents, **said)


@given(st.sets(st.integers(1, 400), min_size=1))
def test_what_is_there_and_what_is_missing_make_up_all_from_the_first_to_the_last(serials):
    missing = {n for gap in gaps_between(serials) for n in range(gap.first, gap.last + 1)}
    assert (missing | serials, missing & serials) == (set(range(min(serials), max(serials) + 1)), set())


@given(st.sets(st.tuples(st.sampled_from(["锦松管发", "锦松管函"]), st.sampled_from([2017, 2018]), st.integers(1, 60))))
def test_a_gap_never_spans_two_series(numbers):
    documents = [Published(number(serial, prefix, year), f"{prefix}{year}{serial}") for prefix, year, serial in numbers]
    for key in {key_of(each.number) for each in documents}:
        mine = [each for each in documents if key_of(each.number) == key]
        serials = {each.number.serial for each in mine}
        for gap in assess(key, mine).gaps:
            assert {gap.first - 1, gap.last + 1} <= serials


@given(st.lists(st.integers(1, 10**8), min_size=1, max_size=40))
def test_outliers_and_the_others_are_all_and_nothing_lies_between_them_that_is_said_to_be_missing(serials):
    together, outliers, _ = without_outliers(serials)
    assert sorted((*together, *outliers)) == sorted(set(serials))
    assert all(not together[0] <= outlier <= together[-1] for outlier in outliers)


@given(st.sets(st.integers(1, 2_000), min_size=8), st.integers(50_000, 10**8))
def test_a_slip_far_away_leaves_the_gaps_as_they_are(serials, slip):
    assert without_outliers({*serials, slip})[0] == without_outliers(serials)[0]


def test_the_lower_bound_counts_what_lies_between_and_what_is_cited_beyond():
    found = series(2, 3, 6, cited=[4, 9])
    assert (found.missing, found.issued, found.share, found.cited) == (2, 6, 0.6, (4, 9))
    assert found.gaps == (Gap(4, 5),)


def test_a_typing_error_is_an_outlier_and_no_ninety_thousand_gaps():
    found = series(1, 2, 4, 5, 7, 99_999)
    assert (found.outliers, found.missing) == ((99_999,), 2)


def test_a_sparse_series_has_no_outliers():
    assert without_outliers([12, 340, 977, 1450]) == ((12, 340, 977, 1450), (), False)


def test_of_two_numbers_far_apart_nobody_can_say_which_is_right():
    assert series(3, 99_999).reason == "scattered"


def test_a_number_used_twice_is_shown_and_is_no_gap():
    found = series(1, 2, 2, 3)
    assert (found.twice, found.missing) == ((2,), 0)


def test_a_document_put_up_twice_is_no_second_use_of_its_number():
    again = [Published(number(2), "d1", "same"), Published(number(2), "d2", "same"), Published(number(3), "d3", "x")]
    assert assess(key_of(again[0].number), again).twice == ()


def test_two_issuers_with_one_abbreviation_leave_the_series_unassessed():
    mine = [Published(number(n), f"a{n}", f"a{n}", "审计局") for n in (1, 2, 4)]
    theirs = [Published(number(n), f"b{n}", f"b{n}", "行政审批局") for n in (1, 2, 9)]
    assert assess(key_of(mine[0].number), [*mine, *theirs]).reason == "two_issuers"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"owner": OUTSIDE}, "outside"),
        ({"is_covered": False}, "coverage"),
        ({"owner": UNKNOWN}, "sparse"),
        ({"owner": OWN}, ""),
    ],
)
def test_nothing_is_said_of_anothers_series_of_columns_not_read_or_of_a_few_numbers(said, reason):
    found = series(3, 20, 41, **said)
    assert (found.reason, found.missing is None) == (reason, bool(reason))


def test_one_number_alone_has_nothing_between():
    assert series(7).reason == "single"


def test_index_numbers_of_which_the_archive_has_few_say_nothing():
    few = published(1, 50, 99, sort=INDEX)
    assert assess(key_of(few[0].number), few).reason == "sparse"


def test_what_is_only_cited_has_no_first_and_no_last():
    found = assess(key_of(number(3)), [], cited=[3])
    assert (found.reason, found.issued, found.cited) == ("only_cited", None, (3,))


def index(*values):
    return [index_number(value) for value in values]


def test_categories_that_use_one_serial_are_series_of_their_own():
    numbers = index("A-01-2018-1", "A-01-2018-2", "A-02-2018-2", "A-02-2018-5")
    assert joined_prefixes(numbers) == {}


def test_categories_that_share_their_serials_out_are_one_series():
    numbers = index("A-01-2018-1", "A-02-2018-2", "A-01-2018-3", "A-02-2018-4")
    assert joined_prefixes(numbers) == {"A-01": "A-*", "A-02": "A-*"}


def test_categories_far_apart_are_not_joined_for_what_would_lie_between():
    numbers = index("A-01-2018-1", "A-01-2018-2", "A-02-2018-101", "A-02-2018-102")
    assert joined_prefixes(numbers) == {}
