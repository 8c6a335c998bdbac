"""Official tables whose cells ran together in a PDF's text layer: their digits say nothing any more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

from archive.reports.folding import Passage
from archive.reports.rules import load_rules

_FEWEST_LABELS = 4  # fewer labels are a sentence that names the table's rows
_WIDEST_GAP = 100
_MASK = "\ufffd"


@cache
def _labels(name: str) -> re.Pattern[str]:
    labels = "|".join(map(re.escape, load_rules("forms.yml")[name]))
    return re.compile(labels.replace("本年", r"本年(?:[(（]\d{4}[)）])?"))  # some print the year behind it


@cache
def _cells() -> re.Pattern[str]:
    """The cells behind a label, with the short labels that a sentence uses too (规章0, 行政许可550, 条12)."""
    rules = load_rules("forms.yml")
    before = "|".join(map(re.escape, (*rules["flattened_rows"], *rules["annex_units"])))
    return re.compile(rf"(?:(?:{before})?[\d.,\-/—])*")


@cache
def _unit_before_number() -> re.Pattern[str]:
    """In annexes the unit stands ahead of its number: 条12."""
    return re.compile(rf"(?<!\d)(?:{'|'.join(map(re.escape, load_rules('forms.yml')['annex_units']))})\d")


@cache
def _counted() -> re.Pattern[str]:
    counters = "|".join(map(re.escape, load_rules("units.yml")["counters"]))
    return re.compile(rf"(\d[\d.,]*)({counters})?")


def _is_prose(text: str) -> bool:
    """Whether most numbers have a counter behind them, as in a sentence: 结果维持3件、结果纠正1件."""
    counted = [bool(number[2]) for number in _counted().finditer(text)]
    return bool(counted) and 2 * sum(counted) > len(counted)


def _runs(text: str, labels: str, *, counted: bool) -> Iterator[tuple[int, int]]:
    """Spans of runs of table labels that stand close together, with the cells behind the last.

    Where numbers are not ``counted`` in the table, one with its counter behind it ends a run: prose begins.
    """
    runs: list[list[re.Match[str]]] = []
    for label in _labels(labels).finditer(text):
        gap = text[runs[-1][-1].end() : label.start()] if runs else ""
        prose = not counted and any(number[2] for number in _counted().finditer(gap))
        if runs and len(gap) <= _WIDEST_GAP and not prose:
            runs[-1].append(label)
        else:
            runs.append([label])
    for run in runs:
        if len({label.group() for label in run}) >= _FEWEST_LABELS:
            tail = _cells().match(text, run[-1].end())
            yield run[0].start(), tail.end() if tail else run[-1].end()


def _blocks(text: str) -> list[tuple[int, int]]:
    """Spans of tables whose cells ran together."""
    found = [
        (start, end)
        for start, end in _runs(text, "flattened_labels", counted=False)
        if not _is_prose(text[start : end + 1])
    ]
    for start, end in _runs(text, "flattened_annex_labels", counted=True):
        if len(_unit_before_number().findall(text, start, end)) >= _FEWEST_LABELS:
            found.append((start, end))
    return found


def mask_flattened_tables(passages: Sequence[Passage]) -> list[Passage]:
    """The passages with flattened official tables made unreadable, digits and labels; offsets stay.

    A table's lines may be passages of their own, so that its labels are looked for across them.
    """
    text = "".join(passage.text for passage in passages)
    for start, end in _blocks(text):
        text = text[:start] + _MASK * (end - start - 1) + "。" + text[end:]
    ends = list(accumulate(len(passage.text) for passage in passages))
    return [Passage(text[a:b], passage.offsets) for a, b, passage in zip([0, *ends], ends, passages, strict=False)]
