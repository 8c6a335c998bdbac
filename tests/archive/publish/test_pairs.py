"""Pairs of common characters: what they find is what the words find, and a pair stands in all documents or in none."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from itertools import product
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from published_sample import make_archive
from sqlite_utils import Database

from archive import schema
from archive.publish import pairs
from archive.publish.build import build
from archive.publish.pairs import common_characters, pairs_asked, pairs_in
from archive.publish.plugin.search_filters import Filters
from archive.publish.search import TOKENIZER, escape_query, spaced, spaced_and_close
from archive.publish.search_index import build_index
from archive.publish.serve import datasette

COMMON = "业就工开"
#: Common characters, others, and what stands between: some of it is not seen, some is read as a common character.
WRITTEN = "业就開政⼯業" + "，。\n \u3000\u200b2aＡ（" + "業务"


def phrase_stands_in(text: str, word: str) -> bool:
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(f"create virtual table f using fts5(t, content='', tokenize='{TOKENIZER}')")
        db.execute("insert into f(rowid, t) values (1, ?)", [spaced(text)])
        return db.execute("select 1 from f where f match ?", [escape_query(word)]).fetchone() is not None


@given(st.text(WRITTEN, max_size=12))
def test_a_pair_stands_where_the_phrase_of_its_characters_does(text: str) -> None:
    with_spaces, close = spaced_and_close(text)
    assert with_spaces == spaced(text)
    found = set(pairs_in([close], COMMON).split())
    for word in map("".join, product(COMMON, repeat=2)):
        assert (word in found) == phrase_stands_in(text, word), word


def test_pairs_do_not_reach_from_one_text_into_the_next() -> None:
    assert set(pairs_in(["就业业", "工开"], COMMON).split()) == {"就业", "业业", "工开"}
    assert pairs_in(["就业"], "") == ""


def test_the_commonest_characters_are_counted_as_they_are_indexed() -> None:
    assert common_characters(["業业业，，，，", "就就 aaaa", "工"]) == "业就工"
    assert len(common_characters(["".join(map(chr, range(0x4E00, 0x5200)))])) == pairs.MOST_COMMON


def test_texts_that_nothing_was_read_in_are_none_of_those_that_are_counted() -> None:
    with closing(sqlite3.connect(":memory:")) as db:
        schema.upgrade(Database(db))
        db.executemany("insert into document_texts (version, text) values (?, ?)", [(1, None), (2, ""), (3, "就业")])
        db.execute("insert into documents (id, portal, title, version) values ('d', 'p', '就业', 1)")
        build_index(db)
        assert db.execute("select rowid from pairs_fts where pairs_fts match '就业'").fetchall() == [(1,)]


@pytest.mark.parametrize(
    ("typed", "expression"),
    [
        ("就业", '"就业"'),
        ("就業 公开", '"就业" "公开"'),
        ('"就 业"', '"就业"'),
        ("就业率", ""),
        ("业", ""),
        ("就业 2018", ""),
        ("ab cd", ""),
        ('"a b"', ""),
        ("就，业", ""),
        ("就2", ""),
        ("。", ""),
        ("", ""),
    ],
)
def test_only_words_of_two_ideographs_are_asked_for_as_pairs(typed: str, expression: str) -> None:
    assert pairs_asked(typed) == expression


def test_an_order_or_a_place_that_pairs_do_not_know_is_not_asked_of_them() -> None:
    assert Filters(q="就业", portal="a", order="oldest").pairs == '"就业"'
    assert (Filters(q="就业", order="frequent").pairs, Filters(q="就业", place="title").pairs) == ("", "")


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, where five characters are common."""
    folder = tmp_path_factory.mktemp("pairs")
    make_archive(folder / "archive.db")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pairs, "MOST_COMMON", 5)
        build(folder / "archive.db", folder / "public.db")
    return folder / "public.db"


def pairs_of(public: Path) -> set[str]:
    """Every pair that stands in the index."""
    with closing(sqlite3.connect(public)) as db:
        db.execute("create virtual table temp.pairs using fts5vocab(main, pairs_fts, row)")
        return {term for (term,) in db.execute("select term from pairs")}


def words_of(public: Path) -> list[str]:
    """The words of two characters that texts and titles begin with, and some that stand nowhere."""
    with closing(sqlite3.connect(public)) as db:
        texts = [text for (text,) in db.execute('select "text" from document_texts union select title from documents')]
    said = {text[place : place + 2] for text in texts if text for place in range(0, min(len(text), 16))}
    return sorted(word for word in said if pairs_asked(word))


def test_a_search_finds_the_same_with_pairs_and_without(public: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words, paired = words_of(public), pairs_of(public)
    some = [word for word in words if word in paired][:8] + [word for word in words if word not in paired][:8]
    queries = [*some, *(" ".join(two) for two in zip(some, reversed(some), strict=True)), "率率"]
    assert 0 < sum(word in paired for word in some) < len(some)
    site = datasette(public)

    async def ask() -> list[httpx.Response]:
        asked = [f"/search.json?q={quote(query)}{order}" for query in queries for order in ("", "&order=oldest")]
        return [await site.client.get(path) for path in asked]

    with_pairs = [json.loads(answer.text) for answer in asyncio.run(ask())]
    monkeypatch.setattr(Filters, "pairs", "")
    assert [json.loads(answer.text) for answer in asyncio.run(ask())] == with_pairs
    assert with_pairs[0]["total"] > 0 == with_pairs[-1]["total"]
