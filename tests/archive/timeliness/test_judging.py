"""Of which kind a document is by its dates."""

from __future__ import annotations

from datetime import date

import pytest

from archive.timeliness.judging import Dates, judge
from archive.timeliness.rules import kinds, limit_of

# 2018-03-05 is a Monday; without a holiday the twentieth working day after it is the second of April.
WRITTEN = date(2018, 3, 5)
ON_TIME, LATE = date(2018, 4, 2), date(2018, 4, 3)


@pytest.mark.parametrize(
    ("dates", "kind"),
    [
        (Dates(WRITTEN, WRITTEN), "same_day"),
        (Dates(WRITTEN, ON_TIME), "within"),
        (Dates(WRITTEN, LATE), "over"),
        (Dates(WRITTEN, date(2018, 3, 2)), "published_first"),
        (Dates(WRITTEN, None), "undated"),
        (Dates(WRITTEN, LATE, ON_TIME, disagree=True), "conflict"),
        (Dates(date(2003, 3, 5), LATE), "out_of_calendar"),
        (Dates(date(2008, 4, 30), LATE), "before_regulation"),
        (Dates(date(2008, 5, 1), LATE), "over"),
        (Dates(WRITTEN, LATE, outside=True), "outside"),
        (Dates(WRITTEN, None, outside=True), "undated"),
    ],
)
def test_the_kind_follows_from_the_dates(dates: Dates, kind: str) -> None:
    assert judge(dates).kind == kind


def test_every_kind_that_is_said_has_words() -> None:
    assert {"same_day", "within", "over", "published_first", "undated", "conflict"} < set(kinds())


def test_published_on_the_weekend_after_it_was_written_is_within_no_working_day() -> None:
    told = judge(Dates(date(2018, 3, 9), date(2018, 3, 10)))
    assert (told.kind, told.working_days) == ("within", 0)


def test_published_on_the_weekend_before_it_was_written_is_published_first() -> None:
    told = judge(Dates(date(2018, 3, 11), date(2018, 3, 10)))
    assert (told.kind, told.working_days) == ("published_first", 0)


def test_of_dates_that_disagree_both_are_counted() -> None:
    told = judge(Dates(WRITTEN, LATE, ON_TIME, disagree=True))
    assert (told.working_days, told.other_days) == (21, 20)


def test_what_the_archive_did_not_find_yet_took_at_least_until_then() -> None:
    told = judge(Dates(WRITTEN, ON_TIME, lacked_on=LATE))
    assert (told.kind, told.working_days, told.at_least) == ("within", 20, 21)


def test_the_article_is_that_in_force_when_the_document_was_written() -> None:
    articles = [limit_of(day) for day in (date(2008, 4, 30), date(2019, 5, 14), date(2019, 5, 15))]
    assert [limit and limit.article for limit in articles] == [None, 18, 26]
