"""Bytes → paragraphs, table cells, fields, list entries, links. Pure: no network, clock or database."""

from __future__ import annotations

from crawler.reading.body import read_body, read_tables
from crawler.reading.classify import PageReading, read_page
from crawler.reading.documents import read_document
from crawler.reading.files import ReadingError, read_attachment, read_file
from crawler.reading.kinds import page_kind, redirect_target
from crawler.reading.links import read_links
from crawler.reading.lists import is_list_data, read_list
from crawler.reading.navigation import NamedLink, find_columns, find_named
from crawler.reading.page import Page, parse_page
from crawler.reading.sections import Section, read_sections

__all__ = [
    "NamedLink",
    "Page",
    "PageReading",
    "ReadingError",
    "Section",
    "find_columns",
    "find_named",
    "is_list_data",
    "page_kind",
    "parse_page",
    "read_attachment",
    "read_body",
    "read_document",
    "read_file",
    "read_links",
    "read_list",
    "read_page",
    "read_sections",
    "read_tables",
    "redirect_target",
]
