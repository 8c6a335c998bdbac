"""Long texts masked by several processes: what each becomes, and the order of rows, are as without them."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from published_sample import IDENTITY_CARD, MOBILE

from archive.publish import masked_ahead as module
from archive.publish import masking
from archive.publish.masked_ahead import LongColumns, Row, masked_ahead
from archive.publish.masked_before import LONG, MaskedBefore, kept_of

TREATMENTS = {"text": masking.mask_text, "layout": masking.mask_layout}
COLUMNS = LongColumns(((1, "text"), (2, "layout")), TREATMENTS)
FORKED = 4  # texts masked in this process before others are started


def rows(number: int) -> list[Row]:
    """Every third text has a number of a person, every fourth stands twice, some are short or not there."""
    long = [
        f"第{n - n % 4 // 3}号" + "一" * LONG + (f"身份证{IDENTITY_CARD}" if n % 3 == 0 else "") for n in range(number)
    ]
    return [
        (n, None if n % 7 == 6 else text[: 9 if n % 5 == 4 else None], '{"paragraphs": []}')
        for n, text in enumerate(long)
    ]


@pytest.fixture(autouse=True)
def several_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ALONE", FORKED)
    monkeypatch.setattr(module, "TOGETHER", 3 * LONG)
    monkeypatch.setattr(module, "cores", lambda: 2)


def masked(path: Path, given: list[Row]) -> Iterator[tuple[object, ...]]:
    with MaskedBefore(path) as before:
        text = before.remembering("text", masking.mask_text)
        for number, value, layout in masked_ahead(given, COLUMNS, before):
            result = text(value) if value else None
            yield number, result and (result.text, dict(result.counts)), layout


def at_once(given: list[Row]) -> list[tuple[object, ...]]:
    results = [(number, masking.mask_text(value) if value else None, layout) for number, value, layout in given]
    return [(number, result and (result.text, dict(result.counts)), layout) for number, result, layout in results]


@pytest.mark.parametrize("number", [0, 1, FORKED, FORKED + 3, 60])
def test_every_row_comes_once_in_its_order_masked_as_by_itself(number: int, tmp_path: Path) -> None:
    assert list(masked(tmp_path / "masked.db", rows(number))) == at_once(rows(number))


def test_only_what_is_new_is_masked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, given = tmp_path / "masked.db", rows(60)
    list(masked(path, given))
    mask = masking.mask_text
    monkeypatch.setattr(masking, "mask_text", lambda value: mask(value) if len(value) < LONG else pytest.fail(value))
    monkeypatch.setattr(module, "Forked", pytest.fail)
    assert len(list(masked(path, given))) == 60


def test_new_ones_among_many_that_are_known(tmp_path: Path) -> None:
    path, known = tmp_path / "masked.db", rows(40)
    list(masked(path, known))
    new = [(100 + n, f"新{n}手机{MOBILE}" + "二" * LONG, None) for n in range(20)]
    mixed = list(chain.from_iterable(zip(known, new, strict=False)))
    assert list(masked(path, mixed)) == at_once(mixed)


def test_where_a_process_is_ended_the_rest_is_masked_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = os.getpid()

    def ended(value: str) -> masking.Masked:
        if os.getpid() != ours:
            os.kill(os.getpid(), signal.SIGKILL)
        return masking.mask_text(value)

    monkeypatch.setattr(module, "kept_of", lambda _, value: kept_of(ended, value))
    assert list(masked(tmp_path / "masked.db", rows(60))) == at_once(rows(60))


def test_a_build_that_stops_in_the_middle_leaves_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fork, made = os.fork, list[int]()

    def noted() -> int:
        made.append(fork())
        return made[-1]

    monkeypatch.setattr(os, "fork", noted)
    some = masked(tmp_path / "masked.db", rows(60))
    for _ in range(30):
        next(some)
    some.close()  # type: ignore[attr-defined]
    assert made
    for process in made:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
