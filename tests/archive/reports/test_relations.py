"""Relations between figures, and that every relation the reader states is one of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records import Body, Cell, Table
from archive.relations import is_shown, relation_keys, relation_of
from archive.reports import read_report


def table_two(printed: str) -> Body:
    """A body whose one table is a row of table 2 with ``printed`` as its last cell."""
    rows = [["第二十条第（一）项"], ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]]
    rows += [["规章", "1", "2", "3"], ["行政规范性文件", "4", "5", printed]]
    text, cells = "", []
    for row, entries in enumerate(rows):
        for column, entry in enumerate(entries):
            cells.append(Cell(row, column, 1, 1, entry, len(text), len(text) + len(entry)))
            text += entry + "\n"
    return Body(text, (), (Table(tuple(cells)),))


@pytest.mark.parametrize("key", relation_keys())
def test_every_relation_has_words_in_both_languages(key: str) -> None:
    label = relation_of(key).label
    assert label.zh != key != label.en


def test_every_relation_of_real_tables_is_known(corpus: Path, tables_of: Callable[[Path], Body]) -> None:
    body = tables_of(corpus / "tables" / "hongze2023.clean.html")
    assert {identity.relation for identity in read_report(body).identities} <= set(relation_keys())


def test_every_relation_of_the_labelled_reports_is_known(corpus: Path, prose: Callable[[str], Body]) -> None:
    texts = [line for line in (corpus / "reports" / "dev.jsonl").read_text(encoding="utf-8").splitlines() if line]
    readings = [read_report(prose(json.loads(line)["text"])) for line in texts]
    assert {identity.relation for reading in readings for identity in reading.identities} <= set(relation_keys())


@pytest.mark.parametrize(("printed", "holds"), [("6", True), ("0", True), ("-6", False), ("", None)])
def test_a_cell_of_table_two_is_asked_not_to_be_negative(printed: str, holds: bool | None) -> None:
    (asked,) = [i for i in read_report(table_two(printed)).identities if i.rule == "T2-NONNEG[行政规范性文件.in_force]"]
    assert (asked.relation, asked.holds) == ("at_least_zero", holds)


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9), st.sampled_from(relation_keys()))
def test_the_sign_between_two_sides_is_true(left: float, right: float, key: str) -> None:
    true = {"=": left == right, "≠": left != right, "≥": left >= right, "<": left < right}
    true |= {"≤": left <= right, ">": left > right}
    assert true[relation_of(key).sign(left, right)]


def test_a_relation_from_the_future_asks_equality() -> None:
    assert (relation_of("new").compared, relation_of("new").label.zh) == (True, "new")


@pytest.mark.parametrize(
    ("relation", "verdict", "shown"),
    [
        ("at_least_zero", "holds", False),
        ("at_least_zero", "not_assessable", False),
        ("at_least_zero", "broken", True),
        ("part", "holds", True),
        ("", "confirmed", True),
    ],
)
def test_what_goes_without_saying_is_shown_only_where_it_is_broken(relation: str, verdict: str, shown: bool) -> None:
    assert is_shown(relation, verdict) is shown
