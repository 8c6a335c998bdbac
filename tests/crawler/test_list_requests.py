"""The walk over lists whose pages are asked for: by POST, from data APIs, in circles, and never off the portal."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from archive import crawls, frontier
from archive.records import Listed, ListPageRead, NotRead, Request
from archive.store import Store, open_archive
from crawler.portal import Portal
from crawler.urls import AddressBook
from crawler.walk import Exchange, Step, step

BASE = "http://s.invalid/"
FORM = "application/x-www-form-urlencoded"
PORTAL = Portal.model_validate(
    yaml.safe_load(f"""
portal: small
title: {{zh: 小站, en: Small site}}
authority: [小站管委会]
base: {BASE}
hosts: ["http://127.0.0.1:8000/"]
columns: [{{key: news, title: 党政要闻, url: /news/}}]
channels: {{own_site: {{title: {{zh: 本站, en: own site}}, kind: site}}}}
""")
)
FIRST = Request(BASE + "news/", "list", column="news")
ROWS = [{"title": f"关于印发第{n}号方案的通知", "url": f"/a/{n}.html", "date": "2019-05-20"} for n in range(3)]


def html(pager: str, rows: bool = True) -> bytes:
    entries = "".join(f"<li><a href='{row['url']}'>{row['title']}</a>{row['date']}</li>" for row in ROWS if rows)
    text = "<p>党政要闻栏目公开本区的工作动态、会议活动和重要通知，内容由各部门报送。</p>"
    return f"<html><body>{text}<ul>{entries}</ul>{pager}</body></html>".encode()


POSTING = (
    "<form name='f' action='{action}' method='post'><input id='PN' name='pageNo' value='1'></form>"
    "<script>function go(n){{ document.getElementById('PN').value = n; document.f.submit(); }}</script>"
    "<b>1</b><a href='javascript:go(2)'>下一页</a>"
)


def walk(
    request: Request, content: bytes, content_type: str = "text/html", status: int = 200, location: str = ""
) -> Step:
    return step(PORTAL, Exchange(request, status, content, content_type, location))


def following(made: Step) -> list[Request]:
    return [request for request in made.requests if request.purpose == "list"]


def page_of(made: Step) -> ListPageRead:
    (read,) = (record for record in made.records if isinstance(record, ListPageRead))
    return read


def test_a_form_that_turns_the_page_becomes_a_request_of_its_own() -> None:
    (request,) = following(walk(FIRST, html(POSTING.format(action="list.do"))))
    assert (request.url, request.method, request.body, request.content_type) == (
        BASE + "news/list.do", "POST", b"pageNo=2", FORM,
    )  # fmt: skip
    assert (request.number, request.entries_before) == (2, 3)
    assert request.identity != replace(request, body=b"pageNo=3").identity


@pytest.mark.parametrize("action", ["http://elsewhere.invalid/list.do", "https://s.invalid.evil.example/x"])
def test_a_form_that_leads_off_the_portal_is_not_asked(action: str) -> None:
    made = walk(FIRST, html(POSTING.format(action=action)))
    assert following(made) == []
    assert not page_of(made).last


def answer(rows: list[dict[str, str]], total: int = 6) -> bytes:
    return json.dumps({"data": {"list": rows, "total": total}}).encode()


ASKED = Request(
    BASE + "api/list", "list", column="news", number=2, method="POST", body=b"pageNo=2", content_type=FORM,
    entries_before=3,
)  # fmt: skip


@pytest.mark.parametrize("content_type", ["application/json;charset=UTF-8", "text/plain", "text/html", ""])
def test_an_answer_in_json_is_a_page_of_the_list_that_was_asked_for(content_type: str) -> None:
    made = walk(ASKED, answer(ROWS), content_type)
    assert made.kind == "list"
    assert [record.url for record in made.records if isinstance(record, Listed)] == [
        BASE + f"a/{n}.html" for n in range(3)
    ]
    assert (page_of(made).entries, page_of(made).last, page_of(made).total_items) == (3, True, 6)


def test_what_is_json_and_no_list_is_a_page_that_did_not_come() -> None:
    made = walk(ASKED, b'{"code": 500, "message": "busy"}', "application/json")
    assert isinstance(made.records[0], NotRead)
    assert not made.records[0].answered


def test_a_document_in_json_is_a_file_as_before() -> None:
    made = walk(Request(BASE + "a/1.json", "document", column="news"), answer(ROWS), "application/json")
    assert made.kind == "file"


def test_an_answer_without_rows_ends_its_list() -> None:
    assert page_of(walk(ASKED, answer([], 0), "application/json")).last


def test_a_page_that_leaves_its_list_to_an_api_leads_there() -> None:
    markup = (
        "<script url='/api-gateway/jpaas-publish-server/front/page/build/unit' "
        "queryData=\"{'webId':'9','pageId':'22'}\"></script>"
    )
    made = walk(FIRST, html(markup, rows=False))
    assert [request.url for request in following(made)] == [
        BASE + "api-gateway/jpaas-publish-server/front/page/build/unit?webId=9&pageId=22"
    ]
    assert (page_of(made).entries, page_of(made).last) == (0, False)


def test_columns_of_a_catalogue_are_told_apart_by_what_stands_behind_its_address() -> None:
    catalogue = b"<script>window._CONFIG = {SITE_ID: '755031'};</script><div id='app'></div>"
    book = AddressBook.of(PORTAL)
    urls = [book.canonical(f"http://127.0.0.1:8000/gkmlpt/index#{column}") for column in (21, 22)]
    assert urls == [BASE + "gkmlpt/index#21", BASE + "gkmlpt/index#22"]
    asked = [following(walk(Request(url or "", "list", column="news"), catalogue)) for url in urls]
    assert [request.url for (request,) in asked] == [
        BASE + f"gkmlpt/api/all/{column}?page=1&sid=755031" for column in (21, 22)
    ]
    assert book.fetch_address(urls[0] or "") == "http://127.0.0.1:8000/gkmlpt/index"


@pytest.mark.parametrize("url", ["a.html#top", "gkmlpt/index#list", "gkmlpt/content/1.html#21"])
def test_a_place_within_a_page_is_no_address_of_its_own(url: str) -> None:
    assert AddressBook.of(PORTAL).canonical(BASE + url) == BASE + url.partition("#")[0]


def test_a_page_that_shows_what_the_one_before_it_did_ends_the_walk_there() -> None:
    second = following(walk(FIRST, html("<b>1</b><a href='?page=2'>2</a>")))[0]
    made = walk(second, html("<a href='?page=1'>1</a><b>2</b><a href='?page=3'>3</a>"))
    assert made.requests == ()
    assert made.records == (page_of(made),)
    assert (page_of(made).circular, page_of(made).last, page_of(made).entries) == (True, False, 0)


@pytest.mark.parametrize(("status", "method"), [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")])
def test_a_redirected_form_is_sent_again_only_where_its_status_says_so(status: int, method: str) -> None:
    (request,) = walk(ASKED, b"", status=status, location="/api/other").requests
    assert (request.url, request.method, request.number) == (BASE + "api/other", method, 2)
    assert bool(request.body) is (method == "POST")


def test_a_form_may_be_answered_at_its_own_address_and_not_in_a_circle() -> None:
    (request,) = walk(ASKED, b"", status=303, location="/api/list").requests
    assert (request.url, request.method, request.body) == (ASKED.url, "GET", b"")
    again = walk(request, b"", status=303, location="/api/list")
    assert isinstance(again.records[0], NotRead)
    assert again.records[0].reason == "redirects in a circle"


def test_what_a_crawl_has_still_to_post_is_kept_whole(tmp_path: Path) -> None:
    request = replace(ASKED, body=b"pageNo=2&name=%E5%85%AC", shown_before="0123456789abcdef")
    with closing(open_archive(tmp_path / "archive.db")) as db:
        crawls.open_crawl(db, "small", "small-1", "")
        store = Store(db, "small", "small-1")
        assert store.not_asked([request, request]) == [request]
        store.take((), [request], None)
        assert (frontier.has_asked(db, "small-1"), store.not_asked([request])) == (False, [])
        store.flush()
        assert store.pending() == [request]
        assert (frontier.has_asked(db, "small-1"), store.not_asked([request, ASKED])) == (True, [ASKED])
