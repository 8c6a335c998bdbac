"""Digits in whatever form: numbers written in them are covered, and what counts the parts of a text stays."""

from __future__ import annotations

import re
import sys
import unicodedata
from urllib.parse import quote

import pytest
from published_sample import CARD, IDENTITY_CARD, MOBILE

from archive.folding import title_key
from archive.publish.masking import Pseudonyms, found_in, is_plain_address, is_plain_text, mask_code, mask_text
from archive.publish.masking_digits import PARTS, UNSEEN, narrow, with_counters
from archive.publish.replay import covering

EVERY_CHARACTER = [chr(code) for code in range(sys.maxunicode + 1)]
#: Zero to nine, and the X of an identity number.
FORMS = {
    "full width": "０１２３４５６７８９Ｘ",
    "mathematical bold": "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗𝐗",
    "mathematical monospace": "𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿𝚇",
    "Arabic-Indic": "٠١٢٣٤٥٦٧٨٩X",
    "Devanagari": "०१२३४५६७८९X",
    "circled": "⓪①②③④⑤⑥⑦⑧⑨Ⓧ",
    "circled black": "⓿❶❷❸❹❺❻❼❽❾X",
    "in brackets": "0⑴⑵⑶⑷⑸⑹⑺⑻⑼X",
    "with a full stop": "🄀⒈⒉⒊⒋⒌⒍⒎⒏⒐X",
    "raised": "⁰¹²³⁴⁵⁶⁷⁸⁹X",
    "ideographs in brackets": "⓪㈠㈡㈢㈣㈤㈥㈦㈧㈨X",
    "ideographs in circles": "⓪㊀㊁㊂㊃㊄㊅㊆㊇㊈X",
    "with a Cyrillic X": "0123456789Х",
    "with a Roman ten": "0123456789Ⅹ",
}


def written(number: str, form: str) -> str:
    return number.translate(dict(zip(map(ord, "0123456789X"), FORMS[form], strict=True)))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("number", "kept"), [(IDENTITY_CARD, 6), (MOBILE, 3), (CARD, 4)])
def test_a_number_is_covered_in_whatever_digits_it_is_written(number: str, kept: int, form: str) -> None:
    shown = written(number, form)
    masked = mask_text(f"申请人张三，{shown}，已核实。")
    assert masked.text == f"申请人张三，{shown[:kept]}{'*' * (len(number) - kept)}，已核实。"
    assert sum(masked.counts.values()) == 1


def test_a_number_written_in_two_forms_is_covered() -> None:
    middle = written(MOBILE[3:7], "circled")
    assert mask_text(f"手机{MOBILE[:3]}{middle}{MOBILE[7:]}").text == f"手机{MOBILE[:3]}{'*' * 8}"


def test_spaces_between_circled_digits_hide_nothing() -> None:
    circled = written(MOBILE, "circled")
    assert mask_text(f"{circled[:3]} {circled[3:7]} {circled[7:]}").text == f"{circled[:3]} **** ****"


@pytest.mark.parametrize("parts", "-－—–\u2010\u2011\u2212\u2003\u202f\u200b\u200e\xad\ufeff\x00\r\x1f\x85\u2028")
def test_hyphens_and_blanks_of_whatever_form_hide_nothing(parts: str) -> None:
    shown = f"138{parts}0013{parts}8000"
    assert mask_text(f"张三，{shown}，𠮷").text == f"张三，138{parts}****{parts}****，𠮷"
    assert [(found.start, found.end) for found in found_in(f"𠮷{shown}")] == [(5, 14)]
    assert not is_plain_text(shown)
    card = f"{IDENTITY_CARD[:6]}{parts}{IDENTITY_CARD[6:14]}{parts}{IDENTITY_CARD[14:]}"
    assert mask_text(card).text == f"{IDENTITY_CARD[:6]}{parts}********{parts}****"
    assert mask_text(f"手机1{parts}3800{parts}138000").text == f"手机1{parts}38**{parts}******"


def test_what_nobody_sees_in_a_page_hides_no_number_in_a_text() -> None:
    unseen = [c for c in EVERY_CHARACTER if UNSEEN.match(c) or covering._WHITE.match(c)]
    shown = [c for c in unseen if c not in "\t\n" and mask_text(f"138{c}0013{c}8000").text != f"138{c}****{c}****"]
    assert (len(unseen) > 100, shown) == (True, [])


UNSEEN_RUNS = {
    "two": "\u200b\u200b",
    "several kinds": "\u200b\u200d\ufeff\xad\u2060",
    "controls": "\x00\x00\x00",
    "beyond the first plane": "\U000e0020\U000e0020",
    "very many": "\u200b" * 5_000,
}


@pytest.mark.parametrize("unseen", UNSEEN_RUNS.values(), ids=UNSEEN_RUNS)
@pytest.mark.parametrize(("number", "kept"), [(IDENTITY_CARD, 6), (MOBILE, 3), (CARD, 4)])
def test_however_much_nobody_sees_within_a_number_it_is_covered(number: str, kept: int, unseen: str) -> None:
    """Between any two digits; the places of all else stay."""
    shown = unseen.join(number)
    masked = unseen.join(number[:kept] + "*" * (len(number) - kept))
    assert mask_text(f"张三，{shown}，𠮷{unseen}").text == f"张三，{masked}，𠮷{unseen}"
    (found,) = found_in(f"𠮷{shown}")
    assert (found.start, found.end) == (1 + kept * (1 + len(unseen)), 1 + len(shown))
    assert not is_plain_text(shown)


@pytest.mark.parametrize(
    "number", ["138 \u200b\u200b0013-\ufeff\ufeff\ufeff8000", "138\u200b\u200b 0013 8000"], ids=ascii
)
def test_a_space_beside_what_nobody_sees_hides_nothing(number: str) -> None:
    assert mask_text(number).text == number[:3] + number[3:].translate(dict.fromkeys(map(ord, "0138"), "*"))


def test_numbers_that_only_what_nobody_sees_parts_are_covered_each() -> None:
    other = MOBILE.replace("138", "139")
    assert mask_text(f"{MOBILE}\u200b\u200b{other}").text == f"138{'*' * 8}\u200b\u200b139{'*' * 8}"


def test_a_label_is_one_whatever_nobody_sees_in_it() -> None:
    shown = "家庭\u200b\u200b\u200b电话：2345\u200b\u200b678"
    assert mask_text(shown).text == "家庭\u200b\u200b\u200b电话：****\u200b\u200b***"


LABELLED = {
    "a label": ("家庭{}电话：2345678，已核实", "2345678"),
    "what goes on from a label": ("家庭电话号{}码：2345678", "2345678"),
    "a word for a person": ("申{}请人李四，电话：2345678", "2345678"),
    "a word near a number": ("身份{}证 110105491231002", "491231002"),
    "the label of a home": ("家庭住{}址：锦州市太和区柳沟乡柳树屯三组", "柳沟乡柳树屯三组"),
    "a home": ("家庭住址：锦州市太和区柳沟{}乡柳树屯三组", "柳沟{}乡柳树屯三组"),
    "the head of a list": ("姓名\t家庭电{}话\n李四\t2345678", "2345678"),
}


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff\xad\u2060\u200b", "\u200b" * 60], ids=len)
@pytest.mark.parametrize(("text", "hidden"), LABELLED.values(), ids=LABELLED)
def test_what_nobody_sees_within_words_hides_no_number_that_only_they_make_known(
    text: str, hidden: str, unseen: str
) -> None:
    """Nothing but words have it in them, and no digit beside it."""
    shown, covered = text.format(unseen), "".join("*" if c.isalnum() else c for c in hidden).format(unseen)
    assert mask_text(shown).text == shown.replace(hidden.format(unseen), covered)
    assert not is_plain_text(shown)


def test_what_nobody_sees_makes_no_number_of_what_is_none() -> None:
    text = "2018\u200b年主动公开\ufeff1072\u200b条，文号2018\u200b\u200b0013，代码1234\u200b5678\u200b9012"
    assert mask_text(text).text == text


def test_a_hyphen_of_full_width_hides_nothing_in_keys_and_addresses() -> None:
    assert Pseudonyms().key("138－0013－8000").text == "masked-1"
    assert Pseudonyms().address("http://a.invalid/138－0013－8000").text == "http://a.invalid/masked-1"


@pytest.mark.parametrize(
    "text",
    [
        "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
        "第①至⑨项，⑴⑵⑶⑷⑸⑹⑺⑻⑼，㈠㈡㈢㈣㈤㈥㈦㈧㈨，❶❷❸❹❺❻❼❽❾",
        "①编制预算 1072 项 ②共计 1234567890 元 ③面积 100m²，占 35.6%",
        f"①②③④⑤⑥⑦⑧⑨⑩⑪{written('110105194912310021', 'circled')}",  # no checksum holds
        "①3800138000 册",  # a counter before a figure is no part of it
        "注²：2018 年",
    ],
)
def test_what_counts_the_parts_of_a_text_stays(text: str) -> None:
    assert mask_text(text).text == text


def test_a_counter_before_a_number_does_not_hide_it() -> None:
    assert mask_text(f"①{MOBILE}②{MOBILE}³").text == f"①{MOBILE[:3]}{'*' * 8}②{MOBILE[:3]}{'*' * 8}³"


def test_codes_and_addresses_too() -> None:
    shown = written(MOBILE, "mathematical bold")
    assert mask_code(f"title = '{shown}'").text == f"title = '{shown[:3]}{'*' * 8}'"
    assert Pseudonyms().address(f"http://a.invalid/{shown}.html").text == "http://a.invalid/masked-1.html"


@pytest.mark.parametrize("coding", ["utf-8", "gb18030"])
@pytest.mark.parametrize(
    "number", [written(MOBILE, "full width"), "138 0013 8000", "138－0013－8000", "１３８ 0013-８０００"]
)
def test_numbers_are_found_in_addresses_however_they_are_encoded(number: str, coding: str) -> None:
    encoded = quote(number, encoding=coding)
    for form in (encoded, encoded.lower(), encoded.replace("-", "%2D")):
        address = f"http://a.invalid/{form}.html"
        assert Pseudonyms().address(address).text == "http://a.invalid/masked-1.html"
        assert not is_plain_address(address)


@pytest.mark.parametrize("unseen", [UNSEEN_RUNS["two"], UNSEEN_RUNS["several kinds"]], ids=len)
def test_what_nobody_sees_hides_nothing_in_codes_and_addresses(unseen: str) -> None:
    shown = unseen.join(MOBILE)
    assert mask_code(f"title = '{shown}'").text == f"title = '{unseen.join('138' + '*' * 8)}'"
    for written_out in (shown, quote(shown), quote(shown).lower()):
        address = f"http://a.invalid/{written_out}.html"
        assert Pseudonyms().address(address).text == "http://a.invalid/masked-1.html"
        assert not is_plain_address(address)


def test_whatever_parts_digits_hides_nothing_in_an_address_where_it_is_encoded() -> None:
    parting = [c for c in EVERY_CHARACTER if UNSEEN.match(c) or re.match(f"[{PARTS}]", c)]
    addresses = [f"http://a.invalid/138{quote(c)}0013{quote(c)}8000.html" for c in parting]
    shown = [one for one in addresses if Pseudonyms().address(one).text != "http://a.invalid/masked-1.html"]
    assert (len(parting) > 4_000, shown, [*filter(is_plain_address, addresses)]) == (True, [], [])


@pytest.mark.parametrize("unseen", ["\u200b", "\u2060\ufeff\xad"], ids=ascii)
@pytest.mark.parametrize("is_encoded", [False, True])
@pytest.mark.parametrize("beside", ["{}20180101", "2018{}", "file{}", "{}{}", "a.{} {} "])
def test_what_nobody_sees_joins_no_number_of_an_address_to_what_stands_beside_it(
    beside: str, unseen: str, is_encoded: bool
) -> None:
    """It is read both as a mark that parts, and as nothing."""
    parted = beside.replace("{}", f"{unseen}{MOBILE}{unseen}")
    masked = Pseudonyms().address(f"http://a.invalid/{quote(parted) if is_encoded else parted}").text
    assert MOBILE not in masked
    assert masked.count("masked-1") == beside.count("{}")


@pytest.mark.parametrize("unseen", ["\u3164" * 3, "\ufe0f" * 3, "\u034f" * 3], ids=ascii)
def test_what_folding_leaves_of_what_nobody_sees_hides_nothing_in_a_key(unseen: str) -> None:
    key = title_key(f"名单{unseen.join(MOBILE)}")
    assert key != f"名单{MOBILE}"
    assert Pseudonyms().key(key).text == "名单138masked-1"
    other = title_key(f"名单{unseen}二")
    assert Pseudonyms().key(other).text == other


def test_every_decimal_digit_of_unicode_is_one() -> None:
    digits = [(c, value) for c in EVERY_CHARACTER if (value := unicodedata.decimal(c, None)) is not None]
    assert [c for c, value in digits if narrow(c) != str(value)] == []


def test_every_other_digit_of_unicode_is_one_beside_others() -> None:
    digits = [(c, value) for c in EVERY_CHARACTER if (value := unicodedata.digit(c, None)) is not None]
    assert [c for c, value in digits if with_counters(narrow(c * 2)) != str(value) * 2] == []


def test_every_character_keeps_its_place_and_no_other_becomes_a_digit() -> None:
    text = "".join(c for c in EVERY_CHARACTER if unicodedata.category(c) not in ("Cn", "Co", "Cs"))
    read = with_counters(narrow(text))
    assert len(read) == len(text)
    changed = {old for old, new in zip(text, read, strict=True) if new.isascii() and new.isdigit() and new != old}
    assert [c for c in changed if unicodedata.numeric(c) not in range(10)] == []
