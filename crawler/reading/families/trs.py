"""TRS WCM (拓尔思): t20180304_123.html, TRS_Editor, createPageHTML(pages, current, "index", "html")."""

from __future__ import annotations

import re

from crawler.reading.families.base import Family
from crawler.reading.page import Page

_MARKS = re.compile(
    r"TRS_(?:Editor|AUTOADD|UEDITOR)|class=[\"']CurrChnlCls|/t20\d{6}_\d+\.|"
    r"createPageHTML\(\s?\d+\s?,\s?\d+\s?,\s?[\"']\w+[\"']|_trs_ta_js|\bPager\(\{size:",
    re.IGNORECASE,
)


def _matches(page: Page) -> bool:
    return _MARKS.search(page.text) is not None


TRS = Family("trs", _matches)
