"""A difference is shown by the words that differ, and gives both texts back."""

from __future__ import annotations

import pytest
from cpu_time import cpu_time
from hypothesis import given
from hypothesis import strategies as st

from archive.text_diff import Paragraph, text_diff
from archive.varying import comparable


def shown(before: str, after: str) -> list[list[tuple[str, str]]]:
    found = text_diff(comparable(before), comparable(after))
    return [[(piece.kind, piece.text) for piece in paragraph.pieces] for paragraph in found]


def test_equal_texts_have_no_difference() -> None:
    assert shown("一段。\n二段。", "一段。\n二段。") == []


def test_a_number_is_told_as_a_whole() -> None:
    assert shown("补贴300元。", "补贴360元。") == [
        [("same", "补贴"), ("removed", "300"), ("added", "360"), ("same", "元。")]
    ]


def test_a_paragraph_more_and_a_paragraph_less_are_shown_whole() -> None:
    found = shown("工期九十天。\n监督电话另行公布。", "监督电话另行公布。\n招标人为区城建局。")
    assert found == [[("removed", "工期九十天。")], [("added", "招标人为区城建局。")]]


def test_paragraphs_are_set_beside_the_ones_they_were() -> None:
    before = "第一条 本办法适用于全区。\n第二条 奖励资金由区财政安排。"
    after = "第一条 本办法适用于全区各单位。\n新增说明一段。\n第二条 奖励资金由市财政安排。"
    assert [paragraph[0][0] for paragraph in shown(before, after)] == ["same", "added", "same"]


def test_paragraphs_that_are_alike_in_nothing_are_not_mixed() -> None:
    assert shown("工期九十天", "联系人另定") == [[("removed", "工期九十天")], [("added", "联系人另定")]]


LINES = st.lists(st.text(alphabet="甲乙丙丁0123 a", min_size=1, max_size=12), max_size=8)


def whole(paragraphs: tuple[Paragraph, ...], side: str) -> list[str]:
    return [text for paragraph in paragraphs if (text := getattr(paragraph, side))]


@given(LINES, LINES)
def test_what_is_shown_of_either_side_stands_there_in_that_order(before: list[str], after: list[str]) -> None:
    one, other = comparable("\n".join(before)), comparable("\n".join(after))
    found = text_diff(one, other)
    for side, lines in (("before", one), ("after", other)):
        rest = iter([line.shown for line in lines])
        assert all(text in rest for text in whole(found, side))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("甲乙" * 20_000, "乙甲" * 20_000),
        ("\n".join(f"第{n}段" for n in range(6000)), "\n".join(f"第{n}节" for n in range(6000))),
        (
            "\n".join("甲乙丙丁" * 300 + str(n) for n in range(200)),
            "\n".join("乙甲丁丙" * 300 + str(n) for n in range(200)),
        ),
    ],
    ids=["one long paragraph", "many paragraphs", "many long paragraphs"],
)
def test_texts_made_to_take_long_do_not(before: str, after: str) -> None:
    with cpu_time() as took:
        text_diff(comparable(before), comparable(after))
    assert took.seconds < 8
