"""UCAP (开普云): createPageHTML('page_div', pages, current, 'name', 'shtml', items), <ucapcontent>."""

from __future__ import annotations

import re

from crawler.reading.families.base import Family
from crawler.reading.page import Page

_MARKS = re.compile(
    r"createPageHTML\(\s?['\"][\w-]+['\"]\s?,\s?\d+\s?,\s?\d+\s?,\s?['\"][\w-]+['\"]\s?,\s?['\"]s?html|"
    r"<ucap(?:content|title)|id=[\"']UCAP-CONTENT|ucap-template|fxsjcj\.kaipuyun",
    re.IGNORECASE,
)


def _matches(page: Page) -> bool:
    return _MARKS.search(page.text) is not None


UCAP = Family("ucap", _matches)
