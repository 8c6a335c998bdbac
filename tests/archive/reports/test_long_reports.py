"""Reports longer than what is read of one say that they were cut."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.records import Body, Cell, Paragraph, Table
from archive.reports import read_report

Prose = Callable[[str], Body]
SENTENCE = "主动公开政府信息{}条。"


def lines(amounts: int) -> str:
    return "\n".join(SENTENCE.format(number) for number in range(1, amounts + 1))


@pytest.mark.parametrize(("amounts", "cut"), [(0, False), (1, False), (500, False), (800, False), (801, True)])
def test_a_report_of_too_many_amounts_says_that_it_was_cut(prose: Prose, amounts: int, cut: bool) -> None:
    assert read_report(prose(lines(amounts))).cut is cut


@pytest.mark.parametrize("amounts", [801, 1000])
def test_what_is_read_of_a_cut_report_is_what_stands_first(prose: Prose, amounts: int) -> None:
    reading = read_report(prose(lines(amounts)))
    assert [claim.value for claim in reading.claims] == list(range(1, 801))


def test_an_implicit_zero_behind_the_last_amount_that_is_read_is_not_lost_silently(prose: Prose) -> None:
    assert read_report(prose(lines(800) + "\n全年未收到政府信息公开申请。")).cut


def test_amounts_beyond_the_limit_in_the_same_sentence_are_not_lost_silently(prose: Prose) -> None:
    assert read_report(prose(lines(799) + "\n公开要闻类信息3条，公开动态类信息4条。")).cut


def test_a_report_of_too_many_characters_says_that_it_was_cut(prose: Prose) -> None:
    assert read_report(prose("公开工作情况良好。\n" * 40_000)).cut


def test_white_space_behind_the_limit_is_nothing_that_was_cut() -> None:
    body = Body(text := "公开政府信息3条。" + " " * 400_000, (Paragraph(0, len(text)),))
    assert not read_report(body).cut


@pytest.mark.parametrize(("cells", "cut"), [(5000, False), (5001, True)])
def test_a_table_too_large_to_be_read_is_told(cells: int, cut: bool) -> None:
    table = Table(tuple(Cell(number, 0, 1, 1, "", 0, 0) for number in range(cells)))
    assert read_report(Body("", (), (table,))).cut is cut


def test_a_list_of_many_documents_is_read_to_its_end(prose: Prose) -> None:
    named = [f"部门{number}预算" for number in range(60)]
    reading = read_report(prose(f"公开了{'、'.join(f'《{name}》' for name in named)}。"))
    assert len([claim for claim in reading.claims if claim.kind == "existence"]) == len(named)
