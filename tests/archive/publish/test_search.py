"""Search: words of any length are found, whatever the typography, and nothing typed is syntax."""

from __future__ import annotations

import asyncio
import json
import os
import random
import sqlite3
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.publish.search import TOKENIZER, escape_query, spaced
from archive.publish.serve import datasette
from archive.reports.folding import simplified

TITLES = ("关于促进就业的通知", "业务办理指南", "就近入学，业余教育", "ABC项目2018年公示", "没有相关内容")


def found(query: str | None, titles: tuple[str, ...] = TITLES) -> set[str]:
    connection = sqlite3.connect(":memory:")
    connection.execute(f"""create virtual table f using fts5(title, content='', tokenize="{TOKENIZER}")""")
    rows = [(number, spaced(title)) for number, title in enumerate(titles)]
    connection.executemany("insert into f(rowid, title) values (?, ?)", rows)
    return {
        titles[number] for (number,) in connection.execute("select rowid from f where f match ?", [escape_query(query)])
    }


def test_one_character_finds_every_title_that_holds_it() -> None:
    assert found("业") == {TITLES[0], TITLES[1], TITLES[2]}


def test_two_characters_are_a_word_and_not_two() -> None:
    assert found("就业") == {TITLES[0]}


def test_a_phrase_does_not_reach_across_punctuation() -> None:
    assert found("学业") == set()


def test_words_with_a_space_between_must_all_occur() -> None:
    assert found("就 学") == {TITLES[2]}


def test_full_width_and_lower_case_find_the_same() -> None:
    assert found("ａｂｃ项目２０１８年") == {TITLES[3]}


@pytest.mark.parametrize("query", ["", None, '"', '""', "*", "^", "。。", "   ", "(", "NEAR"])
def test_a_query_without_a_word_finds_nothing_and_fails_nowhere(query: str | None) -> None:
    assert found(query) == set()


@given(st.text(max_size=30))
def test_no_query_is_read_as_syntax(query: str) -> None:
    found(query)


def test_traditional_and_simplified_characters_find_each_other() -> None:
    titles = ("促進就業辦法", "促进就业办法")
    for query in ("就业", "就業", "業", "业", "促進", "办法"):
        assert found(query, titles) == set(titles)


def test_case_width_and_composition_make_no_difference() -> None:
    titles = ("ＡＢＣ ﬁle №１２", "abc FILE no12", "Straße", "STRASSE", "Café", "cafe\u0301", "が")
    assert found("Abc", titles) == {titles[0], titles[1]}
    assert found("file no12", titles) == {titles[0], titles[1]}
    assert found("strasse", titles) == {titles[2], titles[3]}
    assert found("cafe", titles) == {titles[4], titles[5]}
    assert found("か", titles) == set()


def test_a_radical_that_looks_like_the_character_is_found_by_it() -> None:
    titles = ("⼯作报告", "居⺠身份")
    assert found("工作", titles) == {titles[0]}
    assert found("居民", titles) == {titles[1]}


def test_marks_that_nobody_sees_part_no_word() -> None:
    titles = ("就\u200b业", "政\ufe00府", "pol\u00adicy", "信\ufeff息")
    for query, title in zip(("就业", "政府", "policy", "信息"), titles, strict=True):
        assert found(query, titles) == {title}


@pytest.mark.parametrize("space", [" ", "\u3000", "\u00a0", "\u2003", "\t", "\x1f"])
def test_a_space_of_any_kind_parts_letters_and_joins_characters(space: str) -> None:
    title = f"abc{space}def 信{space}息"
    assert found("abc 信息 def", (title,)) == {title}


@pytest.mark.parametrize("end", ["\n", "\r", "\u2028", "\u2029", "\x85", "\v", "\f"])
def test_a_phrase_does_not_reach_across_the_end_of_a_line_or_page(end: str) -> None:
    assert found("信息", (f"信{end}息",)) == set()


def test_a_number_is_a_word_and_not_its_digits() -> None:
    assert found("1月", ("11月", "1月", "2011月")) == {"1月"}


def test_a_phrase_in_quotes_is_found_as_it_stands() -> None:
    titles = ("公开 信息", "信息公开", "信息，公开", "信息\n公开")
    assert found('"信息 公开"', titles) == {titles[1]}
    assert found("信息 公开", titles) == set(titles)


#: What the words and the texts of the oracle are made of; traditional characters with their simplified forms.
LETTERS = "政府信息公开就业务"
TRADITIONAL = {"開": "开", "業": "业", "務": "务"}
BETWEEN = "，。、\n（） ２0aＡ"


def oracle(word: str, texts: Mapping[str, str], plain: Mapping[str, str]) -> set[str]:
    """The texts a word of Chinese characters stands in, told without any index; ``texts`` are by what they say."""
    wanted = "".join(plain.get(character, character) for character in word)
    return {text for text, folded in texts.items() if wanted in folded}


def folded(texts: Iterable[str], plain: Mapping[str, str]) -> dict[str, str]:
    return {text: "".join(_plain(character, plain) for character in text) for text in texts}


def _plain(character: str, plain: Mapping[str, str]) -> str:
    said = "".join(plain.get(each, each) for each in unicodedata.normalize("NFKC", character))
    return said if said.isalnum() else "" if said.isspace() and said not in "\r\n" else "|"


@given(
    st.lists(st.text(LETTERS + "".join(TRADITIONAL) + BETWEEN, max_size=12), max_size=8, unique=True),
    st.text(LETTERS + "".join(TRADITIONAL), min_size=1, max_size=4),
)
def test_a_word_finds_exactly_the_texts_it_stands_in(texts: list[str], word: str) -> None:
    assert found(word, tuple(texts)) == oracle(word, folded(texts, TRADITIONAL), TRADITIONAL)


def corpus_texts() -> list[str]:
    folder = Path(os.environ.get("GONGKAI_CORPUS", "../shared/corpus")) / "reports"
    if not folder.is_dir():
        pytest.skip("the corpus is not there")
    lines = (folder / "dev.jsonl").read_text("utf-8").splitlines()
    texts = [(folder / "songshan-2018.txt").read_text("utf-8"), *(json.loads(line)["text"] for line in lines)]
    return sorted({paragraph for text in texts for paragraph in text.split("\n") if paragraph})


def words_of(texts: Sequence[str], number: int) -> list[str]:
    """Words of one to four characters drawn from texts, and as many that were put together."""
    drawn = random.Random(os.environ["GONGKAI_SEED"])
    words: list[str] = []
    while len(words) < number:
        text, length = drawn.choice(texts), drawn.randint(1, 4)
        start = drawn.randrange(len(text))
        words += [text[start : start + length], "".join(drawn.choice(text) for _ in range(length))]
    return [word for word in words if all("\u4e00" <= character <= "\u9fff" for character in word)]


def test_words_of_real_reports_find_exactly_the_paragraphs_they_stand_in() -> None:
    texts = corpus_texts()
    connection = sqlite3.connect(":memory:")
    connection.execute(f"""create virtual table f using fts5(t, content='', tokenize="{TOKENIZER}")""")
    connection.executemany("insert into f(rowid, t) values (?, ?)", enumerate(map(spaced, texts)))
    plain = {chr(code): character for code, character in simplified().items()}
    as_said = folded(texts, plain)
    for word in words_of(texts, 600):
        rows = connection.execute("select rowid from f where f match ?", [escape_query(word)])
        assert {texts[number] for (number,) in rows} == oracle(word, as_said, plain), word


@pytest.mark.parametrize(
    ("typed", "documents"),
    [
        ("就业", 10),
        ("就業", 10),
        ("业", 13),
        ("就业创业实施方案第1号", 1),
        ("业就", 0),
        ('"就业 创业"', 10),
        ("AND", 0),
    ],
)
def test_datasettes_own_search_box_searches_by_characters(public_db: Path, typed: str, documents: int) -> None:
    async def ask() -> list[int]:
        site = datasette(public_db)  # of this event loop alone
        path = f"/public/documents.json?_shape=array&_size=max&_search={quote(typed)}"
        # Several at once: each of Datasette's threads has a connection of its own.
        answers = await asyncio.gather(*[site.client.get(path) for _ in range(6)])
        return [len(answer.json()) for answer in answers]

    assert asyncio.run(ask()) == [documents] * 6
