"""TRS WCM (拓尔思): t20180304_123.html, TRS_Editor, createPageHTML(pages, current, "index", "html")."""

from __future__ import annotations

from crawler.reading.families.base import Family

TRS = Family("trs")
