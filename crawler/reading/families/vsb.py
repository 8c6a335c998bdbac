"""VSB (博达, Visual SiteBuilder): v_news_content, _vsl/ pictures, .vsb.css."""

from __future__ import annotations

import re

from crawler.reading.families.base import Family
from crawler.reading.page import Page

_MARKS = re.compile(r"Visual SiteBuilder|v_news_content|id=[\"']vsb_content|\.vsb\.css|_sitegray\.js", re.IGNORECASE)


def _matches(page: Page) -> bool:
    return _MARKS.search(page.text) is not None


VSB = Family("vsb", _matches)
