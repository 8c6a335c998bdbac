"""Pages in traditional characters are read as those in simplified ones: no list of words needs twins."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

import crawler.reading
from archive.reports.folding import to_simplified
from crawler.reading import page_kind, parse_page, read_document, read_list
from crawler.reading.vocabulary import either_script, spellings

URL = "http://www.example.gov.cn/tzgg/t20190520_1.html"
TEXT = "各區縣辦事處：現將有關事項通知如下，請認真貫徹執行，並於年底前報告落實情況。"
ARTICLE = f"""<html><head><title>關於做好防汛工作的通知</title></head><body>
<div>當前位置：<a href="/">首頁</a> &gt; <a href="./">通知公告</a> &gt; 正文</div>
<h1>關於做好防汛工作的通知</h1>
<table><tr><td>索引號：</td><td>AB-0001</td><td>文 號：</td><td>某府辦〔2019〕5號</td></tr>
<tr><td>發佈機構：</td><td>區政府辦公室</td><td>成文日期：</td><td>2019-05-18</td></tr>
<tr><td>時效性：</td><td>有效</td><td>主題分類：</td><td>水利</td><td>關鍵詞：</td><td>防汛</td></tr></table>
<p>發佈日期：2019年5月20日 來源：水利局 瀏覽次數：12</p>
<div class="content"><p>{TEXT * 3}</p><p>{TEXT * 3}</p></div>
<p>上一篇：<a href="t2.html">關於會議的通知</a></p><p>責任編輯：某</p></body></html>"""


@pytest.fixture(scope="module")
def reading():
    return read_document(parse_page(ARTICLE.encode(), URL))


def test_labelled_fields_are_read(reading):
    fields = (reading.index_number, reading.document_number, reading.issuer, reading.source)
    assert fields == ("AB-0001", "某府辦〔2019〕5號", "區政府辦公室", "水利局")


def test_dates_are_read(reading):
    assert (reading.published_on, reading.written_on) == (date(2019, 5, 20), date(2019, 5, 18))


def test_further_fields_are_read(reading):
    assert (reading.validity, reading.category, reading.keywords) == ("有效", "水利", "防汛")


def test_the_breadcrumb_is_read(reading):
    assert reading.breadcrumb == ("首頁", "通知公告")


def test_what_follows_an_article_is_no_text_of_it(reading):
    assert reading.body.text == f"{TEXT * 3}\n{TEXT * 3}"


def test_the_next_page_and_the_totals_of_a_list_are_read():
    entry = '<li><a href="t{0}.html">關於第{0}次會議的通知</a><span>2019-05-0{0}</span></li>'
    entries = "".join(map(entry.format, (1, 2, 3)))
    pager = '<div>總頁數：4 總記錄數：12 <a href="index_1.html">下一頁</a> <a href="index_3.html">尾頁</a></div>'
    found = read_list(parse_page(f"<ul>{entries}</ul>{pager}".encode(), "http://www.example.gov.cn/tzgg/"))
    assert (found.next_page, found.total_pages, found.total_items) == (
        "http://www.example.gov.cn/tzgg/index_1.html",
        4,
        12,
    )


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ("<p>抱歉，您訪問的頁面不存在！</p>", "soft_404"),
        ("<p>請完成安全驗證後繼續訪問</p>", "challenge"),
        ("<title>用戶登錄</title><form><input type=password></form>", "login"),
        ("<p>抱歉，沒有找到相關內容。</p>", "no_hits"),
    ],
)
def test_what_is_no_page_is_told(markup, kind):
    assert page_kind(parse_page(markup.encode(), URL)) == kind


def test_a_pattern_matches_either_script_inside_and_outside_of_classes():
    pattern = either_script(r"[总共](\d+)页\[条\]")
    assert re.fullmatch(pattern, "總12頁[條]")
    assert re.fullmatch(pattern, "总12页[条]")


def test_a_word_is_spelled_in_both_scripts():
    assert {"来源", "來源"} <= set(spellings("来源"))


def test_the_lists_hold_simplified_characters_alone():
    folder = Path(crawler.reading.__file__).parent
    words = [word for name in ("fields", "kinds", "lists", "classify") for word in _words(folder / f"{name}.yml")]
    assert [word for word in words if word != to_simplified(word)] == []


def _words(path: Path) -> list[str]:
    def flat(value):
        if isinstance(value, dict):
            return [word for item in value.values() for word in flat(item)]
        return [word for item in value for word in flat(item)] if isinstance(value, list) else [str(value)]

    return flat(yaml.safe_load(path.read_text("utf-8")))
