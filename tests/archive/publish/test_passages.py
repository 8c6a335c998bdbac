"""Passages: the words of a search are marked where a reader sees them, whatever the typography, and nowhere else."""

from __future__ import annotations

import pytest
from cpu_time import cpu_time
from hypothesis import given
from hypothesis import strategies as st

from archive.publish.passages import MOST_CHARACTERS, Passage, Words, beginning
from archive.publish.search import spaced


def marks(query: str, text: str) -> list[str]:
    """What is marked in the whole text."""
    return [run.text for run in Words(query).find(text).marked if run.is_found]


def said(passage: Passage) -> str:
    return "".join(run.text for run in passage.runs)


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("业", "就业与业务", ["业", "业"]),
        ("就业", "促进就业", ["就业"]),
        ("就業", "促进就业", ["就业"]),
        ("就业", "促進就業辦法", ["就業"]),
        ("就 业", "就近入学，业余", ["就", "业"]),
        ("就业", "就，业", []),
        ("就业", "就\n业", []),
        ("就业", "就 业", ["就 业"]),
        ("就业", "就\u200b业", ["就\u200b业"]),
        ("abc", "ＡＢＣ项目", ["ＡＢＣ"]),
        ("file", "一个ﬁle", ["ﬁle"]),
        ("1月", "11月和1月", ["1月"]),
        ("工作", "⼯作", ["⼯作"]),
        ('"2018〕13号"', "锦政发〔2018〕13号", ["2018〕13号"]),
        ("cafe", "Café", ["Café"]),
        ("政府 政府文件", "政府文件与政府", ["政府文件", "政府"]),
    ],
)
def test_what_was_looked_for_is_marked_as_it_stands_in_the_text(query: str, text: str, marked: list[str]) -> None:
    assert marks(query, text) == marked


@given(
    st.text("政府信息公开就业務ＡＢ12 ，。\n\u200bﬁé", max_size=40), st.text("政府信息务業aB1ﬁ", min_size=1, max_size=3)
)
def test_a_mark_reads_as_what_was_typed(text: str, query: str) -> None:
    wanted = spaced(query).replace(" ", "")
    assert {spaced(mark).replace(" ", "") for mark in marks(query, text)} <= {wanted}


@given(st.text(max_size=60), st.text(max_size=10))
def test_no_character_of_the_text_is_lost_or_added(text: str, query: str) -> None:
    assert "".join(run.text for run in Words(query).find(text).marked) == text


def test_a_passage_is_short_and_says_that_the_text_goes_on() -> None:
    (passage,) = Words("就业").find("前" * 500 + "就业" + "后" * 500).passages
    assert 50 < len(said(passage)) < 150
    assert (passage.is_cut_before, passage.is_cut_after) == (True, True)


def test_a_passage_that_is_the_whole_text_is_not_cut() -> None:
    (passage,) = Words("就业").find("促进就业。").passages
    assert (said(passage), passage.is_cut_before, passage.is_cut_after) == ("促进就业。", False, False)


def test_of_many_places_those_with_most_of_the_words_are_shown() -> None:
    text = ("就业。" + "前" * 300) * 5 + "补贴与就业。" + "后" * 300 + "就业"
    assert "补贴与就业" in "".join(said(passage) for passage in Words("就业 补贴").find(text).passages)


def test_two_places_close_together_stand_in_one_passage() -> None:
    assert len(Words("就业").find("就业，再就业。" + "后" * 200).passages) == 1


def test_a_text_without_the_words_begins_where_it_begins() -> None:
    assert Words("就业").find("无关").passages == ()
    assert said(beginning("无关的正文")) == "无关的正文"


@pytest.mark.parametrize(
    "text", ["就" * MOST_CHARACTERS, " " * MOST_CHARACTERS, "就 " * MOST_CHARACTERS, "，" * 90_000]
)
def test_a_text_made_to_be_slow_is_not(text: str) -> None:
    words = Words(" ".join(["就业", "就" * 60, '"就，业"', "a" * 60, *"政府信息公开条例实施"]))
    with cpu_time() as took:
        words.find(text)
    assert took.seconds < 1
