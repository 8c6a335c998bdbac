"""Bytes are read in the encoding they are in, whatever is declared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.encoding import decode
from crawler.reading import parse_page

TEXT = "锦州市松山新区管理委员会：主动公开政府信息1072条。"


def page(charset: str) -> str:
    return f'<html><head><meta charset="{charset}"></head><body>{TEXT}</body></html>'


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "gbk", "gb18030"])
def test_a_page_that_declares_its_encoding_truly_is_read(encoding):
    assert TEXT in decode(page(encoding).encode(encoding))[0]


def test_utf8_declared_as_gb2312_is_read_as_utf8():
    assert decode(page("gb2312").encode("utf-8"), "text/html; charset=gb2312") == (page("gb2312"), "utf-8")


def test_gbk_declared_as_utf8_is_read_as_gb18030():
    assert decode(page("utf-8").encode("gbk"), "text/html; charset=utf-8") == (page("utf-8"), "gb18030")


def test_characters_outside_gb2312_are_read_though_gb2312_is_declared():
    text = page("gb2312").replace("松山", "镕喆")
    assert "镕喆" in decode(text.encode("gb18030"), "text/html; charset=gb2312")[0]


def test_the_byte_order_mark_goes_before_every_declaration():
    assert decode(b"\xff\xfe" + page("utf-8").encode("utf-16-le"))[0] == page("utf-8")


def test_utf16_without_a_mark_is_told_by_its_zero_bytes():
    assert decode(page("utf-8").encode("utf-16-le"))[1] == "utf-16-le"


def test_traditional_characters_in_big5_are_read_when_big5_is_declared():
    text = "政府信息公開年度報告"
    assert text in decode(f'<meta charset="big5">{text}'.encode("big5"))[0]


def test_a_character_cut_at_the_end_does_not_change_the_encoding():
    assert decode(page("utf-8").encode() + "区".encode()[:2])[1] == "utf-8"


def test_one_broken_byte_does_not_lose_the_page():
    broken = page("utf-8").encode().replace("松".encode(), b"\xff")
    text, _ = decode(broken, "text/html; charset=utf-8")
    assert "主动公开政府信息1072条" in text


@given(st.binary(max_size=400), st.text(max_size=40))
def test_no_bytes_and_no_content_type_raise(content, content_type):
    text, _ = decode(content, content_type)
    assert isinstance(text, str)


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=8, max_size=60))
def test_chinese_text_in_utf8_survives(text):
    assert decode(text.encode())[0] == text


def test_a_page_with_junk_before_its_markup_is_read():
    read = parse_page("\r\n\x00 ﻿﻿垃圾<!DOCTYPE html>".encode() + page("utf-8").encode(), "http://example.gov.cn/")
    assert TEXT in read.outline.text(read.root)


@pytest.mark.parametrize(("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_a_page_in_utf16_with_its_mark_is_read_whatever_it_declares(mark, encoding):
    content = mark + page("gb2312").encode(encoding)
    read = parse_page(content, "http://example.gov.cn/", "text/html; charset=gb2312")
    assert (read.encoding, TEXT in read.outline.text(read.root)) == (encoding, True)


def test_gbk_with_junk_before_its_markup_and_a_wrong_header_is_read():
    content = b"\r\n\r\n" + page("gb2312").replace("松山", "镕山").encode("gb18030")
    read = parse_page(content, "http://example.gov.cn/", "text/html; charset=iso-8859-1")
    assert "镕山" in read.outline.text(read.root)


def test_a_mark_of_order_behind_white_space_is_no_text():
    read = parse_page(b"\r\n" + b"\xef\xbb\xbf" + page("utf-8").encode(), "http://example.gov.cn/")
    assert read.outline.text(read.root).strip() == TEXT
