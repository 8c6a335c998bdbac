"""Title folding: what is one title, and what stays two."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.folding import title_key


@pytest.mark.parametrize(
    "variant",
    [
        "《关于印发“十三五”规划（试行）的通知》",
        '关于印发"十三五"规划(试行)的通知',
        "关于印发＂十三五＂规划﹝试行﹞的通知",
        "关于 印发「十三五」规划〔试行〕的通知\u3000",
        "关于印发\u200b十三五\ufeff规划【试行】的通知。",
    ],
)
def test_typography_makes_no_second_title(variant):
    assert title_key(variant) == "关于印发十三五规划试行的通知"


def test_full_width_and_case_are_one():
    assert title_key("２０１８年ＰＰＰ项目") == title_key("2018年ppp项目") == "2018年ppp项目"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2018年政府预算", "2019年政府预算"),
        ("工作简报第1、2期", "工作简报第12期"),
        ("2018年1-6月支出", "2018年16月支出"),
        ("投资1.2亿元", "投资12亿元"),
        ("政府预算", "政府决算"),
    ],
)
def test_different_titles_stay_different(one, other):
    assert title_key(one) != title_key(other)


def test_the_sign_between_two_numbers_does_not_matter():
    assert title_key("2018年1-6月") == title_key("2018年1—6月") == title_key("2018年1～6月")


def test_spaces_inside_a_number_do_not_part_it():
    assert title_key("2 0 1 8年预算") == title_key("2018年预算")


@pytest.mark.parametrize("title", [None, "", "  \u3000", "——（）……"])
def test_a_title_without_letters_has_an_empty_key(title):
    assert title_key(title) == ""


@given(st.text())
def test_folding_a_key_again_changes_nothing(title):
    key = title_key(title)
    assert title_key(key) == key


@given(st.text())
def test_a_key_holds_letters_numbers_marks_and_gaps_only(title):
    assert all(c == "-" or unicodedata.category(c)[0] in "LNM" for c in title_key(title))


@given(st.text(), st.sampled_from(["《{}》", "“{}”", " {} ", "（{}）", "{}。", "【{}】"]))
def test_brackets_and_quotes_around_a_title_change_nothing(title, around):
    assert title_key(around.format(title)) == title_key(title)


def test_what_python_calls_letters_and_numbers_has_nothing_that_a_key_drops() -> None:
    kept = (chr(code) for code in range(sys.maxunicode + 1) if chr(code).isalnum())
    assert {unicodedata.category(character)[0] for character in kept} == {"L", "N"}


def stripped(text: str) -> str:
    """Character by character what stays of a text, as ``title_key`` says it."""
    kept: list[str] = []
    parted = False
    for character in text:
        category = unicodedata.category(character)[0]
        if category in "LNM":
            kept += ["-"] if parted and kept and kept[-1].isdecimal() and character.isdecimal() else []
            kept.append(character)
        parted = category not in "LNM" and (parted or category in "PS")
    return "".join(kept)


def unified(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


@given(st.text(st.one_of(st.characters(), st.sampled_from("0123456789年第号（）—、， ①\u0301ＡßΣ")), max_size=20))
def test_short_cuts_make_no_other_key(title: str) -> None:
    assert title_key(title) == stripped(unified(stripped(unified(title))))
