"""The bench of claims says of labelled reports what is right, false and missed, for both readers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks.claims import agreement, ours, plain, read_records, score, show_scores

TEXT = "2018年，本机关主动公开政府信息120条，没有收到复议。电话5550112号。"
CLAIMS = [
    {"quote": "主动公开政府信息120条", "value": 120, "unit": "条", "metric": "proactive_total"},
    {"quote": "没有收到复议", "value": 0, "unit": "件", "metric": "review_total", "implicit_zero": True},
]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    claims = [{"qualifier": "exact", "scope": None, "implicit_zero": False} | claim for claim in CLAIMS]
    record = {"id": "a", "text": TEXT, "claims": claims, "non_claims": [], "identities": []}
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def nothing(_: str) -> list[dict]:
    return []


def too_much(text: str) -> list[dict]:
    return [*ours(text), {"quote": "5550112", "value": 5550112.0, "unit": "号"}]


@pytest.mark.usefixtures("corpus")
@pytest.mark.parametrize(
    ("read", "counts"), [(ours, (2, 0, 0)), (plain, (1, 0, 1)), (nothing, (0, 0, 2)), (too_much, (2, 1, 0))]
)
def test_right_false_and_missed_are_told_apart(gold: Path, read: object, counts: tuple[int, int, int]) -> None:
    result = score(gold, read)
    assert (result["tp"], result["fp"], result["fn"]) == counts


@pytest.mark.usefixtures("corpus")
def test_a_wrong_metric_is_told_of_a_right_number(gold: Path) -> None:
    changed = [{**claim, "metric": "press_total"} for claim in ours(TEXT)]
    assert agreement(score(gold, lambda _: changed)["said"]) == {"qualifier": 1.0, "scope": 1.0, "metric": 0.0}


def test_a_record_may_name_the_file_of_its_text(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "gold.json").write_text(json.dumps({"id": "a", "text_file": "report.txt", "claims": []}))
    assert [row["text"] for row in read_records(tmp_path / "gold.json")] == [TEXT]


@pytest.mark.usefixtures("corpus")
def test_what_was_missed_is_printed_with_its_quote(gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = json.loads(gold.read_text("utf-8"))
    row["claims"][0] |= {"quote": "2018年", "value": 2018, "unit": "年"}
    gold.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    show_scores([gold], Console(width=160))
    said = capsys.readouterr().out
    assert "missed  a  2018 年  proactive_total  '2018年'" in said
    assert "false  a  120 条" in said
