"""Metamorphic tests over the labelled excerpts: changed in known ways, they must claim the changed things.

Expected is what the unchanged excerpt claims (test_labelled_reports.py holds that to the labels), moved by the
change itself; nothing is read off the changed text.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from archive.records import Body, Claim
from archive.reports import read_report
from archive.reports.folding import fold

Prose = Callable[[str], Body]
OUTCOMES = {"granted", "partial", "denied", "unable", "not_processed", "other"}
NUMBER = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)?")
# Other words for the same thing, wherever they stand in an excerpt.
SYNONYMS = [
    ("未发生", "没有发生"),
    ("没有发生", "未发生"),
    ("未收到", "没有收到"),
    ("没有收到", "未接到"),
    ("不予公开", "不同意公开"),
    ("予以公开", "同意公开"),
    ("受理", "接收"),
    ("收到", "接到"),
    ("政府信息公开申请", "信息公开申请"),
    ("公开申请", "公开的申请"),
    ("主动公开政府信息", "主动公开信息"),
    ("门户网站", "官方网站"),
    ("微信公众号", "微信公众平台"),
    ("政务微博", "官方微博"),
    ("政务新媒体", "新媒体"),
    ("行政复议", "复议"),
    ("行政诉讼", "行政应诉"),
    ("较上年", "与上年相比"),
    ("增长", "增加"),
    ("减少", "下降"),
    ("共计", "总计"),
    ("合计", "共计"),
    ("全年", "本年度"),
    ("其中，", "其中："),
    ("，其中", "。其中"),
    ("截至", "截止"),
    ("转入下年度", "结转至下一年度"),
    ("举办", "召开"),
    ("召开", "举行"),
    ("余条", "多条"),
    (r"(?<=\d)件", "宗"),
    (r"(?<=\d)条(?!次)", "条次"),
]


@pytest.fixture(scope="module")
def records(corpus: Path) -> list[dict]:
    folder = corpus / "reports"
    found = [json.loads(line) for line in (folder / "dev.jsonl").read_text("utf-8").splitlines()]
    own = json.loads((folder / "songshan-2018.json").read_text("utf-8"))
    return [*found, {**own, "id": "songshan", "text": (folder / own["text_file"]).read_text("utf-8")}]


@pytest.fixture(scope="module")
def read(prose: Prose) -> Callable[[str], list[Claim]]:
    def claims(text: str) -> list[Claim]:
        return [claim for claim in read_report(prose(text)).claims if claim.kind != "existence"]

    return claims


@pytest.fixture(scope="module")
def before(records: list[dict], read: Callable[[str], list[Claim]]) -> dict[str, Counter]:
    return {record["id"]: said(read(record["text"])) for record in records}


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    return random.Random(f"{os.environ['GONGKAI_SEED']} {request.node.name}")


def said(claims: list[Claim]) -> Counter:
    """What is claimed, without where: script and width of the words do not matter."""
    return Counter((c.metric, c.value, c.unit, c.qualifier, fold(c.scope or ""), c.implicit_zero) for c in claims)


def differences(
    records: list[dict], before: dict[str, Counter], read: Callable, change: Callable[[str], str]
) -> dict[str, tuple[Counter, Counter]]:
    """What is no longer claimed and what is claimed anew, by excerpt; only excerpts that differ."""
    after = {record["id"]: said(read(change(record["text"]))) for record in records}
    return {
        name: (before[name] - after[name], after[name] - before[name]) for name in after if before[name] != after[name]
    }


def in_writing_of(standard: str) -> Callable[[str], str]:
    opencc = pytest.importorskip("opencc")
    return opencc.OpenCC(standard).convert


@pytest.mark.parametrize("standard", ["s2t", "s2tw", "s2hk"])
def test_traditional_characters_claim_the_same(
    records: list[dict], before: dict[str, Counter], read: Callable, standard: str
) -> None:
    assert differences(records, before, read, in_writing_of(standard)) == {}


def wide(found: re.Match[str]) -> str:
    return "".join(chr(ord(character) + 0xFEE0) for character in found[0])


@pytest.mark.parametrize(
    "change",
    [
        lambda text: re.sub(r"[0-9%]|(?<=\d)\.(?=\d)", wide, text),
        lambda text: text.translate(str.maketrans("（），：；％", "(),:;%")),
        lambda text: re.sub(r"(?<![\d.])(\d+(?:\.\d+)?)(?![\d.])", " \\1\u3000", text),
        lambda text: re.sub(r"([。；])\n\s*", r"\1", text),
    ],
    ids=["full width", "half width", "spaces about numbers", "glued paragraphs"],
)
def test_writing_and_setting_change_nothing(
    records: list[dict], before: dict[str, Counter], read: Callable, change: Callable[[str], str]
) -> None:
    assert differences(records, before, read, change) == {}


def breakable(text: str) -> Iterator[int]:
    """Places behind a Chinese character where a line may be broken inside a sentence.

    Where paragraphs are not indented, a line that is short and without a comma is a heading as likely as not:
    there only places behind the paragraph's first comma count.
    """
    place = 0
    for line in text.splitlines(keepends=True):
        comma = re.search("[，,]", line)
        first = place if line[:1].isspace() else place + (comma.end() if comma else len(line))
        last = place + len(line.rstrip()) - 1
        if comma and not re.match(r"\s*(?:[一二三四五六七八九十]+[、是]|[（(]|\d+[、.])", line):
            yield from (i for i in range(first + 4, last) if "\u4e00" <= text[i - 1] <= "\u9fff")
        place += len(line)


@pytest.mark.parametrize("repetition", range(6))
def test_line_breaks_inside_sentences_change_nothing(
    records: list[dict], before: dict[str, Counter], read: Callable, chance: random.Random, repetition: int
) -> None:
    def broken(text: str) -> str:
        places = list(breakable(text))
        breaks = {0, *chance.sample(places, len(places) // 40), len(text)}
        return "\n".join(text[start:end] for start, end in pairwise(sorted(breaks)))

    assert differences(records, before, read, broken) == {}


@pytest.mark.parametrize(("words", "others"), SYNONYMS)
def test_other_words_for_the_same_thing_claim_the_same(
    records: list[dict], before: dict[str, Counter], read: Callable, words: str, others: str
) -> None:
    concerned = [record for record in records if re.search(words, record["text"])]
    assert concerned
    counter = others if others in ("宗", "条次") else ""
    changed = {
        name: (gone, new)
        for name, (gone, new) in differences(concerned, before, read, lambda text: re.sub(words, others, text)).items()
        if without_unit(gone, counter) != without_unit(new, counter)
    }
    assert changed == {}


def without_unit(claims: Counter, counter: str) -> Counter:
    """The claims, units left out where the counter itself is what was changed."""
    return Counter({(key[:2] + key[3:] if counter else key): number for key, number in claims.items()})


def replaced(text: str, claims: list[dict], chance: random.Random) -> tuple[str, Counter]:
    """The text with another number of the same form in every quote that prints just one; what it claims then."""
    expected: Counter = Counter()
    for claim in claims:
        quote, value = claim["quote"], float(claim["value"])
        numbers = list(NUMBER.finditer(quote))
        if len(numbers) == 1 and value and text.count(quote) == 1:
            old = fold(numbers[0][0])
            new = "".join(chance.choice("123456789") if character.isdigit() else character for character in old)
            if claim["unit"] == "%" and old.startswith("100"):
                new = old
            changed = quote[: numbers[0].start()] + new + quote[numbers[0].end() :]
            if text.count(changed) == 0 or changed == quote:
                text, value = text.replace(quote, changed), value / float(old) * float(new)
        expected[round(value, 6), claim["qualifier"], claim["metric"], claim["implicit_zero"]] += 1
    return text, expected


@pytest.mark.parametrize("repetition", range(4))
def test_other_numbers_are_claimed_in_their_places(
    records: list[dict], read: Callable, chance: random.Random, repetition: int
) -> None:
    wrong = {}
    for record in records:
        labels = [
            {key: getattr(claim, key) for key in ("quote", "value", "unit", "qualifier", "metric", "implicit_zero")}
            for claim in read(record["text"])
        ]
        text, expected = replaced(record["text"], labels, chance)
        got = Counter((round(c.value, 6), c.qualifier, c.metric, c.implicit_zero) for c in read(text))
        if got != expected:
            wrong[record["id"]] = (expected - got, got - expected)
    assert wrong == {}


def siblings(text: str, claims: list[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Neighbours in a list, each with a label of its own, of which neither is a part of the other."""
    for first, second in pairwise(sorted(claims, key=lambda claim: claim.start)):
        between = text[first.end : second.start]
        of_one_kind = {first.metric, second.metric} <= OUTCOMES or (
            first.metric.startswith("topic:") and second.metric.startswith("topic:")
        )
        if of_one_kind and between in ("、", "，", "；", ",", ";"):
            yield first, second


def test_the_order_of_a_list_changes_nothing(records: list[dict], before: dict[str, Counter], read: Callable) -> None:
    wrong, pairs = {}, 0
    for record in records:
        text = record["text"]
        for first, second in siblings(text, read(text)):
            pairs += 1
            between = text[first.end : second.start]
            changed = text[: first.start] + second.quote + between + first.quote + text[second.end :]
            if said(read(changed)) != before[record["id"]]:
                wrong[record["id"], first.quote] = second.quote
    assert pairs >= 10
    assert wrong == {}
