"""UCAP (开普云): createPageHTML('page_div', pages, current, 'name', 'shtml', items), <ucapcontent>."""

from __future__ import annotations

from crawler.reading.families.base import Family

UCAP = Family("ucap")
