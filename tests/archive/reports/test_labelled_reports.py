"""The labelled report excerpts: floors on precision and recall, and every judged identity."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.records import Body, ReportReading
from archive.reports import read_report
from benchmarks.claims import agreement, ours, score

# What is reached is higher; a change that falls below one of these has broken something.
PRECISION = RECALL = 0.99
QUALIFIERS, METRICS, SCOPES = 0.99, 0.95, 0.96


@pytest.fixture(scope="module")
def records(corpus: Path) -> list[dict]:
    lines = (corpus / "reports" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


@pytest.fixture(scope="module")
def readings(records: list[dict], prose: Callable[[str], Body]) -> dict[str, ReportReading]:
    return {record["id"]: read_report(prose(record["text"])) for record in records}


@pytest.fixture(scope="module")
def scored(corpus: Path) -> dict:
    result = score(corpus / "reports" / "dev.jsonl", ours)
    return result | agreement(result["said"])


@pytest.mark.parametrize(
    ("key", "floor"),
    [("precision", PRECISION), ("recall", RECALL), ("qualifier", QUALIFIERS), ("metric", METRICS), ("scope", SCOPES)],
)
def test_the_labelled_excerpts_are_read_above_the_floor(scored: dict, key: str, floor: float) -> None:
    assert scored[key] >= floor


def judged(record: dict) -> set[tuple[float, bool]]:
    """The labelled identities with a verdict, by their printed total."""
    return {(round(i["total"], 2), i["holds"]) for i in record["identities"] if i["holds"] is not None}


def test_every_labelled_identity_is_found_with_its_verdict(
    records: list[dict], readings: dict[str, ReportReading]
) -> None:
    missing = {
        record["id"]: judged(record) - {(round(i.total, 2), i.holds) for i in readings[record["id"]].identities}
        for record in records
    }
    assert {name: rest for name, rest in missing.items() if rest} == {}


def test_nothing_is_called_broken_that_is_not(records: list[dict], readings: dict[str, ReportReading]) -> None:
    for record in records:
        broken = {(round(i.total, 2), False) for i in readings[record["id"]].identities if i.holds is False}
        assert broken <= judged(record), record["id"]


def test_every_quote_is_a_piece_of_its_text(records: list[dict], readings: dict[str, ReportReading]) -> None:
    for record in records:
        for claim in readings[record["id"]].claims:
            assert record["text"][claim.start : claim.end] == claim.quote


def test_the_year_reported_on_is_found(records: list[dict], readings: dict[str, ReportReading]) -> None:
    named = [record for record in records if str(record["year"]) in record["text"]]
    assert {r["id"]: readings[r["id"]].year for r in named} == {r["id"]: r["year"] for r in named}
