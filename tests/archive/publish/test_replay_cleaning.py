"""What is left of an archived page, and what of its numbers is covered."""

from __future__ import annotations

import json
import re
import unicodedata
import zlib
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from published_sample import CARD, HOME, IDENTITY_CARD, LANDLINE, MOBILE
from replay_gallery import BODIES, HEADS, RUN

from archive.publish.replay.cleaning import CannotReplayError, Cleaned, clean
from archive.publish.replay.covering import cover
from archive.publish.replay.forgetting import INSTEAD, forgotten, is_forgotten
from archive.publish.replay.replays import Replay, packed
from archive.publish.replay.rules import data, limit, names
from archive.publish.replay.styles import clean_declarations, clean_sheet

URL = "http://www.example.gov.cn/a/b.html"
OUT = "http://hostile.invalid"


def cleaned(html: str) -> str:
    return clean(html, URL).html


def covered(html: str) -> tuple[str, dict[str, int]]:
    return cover(cleaned(html))


class Tags(HTMLParser):
    """Elements and attributes of a text, as another parser sees them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes.update((name, value or "") for name, value in attributes)


# Cleaning


@pytest.mark.parametrize("name", [*BODIES, *HEADS])
def test_of_a_hostile_page_only_known_elements_are_left_and_no_address(name: str) -> None:
    vector = {**BODIES, **HEADS}[name].replace("OUT", OUT).replace("NAME", name)
    found = clean(f"<html><head>{vector}</head><body><p>正文</p>{vector}</body></html>", URL)
    tags = Tags(cover(found.html)[0])
    allowed = set().union(*data()["attributes"].values())
    assert tags.elements <= names("elements")
    assert {name for name, _ in tags.attributes} <= allowed
    addresses = [value for name, value in tags.attributes if name in ("href", "src")]
    assert all(re.fullmatch(r"gongkai-(?:link|picture)-\d+", address) for address in addresses)
    assert not re.search(r"hostile\.invalid|url\(|@import|expression|<", found.styles)
    assert not any("url" in value or "expression" in value for name, value in tags.attributes if name == "style")
    assert cleaned(found.html.replace("gongkai-", URL)) != "" or not found.html


@given(st.text(alphabet="<>/=\"'&; \nabiopsvgtmhx-!", max_size=200))
def test_whatever_comes_is_parsed_the_same_way_again(text: str) -> None:
    once = nothing_numbered(cleaned(text))
    assert nothing_numbered(cleaned(once)) == once


def nothing_numbered(html: str) -> str:
    return re.sub(r' (?:href|src)="gongkai-[a-z]+-\d+"', "", html)


def test_words_and_their_order_are_those_of_the_page() -> None:
    html = "<h1>标题</h1><form><p>一<b>二</b></p></form><custom>三</custom><script>x</script>"
    html += "<p align=center class=c>四</p>"
    assert cleaned(html) == '<h1>标题</h1><p>一<b>二</b></p>三<p align="center" class="c">四</p>'


def test_links_and_pictures_are_numbered_and_their_addresses_whole() -> None:
    found = clean("<base href='/c/'><a href='1.html#x'>a</a><img src=../p.png alt='图'><a href='mailto:a@b'>m</a>", URL)
    assert found.html.startswith('<a href="gongkai-link-0">a</a><img src="gongkai-picture-0" alt="图">')
    assert found.links[0] == "http://www.example.gov.cn/c/1.html"
    assert found.pictures == ["http://www.example.gov.cn/p.png"]
    assert "mailto" not in found.html


def test_style_sheets_of_the_page_are_named() -> None:
    found = clean("<link rel=stylesheet href=/s.css><link rel=stylesheet media=print href=/p.css><p>x", URL)
    assert found.sheets == ["http://www.example.gov.cn/s.css"]


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("x" * (limit("page_characters") + 1), "page_characters"),
        ("<b>" * (limit("page_tags") + 1), "page_tags"),
        ("<p " + "a=1 " * limit("tag_characters") + ">", "tag_characters"),
    ],
)
def test_what_would_take_too_long_is_not_replayed(page: str, reason: str) -> None:
    with pytest.raises(CannotReplayError, match=reason):
        clean(page, URL)


def test_a_picture_within_an_address_is_no_long_tag() -> None:
    assert "<p>x</p>" in cleaned(f"<img src='data:image/png;base64,{'A' * 200_000}'><p>x</p>")


def test_a_page_of_nothing_is_nothing() -> None:
    assert clean("", URL) == Cleaned()


# Styles


@pytest.mark.parametrize(
    ("style", "left"),
    [
        ("color:red;font-size:12px", "color:red;font-size:12px"),
        ("COLOR: Red !important", "color:Red!important"),
        ("color:#fff;background:rgb(1, 2, 3)", "color:#fff;background:rgb(1, 2, 3)"),
        ("font-family:'宋体', serif", 'font-family:"宋体", serif'),
        ("background:url(x)", ""),
        (r"background:u\72l(x)", ""),
        ("width:expression(alert(1))", ""),
        ("position:fixed;top:0", ""),
        ("behavior:url(x);color:red", "color:red"),
        ("color:red}</style><script>", ""),
        ("content:'13800138000'", ""),
        ("width:13800138000px", ""),
        ("color:var(--x)", ""),
        ("--x:url(y)", ""),
    ],
)
def test_declarations_that_ask_for_nothing_are_left(style: str, left: str) -> None:
    assert clean_declarations(style) == left


def test_rules_of_a_sheet_are_left_and_those_in_a_query_of_media() -> None:
    sheet = "p.a > b, #c:hover{color:red;background:url(x)} @media (max-width:600px){p{margin:0}} @import 'x';"
    assert clean_sheet(sheet) == "p.a > b, #c:hover{color:red}\n@media (max-width:600px){p{margin:0}}"


@pytest.mark.parametrize(
    "sheet",
    [
        "@font-face{src:url(x)}",
        "p{display:none}",
        "a[href^='x']{color:red}",
        "@charset 'x';",
        "p{}",
        "a:has(b){color:red}",
        f".a{MOBILE}{{color:red}}",
    ],
)
def test_what_could_ask_or_hide_is_left_out_of_a_sheet(sheet: str) -> None:
    assert clean_sheet(sheet) == ""


# Masking


@pytest.mark.parametrize(
    "html",
    [
        f"<p>电话{MOBILE}。</p>",
        f"<p>电话{MOBILE[:3]}<b>{MOBILE[3:7]}</b>{MOBILE[7:]}。</p>",
        f"<p>电话{MOBILE[:3]}<!-- x -->{MOBILE[3:]}。</p>",
        f"<p>电话{MOBILE[:3]}<script>9</script>{MOBILE[3:]}。</p>",
        f"<p>电话{MOBILE[:3]}&#8203;{MOBILE[3:7]}&shy;{MOBILE[7:]}。</p>",
        f"<p>电话{MOBILE[:3]}\n\n      {MOBILE[3:]}。</p>",
        f"<p>电话{MOBILE[:3]} <i> </i> {MOBILE[3:]}。</p>",
        f"<p>电话{MOBILE[:3]}<span style='display: none'>号</span>{MOBILE[3:]}。</p>",
        f"<p>电话{''.join(f'<span>{digit}</span>' for digit in MOBILE)}。</p>",
        f"<p>电话{''.join(f'&#{ord(digit)};' for digit in MOBILE)}。</p>",
        f"<p>电话{''.join(chr(ord(digit) + 0xFEE0) for digit in MOBILE)}。</p>",
        f"<p title='电话{MOBILE}'>x</p><img alt='{MOBILE}' src=x>",
        f"<a href='tel:{MOBILE}'>电话</a><a href='/n/{MOBILE}.html'>x</a><a href='mailto:{MOBILE}@139.com'>y</a>",
        f"<img src='/p/{MOBILE}.png'><p id=n{MOBILE} class='{MOBILE}'>x</p><td width={MOBILE}>",
        f"<style>.a{MOBILE}{{color:red}} p{{width:{MOBILE}px}}</style><p style='width:{MOBILE}px'>x</p>",
        f"<table><tr><td>手机</td><td>{MOBILE[:6]}<br>{MOBILE[6:]}</td></tr></table>",
        f"<table><tr><td>手机</td><td><p>{MOBILE[:6]}</p><p>{MOBILE[6:]}</p></td></tr></table>",
    ],
)
def test_a_number_is_in_nothing_that_is_kept(html: str) -> None:
    found = clean(html, URL)
    page, counts = cover(found.html)
    kept = page + found.styles + repr(found.links + found.pictures)
    seen = re.sub(r"<[^>]*>|&[a-z]+;|[\s\u200b\u00ad*号]", "", page)
    assert MOBILE not in kept
    assert MOBILE not in seen
    assert MOBILE not in unicodedata.normalize("NFKC", seen)
    assert sum(counts.values()) + sum(found.covered.values()) >= ("<style" not in html)


@pytest.mark.parametrize(
    "between",
    [
        *("&#x34f;", "&#xfe0f;", "&#x61c;", "&#x180e;", "&#xe0041;", "&#x3164;", "&#x1;", "&ensp;", "&hairsp;"),
        "<b style='DISPLAY:None'>号</b>",
        "<rt>号</rt>",
    ],
)
def test_what_nobody_sees_parts_no_number(between: str) -> None:
    page, counts = covered(f"<p>电话<ruby>{MOBILE[:6]}{between}{MOBILE[6:]}</ruby>。</p>")
    assert MOBILE[6:] not in page
    assert sum(counts.values()) == 1


@pytest.mark.parametrize("between", ["&#x200b;", "&#x200b;&shy;", " &#xfe0f; ", "&#x1;"])
@pytest.mark.parametrize("html", ["<p>{}。</p>", "<p title='{}'>x</p>", "<table><tr><td>{}</td></tr></table>"])
def test_what_nobody_sees_parts_a_number_from_what_stands_beside_it(html: str, between: str) -> None:
    beside = html.format(f"20180101{between}{MOBILE}{between}20180101")
    hidden = html.format(f"{MOBILE[:3]}{between}{MOBILE[3:]}")
    for said in (beside, hidden):
        page, counts = covered(said)
        assert MOBILE[7:] not in re.sub("[\u200b\u00ad]|&#?[a-z0-9]+;", "", page)
        assert counts


@pytest.mark.parametrize("style", ["font-size:0", "font-size:.01px", "font:0/0 a", "zoom:0", "width:0;overflow:hidden"])
def test_no_style_makes_words_too_small_to_be_seen(style: str) -> None:
    assert clean_declarations(style) == ("width:0" if "width" in style else "")
    assert clean_sheet(f"b{{{style}}}") == ("b{width:0}" if "width" in style else "")


@pytest.mark.parametrize("name", ["title", "alt"])
def test_half_a_number_at_the_end_of_what_is_kept_of_a_long_title_is_covered(name: str) -> None:
    page, counts = covered(f'<img {name}="{"图" * 494}{MOBILE}，图">')
    assert page == f'<img {name}="{"图" * 494}{MOBILE[:3]}***">'
    assert sum(counts.values()) == 1


def test_what_nobody_sees_parts_no_number_in_a_title() -> None:
    page, counts = covered(f'<p title="电话{MOBILE[:6]}&#x200b;{MOBILE[6:]}">x</p>')
    assert MOBILE[6:] not in page
    assert counts == {"mobile_phone": 1}


def test_alternatives_that_are_digits_alone_are_left_out() -> None:
    page = cleaned(f"电话{''.join(f'<img src={digit}.gif alt={digit}>' for digit in MOBILE)}<img src=x alt='图1'>")
    assert re.findall('alt="(.*?)"', page) == ["图1"]


def test_a_long_number_in_pieces_is_in_no_class() -> None:
    assert cleaned(f"<p class='a{MOBILE[:4]}-{MOBILE[4:8]}_{MOBILE[8:]}'>x</p><p class='col-12 mt-10'>y</p>") == (
        '<p>x</p><p class="col-12 mt-10">y</p>'
    )


@pytest.mark.parametrize("cell", ["td", "th"])
def test_a_list_of_persons_is_covered_by_its_heads(cell: str) -> None:
    head = "".join(f"<{cell}>{word}</{cell}>" for word in ("序号", "姓名", "身份证号", "银行卡号", "家庭住址"))
    row = "".join(f"<td><p>{word}</p></td>" for word in ("1", "张三", IDENTITY_CARD, CARD, f"锦州市太和区{HOME}"))
    page, counts = covered(f"<table><tr>{head}</tr><tr>{row}</tr></table>")
    assert [each for each in (IDENTITY_CARD, CARD, HOME) if each in page] == []
    assert sum(counts.values()) == 3


def test_what_is_labelled_in_another_element_is_covered() -> None:
    page, _ = covered(f"<p><b>家庭电话：</b><span>0416-{LANDLINE}</span></p>")
    assert LANDLINE not in page


def test_what_is_no_number_of_a_person_stays_as_it_is() -> None:
    html = "<p>办公电话0416-5550137，〔2018〕13号，13800元 &amp; 1 &lt; 2&nbsp;</p>"
    assert covered(html) == (cleaned(html), {})


def test_a_mask_is_as_long_as_what_it_covers_and_changes_no_tag() -> None:
    page, counts = covered(f'<p>电话{MOBILE[:5]}<b title="1 &gt; 0">{MOBILE[5:]}</b>&amp;</p>')
    assert page == '<p>电话138**<b title="1 &gt; 0">******</b>&amp;</p>'
    assert counts == {"mobile_phone": 1}


# What links say of what is withheld


def test_a_link_to_what_is_withheld_says_so_alone_and_its_title_stands_nowhere() -> None:
    title, more = "关于某人的行政处罚决定", "<a href='/b'>别的一条公告</a>"
    html = f"<ul><li title='{title}书'><a href='../n/1.html'><b>{title}…</b></a>{more}<i>{title}书</i></ul>"
    found = clean(html, URL)
    page = packed({"html": found.html, "styles": "", "links": found.links})
    replay = Replay("c", "d", "k", URL, "", "shown", 0, 0, "{}", "[]", "[]", page)
    withheld = frozenset(("www.example.gov.cn/n/1.html",))
    without = forgotten(replay, withheld)
    said = json.loads(zlib.decompress(without.page))
    assert title not in said["html"]
    assert said["html"].count(INSTEAD) == 2
    assert "别的一条公告" in said["html"]
    assert said["links"] == found.links
    assert forgotten(without, withheld) == without
    assert [is_forgotten(without, "k", which) for which in (withheld, frozenset[str]())] == [True, False]
    assert forgotten(replay, frozenset(("www.example.gov.cn/n/2.html",))) is replay


def test_the_gallery_is_what_must_be_shown() -> None:
    assert len(BODIES) + len(HEADS) > 65
    assert "alert(1)" in RUN
