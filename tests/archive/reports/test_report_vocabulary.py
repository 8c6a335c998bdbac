"""The vocabulary: complete labels, keys of the labelling rules, and a new metric without code."""

from __future__ import annotations

import re

import pytest

from archive.reports import vocabulary
from archive.reports.rules import load_rules
from archive.reports.vocabulary import is_observable


def test_every_metric_has_chinese_and_english_labels() -> None:
    assert [m.key for m in vocabulary().values() if not (m.zh and m.en and m.unit)] == []


@pytest.mark.parametrize(
    ("key", "observable"),
    [
        ("proactive_total", True),
        ("proactive_website[锦州市政府网站]", True),
        ("topic:党政要闻", True),
        ("document:指南", True),
        ("interpretations", True),
        ("applications_received", False),
        ("fees", False),
        ("equipment", False),
        ("page_views", False),
        ("outcome[已主动公开]", False),
        ("other:走访", False),
    ],
)
def test_observable_says_whether_web_documents_can_show_it(key: str, observable: bool) -> None:
    assert is_observable(key) is observable


def test_every_pattern_of_a_metric_can_be_compiled_and_names_a_number() -> None:
    patterns = [pattern for rule in load_rules("vocabulary.yml")["metrics"] for pattern in rule["match"]]
    assert [pattern for pattern in patterns if not re.compile(pattern) or "#" not in pattern] == []


def test_simplified_forms_stand_one_for_one() -> None:
    assert [pair for pair in load_rules("folding.yml")["simplified"].split() if len(pair) != 2] == []
