"""`gongkai extract`: one object for each input, with every field, whatever the page is."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import Answer, SiteServer, gongkai

StartSite = Callable[[Mapping[str, Any]], SiteServer]
HERE = "http://www.example.gov.cn/tzgg/"
CRUMB = '<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="./">通知公告</a></div>'
TEXT = "各街道办事处：现将有关事项通知如下，请认真贯彻执行。" * 6
ARTICLE = f"""<html><head><title>关于做好防汛工作的通知-某某区</title></head><body>{CRUMB}
<h1>关于做好防汛工作的通知</h1>
<table><tr><td>索引号：</td><td>AB-2019-0001</td><td>文号：</td><td>某政办〔2019〕5号</td></tr>
<tr><td>发布机构：</td><td>区政府办公室</td><td>成文日期：</td><td>2019-05-18</td></tr>
<tr><td>有效性：</td><td>有效</td><td>主题分类：</td><td>农业、水利</td></tr></table>
<p>发布日期：2019-05-20 来源：区水利局</p>
<div class="content"><p>{TEXT}</p><p>{TEXT}</p><p><a href="fj/1.doc">附件：防汛预案.doc</a></p></div></body></html>"""
LIST = f"""<html><head><title>通知公告-某某区</title></head><body>{CRUMB}<ul class="list">
<li><a href="t1.html">关于做好防汛工作的通知</a><span>2019-05-20</span></li>
<li><a href="t2.html">关于开展环境整治行动的通知</a><span>2019-05-12</span></li>
<li><a href="t3.html">关于召开全区工作会议的通知</a><span>2019-05-08</span></li></ul>
<div>共5条 共2页 <a href="index_1.html">下一页</a></div></body></html>"""


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    for name, markup in {"article.html": ARTICLE, "list.html": LIST}.items():
        (tmp_path / name).write_text(markup, encoding="utf-8")
    return tmp_path


def extracted(*arguments: object, code: int = 0) -> list[dict[str, Any]]:
    result = gongkai("extract", "--json", *arguments)
    assert result.returncode == code, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_document_page_gives_its_fields(pages: Path) -> None:
    (printed,) = extracted(pages / "article.html", "--url", HERE + "t1.html")
    wanted = {
        "kind": "document",
        "title": "关于做好防汛工作的通知",
        "published_on": "2019-05-20",
        "published_on_origin": "visible",
        "date_conflict": False,
        "written_on": "2019-05-18",
        "source": "区水利局",
        "issuer": "区政府办公室",
        "index_number": "AB-2019-0001",
        "document_number": "某政办〔2019〕5号",
        "validity": "有效",
        "category": "农业、水利",
        "breadcrumb": ["首页", "通知公告"],
        "attachments": [{"url": HERE + "fj/1.doc", "name": "附件：防汛预案.doc"}],
        "items": [],
        "next_page": None,
        "total_pages": None,
        "total_items": None,
    }
    assert {name: printed[name] for name in wanted} == wanted
    assert printed["text"].startswith("各街道办事处")


def test_a_list_page_gives_its_entries_and_the_way_on(pages: Path) -> None:
    (printed,) = extracted(pages / "list.html", "--url", HERE)
    assert (printed["kind"], printed["title"], printed["breadcrumb"]) == ("list", "通知公告", ["首页", "通知公告"])
    first = {"title": "关于做好防汛工作的通知", "url": HERE + "t1.html", "date": "2019-05-20"}
    assert (len(printed["items"]), printed["items"][0]) == (3, first)
    said = (printed["next_page"], printed["total_pages"], printed["total_items"])
    assert said == (HERE + "index_1.html", 2, 5)
    assert (printed["text"], printed["published_on"], printed["attachments"]) == ("", None, [])


def test_every_kind_of_page_has_every_field(pages: Path, tmp_path: Path) -> None:
    gate = tmp_path / "gate.html"
    gate.write_text("<script>document.cookie='a=1';location.reload()</script>", encoding="utf-8")
    printed = extracted(pages / "article.html", pages / "list.html", gate)
    assert [line["kind"] for line in printed] == ["document", "list", "challenge"]
    assert len({frozenset(line) for line in printed}) == 1


def test_links_of_a_file_whose_place_nobody_told_stay_as_they_are(pages: Path) -> None:
    (printed,) = extracted(pages / "list.html")
    assert (printed["items"][0]["url"], printed["next_page"]) == ("t1.html", "index_1.html")


def test_several_files_have_their_places_in_order(pages: Path) -> None:
    urls = ("--url", "http://a.gov.cn/1/", "--url", "http://b.gov.cn/2/")
    printed = extracted(pages / "list.html", pages / "list.html", *urls)
    found = [line["items"][0]["url"] for line in printed]
    assert found == ["http://a.gov.cn/1/t1.html", "http://b.gov.cn/2/t1.html"]


@pytest.mark.parametrize("url", ["http://a.gov.cn/{name}", "a.gov.cn/x"])
def test_a_pattern_or_half_an_address_is_refused(pages: Path, url: str) -> None:
    result = gongkai("extract", pages / "list.html", "--url", url)
    assert (result.returncode, "whole http:// address" in result.stderr) == (2, True)


def test_one_place_for_two_files_is_refused(pages: Path) -> None:
    result = gongkai("extract", pages / "list.html", pages / "article.html", "--url", HERE)
    assert (result.returncode, "once for each file" in result.stderr) == (2, True)


def test_a_text_file_is_a_document(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("防汛工作通知\n各街道办事处。\n", encoding="utf-8")
    (printed,) = extracted(tmp_path / "a.txt")
    assert (printed["kind"], printed["title"]) == ("document", "防汛工作通知")


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_printed(pages: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    printed = extracted(tmp_path / "broken.pdf", tmp_path / "none.html", pages / "list.html", code=9)
    assert [line["kind"] for line in printed] == ["other", "other", "list"]
    assert [bool(line["error"]) for line in printed] == [True, True, False]


def test_without_json_a_person_reads_title_and_entries(pages: Path) -> None:
    result = gongkai("extract", pages / "list.html", "--url", HERE)
    assert result.returncode == 0
    assert "关于开展环境整治行动的通知" in result.stdout


def test_an_address_is_asked_for_once_and_read_in_the_charset_of_its_header(site: StartSite) -> None:
    text = f"<p>{'各街道辦事處：現將有關事項通知如下。' * 9}</p>"
    markup = (
        f'<html><body><h1>關於防汛的通知</h1><p>發佈日期：2019-05-20</p><div class="content">{text}</div></body></html>'
    )
    answer = Answer(markup.encode("big5"), headers={"Content-Type": "text/html; charset=big5"})
    server = site({"/t1.html": answer})
    (printed,) = extracted(server.address + "t1.html")
    assert (printed["title"], printed["status"]) == ("關於防汛的通知", 200)
    assert sorted(server.asked()) == ["/robots.txt", "/t1.html"]
    assert {agent.partition("/")[0] for _, _, agent in server.log} == {"gongkai"}


def test_what_robots_txt_closes_is_not_asked_for(site: StartSite) -> None:
    server = site({"/robots.txt": Answer("User-agent: *\nDisallow: /\n", headers={"Content-Type": "text/plain"})})
    (printed,) = extracted(server.address + "t1.html", code=4)
    assert printed["error"] == "disallowed by robots.txt"
    assert server.asked() == ["/robots.txt"]


def test_a_redirect_is_said_and_not_followed(site: StartSite) -> None:
    server = site({"/a.html": Answer("", 302, {"Location": "/b.html"}), "/b.html": Answer(ARTICLE)})
    (printed,) = extracted(server.address + "a.html")
    assert (printed["kind"], printed["redirect"]) == ("redirect", server.address + "b.html")
    assert "/b.html" not in server.asked()


def test_a_page_that_is_not_there_is_no_document(site: StartSite) -> None:
    server = site({"/a.html": Answer(ARTICLE, 404)})
    (printed,) = extracted(server.address + "a.html")
    assert (printed["kind"], printed["status"], printed["text"]) == ("other", 404, "")


def test_no_answer_is_an_error_of_its_own(site: StartSite) -> None:
    server = site({})
    server.close()
    (printed,) = extracted(server.address + "a.html", code=5)
    assert printed["error"]


def test_no_other_host_is_asked_before_there_is_a_contact() -> None:
    result = gongkai("extract", "http://www.example.gov.cn/")
    assert (result.returncode, "--contact" in result.stderr) == (2, True)
