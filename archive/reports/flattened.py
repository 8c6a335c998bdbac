"""Official tables whose cells ran together in a PDF's text layer: their digits say nothing any more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import accumulate

from archive.reports.folding import Passage
from archive.reports.rules import load_rules

_FEWEST_LABELS = 4  # fewer labels are a sentence that names the table's rows
_WIDEST_GAP = 100
_MASK = "\ufffd"


@cache
def _cells() -> re.Pattern[str]:
    """The cells behind a label, with the short labels that a sentence uses too (规章0, 行政许可550)."""
    rows = "|".join(map(re.escape, load_rules("forms.yml")["flattened_rows"]))
    return re.compile(rf"(?:(?:{rows})?[\d.,\-/—]+)*")


@cache
def _label() -> re.Pattern[str]:
    labels = "|".join(map(re.escape, load_rules("forms.yml")["flattened_labels"]))
    return re.compile(labels.replace("本年", r"本年(?:[(（]\d{4}[)）])?"))  # some print the year behind it


@cache
def _counted() -> re.Pattern[str]:
    counters = "|".join(map(re.escape, load_rules("units.yml")["counters"]))
    return re.compile(rf"(\d[\d.,]*)({counters})?")


def _is_prose(text: str) -> bool:
    """Whether most numbers have a counter behind them, as in a sentence: 结果维持3件、结果纠正1件."""
    counted = [bool(number[2]) for number in _counted().finditer(text)]
    return bool(counted) and 2 * sum(counted) > len(counted)


def _blocks(text: str) -> list[tuple[int, int]]:
    """Spans of runs of table labels that stand close together, with the digits behind the last."""
    runs: list[list[re.Match[str]]] = []
    for label in _label().finditer(text):
        gap = text[runs[-1][-1].end() : label.start()] if runs else ""
        if runs and len(gap) <= _WIDEST_GAP and not any(number[2] for number in _counted().finditer(gap)):
            runs[-1].append(label)
        else:
            runs.append([label])
    blocks = []
    for run in runs:
        tail = _cells().match(text, run[-1].end())
        start, end = run[0].start(), tail.end() if tail else run[-1].end()
        several = len({label.group() for label in run}) >= _FEWEST_LABELS
        if several and not _is_prose(text[start : end + 1]):
            blocks.append((start, end))
    return blocks


def mask_flattened_tables(passages: Sequence[Passage]) -> list[Passage]:
    """The passages with flattened official tables made unreadable, digits and labels; offsets stay.

    A table's lines may be passages of their own, so that its labels are looked for across them.
    """
    text = "".join(passage.text for passage in passages)
    for start, end in _blocks(text):
        text = text[:start] + _MASK * (end - start - 1) + "。" + text[end:]
    ends = list(accumulate(len(passage.text) for passage in passages))
    return [Passage(text[a:b], passage.offsets) for a, b, passage in zip([0, *ends], ends, passages, strict=False)]
