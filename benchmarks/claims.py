"""What share of labelled claims is read from reports, beside a plain number-and-unit expression; and what it costs.

    make bench-claims [REPORTS='FILE …']

A file holds labelled reports (records with text, or with text_file beside it, and claims; the corpus's LABELLING.md
has the rules); without one, the corpus's own. Scored by the corpus's score_claims.py: a claim is hit, once, where
value and unit are equal and the quotes overlap. Every miss and every false claim of ours stands below the table.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.table import Table

from archive.reports import read_report
from benchmarks.gold import CORPUS
from crawler.reading import read_file

SCORER = CORPUS / "score_claims.py"
_KEYS = ("quote", "value", "unit", "qualifier", "metric", "scope", "implicit_zero", "start")
_PLAIN = re.compile(
    r"(\d+(?:\.\d+)?)([万亿]?)([余多]?)(条次|人次|条|件|份|篇|宗|起|个|次|场|项|期|册|部|名|人|台|字|元|%)"
)
_SCALES = {"": 1, "万": 10_000, "亿": 100_000_000}
_LENGTHS = (1_000, 10_000)  # characters of a report made of the labelled ones
_HOSTILE = {
    "digits": "1",
    "brackets": "（",
    "numbers in one sentence": "信息12条、",
    "numbers in brackets": "信息12条（",
    "clauses": "主动公开信息，",
    "short lines": "公开信息\n",
    "table labels": "结果维持0",
}
_SIZES = (75_000, 150_000, 300_000, 1_000_000)  # characters of one hostile piece; prose is read to 300,000

Reader = Callable[[str], list[dict[str, Any]]]


def ours(text: str) -> list[dict[str, Any]]:
    """What gongkai reads in a text: every amount and zero, as the scorer takes them."""
    reading = read_report(read_file(text.encode(), "report.txt").body)
    return [{key: getattr(claim, key) for key in _KEYS} for claim in reading.claims if claim.kind != "existence"]


def plain(text: str) -> list[dict[str, Any]]:
    """What an expression for a number before a counter finds; the least that a reader must be better than."""
    return [
        {"quote": found[0], "start": found.start(), "value": float(found[1]) * _SCALES[found[2]], "unit": found[4]}
        for found in _PLAIN.finditer(text)
    ]


def read_records(gold: Path) -> list[dict[str, Any]]:
    """The labelled records of a .json or .jsonl file, each with its text."""
    lines = [gold.read_text("utf-8")] if gold.suffix == ".json" else gold.read_text("utf-8").splitlines()
    records: list[dict[str, Any]] = [json.loads(line) for line in lines if line.strip()]
    return [
        row if "text" in row else {**row, "text": (gold.parent / row["text_file"]).read_text("utf-8")}
        for row in records
    ]


def score(gold: Path, read: Reader) -> dict[str, Any]:
    """The scorer's figures and lists for one reader; ``said`` is what it prints."""
    with TemporaryDirectory() as folder:
        predictions, figures = Path(folder, "predictions.jsonl"), Path(folder, "score.json")
        lines = (json.dumps({"id": row["id"], "claims": read(row["text"])}) for row in read_records(gold))
        predictions.write_text("\n".join(lines), "utf-8")
        command = [sys.executable, str(SCORER), str(gold), str(predictions), "--json", str(figures)]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        result: dict[str, Any] = json.loads(figures.read_text("utf-8"))
    return result | {"said": said}


def agreement(said: str) -> dict[str, float]:
    """Of the hits, what share has the labelled qualifier, scope and metric."""
    found = re.findall(r"^(\w+) right on (\d+) of (\d+)", said, re.MULTILINE)
    return {key: int(right) / int(hits) for key, right, hits in found}


def _row(gold: Path, name: str, result: dict[str, Any]) -> tuple[str, ...]:
    counts = (str(result[key]) for key in ("tp", "fp", "fn"))
    rates = (f"{result[key]:.3f}" for key in ("precision", "recall", "f1"))
    shared = agreement(result["said"])
    words = (f"{shared[key]:.3f}" if key in shared else "-" for key in ("qualifier", "scope", "metric"))
    zeros = re.search(r"^\(implicit zeros\) +gold +(\d+) +tp +(\d+) +fp +(\d+)", result["said"], re.MULTILINE)
    return gold.name, name, *counts, *rates, *words, f"{zeros[2]}/{zeros[1]} +{zeros[3]}" if zeros else "-"


def _wrong(result: dict[str, Any]) -> Iterator[str]:
    for word, key in (("missed", "misses"), ("false", "false_positives")):
        for claim in result[key]:
            amount = f"{claim['value']:g} {claim['unit'] or '-'}"
            said = f"{claim['id']}  {amount}  {claim['metric']}  {claim['quote']!r}"
            yield "  ".join(filter(None, (word, said, claim.get("why"))))


def _milliseconds(text: str, runs: int = 1) -> float:
    body = read_file(text.encode(), "report.txt").body
    spent = []
    for _ in range(runs):
        start = time.process_time()
        read_report(body)
        spent.append(time.process_time() - start)
    return min(spent) * 1000


def costs(text: str) -> Table:
    """CPU milliseconds of reports of a length, and of hostile pieces: doubled in length, doubled at most in time."""
    table = Table("read", *(f"{length:,} characters" for length in _SIZES), title="CPU milliseconds")
    for length in _LENGTHS:
        ordinary = (text * (length // len(text) + 1))[:length]
        table.add_row(f"ordinary report, {length:,} characters", f"{_milliseconds(ordinary, 5):.1f}")
    for name, piece in _HOSTILE.items():
        table.add_row(name, *(f"{_milliseconds((piece * (size // len(piece) + 1))[:size]):.0f}" for size in _SIZES))
    return table


def main(files: Sequence[str]) -> None:
    """Print what was read right and wrong, and the costs."""
    golds = [Path(file) for file in files]
    golds = golds or [CORPUS / "reports" / name for name in ("dev.jsonl", "songshan-2018.json")]
    console = Console(width=None if sys.stdout.isatty() else 160)
    show_scores(golds, console)
    console.print(costs("\n".join(row["text"] for gold in golds for row in read_records(gold))))


def show_scores(golds: Sequence[Path], console: Console) -> None:
    """Print the table of both readers, and every miss and every false claim of ours."""
    table = Table(
        "reports", "reader", "right", "false", "missed", "P", "R", "F1", "qualifier", "scope", "metric", "zeros"
    )
    wrong: list[str] = []
    for gold in golds:
        result = score(gold, ours)
        table.add_row(*_row(gold, "gongkai", result))
        table.add_row(*_row(gold, "plain expression", score(gold, plain)))
        wrong += _wrong(result)
    console.print(table)
    for line in wrong:
        console.print(line, markup=False)


if __name__ == "__main__":
    main(sys.argv[1:])
