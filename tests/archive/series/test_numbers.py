"""Document and index numbers as they are written: every observed form is read, and read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.series.numbers import document_numbers, index_number, kind_of, kinds, numbers_before, unified

BRACKETS = ("〔〕", "[]", "［］", "()", "（）", "【】", "﹝﹞")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
HAN = st.text("锦松山管财政教卫委党区镇苏辽人社市", min_size=1, max_size=8)
PREFIXES = st.builds(str.__add__, HAN, st.sampled_from(["", *kinds()]))
YEARS = st.integers(1949, 2099)
SERIALS = st.integers(1, 99_999)


def read(value):
    return [str(mention.number) for mention in document_numbers(value)]


@given(
    prefix=PREFIXES,
    year=YEARS,
    serial=SERIALS,
    brackets=st.sampled_from(BRACKETS),
    ordinal=st.sampled_from(["", "第", " 第 "]),
    zeros=st.integers(0, 1),
    wide=st.booleans(),
    blanks=st.sampled_from([("", ""), (" ", " "), ("　", "")]),
    around=st.sampled_from(["{}", "（{}）", "文号：{}", "{}。"]),
)
def test_a_number_in_any_brackets_and_digits_is_the_same_number(
    prefix, year, serial, brackets, ordinal, zeros, wide, blanks, around
):
    digits = "0" * zeros + str(serial)
    written = f"{prefix}{blanks[0]}{brackets[0]}{year}{brackets[1]}{ordinal}{blanks[1]}{digits}号"
    written = written.translate(WIDE) if wide else written
    assert read(around.format(written)) == [f"{prefix}〔{year}〕{serial}号"]


@given(prefix=PREFIXES, year=YEARS, serial=SERIALS)
def test_a_number_as_we_write_it_is_read_as_itself(prefix, year, serial):
    (mention,) = document_numbers(f"{prefix}〔{year}〕{serial}号")
    assert (mention.number.key, str(mention.number)) == (
        ("document", prefix, year, serial),
        f"{prefix}〔{year}〕{serial}号",
    )


@given(
    stem=st.from_regex(r"[0-9A-Zx]{2,18}(-[0-9A-Z]{2,6}){0,3}", fullmatch=True),
    separators=st.sampled_from(["/-", "--", "//", "／－", "_-"]),
    year=st.integers(1949, 2030),
    serial=st.integers(0, 99_999),
    width=st.integers(1, 7),
)
def test_an_index_number_is_read_and_printed_as_it_was(stem, separators, year, serial, width):
    written = f"{stem}{separators[0]}{year}{separators[1]}{serial:0{width}}"
    number = index_number(written)
    assert (str(number), number.year, number.serial) == (unified(written), year, serial)


@given(first=st.integers(1, 900), count=st.integers(1, 12), dash=st.sampled_from("-—–~至"))
def test_a_range_is_each_of_its_numbers(first, count, dash):
    serials = range(first, first + count + 1)
    assert read(f"锦松管发〔2018〕{first}{dash}{first + count}号") == [f"锦松管发〔2018〕{n}号" for n in serials]


@given(text=st.text("锦发〔〕[]()（）2018年第号令公告、-—至 \n12", max_size=120))
def test_whatever_is_written_a_number_stands_where_it_is_said_to_stand(text):
    for mention in document_numbers(text):
        assert document_numbers(text[mention.start : mention.end])


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("锦松管发〔2018〕12号、锦松财发〔2018〕5号", ["锦松管发〔2018〕12号", "锦松财发〔2018〕5号"]),
        ("锦松管发〔2018〕12号 锦松财发〔2018〕5号", ["锦松管发〔2018〕12号", "锦松财发〔2018〕5号"]),
        ("锦松管发〔2018〕12号、14号", ["锦松管发〔2018〕12号", "锦松管发〔2018〕14号"]),
        ("锦松管发〔2018〕12、14号", ["锦松管发〔2018〕12号", "锦松管发〔2018〕14号"]),
        ("锦松管发〔二〇一八〕十二号", ["锦松管发〔2018〕12号"]),
        ("锦松管發〔2018〕12號", ["锦松管發〔2018〕12号"]),
        ("锦松管罚决字〔2018〕12-1号", ["锦松管罚决字〔2018〕12号"]),
        ("锦松管公告2018年第3号", ["锦松管公告2018年第3号"]),
        ("锦松管公告（2018年第3号）", ["锦松管公告2018年第3号"]),
        ("国务院令第711号", ["国务院令第711号"]),
        ("锦松管令（第3号）", ["锦松管令第3号"]),
        ("2018年第3号", ["2018年第3号"]),
    ],
)
def test_joint_dated_and_undated_numbers_are_read(written, numbers):
    assert read(written) == numbers


@pytest.mark.parametrize(
    "written",
    [
        "",
        "无",
        "（2018）辽0791行初12号",
        "关于第12号提案的答复",
        "滨河路〔2018〕",
        "2018-12-01",
        "第12号",
        "电话0416-3880号",
    ],
)
def test_what_is_no_document_number_is_none(written):
    assert read(written) == []


@pytest.mark.parametrize("written", ["", "2018", "AB-18-0012", "330201-001-0102-20070101-001", "锦松管发〔2018〕12号"])
def test_what_does_not_say_its_year_is_no_index_number(written):
    assert index_number(written) is None


def test_index_numbers_of_one_office_are_of_one_series_however_they_are_joined():
    written = ("ab01-0300-2018-0012", "AB01-0300/2018-0013", "ＡＢ01_0300-2018-14")
    assert {index_number(value).prefix for value in written} == {"AB01-0300"}


@pytest.mark.parametrize(
    ("prefix", "kind"), [("锦松管发", "发"), ("锦松管办发", "办发"), ("锦松管办函", "办函"), ("锦松管", "")]
)
def test_the_kind_is_the_longest_in_which_a_prefix_ends(prefix, kind):
    assert kind_of(prefix) == kind


def test_in_running_text_all_that_may_be_the_prefix_comes_along():
    found = [
        (before, mention.number.serial)
        for before, mention in numbers_before("根据锦松管发〔2018〕8号，见（国发〔2016〕3号）")
    ]
    assert found == [("根据锦松管发", 8), ("国发", 3)]


def test_reading_a_hostile_value_takes_no_time():
    for part in ("〔2018〕", "锦", "第", "1、", "2018年", " ", "A-1_"):
        assert list(numbers_before(part * 20_000)) == []
        assert document_numbers(part * 20_000) == ()
        assert index_number(part * 20_000) is None
