"""NFCMS (南方新闻网内容管理): content/post_123.html, list pages index.html, index_2.html, index_3.html."""

from __future__ import annotations

from crawler.reading.families.base import Family
from crawler.reading.families.neutral_links import read_numbered_names

NFCMS = Family("nfcms", paging=lambda page, asked, shown: read_numbered_names(page, shown))
