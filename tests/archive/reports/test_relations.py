"""Relations between figures, and that every relation the reader states is one of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records import Body, Cell, Table
from archive.relations import (
    is_shown,
    level_keys,
    level_label,
    reason_keys,
    reason_of,
    relation_keys,
    relation_of,
)
from archive.reports import read_report
from archive.reports.forms import Form, forms
from archive.reports.rules import load_rules


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


@pytest.mark.parametrize("key", reason_keys())
def test_every_reason_has_words_in_both_languages_and_a_kind(key: str) -> None:
    reason = reason_of(key)
    assert reason.label.zh != key != reason.label.en
    assert reason.kind in ("not_assessable", "undecided", "striking")


@pytest.mark.parametrize("key", level_keys())
def test_every_level_has_words_in_both_languages(key: str) -> None:
    assert level_label(key).zh != key != level_label(key).en


def test_a_striking_number_is_shown_though_its_relation_goes_without_saying() -> None:
    assert is_shown("at_least_zero", "holds", "probable_misfill") is True


def test_every_identity_of_the_labelled_reports_that_is_not_judged_says_why(
    corpus: Path, prose: Callable[[str], Body]
) -> None:
    texts = [line for line in (corpus / "reports" / "dev.jsonl").read_text(encoding="utf-8").splitlines() if line]
    readings = [read_report(prose(json.loads(line)["text"])) for line in texts]
    open_ones = [identity for reading in readings for identity in reading.identities if identity.holds is None]
    assert {identity.reason for identity in open_ones} <= set(reason_keys())


DOCS = (Path(__file__).resolve().parents[3] / "docs" / "relations.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.key)
def test_every_rule_of_a_form_is_in_the_documentation(form: Form) -> None:
    rules = {rule.rule.partition("[")[0] for rule in form.identities} | {form.narrative}
    assert {rule for rule in rules if rule not in DOCS} == set()


def test_every_rule_between_years_is_in_the_documentation() -> None:
    rules = load_rules("years.yml")
    names = [entry["rule"] for entry in [*rules["identities"], rules["growth"], rules["website"]]]
    assert [name for name in names if name.partition("[")[0] not in DOCS] == []
