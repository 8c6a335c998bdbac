"""The words for a metric, with its part, topic or derived figure."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

from archive.metrics import metric_of
from archive.reports import vocabulary
from archive.reports.rules import load_rules


@pytest.mark.parametrize(
    ("key", "base", "words"),
    [
        ("topic:党政要闻", "topic:", "党政要闻"),
        ("proactive_website[锦州市政府网站]", "proactive_website", "锦州市政府网站"),
        ("proactive_other[查阅点]", "proactive_other", "查阅点"),
        ("document:政府信息公开指南", "document:", "政府信息公开指南"),
        ("proactive_wechat.length", "proactive_wechat", "字数"),
        ("applications_received[自然人]", "applications_received", "自然人"),
    ],
)
def test_a_part_is_shown_beside_the_words_of_the_whole(key, base, words):
    known, shown = vocabulary()[base], metric_of(key)
    assert known.zh in shown.zh and words in shown.zh and known.en in shown.en
    assert shown.observable is known.observable


def named_parts() -> set[str]:
    """The parts that rules and forms can give a metric: of a key in brackets, and of the words that patterns name."""
    rules = files("archive.reports")
    said = [path.read_text(encoding="utf-8") for path in rules.iterdir() if path.name.endswith(".yml")]
    found = {part for text in said for part in re.findall(r"[a-z_.]+\[([^\]\"{}]*[\u4e00-\u9fff][^\]\"{}]*)\]", text)}
    found |= {part for parts in load_rules("identities.yml")["request_parts"].values() for part in parts}
    for entry in load_rules("vocabulary.yml")["metrics"]:
        if entry["key"].endswith("[{label}]"):
            words = [group for pattern in entry["match"] for group in re.findall(r"\?P<label>([\w|?]+)\)", pattern)]
            found |= {re.sub(r".\?", "", word) for group in words for word in group.split("|")}
    return found - set(vocabulary()) - {"举报+投诉"}


def test_every_part_that_rules_name_has_english_words():
    parts = named_parts()
    assert len(parts) > 70
    labels = {part: metric_of(f"applications_received[{part}]").en for part in parts}
    assert {part: label for part, label in labels.items() if re.search("[\u4e00-\u9fff]", label)} == {}


def test_the_english_label_of_a_part_is_in_english_and_the_chinese_one_keeps_its_word():
    shown = metric_of("complaints[举报]")
    assert (shown.zh, shown.en) == ("举报投诉（举报）", "tips and complaints (tips)")


def test_what_a_report_names_itself_stays_as_it_is_written():
    assert metric_of("topic:党政要闻").en == f"{vocabulary()['topic:'].en} (党政要闻)"


def test_every_plain_key_has_the_vocabularys_words():
    plain = [key for key in vocabulary() if "{" not in key and not key.endswith(":")]
    assert [metric_of(key).zh for key in plain] == [vocabulary()[key].zh for key in plain]


def test_a_key_nobody_knows_is_shown_as_it_is():
    assert (metric_of("from.the.future").zh, metric_of("from.the.future").observable) == ("from.the.future", False)


def test_the_real_reports_internal_figures_are_the_unobservable_ones(corpus):
    labels = json.loads((corpus / "reports" / "songshan-2018.json").read_text(encoding="utf-8"))
    keys = {label["metric"] for label in labels["claims"]}
    assert {key for key in keys if not metric_of(key).observable} == {
        *("equipment", "access_points", "applications_received", "granted", "fees", "fee_waivers"),
        *("outcome[已主动公开]", "outcome[非政府信息]", "complaints[举报]", "review_total", "litigation_total"),
    }
