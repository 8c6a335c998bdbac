"""The bench of masking: floors of recall and precision on texts drawn now, and a score that sees what is wrong."""

from __future__ import annotations

import os
from random import Random

import pytest

from benchmarks import masking
from benchmarks.masking import Score, score
from benchmarks.masking_texts import Text, texts
from benchmarks.masking_values import Value

RECALL, PRECISION = 0.99, 0.99


@pytest.fixture(scope="module")
def drawn() -> Score:
    return score(texts(Random(f"{os.environ['GONGKAI_SEED']} masking"), 250))


def text_of(value: Value, words: str = "") -> Text:
    text = Text(Random(0))
    text.plant(value)
    text.keep("words", words)
    return text


def test_hardly_anything_planted_is_left(drawn: Score) -> None:
    assert drawn.recall >= RECALL, drawn.errors[:9]


def test_hardly_anything_else_is_covered(drawn: Score) -> None:
    assert drawn.precision >= PRECISION, drawn.errors[:9]


def test_no_kind_is_left_out(drawn: Score) -> None:
    weak = {kind: drawn.covered[kind] / count for kind, count in drawn.planted.items()}
    assert min(weak.values()) >= 0.93, drawn.errors[:9]


def test_a_value_that_is_not_covered_is_missed() -> None:
    assert score([text_of(Value("home_address", "柳树屯"))]).recall == 0


def test_words_that_are_covered_and_were_not_planted_are_false(monkeypatch: pytest.MonkeyPatch) -> None:
    result = score([text_of(Value("mobile_phone", "13800138000", 3), "，13900139000")])
    assert (result.recall, result.precision, result.touched["words"]) == (1, 0.5, 1)


def test_a_mask_of_a_part_is_no_mask(monkeypatch: pytest.MonkeyPatch) -> None:
    half = masking.mask_text("13800138000")
    monkeypatch.setattr(masking, "mask_text", lambda _: type(half)("138****8000"))
    assert score([text_of(Value("mobile_phone", "13800138000", 3))]).recall == 0
