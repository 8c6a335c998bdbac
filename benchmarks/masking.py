"""How well persons' numbers and homes are masked: recall of what is planted, precision of every rule, and the cost.

    make bench-masking [MASKING='--texts 5000 --seed 7']

The texts are drawn from a seed (`GONGKAI_SEED`, or a new one that is printed) and are written apart from the rules:
benchmarks/masking_texts.py.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

import click
from rich.console import Console
from rich.table import Table

from archive.publish.masking import found_in, mask_text
from benchmarks.masking_texts import Text, texts


@dataclass(slots=True)
class Score:
    """What was planted and covered, by kind; what the rules covered, and of it what was planted; what had to stay."""

    planted: Counter[str] = field(default_factory=Counter)
    covered: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    touched: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Of all planted values, the share of which nothing legible is left."""
        return self.covered.total() / max(1, self.planted.total())

    @property
    def precision(self) -> float:
        """Of all that was covered, the share that was planted."""
        return self.right.total() / max(1, self.found.total())


def score(written: Iterable[Text]) -> Score:
    """Mask texts and compare with what was planted in them."""
    result = Score()
    for text in written:
        _score_text(text, mask_text(text.text).text, result)
    return result


def _score_text(text: Text, masked: str, result: Score) -> None:
    for planted in text.planted:
        result.planted[planted.kind] += 1
        if any(character.isalnum() for character in masked[planted.hidden : planted.end]):
            result.errors.append(_said("missed", planted.kind, text.text, masked, planted.start, planted.end))
        else:
            result.covered[planted.kind] += 1
    for kept in text.kept:
        result.kept[kept.kind] += 1
        if masked[kept.start : kept.end] != text.text[kept.start : kept.end]:
            result.touched[kept.kind] += 1
            result.errors.append(_said("touched", kept.kind, text.text, masked, kept.start, kept.end))
    for found in found_in(text.text):
        result.found[found.rule] += 1
        if any(planted.start <= found.start and found.end <= planted.end for planted in text.planted):
            result.right[found.rule] += 1
        else:
            result.errors.append(_said("false", found.rule, text.text, masked, found.start, found.end))


def _said(what: str, kind: str, text: str, masked: str, start: int, end: int) -> str:
    return f"{what} {kind}: {text[max(0, start - 40) : start]!r} {text[start:end]!r} → {masked[start:end]!r}"


def seconds_per_megabyte(written: Iterable[Text]) -> float:
    """CPU seconds for a megabyte (UTF-8) of such texts, the best of three runs."""
    values = [text.text for text in written]
    return min(_spent(values) for _ in range(3)) / (sum(len(value.encode()) for value in values) / 1e6)


def _spent(values: list[str]) -> float:
    started = time.process_time()
    for value in values:
        mask_text(value)
    return time.process_time() - started


def _shares(title: str, head: str, whole: Counter[str], part: Counter[str]) -> Table:
    table = Table(title, "of", head, "share")
    for kind in sorted(whole):
        table.add_row(kind, f"{whole[kind]:,}", f"{part[kind]:,}", f"{part[kind] / whole[kind]:.4f}")
    return table


@click.command()
@click.option("--texts", "count", default=3_000, show_default=True, type=click.IntRange(1), help="How many texts.")
@click.option("--seed", default=None, help="Draw the same texts again; otherwise GONGKAI_SEED, or a new one.")
@click.option("--errors", default=0, show_default=True, type=click.IntRange(0), help="Show so many errors.")
def main(count: int, seed: str | None, errors: int) -> None:
    """Measure masking on drawn texts. docs/masking.md says how to read it."""
    console = Console()
    seed = seed or os.environ.get("GONGKAI_SEED") or str(Random().randrange(10**6))
    written = list(texts(Random(f"{seed} masking"), count))
    result = score(written)
    console.print(_shares("planted", "covered (recall)", result.planted, result.covered))
    console.print(_shares("rule", "right (precision)", result.found, result.right))
    kept = Counter({kind: result.kept[kind] - result.touched[kind] for kind in result.kept})
    console.print(_shares("to be kept", "untouched", result.kept, kept))
    for error in result.errors[:errors]:
        console.print(error, highlight=False, markup=False)
    console.print(
        f"seed {seed}: {count:,} texts, recall {result.recall:.4f}, precision {result.precision:.4f}, "
        f"{seconds_per_megabyte(written) * 1e3:.0f} ms of CPU per MB",
        highlight=False,
    )


if __name__ == "__main__":
    main()
