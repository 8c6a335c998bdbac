"""What is told at a glance is what a look at all of it tells."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from crawler.reading.dom import hidden_in, is_hidden
from crawler.reading.families import FAMILIES
from crawler.reading.metadata import is_labelled, labelled
from crawler.reading.outline import BREAK, Outline
from crawler.reading.page import parse_html, parse_page
from crawler.reading.parts import begins_parts
from crawler.reading.published import read_published

URL = "http://www.example.gov.cn/zwgk/t20190520_1.html"
STYLES = ["display:none", "DISPLAY: NONE", "visibility : Hidden", "overflow:hidden", "color:red", "none", ""]
ATTRIBUTES = [
    *(f'style="{style}"' for style in STYLES),
    "hidden",
    "HIDDEN=''",
    "class='a ng-hide'",
    "class=ng-hidden",
    "",
]
WORDS = (("位置", "当前位置", "置首"), ("浏览", "浏览量", "量量"))
TEXTS = st.lists(
    st.sampled_from(["当前位置", "首页", "浏览量", "量", "浏", "<p>", "</p>", "<b>览</b>", " "]), max_size=12
)
MARKS = sorted({mark for family in FAMILIES for mark in family.marks.beginnings})
LINES = st.lists(
    st.sampled_from(
        [
            "<p>来源：办公室",
            "<p>来源：",
            "<p><a href=1>来源：测速网</a>",
            "<td>文号",
            "<p><a href=2>甲</a>",
            "<p>乙〔2018〕3号",
        ]
    ),
    max_size=8,
)


@given(st.lists(st.sampled_from(ATTRIBUTES), max_size=6))
def test_whatever_hides_itself_is_found(attributes):
    root = parse_html("".join(f"<div {attribute}>甲" for attribute in attributes))
    assert hidden_in(root) == {element for element in root.iterdescendants() if is_hidden(element)}


BY_NUMBER = ["style='display:n&#111;ne'", "class='ng-hid&#x65;'", "title='&#20844;'"]


@given(st.lists(st.sampled_from([*ATTRIBUTES, *BY_NUMBER]), max_size=3))
def test_a_page_passes_over_whatever_hides_itself_however_its_source_writes_it(attributes):
    page = parse_page("".join(f"<div {attribute}>甲</div>" for attribute in attributes).encode(), URL)
    assert page.outline.texts == Outline(page.root).texts


def test_a_part_that_the_page_decodes_may_hide_itself():
    markup = base64.b64encode("<p style='display:none'>甲乙丙丁戊己庚辛壬癸</p><p>子丑寅卯辰巳午未申酉</p>".encode())
    page = parse_page(b"<div>" + markup + b"</div><script>atob(x)</script>", URL)
    assert page.outline.text(page.root).strip() == "子丑寅卯辰巳午未申酉"


def test_a_part_that_the_page_decodes_may_write_what_no_tree_holds():
    markup = base64.b64encode("<!-- -->甲乙丙&#1;丁戊己庚辛壬癸<p>子丑寅卯辰巳午未申酉</p>".encode())
    page = parse_page(b"<div>" + markup + b"</div><script>atob(x)</script>", URL)
    assert page.outline.text(page.root).split() == ["甲乙丙", "丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉"]


@given(st.lists(st.sampled_from([":", "：", "来源：办公室", "文号", "标题", "发布时间:"]), min_size=1, max_size=3))
def test_a_line_is_labelled_where_a_field_has_a_value_on_it(said):
    for line in Outline(parse_html(f"<table><tr><td>{''.join(said)}</td></tr></table>")).lines():
        assert is_labelled(line) == any(labelled([line]).values())


@given(TEXTS)
def test_every_place_where_a_word_begins_is_found(texts):
    outline = Outline(parse_html(f"<div>{''.join(texts)}</div>"))
    said = "".join(BREAK + line.text for line in outline.lines()) if " " not in texts else ""
    places = outline.places_saying(*WORDS)
    for words, found in zip(WORDS, places, strict=True):
        assert {event for event in found if not outline.texts[event]} == set()
        assert bool(found) >= any(word in said for word in words)
        assert found == outline.places_saying(words)[0] == set().union(*(outline.places_saying((w,))[0] for w in words))


def test_a_place_is_the_text_in_which_a_word_begins_though_it_ends_in_another():
    outline = Outline(parse_html("<div>当前<b>位置</b>：首页</div>"))
    ((place,),) = outline.places_saying(("当前位置",))
    assert outline.texts[place] == "当前"
    assert outline.places_saying(("首页面",), ()) == (set(), set())


@given(LINES)
def test_labels_are_read_without_links_as_if_there_were_none(markup):
    lines = Outline(parse_html("".join(markup))).lines()
    assert labelled(lines, links=False) == labelled([line for line in lines if not line.is_link])


def test_marks_of_families_are_ascii_in_lower_case():
    assert all(mark.isascii() and mark == mark.lower() for mark in MARKS)


@given(st.lists(st.sampled_from(["公", "<TIME", "<ti", "me", "Trs_", "editor", "\u212a", "一"]), max_size=8))
def test_a_mark_stands_in_a_source_where_nothing_parts_it(pieces):
    page = parse_page("".join(pieces).encode(), URL)
    for mark in (b"<time", b"trs_editor", b"k"):
        assert page.shows(mark) == (mark in page.lower)


@pytest.mark.parametrize(
    ("script", "day"),
    [
        ("var pubDate = '2019-05-20 公开'", "2019-05-20"),
        ("{'datePublished' : \"2019-05-20\"}", "2019-05-20"),
        ("var pubDate公 = '2019-05-20 08:00'", None),
        ("var pub公date = '2019-05-20 08:00'", None),
        ("<meta name=PubDate content='2019-05-20'>", None),
    ],
)
def test_a_script_gives_its_day_where_the_name_stands_whole_before_the_sign(script, day):
    page = parse_page(f"<script>{script}</script>".encode(), "http://www.example.gov.cn/a.html")
    on = read_published(page, {}, (), ()).on
    assert (on.isoformat() if on else None) == day


MARKUPS = st.lists(
    st.sampled_from(["<p>", "</div>", "<table><tr>", "甲", "<!--", "<b a=", "\0", "&#", "<?", ""]), max_size=6
)


@given(st.lists(MARKUPS.map("".join), min_size=2, max_size=4))
def test_a_page_is_parsed_the_same_whatever_was_parsed_before(markups):
    with ThreadPoolExecutor(1) as thread:  # whose parser is new
        alone = [thread.submit(parse_html, markup).result() for markup in markups[-1:]]
    together = [parse_html(markup) for markup in markups]
    assert etree.tostring(together[-1]) == etree.tostring(alone[0])


HARD_TO_DECODE = ["<p>甲", "</html>", "\ufeff", "\ufffd", "\ufffe", "\uffff", "\0", "\x0b"]
BYTES = st.lists(st.sampled_from([*map(str.encode, HARD_TO_DECODE), b"\xe7\x94", b"\xff", b"</BODY >"]), max_size=4)


@given(BYTES.map(b"".join), st.sampled_from([b"", b"<p>a"]))
def test_a_page_is_parsed_from_its_bytes_as_from_its_text(content, end):
    page = parse_page(content + end, URL, "text/html; charset=utf-8")
    assert etree.tostring(page.root) == etree.tostring(parse_html(page.text))


NAMES = st.lists(
    st.sampled_from(["a", "/", "_1", "_2", ".html", "?", "page=2", "&", "id=1", "%20", "-", ".", ":80"]), max_size=7
)


@given(NAMES.map("".join), NAMES.map("".join))
def test_a_plain_address_is_taken_apart_as_any_other(first, following):
    one, other = f"http://h.cn/{first}", f"http://h.cn/{following}"
    assert begins_parts(one, other) == begins_parts(one.replace("http", "HTTP"), other.replace("http", "HTTP"))
