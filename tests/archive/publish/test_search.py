"""Search: words of any length are found, whatever the typography, and nothing typed is syntax."""

from __future__ import annotations

import sqlite3
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.publish.search import TOKENIZER, escape_query, spaced

TITLES = ("关于促进就业的通知", "业务办理指南", "就近入学，业余教育", "ABC项目2018年公示", "没有相关内容")


def found(query: str | None, titles: tuple[str, ...] = TITLES) -> set[str]:
    connection = sqlite3.connect(":memory:")
    connection.execute(f"""create virtual table f using fts5(title, content='', tokenize="{TOKENIZER}")""")
    rows = [(number, spaced(title)) for number, title in enumerate(titles)]
    connection.executemany("insert into f(rowid, title) values (?, ?)", rows)
    return {
        titles[number] for (number,) in connection.execute("select rowid from f where f match ?", [escape_query(query)])
    }


def test_one_character_finds_every_title_that_holds_it() -> None:
    assert found("业") == {TITLES[0], TITLES[1], TITLES[2]}


def test_two_characters_are_a_word_and_not_two() -> None:
    assert found("就业") == {TITLES[0]}


def test_a_phrase_does_not_reach_across_punctuation() -> None:
    assert found("学业") == set()


def test_words_with_a_space_between_must_all_occur() -> None:
    assert found("就 学") == {TITLES[2]}


def test_full_width_and_lower_case_find_the_same() -> None:
    assert found("ａｂｃ项目２０１８年") == {TITLES[3]}


@pytest.mark.parametrize("query", ["", None, '"', '""', "*", "^", "。。", "   ", "(", "NEAR"])
def test_a_query_without_a_word_finds_nothing_and_fails_nowhere(query: str | None) -> None:
    assert found(query) == set()


@given(st.text(max_size=30))
def test_no_query_is_read_as_syntax(query: str) -> None:
    found(query)


@given(
    st.lists(st.text("政府信息公开就业务，。 ", max_size=8), max_size=6, unique=True),
    st.text("政府信息公开就业务", min_size=1, max_size=4),
)
def test_a_word_finds_exactly_the_titles_it_stands_in(titles: list[str], word: str) -> None:
    holding = {title for title in titles if word in unicodedata.normalize("NFKC", title).replace(" ", "")}
    # A space inside a title is typography to the search as it is to a reader.
    assert found(word, tuple(titles)) == holding
