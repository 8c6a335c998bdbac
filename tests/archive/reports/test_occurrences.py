"""Which occurrence of a quote a place is: white space aside, and never inside a longer number."""

from __future__ import annotations

import pytest

from archive.reports.occurrences import Occurrences

TEXT = "收到申请3件，答复 3\n件；13件、3.3件、1,3件以外，3件３件。"


@pytest.mark.parametrize(("occurrence", "words"), [(1, "3件"), (2, "3\n件"), (3, "3件"), (4, "３件")])
def test_each_occurrence_has_its_place(occurrence, words):
    start, end = Occurrences(TEXT).span("3 件", occurrence)
    assert TEXT[start:end] == words
    assert Occurrences(TEXT).number("3件", start) == occurrence


@pytest.mark.parametrize("occurrence", [0, 5, 10**9, -1])
def test_there_are_no_more_than_there_are(occurrence):
    assert Occurrences(TEXT).span("3件", occurrence) is None


def test_a_place_where_the_words_do_not_stand_has_no_number():
    assert Occurrences(TEXT).number("3件", 0) == 0


def test_no_words_stand_nowhere():
    assert Occurrences(TEXT).span(" ", 1) is None


def test_a_number_at_the_end_of_a_sentence_is_found():
    assert Occurrences("共12。另有5,又").span("12", 1) == (1, 3)
    assert Occurrences("共12。另有5,又").span("5", 1) == (6, 7)
