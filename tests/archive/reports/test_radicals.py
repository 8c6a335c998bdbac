"""Radicals for characters: what PDF files, and pages copied from them, often have."""

from __future__ import annotations

import pytest

from archive.records import Body, Paragraph
from archive.reports import read_report
from archive.reports.folding import fold, plain_ideographs


@pytest.mark.parametrize(
    ("radicals", "plain"),
    [("⼯作", "工作"), ("⼈⺠政府", "人民政府"), ("⻔⼾⽹站", "门户网站"), ("⾏政", "行政"), ("\uf90a额", "金额")],
)
def test_a_radical_is_the_character_that_looks_the_same(radicals, plain):
    assert plain_ideographs(radicals) == plain
    assert fold(radicals) == plain


def test_characters_that_are_none_stay_as_they_are():
    text = "主动公开政府信息1072条，ABC《》〔2019〕"
    assert plain_ideographs(text) == text


def test_claims_of_a_text_with_radicals_are_read_and_quoted_as_it_has_them():
    text = "全年通过政府⽹站公开信息31条，收到信息公开申请12件。"
    (first, second) = read_report(Body(text, (Paragraph(0, len(text)),))).claims
    assert (first.value, second.value) == (31, 12)
    assert text[second.start : second.end] == second.quote
