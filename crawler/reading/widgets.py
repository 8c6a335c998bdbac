"""Lines of a page that are buttons and fields of its frame, not text of the document."""

from __future__ import annotations

import re
from functools import cache

from archive.reports.folding import to_simplified
from crawler.reading.dates import find_date
from crawler.reading.vocabulary import any_of, either_script, spellings, words

_LONGEST_WIDGET = 80
_LONGEST_HEAD_LINE = 160
_LONGEST_END_MARK = 80
_MARKS = " \t\r\n\u3000\xa0[]【】（）()|｜:：/\\·,，_<>«»-"
_MARK = re.compile(rf"[\s{re.escape(_MARKS)}]+")
# Taken out one by one: repeated in one expression, they would be tried in every combination.
_PAGE_NUMBER = re.compile(
    r"上一页|下一页|首页|尾页|末页|共\s?\d+\s?页|第?\s?(?<!\d)\d{1,3}(?!\d)\s?页?|\[\d{1,3}\]|[<>«»|/\s]"
)
_LEAST_NUMBERS = 2


def is_widget(text: str) -> bool:
    """Whether a line is nothing but buttons: 【打印】【关闭】, 字号：[大] [中] [小], [1] [2] 下一页."""
    if len(text) > _LONGEST_WIDGET:
        return False
    is_edged = _is_edged_like_widgets(text.strip(_MARKS))
    if is_edged and not _MARK.sub("", _widget_words().sub("", to_simplified(text))):
        return True
    return ("页" in text or "頁" in text or "[" in text) and _is_page_numbers(to_simplified(text))


def _is_page_numbers(text: str) -> bool:
    """Whether a line is nothing but the links of a pager."""
    rest, count = _PAGE_NUMBER.subn("", text)
    return not rest and count >= _LEAST_NUMBERS


def is_head_line(text: str) -> bool:
    """Whether a line holds the fields an article's head has: 发布时间：2019-05-20 来源：办公室 浏览：12."""
    if len(text) > _LONGEST_HEAD_LINE or not (":" in text or "：" in text):
        return False
    text = to_simplified(text)
    if _head_labels().search(text):
        return True
    return bool(_date_labels().search(text)) and find_date(text) is not None


def ends_body(text: str) -> bool:
    """Whether a line begins what stands after an article: 上一篇, 责任编辑, 扫一扫."""
    return len(text) <= _LONGEST_END_MARK and bool(_end_marks().match(text))


@cache
def _head_labels() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s【\[(（|｜])(?:{any_of(words('fields', 'head_labels'))})\s{{0,3}}[:：]")


@cache
def _date_labels() -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|[\s【\[(（|｜])(?:{any_of(words('fields', 'published_on'))})\s{{0,3}}[:：]\s{{0,3}}\d{{4}}"
    )


def _is_edged_like_widgets(bare: str) -> bool:
    """Whether a text begins and ends as words of widgets do: nearly no other line does."""
    first, last = _widget_edges()
    return bool(bare) and bare[0].lower() in first and bare[-1].lower() in last


@cache
def _widget_edges() -> tuple[frozenset[str], frozenset[str]]:
    known = [form.lower() for word in words("fields", "widget_words") for form in spellings(word)]
    return frozenset(word[0] for word in known), frozenset(word[-1] for word in known)


@cache
def _widget_words() -> re.Pattern[str]:
    return re.compile(any_of(words("fields", "widget_words")), re.IGNORECASE)


@cache
def _end_marks() -> re.Pattern[str]:
    return re.compile(rf"^[\s【\[(（]*(?:{either_script(any_of(words('fields', 'end_marks')))})\s*(?:[:：】\]）)]|$)")
