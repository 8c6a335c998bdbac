"""Attachments, and entries that are files: read in the walk, kept page by page, the same again in a rebuild."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import Answer, SiteServer, gongkai
from made_files import pdf, prose, word, zipped
from reportlab.platypus import PageBreak
from small_site import PORTAL, answers, article, list_page, rows, small_site

StartSite = Callable[[Mapping[str, Any]], SiteServer]
PDF, BYTES = "application/pdf", "application/octet-stream"
READ = """
select distinct a.name, f.kind, f.parts, f.unread, t.text from attachments a
join sightings s on s.crawl = a.crawl and s.document = a.file join file_readings f on f.version = s.version
left join document_texts t on t.version = f.version order by a.name
"""


def file(content: bytes, mime: str) -> Answer:
    return Answer(content, headers={"Content-Type": mime})


def site_with_files() -> dict[str, Any]:
    """Two articles that link the same PDF, one with more attachments, and an entry that is a file itself."""
    pages = small_site()
    plan = '<p>附件：<a href="/f/plan.pdf">实施方案.pdf</a></p></div></body>'
    more = '<a href="/f/form.doc">申请表.doc</a> <a href="/f/all.zip">全部附件.zip</a> '
    for number, links in ((0, plan), (1, plan.replace("附件：", f"附件：{more}"))):
        text = article(f"关于开展工作的通知之{number}", f"2018-03-0{number + 1}")
        pages[f"/a/{number}.html"] = text.replace("</div></body>", links)
    pages["/f/plan.pdf"] = file(pdf(prose("就业方案第一页。"), PageBreak(), prose("第二页。")), PDF)
    pages["/f/form.doc"] = file(word(lambda document: document.add_paragraph("申请人填写")), "application/msword")
    pages["/f/all.zip"] = file(zipped({"名单.xls": b"x"}), BYTES)
    pages["/f/list.pdf"] = file(pdf(prose("目录所列事项。")), "text/html")  # as some servers send it
    pages["/news/index_1.html"] = list_page(("/f/list.pdf", "新区政府信息公开目录文件", "2018-03-09"))
    return pages


@pytest.fixture
def crawled(site: StartSite, tmp_path: Path) -> tuple[Path, SiteServer]:
    """The archive of one crawl, and the site that was crawled."""
    portal = tmp_path / "small.yml"
    portal.write_text(PORTAL, encoding="utf-8")
    server = site(answers(site_with_files()))
    result = gongkai("crawl", portal, "--archive", tmp_path / "a", "--host", server.address)
    assert result.returncode == 0, result.stderr
    return tmp_path / "a", server


def test_the_text_of_every_attachment_is_archived_with_its_kind_and_parts(crawled: tuple[Path, SiteServer]) -> None:
    assert rows(crawled[0], READ) == [
        ("全部附件.zip", "zip", 1, "an archive, the files in it are named and not read", None),
        ("实施方案.pdf", "pdf", 2, "", "就业方案第一页。\n第二页。"),
        ("申请表.doc", "docx", 1, "", "申请人填写"),
    ]


def test_a_file_that_two_documents_link_is_fetched_and_read_once(crawled: tuple[Path, SiteServer]) -> None:
    archive, server = crawled
    assert server.asked().count("/f/plan.pdf") == 1
    assert rows(archive, "select count(*) from attachments where url like '%plan.pdf'") == [(2,)]
    assert rows(archive, "select count(*) from file_readings where parts = 2") == [(1,)]


def test_an_entry_that_is_a_file_has_its_text_whatever_type_it_was_sent_with(crawled: tuple[Path, SiteServer]) -> None:
    found = "select d.title, d.state, t.text from documents d join document_texts t on t.version = d.version"
    assert rows(crawled[0], f"{found} where d.url like '%list.pdf'") == [
        ("新区政府信息公开目录文件", "file", "目录所列事项。")
    ]


def test_pages_are_spans_of_the_archived_text(crawled: tuple[Path, SiteServer]) -> None:
    spans = (
        'select substr(t.text, p.start + 1, p."end" - p.start) from file_parts p '
        "join document_texts t on t.version = p.version join file_readings f on f.version = p.version "
        "where f.parts = 2 order by p.number"
    )
    assert rows(crawled[0], spans) == [("就业方案第一页。",), ("第二页。",)]


def test_a_rebuild_reads_the_same(crawled: tuple[Path, SiteServer]) -> None:
    result = gongkai("rebuild", "--check", "--archive", crawled[0], "--json")
    assert (result.returncode, json.loads(result.stdout)["equal"]) == (0, True), result.stderr
