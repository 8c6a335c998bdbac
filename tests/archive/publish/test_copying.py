"""Copying passes by what a quick look says to be plain: it says so of nothing that a treatment changes."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from published_sample import IDENTITY_CARD, MOBILE

from archive.publish.masking import Pseudonyms, found_in, is_plain_text
from archive.publish.masking_rules import data, rules
from archive.publish.publication import treatments, untouched

LABELS = [label for rule in data()["labelled"].values() for label in (*rule["own"], *rule["shared"])]
TREATMENTS = ("text", "address", "reached", "key", "code", "log", "file_name", "layout")
pieces = st.sampled_from(
    (
        *(
            "http://10.0.0.1/",
            "http://a.invalid/",
            "https://例.公司/",
            "身份证号",
            "住址：柳沟乡柳树屯三组",
            "电话",
            "/var/a/b",
            " ",
        ),
        *(
            "%31",
            "%3",
            "①③⑧",
            "⓪⓪①③",
            "𝟖⓪⓪⓪",
            "１３８",
            "138",
            "0013",
            "8000",
            "-",
            "－",
            "＊",
            "—",
            "）",
            "\u3000",
            "\x00",
            "*",
            "\n",
            "\t",
            "，",
            "1",
            IDENTITY_CARD,
            MOBILE,
        ),
    )
)


@pytest.mark.parametrize("name", TREATMENTS)
@given(value=st.lists(pieces, max_size=6).map("".join))
@example("http://user:x@localhost/1")
@example("138---0013---8000")
@example("138－0013－8000")
@example("http://a.invalid/138－0013－8000")
def test_a_plain_value_is_published_as_it_is(name: str, value: str) -> None:
    if untouched(name)(value):
        result = treatments(Pseudonyms())[name](value)
        assert (result.text, dict(result.counts)) == (value, {})


@given(
    st.lists(
        st.sampled_from((*LABELS, *"\t\n \u3000-－—）\u200b\x00*＊：0138①③Xх", IDENTITY_CARD, MOBILE)), max_size=20
    )
)
@example(["姓名\t", "电话\n张三\t", "138", "-" * 9, "0013", " " * 9, "8000"])
def test_whatever_is_found_is_found_in_a_text_that_is_looked_at(parts: list[str]) -> None:
    text = "".join(parts)
    assert not (found_in(text) and is_plain_text(text))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, "县政府办公室") for name in ("text", "key")),
        *((name, "http://a.example.org/2018/05.html") for name in ("address", "reached")),
    ],
)
def test_most_values_are_plain(name: str, value: str) -> None:
    assert untouched(name)(value)


@given(st.text("0123456789*\nXx ", max_size=40))
def test_no_number_is_found_without_the_character_that_it_needs(text: str) -> None:
    found = [rule for rule in rules() if rule.in_text.search(text)]
    assert [rule.key for rule in found if rule.needs not in text] == []
