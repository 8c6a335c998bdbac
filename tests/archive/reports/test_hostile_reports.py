"""Bodies made to hurt: a megabyte of digits or brackets is read in linear time."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import Body, Paragraph
from archive.reports import read_report

MEGABYTE = 1_000_000
SECONDS = 2.0


@pytest.mark.parametrize(
    "piece",
    [
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
    ],
)
def test_a_megabyte_of_one_piece_is_read_in_time(prose: Callable[[str], Body], piece: str) -> None:
    body = prose((piece * (MEGABYTE // len(piece)))[:MEGABYTE])
    start = time.process_time()
    read_report(body)
    assert time.process_time() - start < SECONDS


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet="公开信息申请条件份12３,.，。；（）()《》“”没有未收到复议诉讼\n 　约余万%其中按年月", max_size=300)
)
def test_nothing_in_a_text_makes_the_reader_fail(text: str) -> None:
    body = Body(text, (Paragraph(0, len(text)),) if text else ())
    for claim in read_report(body).claims:
        assert text[claim.start : claim.end] == claim.quote


def test_an_empty_body_claims_nothing() -> None:
    reading = read_report(Body("", ()))
    assert (reading.claims, reading.identities, reading.year) == ((), (), None)
