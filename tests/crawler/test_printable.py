"""Strangers' words as a terminal may be shown them, and as JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from terminal_codes import CODES

from crawler.printable import json_text, printable


@pytest.mark.parametrize("code", CODES)
def test_no_code_is_left_and_the_words_around_it_stay(code: str) -> None:
    shown = printable(f"前{code}后")
    assert all(sign not in shown for sign in code if not sign.isprintable())
    assert (shown[0], shown[-1]) == ("前", "后")


@pytest.mark.parametrize("code", CODES)
def test_json_escapes_it_and_means_the_same(code: str) -> None:
    said = json_text({"title": f"前{code}后"})
    assert printable(said) == said
    assert json.loads(said) == {"title": f"前{code}后"}


@given(
    st.recursive(st.text() | st.integers() | st.none(), lambda inner: st.dictionaries(st.text(), inner), max_leaves=5)
)
def test_json_is_the_json_of_the_value(value: object) -> None:
    said = json_text(value)
    assert json.loads(said) == value
    assert said.encode("utf-8")
