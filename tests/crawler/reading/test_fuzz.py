"""Ten minutes of damaged pages and files: no exception leaves the readers, no page takes a second.

How inputs are damaged, and how long it lasts: tests/fuzzing.py.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import docx
import pytest
from fuzzing import damaged, fuzz, rounds
from reportlab.pdfgen.canvas import Canvas

from crawler.demo.site import SKINS, build
from crawler.reading import (
    ReadingError,
    find_columns,
    page_kind,
    parse_page,
    read_document,
    read_file,
    read_links,
    read_list,
    read_tables,
    redirect_target,
)

SHARES = 4  # of the time, each a test of its own, so that several cores take part
URL = "http://www.example.gov.cn/zwgk/index.html"
EVERY = 7  # of the demo's pages one in so many is a sample
#: What pages are broken with: markup that opens, closes and nests wrongly, calls, data, numbers out of range.
SCRAPS = [
    b"<div>", b"</div>", b"<table><tr><td rowspan=99999 colspan=-3>", b"</table>", b"<a href='javascript:void(0)'>",
    b"<a href='//[::1]:99999/'>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<script>", b"</script>", b"<style>",
    b"</title>", b"<title>", b"<base href='http://[/'>", b"&#0;", b"&#x10FFFF;", b"&amp;&&;", b"\x00", b"\xff\xfe",
    b"createPageHTML(99999999999, -1, \"index\", \"html\")", b"createPageHTML(3,0,'index','html')", b"Pager({size:",
    b"<datastore><recordset><record><![CDATA[<li>", b"articleList:[{\"title\":", b"{\"articles\":[[[[[[",
    b"var pubdata='9999-99-99'", b"<meta http-equiv=refresh content='0;url=/'>", b"<select><option value='2.html'>",
    "共99999999999999999999条".encode(), "第0页/共0页".encode(), "发布日期：0000-00-00".encode(),
    "2019年13月45日".encode(), "当前位置：首页 > ".encode() * 20, "下一页".encode(), "索　引　号：".encode(), b"9" * 99,
    b"(" * 400, b"\n" * 200,
    b"<ul><li><a href='t20190520_1.html'>x</a>2019-05-20</li></ul>", b"<frameset><frame src='a'>", b"<template>",
]  # fmt: skip


def _saved(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.rglob("*.html"))]


@cache
def demo_pages() -> tuple[bytes, ...]:
    sites = (build(skin=skin) for skin in SKINS)
    pages = [page for site in sites for host in (site.own, site.city) for page in host.pages.values()]
    return tuple(page.body for page in pages[::EVERY] if "html" in page.content_type)


@cache
def files() -> tuple[bytes, ...]:
    return _pdf(), _docx()


def _pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    for page in range(3):
        canvas.drawString(72, 720, f"page {page}: 1072 items")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _docx() -> bytes:
    document = docx.Document()
    document.add_paragraph("主动公开政府信息1072条。")
    document.add_table(3, 4)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def read_page(content: bytes) -> None:
    page = parse_page(content, URL, "text/html")
    page_kind(page)
    redirect_target(page)
    read_list(page)
    body = read_document(page).body
    for span in (*body.paragraphs, *(cell for table in body.tables for cell in table.cells)):
        assert 0 <= span.start <= span.end <= len(body.text)
    read_links(page)
    read_tables(page)
    find_columns(page, ["政府信息公开年报", "财政信息"])


def read_any_file(content: bytes) -> None:
    try:
        read_file(content, "附件.bin")
    except ReadingError as error:
        assert str(error)


@pytest.mark.heavy
@pytest.mark.parametrize("share", range(SHARES - 1))
def test_damaged_pages_are_read(share, corpus):
    samples = (*_saved(corpus / "pages"), *_saved(corpus / "sites"), *demo_pages())
    for number in rounds(share, SHARES):
        fuzz(read_page, damaged(samples, SCRAPS), number)


@pytest.mark.heavy
def test_damaged_files_are_read_or_refused():
    scraps = [b"\x00" * 20, b"PK\x03\x04", b"endobj", b"<<", b"stream", b"<!ENTITY a '&a;'>"]
    for number in rounds("files", SHARES):
        fuzz(read_any_file, damaged(files(), scraps), number)
