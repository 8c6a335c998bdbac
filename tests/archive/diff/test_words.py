"""Every reason and note has words in both languages, and every reason that the code gives has them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import archive.diff
from archive.diff.notes import Note, same_in_both
from archive.diff.words import kind_keys, kind_label, note_label, outcome_label, part_label, why_keys, why_label
from archive.labels import Label

SOURCES = "".join(path.read_text(encoding="utf-8") for path in Path(archive.diff.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("key", why_keys())
def test_a_reason_has_words_in_both_languages(key: str) -> None:
    label = why_label(key)
    assert re.search(r"[\u4e00-\u9fff]", label.zh)
    assert label.en not in ("", key)


@pytest.mark.parametrize("key", sorted(set(re.findall(r'Note\("(\w+)"', SOURCES))))
def test_a_note_of_the_code_has_words(key: str) -> None:
    assert note_label(key) != Label(key, key)


@pytest.mark.parametrize("key", ["figures", "channels", "columns", "kinds", "months", "lists", "changes"])
def test_a_part_has_a_name(key: str) -> None:
    assert part_label(key).zh != key


def test_kinds_and_outcomes_have_names() -> None:
    assert all(kind_label(key) != Label(key, key) for key in kind_keys())
    assert outcome_label("agrees") == Label("相符", "agrees")


def test_names_stand_in_the_sentence_of_a_note() -> None:
    said = Note("no_report", same_in_both([2016, 2017])).label
    assert said == Label("没有读到报告的年份：2016、2017", "years of which no report was read: 2016, 2017")
