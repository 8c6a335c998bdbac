"""YAML of a person or a stranger: the same by either parser, and never more than a person writes."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from archive.plain_yaml import LOADERS, MAX_DEPTH, NotPlainError, PurePythonLoader, read_plain

#: Without the breaks of a line that only YAML 1.1 knows: PyYAML writes them so that it reads a space.
WORDS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x85\u2028\u2029"), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.dates() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
)
DAMAGE = st.lists(
    st.tuples(st.integers(0, 400), st.sampled_from(["", " ", "\n", "- ", ": ", "'", '"', "{", "&a ", "*a"]))
)


@given(VALUES, st.booleans())
def test_what_a_person_writes_is_read_the_same_by_either_parser(value, flow):
    written = yaml.safe_dump(value, allow_unicode=True, default_flow_style=flow).encode()
    for loader in LOADERS:
        assert read_plain(written, loader) == value


@given(VALUES, DAMAGE)
def test_what_both_parsers_read_of_a_damaged_file_is_the_same(value, damage):
    text = yaml.safe_dump(value, allow_unicode=True)
    for place, scrap in damage:
        text = text[:place] + scrap + text[place + 1 :]
    read = []
    for loader in LOADERS:
        try:
            read.append(read_plain(text.encode(), loader))
        except NotPlainError:
            continue
    assert all(repr(one) == repr(read[0]) for one in read)  # NaN is nothing's equal


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a: " + b"[" * MAX_DEPTH + b"1" + b"]" * MAX_DEPTH, "nested deeper than 40 levels"),
        (b"[" * 100_000, "nested deeper than 40 levels"),
        (b"a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + b"".join(
            b"%c: &%c [%s]\n" % (n + 1, n + 1, b", ".join([b"*%c" % n] * 10)) for n in b"abcdefg"
        ), "more than 200000 values, counted as often as aliases repeat them"),
        (b"a: &a [*a]", "more than 200000 values, counted as often as aliases repeat them"),
        (b"a: " + b"9" * 101, "a value of more than 100 characters"),
        (b"a: " + b"x" * 50_001, "a value of more than 50000 characters"),
        (b'a: "\\ud83d"', "half a character|invalid Unicode character"),
        (b"a: !!python/name:os.system x", "could not determine a constructor"),
        (b"a: \xff", "invalid start byte|invalid leading UTF-8"),
        (b"a: [1\nb: 2", "line 2"),
    ],
    ids=["deep", "very deep", "laughs", "itself", "number", "text", "half", "code", "bytes", "torn"],
)  # fmt: skip
def test_what_no_person_writes_is_refused_with_a_reason(loader, content, reason):
    with pytest.raises(NotPlainError, match=reason):
        read_plain(content, loader)


def test_where_there_is_libyaml_it_is_used():
    assert LOADERS[-1] is PurePythonLoader
    assert len(LOADERS) == 1 + yaml.__with_libyaml__
