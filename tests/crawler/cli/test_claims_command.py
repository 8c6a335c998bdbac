"""`gongkai claims`: one object for each report, in the label fields; silence is an error."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import gongkai

REPORT = """样本区2018年政府信息公开工作年度报告
一、概述
我区编制了《样本区政府信息公开指南》。截至年底，主动公开政府信息300条，其中门户网站公开200条、微信公众号公开150条。
二、依申请公开
全年共收到政府信息公开申请12件。未发生行政复议。
"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "sample-2018.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def test_every_amount_zero_and_existence_is_printed_with_its_place(report: Path) -> None:
    result = gongkai("claims", report, "--json")
    assert result.returncode == 0, result.stderr
    printed = json.loads(result.stdout)
    assert (printed["id"], printed["year"]) == ("sample-2018", 2018)
    amounts = {(claim["value"], claim["kind"]) for claim in printed["claims"]}
    assert amounts == {(300, "count"), (200, "count"), (150, "count"), (12, "count"), (0, "zero")}
    assert ["样本区政府信息公开指南" in claim["quote"] for claim in printed["existence"]] == [True]
    for claim in printed["claims"] + printed["existence"]:
        assert REPORT[claim["start"] : claim["end"]] == claim["quote"]


def test_several_files_give_one_line_each(report: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(REPORT.replace("300", "301"), encoding="utf-8")
    result = gongkai("claims", report, other, "--json")
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["sample-2018", "other"]


def test_a_report_without_a_number_is_an_error_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "silent.txt"
    path.write_text("关于进一步做好有关工作的说明，请各单位认真落实。\n", encoding="utf-8")
    result = gongkai("claims", path)
    assert result.returncode == 9
    assert "silent.txt" in result.stderr


@pytest.mark.parametrize(
    ("name", "content"), [("absent.txt", None), ("broken.docx", b"PK\x03\x04nothing"), ("a.ofd", b"x")]
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    result = gongkai("claims", tmp_path / name)
    assert result.returncode == 9
    assert name in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_larger_than_any_report_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(10**12)  # a sparse file: larger than memory, and nothing on disk
    result = gongkai("claims", path)
    assert result.returncode == 9
    assert "huge.txt: larger than 64 MB" in result.stderr


def test_the_real_report_scores_without_a_miss(corpus: Path, tmp_path: Path) -> None:
    result = gongkai("claims", corpus / "reports" / "songshan-2018.txt", "--json")
    predictions = tmp_path / "predictions.json"
    predictions.write_text(result.stdout, encoding="utf-8")
    scores = tmp_path / "scores.json"
    command = [corpus / "score_claims.py", corpus / "reports" / "songshan-2018.json", predictions, "--json", scores]
    subprocess.run([sys.executable, *map(str, command)], check=True, capture_output=True)
    scored = json.loads(scores.read_text(encoding="utf-8"))
    assert (scored["precision"], scored["recall"]) == (1.0, 1.0)
