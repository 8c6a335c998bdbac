"""Bytes → paragraphs, table cells, fields, list entries, links. Pure: no network, clock or database."""

from __future__ import annotations

from crawler.reading.body import read_body, read_tables
from crawler.reading.documents import read_document
from crawler.reading.files import ReadingError, read_attachment, read_file
from crawler.reading.kinds import page_kind, redirect_target
from crawler.reading.links import read_links
from crawler.reading.lists import read_list
from crawler.reading.navigation import find_columns
from crawler.reading.page import Page, parse_page

__all__ = [
    "Page",
    "ReadingError",
    "find_columns",
    "page_kind",
    "parse_page",
    "read_attachment",
    "read_body",
    "read_document",
    "read_file",
    "read_links",
    "read_list",
    "read_tables",
    "redirect_target",
]
