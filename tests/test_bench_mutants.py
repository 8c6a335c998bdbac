"""`make mutants`: what is changed, which reasons hold, and that a change is noticed exactly where a test fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.mutants import Change, Reason, is_asked_for, reasons, unexplained
from benchmarks.sql_mutants import FILES, rules_of, sql_mutants

ROOT = Path(__file__).resolve().parent.parent
CHANGE = Change("archive.traits.having", "a < b", "a <= b")
REASON = Reason("archive.traits.having", "they are never equal", "a < b", "a <= b")


def test_every_change_of_sql_changes_the_rules_and_has_a_name_of_its_own():
    mutants = list(sql_mutants())
    assert all(mutant.data() != rules_of(mutant.file) for mutant in mutants)
    assert len({mutant.name for mutant in mutants}) == len(mutants) > 200


@pytest.mark.parametrize(
    "condition", ["conditions.doubtful", "divided", "subtotals.late.where", "measures.channel.order"]
)
def test_conditions_populations_and_orders_are_changed(condition):
    assert any(mutant.where.endswith(f".yml.{condition}") for mutant in sql_mutants())


def test_a_survivor_without_a_reason_is_named():
    (line,) = unexplained([CHANGE], [])
    assert "archive.traits.having" in line


def test_a_survivor_with_its_reason_is_not():
    assert list(unexplained([CHANGE], [REASON])) == []


def test_a_reason_for_nothing_is_named():
    assert len(list(unexplained([], [REASON]))) == 1


def test_a_reason_without_a_change_is_that_of_case_alone():
    reason = Reason("archive.traits.having", "SQL has no case")
    assert reason.explains(Change("archive.traits.having", "select a", "SELECT A"))
    assert not reason.explains(Change("archive.traits.tallies", "select a", "SELECT A"))
    assert not reason.explains(CHANGE)


@pytest.mark.parametrize(
    ("only", "asked"),
    [((), True), (("archive.traits",), True), (("archive.evidence", "archive.t"), True), (("x",), False)],
)
def test_a_run_keeps_to_places_that_begin_as_asked(only, asked):
    assert is_asked_for(CHANGE.where, only) is asked


def test_reasons_of_sql_are_of_changes_that_are_made():
    made = {Change(mutant.where, mutant.was, mutant.becomes) for mutant in sql_mutants()}
    kept = [reason for reason in reasons() if reason.where.startswith(tuple(FILES))]
    assert kept
    assert not [reason for reason in kept if not any(reason.explains(change) for change in made)]


TRIALS = """
from functools import partial
from benchmarks.trials import Trial, survivors
import rules
changes = [Trial(str(n), partial(setattr, rules, "LIMIT", n)) for n in (3, 4, 5)]
left = survivors(changes, ["-p", "no:cacheprovider", "test_rules.py"], 2)
print("left", *left)
"""


@pytest.mark.heavy
def test_a_change_is_left_where_no_test_fails_under_it(tmp_path):
    (tmp_path / "rules.py").write_text("LIMIT = 3\n")
    (tmp_path / "test_rules.py").write_text("import rules\ndef test_few():\n    assert rules.LIMIT < 5\n")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path)])}
    command = [sys.executable, "-c", TRIALS]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env=environment)
    assert sorted(ran.stdout.splitlines()[-1].split()) == ["3", "4", "left"]
