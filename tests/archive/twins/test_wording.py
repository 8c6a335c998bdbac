"""Two texts, and whether they are one, nearly one, or of one form."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.folding import nfkc
from archive.twins.judging import Copy, Likeness, of_one_text, of_two_texts
from archive.twins.rules import begun_figures, rules
from archive.twins.wording import RUN, Wording, differ_in_figures, packed_runs, runs, similarity, wording

NOTICE = (
    "经评审，以下单位拟获得本年度技术改造补助，现予公示。公示期间，任何单位和个人对公示内容有异议的，可以书面形式向主管部门反映，"
    "反映情况应当实事求是，并提供必要的证明材料。受理部门对反映人的身份和反映的内容严格保密，逾期不再受理。"
    "拟补助单位：红旗机械厂，补助金额{amount}万元。"
)


def copy(
    title: str = "公示", attachments: tuple[str, ...] = (), *, is_short: bool = False, is_file: bool = False
) -> Copy:
    return Copy("d", wording(title), frozenset(attachments), is_file, is_short)


def judged(one: str, other: str, titles: tuple[str, str] = ("公示", "公示")) -> Likeness | None:
    return of_two_texts(copy(titles[0]), copy(titles[1]), (wording(one), wording(other)))


def test_spaces_widths_and_marks_make_no_other_text() -> None:
    one, other = wording("第１号　通知：请各单位（含下属）办理。"), wording("第1号通知, 请各单位(含下属) 办理")
    assert similarity(one, other) == 1.0
    assert not differ_in_figures(one, other)


SIGNS = st.text(alphabet="0123456789第〇一三十百万元月份，、,.甲的 １٣壹", max_size=40)


@given(SIGNS)
def test_figures_are_found_by_what_they_begin_with_as_without_it(text: str) -> None:
    found = [(figure.span(), figure[0]) for figure in begun_figures().finditer(text)]
    assert found == [(figure.span(), figure[0]) for figure in rules().figures.finditer(text)]


def test_the_first_signs_of_figures_are_those_of_all_their_forms() -> None:
    forms = rules().figures.pattern.split("|")
    assert len(forms) == begun_figures().pattern.count("(?<=")


@given(st.text(alphabet="0123456789,，万 ", max_size=30))
def test_a_comma_between_thousands_is_no_mark(text: str) -> None:
    plain = nfkc(text)
    assert wording(text).text == re.sub(r"(?<=\d),(?=\d{3})", "", plain)


@given(st.text(alphabet=st.characters(max_codepoint=0xFFFF)))
def test_packed_runs_are_the_runs_of_a_text(words: str) -> None:
    packed = packed_runs(words)
    unpacked = [packed[begin : begin + RUN] for begin in range(0, len(packed), RUN)]
    assert sorted(unpacked) == sorted(run.encode("utf-16-le", "surrogatepass") for run in runs(words))


def test_a_run_of_a_letter_outside_the_basic_plane_has_it_as_two() -> None:
    assert len(packed_runs("姓𠮷名册")) == 2 * RUN


def test_an_empty_text_is_like_no_other() -> None:
    assert similarity(wording(""), wording("")) == 0.0


def test_another_name_in_one_place_is_nearly_the_same() -> None:
    told = judged(NOTICE.format(amount=30), NOTICE.format(amount=30).replace("红旗机械厂", "东风轴承厂"))
    assert told is not None
    assert told.kind == "near"
    assert 0.85 < told.similarity < 1


@pytest.mark.parametrize(("one", "other"), [("30", "45"), ("三十", "四十五"), ("1,200", "1,300")])
def test_the_same_words_with_another_figure_are_two_documents_of_one_form(one: str, other: str) -> None:
    told = judged(NOTICE.format(amount=one), NOTICE.format(amount=other))
    assert told is not None
    assert told.kind == "form"


def test_a_date_that_only_one_of_two_texts_has_makes_them_no_form() -> None:
    told = judged(NOTICE.format(amount=30), NOTICE.format(amount=30) + "\n2018年5月3日")
    assert told is not None
    assert told.kind == "near"


def test_thousands_are_one_figure_with_a_mark_or_without() -> None:
    assert not differ_in_figures(wording("支出1,200万元"), wording("支出1200万元"))


def test_white_space_parts_figures() -> None:
    assert differ_in_figures(wording("1 23"), wording("12 3"))


def test_parts_of_a_series_are_of_one_form_though_their_texts_differ_in_a_name_alone() -> None:
    other = NOTICE.format(amount=30).replace("红旗机械厂", "东风轴承厂")
    told = judged(NOTICE.format(amount=30), other, ("第一批补助公示", "第二批补助公示"))
    assert told is not None
    assert told.kind == "form"


def test_other_words_are_nothing() -> None:
    assert judged(NOTICE.format(amount=30), "召开工作会议，部署下一阶段重点任务，各部门主要负责人参加。" * 4) is None


def test_one_text_under_two_titles_is_the_same() -> None:
    assert of_one_text(copy("培训通知"), copy("关于举办培训班的通知")) == Likeness("same", 1.0)


def test_a_title_that_a_mark_of_a_copy_was_added_to_is_the_same() -> None:
    assert of_one_text(copy("培训通知"), copy("培训通知(1)")) == Likeness("same", 1.0)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (copy("第一批公示"), copy("第二批公示")),
        (copy("2018年部门预算"), copy("2019年部门预算")),
        (copy(attachments=("a",)), copy(attachments=("b",))),
    ],
)
def test_one_text_with_other_titles_or_other_annexes_is_one_form(one: Copy, other: Copy) -> None:
    assert of_one_text(one, other) == Likeness("form", 1.0)


def test_the_same_annexes_outweigh_a_title() -> None:
    assert of_one_text(copy("第一批公示", ("a",)), copy("第二批公示", ("a",))) == Likeness("same", 1.0)


def test_a_short_text_is_compared_by_its_annexes_alone() -> None:
    assert of_one_text(copy(is_short=True), copy(is_short=True)) is None
    assert of_one_text(copy(attachments=("a",), is_short=True), copy(attachments=("b",), is_short=True)) is None
    same = of_one_text(copy(attachments=("a",), is_short=True), copy(attachments=("a",), is_short=True))
    assert same == Likeness("same", 1.0)


def test_files_of_the_same_bytes_are_the_same_whatever_they_are_called() -> None:
    assert of_one_text(copy("一", is_file=True), copy("二", is_file=True)) == Likeness("same", 1.0)


def test_what_is_long_enough_is_counted_in_letters() -> None:
    assert Wording("，" * 500 + "附件").is_short
    assert not wording(NOTICE).is_short
