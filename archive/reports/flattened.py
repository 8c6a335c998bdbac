"""Official tables whose cells ran together in a PDF's text layer: their digits say nothing any more."""

from __future__ import annotations

import re
from functools import cache

from archive.reports.folding import Passage
from archive.reports.rules import load_rules

_FEWEST_LABELS = 4  # fewer labels are a sentence that names the table's rows
_WIDEST_GAP = 100
_CELLS = re.compile(r"[\d.,\-/—]*")
_MASK = "\ufffd"


@cache
def _label() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, load_rules("forms.yml")["flattened_labels"])))


def _blocks(text: str) -> list[tuple[int, int]]:
    """Spans of runs of table labels that stand close together, with the digits behind the last."""
    runs: list[list[re.Match[str]]] = []
    for label in _label().finditer(text):
        if runs and label.start() - runs[-1][-1].end() <= _WIDEST_GAP:
            runs[-1].append(label)
        else:
            runs.append([label])
    blocks = []
    for run in runs:
        if len({label.group() for label in run}) >= _FEWEST_LABELS:
            tail = _CELLS.match(text, run[-1].end())
            blocks.append((run[0].start(), tail.end() if tail else run[-1].end()))
    return blocks


def mask_flattened_tables(passage: Passage) -> Passage:
    """The passage with the digits of flattened official tables made unreadable; offsets stay."""
    text = passage.text
    for start, end in _blocks(text):
        masked = re.sub(r"[\d。]", lambda character: "。" if character.group() == "。" else _MASK, text[start:end])
        text = text[:start] + masked[:-1] + "。" + text[end:] if masked else text
    return Passage(text, passage.offsets)
