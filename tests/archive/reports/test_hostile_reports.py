"""Bodies made to hurt: a megabyte of digits or brackets is read in linear time."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from cpu_time import cpu_time
from hypothesis import given, settings
from hypothesis import strategies as st
from made_tables import body_of

from archive.records import Body, Paragraph
from archive.reports import read_report, relations_between
from archive.reports.forms import forms

MEGABYTE = 1_000_000
SECONDS = 2.0


#: A few of them are read each time, all by the heavy tests.
PIECES = (
    "7",
    "(",
    ")",
    "（",
    "《",
    "“",
    "1,",
    "9.",
    "公开",
    "12条",
    "-",
    "每",
    "一、",
    "，",
    "1件、",
    "（1件",
    "未",
    "20",
    "第1",
    "\n1条",
    "网站",
    "未收到申请，",
    "印发《办法》，",
)
AT_ONCE = random.Random(os.environ["GONGKAI_SEED"]).sample(PIECES, 7)


@pytest.mark.parametrize(
    "piece", [pytest.param(piece, marks=() if piece in AT_ONCE else (pytest.mark.heavy,)) for piece in PIECES]
)
def test_a_megabyte_of_one_piece_is_read_in_time(prose: Callable[[str], Body], piece: str) -> None:
    body = prose((piece * (MEGABYTE // len(piece)))[:MEGABYTE])
    with cpu_time() as took:
        read_report(body)
    assert took.seconds < SECONDS


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet="公开信息申请条件份12３,.，。；（）()《》“”没有未收到复议诉讼\n 　约余万%其中按年月", max_size=300)
)
def test_nothing_in_a_text_makes_the_reader_fail(text: str) -> None:
    body = Body(text, (Paragraph(0, len(text)),) if text else ())
    for claim in read_report(body).claims:
        assert text[claim.start : claim.end] == claim.quote


LABELS = ["其他", "总数", "名称", "总计", "规章", "行政许可", "被依法纠错数", "其中：", "（六）"]
PRINTED = ["", "0", "12", "-3", "/", "无", "见附件", "1,234", "３", "万元", "条", "251000元", "1.", "（三）", "9" * 400]
Rows = list[list[tuple[str, int, int]]]


def tables_of(marks: Sequence[str]) -> st.SearchStrategy[Rows]:
    """Tables in which the words of a form, other labels and values stand anyhow."""
    entries = st.tuples(st.sampled_from([*marks, *LABELS, *PRINTED]), st.integers(1, 4), st.integers(1, 9))
    head = [(mark, 1, 1) for mark in marks[:3]]
    return st.lists(st.lists(entries, min_size=1, max_size=16), max_size=12).map(lambda rows: [head, *rows])


TABLES = st.lists(st.sampled_from([form.marks for form in forms()]).flatmap(tables_of), min_size=1, max_size=3)


@settings(max_examples=100, deadline=None)
@given(TABLES)
def test_nothing_in_a_table_makes_the_reader_fail(tables: list[Rows]) -> None:
    lines = ["松山新区2023年政府信息公开工作年度报告", "全年新收政府信息公开申请3件，同比增长50%。"]
    body = body_of(*tables, lines=lines)
    reading = read_report(body)
    assert [body.text[cell.start : cell.end] for cell in reading.cells] == [cell.text for cell in reading.cells]
    identities = (*reading.identities, *relations_between(replace(reading, year=2022), reading))
    assert [identity.rule for identity in identities if identity.holds is None and not identity.reason] == []


def test_an_empty_body_claims_nothing() -> None:
    reading = read_report(Body("", ()))
    assert (reading.claims, reading.identities, reading.year) == ((), (), None)
