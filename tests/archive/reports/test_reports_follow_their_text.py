"""Metamorphic tests: the real report changed in known ways; the claims must follow."""

from __future__ import annotations

import json
import os
import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.records import Body
from archive.reports import read_report

Prose = Callable[[str], Body]
SCALES = {"万": 10_000}

# Other words for the same thing, in the manner of other reports.
SYNONYMS = [
    ("收到信息公开申请", "受理政府信息公开申请"),
    ("收到信息公开申请", "共接到依申请公开"),
    ("同意公开答复", "予以公开"),
    ("属于主动公开范围", "属于已主动公开范围"),
    ("不是《条例》所指政府信息", "非政府信息"),
    ("主动公开政府信息1072条", "主动公开各类信息共计1072条"),
    ("主动公开政府信息1072条", "主动公开的信息为1072条"),
    ("发布政务信息782条", "推送文章782条"),
    ("微信公众号。在《松山之窗》", "政务微信。通过“松山之窗”"),
    ("解读文件14份", "政策解读14份"),
    ("门户网站上发布信息", "门户网站公开信息"),
    ("公开重点领域信息", "重点领域公开信息"),
    ("新增购置了1台电脑", "新购置1台计算机"),
    ("没有发生收费和减免情况", "未发生收费、减免"),
    ("本年度未发生政府信息公开涉及", "本年度没有因政府信息公开引起的"),
    ("提起行政诉讼情况", "行政诉讼案件"),
    ("发布人大代表建议办理结果", "公开人大建议办理结果"),
]


@pytest.fixture(scope="module")
def text(corpus: Path) -> str:
    return (corpus / "reports" / "songshan-2018.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def labels(corpus: Path) -> list[dict]:
    return json.loads((corpus / "reports" / "songshan-2018.json").read_text(encoding="utf-8"))["claims"]


def said(prose: Prose, text: str) -> Counter:
    """What a text claims: metric, value, unit, channel of every figure."""
    claims = read_report(prose(text)).claims
    return Counter((c.metric, c.value, c.unit, c.channel) for c in claims if c.kind != "existence")


def replace_numbers(text: str, labels: list[dict], numbers: random.Random) -> tuple[str, Counter]:
    expected: Counter = Counter()
    for label in labels:
        if label["implicit_zero"]:
            expected[label["quote"], 0.0, label["metric"]] += 1
            continue
        drawn = numbers.randint(2, 9999)
        printed = re.search(r"\d+(万?)", label["quote"])
        quote = label["quote"][: printed.start()] + str(drawn) + printed[1] + label["quote"][printed.end() :]
        assert text.count(label["quote"]) == 1
        text = text.replace(label["quote"], quote)
        expected[quote, float(drawn * SCALES.get(printed[1], 1)), label["metric"]] += 1
    return text, expected


@pytest.mark.parametrize("repetition", range(8))
def test_other_numbers_are_read_in_their_places(text: str, labels: list[dict], prose: Prose, repetition: int) -> None:
    seed = random.Random(f"{os.environ['GONGKAI_SEED']} {repetition}").randrange(10**9)
    print(f"numbers drawn with seed {seed}")
    changed, expected = replace_numbers(text, labels, random.Random(seed))
    claims = read_report(prose(changed)).claims
    assert Counter((c.quote, c.value, c.metric) for c in claims if c.kind != "existence") == expected


@pytest.mark.parametrize("repetition", range(4))
def test_identities_follow_the_numbers(text: str, prose: Prose, repetition: int) -> None:
    seed = random.Random(f"{os.environ['GONGKAI_SEED']} {repetition}").randrange(10**9)
    print(f"numbers drawn with seed {seed}")
    parts = [random.Random(seed + part).randint(1, 5000) for part in range(3)]
    # All at once: a number drawn may be one of those that are there.
    drawn = dict(zip(("信息482", "信息194", "信息372"), (f"信息{part}" for part in parts), strict=True))
    drawn["1072"] = f"{sum(parts)}"
    changed = re.sub(f"({'|'.join(drawn)})(?=条)", lambda found: drawn[found[1]], text)
    topics = next(i for i in read_report(prose(changed)).identities if "topics" in i.rule)
    assert (topics.parts, topics.total, topics.holds) == (tuple(map(float, parts)), float(sum(parts)), True)


@pytest.mark.parametrize(
    "items",
    [
        ["党政要闻类信息482条", "基层动态信息194条", "办事服务类信息372条"],
        ["属于主动公开范围20件", "同意公开答复21件", "不是《条例》所指政府信息3件"],
        ["在锦州市政府网站发布信息120条", "在松山新区管委会门户网站上发布信息527条"],
        ["发布人大代表建议办理结果3件", "政协委员提案办理结果3件"],
    ],
)
def test_the_order_of_a_list_changes_nothing(text: str, prose: Prose, items: list[str]) -> None:
    joint = text[text.index(items[0]) + len(items[0])]
    listed = joint.join(items)
    assert listed in text
    changed = text.replace(listed, joint.join(reversed(items)))
    assert said(prose, changed) == said(prose, text)


def test_the_order_of_sections_changes_nothing(text: str, prose: Prose) -> None:
    lines = text.split("\n")
    first = next(i for i, line in enumerate(lines) if line.strip().startswith("五、"))
    last = next(i for i, line in enumerate(lines) if line.strip().startswith("八、"))
    sections = [lines[i : i + 2] for i in range(first, last, 2)]
    changed = [*lines[:first], *(line for section in reversed(sections) for line in section), *lines[last:]]
    assert said(prose, "\n".join(changed)) == said(prose, text)


@pytest.mark.parametrize(("words", "others"), SYNONYMS)
def test_other_words_for_the_same_thing_claim_the_same(text: str, prose: Prose, words: str, others: str) -> None:
    assert text.count(words) == 1
    assert said(prose, text.replace(words, others)) == said(prose, text)


def test_full_width_digits_claim_the_same(text: str, prose: Prose) -> None:
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    assert said(prose, text.translate(wide)) == said(prose, text)


def test_spaces_around_numbers_change_nothing(text: str, prose: Prose) -> None:
    assert said(prose, re.sub(r"(\d+)", r" \1 ", text)) == said(prose, text)


def test_a_line_break_inside_a_label_changes_nothing(text: str, prose: Prose) -> None:
    broken = text.replace("党政要闻类信息482条", "党政要闻类信息\n482条")
    assert said(prose, broken) == said(prose, text)


def test_a_lost_number_yields_no_claim(text: str, prose: Prose) -> None:
    lost = said(prose, text) - said(prose, text.replace("基层动态信息194条", "基层动态信息条"))
    assert lost == Counter({("topic:基层动态", 194.0, "条", None): 1})


@pytest.mark.parametrize(
    "sentence",
    [
        "2019年，我们将公开信息500条。",
        "下一步，计划举办培训班6期。",
        "要求各部门每季度报送信息3条。",
        "联系电话0416-5550188，邮编121000。",
        "2017年主动公开政府信息为988条。",
        "按照“1个平台、2张清单”的模式推进公开。",
        "依据国办发〔2017〕47号文件第15条，应在20个工作日内答复。",
    ],
)
def test_numbers_that_are_no_amounts_of_the_year_add_nothing(text: str, prose: Prose, sentence: str) -> None:
    changed = text.replace("（二）公开的内容", f"{sentence}\n　　（二）公开的内容")
    assert said(prose, changed) == said(prose, text)
