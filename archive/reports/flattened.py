"""Official tables whose cells ran together in a PDF's text layer: their digits say nothing any more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from archive.reports.folding import Passage
from archive.reports.rules import load_rules

_FEWEST_LABELS = 4  # fewer labels are a sentence that names the table's rows
_WIDEST_GAP = 100
_CELLS = re.compile(r"(?:条|件|次|篇|个|人次|人|万元)?[\d.,\-/—]*")
_MASK = "\ufffd"


@cache
def _pattern(name: str) -> re.Pattern[str]:
    rules = load_rules("forms.yml")[name]
    return re.compile(rules if isinstance(rules, str) else "|".join(map(re.escape, rules)))


def _runs(text: str, labels: str) -> Iterator[tuple[int, int]]:
    """Spans of runs of table labels that stand close together, with the digits behind the last."""
    runs: list[list[re.Match[str]]] = []
    for label in _pattern(labels).finditer(text):
        if runs and label.start() - runs[-1][-1].end() <= _WIDEST_GAP:
            runs[-1].append(label)
        else:
            runs.append([label])
    for run in runs:
        if len({label.group() for label in run}) >= _FEWEST_LABELS:
            tail = _CELLS.match(text, run[-1].end())
            yield run[0].start(), tail.end() if tail else run[-1].end()


def _blocks(text: str) -> list[tuple[int, int]]:
    """Spans of tables whose cells ran together; in annexes the unit stands ahead of its number."""
    found = list(_runs(text, "flattened_labels"))
    for start, end in _runs(text, "flattened_annex_labels"):
        if len(_pattern("unit_before_number").findall(text, start, end)) >= _FEWEST_LABELS:
            found.append((start, end))
    return found


def mask_flattened_tables(passage: Passage) -> Passage:
    """The passage with digits and negations of flattened official tables made unreadable; offsets stay."""
    text = passage.text
    for start, end in _blocks(text):
        masked = re.sub(
            r"[\d。不未无没]", lambda character: "。" if character.group() == "。" else _MASK, text[start:end]
        )
        text = text[:start] + masked[:-1] + "。" + text[end:] if masked else text
    return Passage(text, passage.offsets)
