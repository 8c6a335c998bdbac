"""The session of whoever looked is no part of an address; what names content is, whatever it is called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading import parse_page, read_document
from crawler.reading.sessions import without_session

TOKEN = "4f1c09ab77d24e6b9a3c5d20e8f1a6b7"
HERE = "http://site.invalid/a/1.html"


@pytest.mark.parametrize(
    ("address", "bare"),
    [
        ("/a.jsp;jsessionid=0A1B2C.node3?id=5", "/a.jsp?id=5"),
        ("/a.php?PHPSESSID=n3k2&id=5", "/a.php?id=5"),
        ("/a.php?id=5&PHPSESSID=", "/a.php?id=5"),
        ("/a.php?phpsessid=8FA1", "/a.php"),
        ("/a.asp?ASPSESSIONIDQABCDEFG=HIJ&id=5#top", "/a.asp?id=5#top"),
        (f"/a.do?sessionid={TOKEN}", "/a.do"),
        (f"/show.php?id=5&sid={TOKEN}", "/show.php?id=5"),
    ],
)
def test_a_session_is_dropped_and_all_else_stays_as_it_is_written(address: str, bare: str) -> None:
    assert without_session(address) == bare


@pytest.mark.parametrize(
    "address",
    [
        f"/show.php?sid={TOKEN}",  # the number of the article, as far as anybody can tell
        f"/list.php?sid={TOKEN}&page=2",
        "/show.php?id=5&sid=12",  # a section
        "/congress.jsp?sessionid=5",
        "/congress.jsp?session_id=shiqi-di-wu-ci-huiyi",
        f"/show.php?id={TOKEN}",
        "/a;version=2?x=1;y=2",
        "/search?q=PHPSESSID",
    ],
)
def test_what_may_name_content_stays(address: str) -> None:
    assert without_session(address) == address


@given(st.text(alphabet="abps=&?;#/5", max_size=40))
def test_an_address_is_bare_after_one_time(address: str) -> None:
    assert without_session(without_session(address)) == without_session(address)


def test_a_file_whose_address_holds_a_session_is_an_attachment_all_the_same() -> None:
    markup = (
        "<html><body><h1>关于开展检查的通知</h1><div class='content'><p>各单位要按要求完成检查，并及时上报。</p>"
        "<p><a href='/files/7.pdf;jsessionid=0A1B?v=2'>检查表</a></p></div></body></html>"
    )
    (attachment,) = read_document(parse_page(markup.encode(), HERE)).attachments
    assert attachment.url == "http://site.invalid/files/7.pdf?v=2"


@pytest.mark.parametrize("reference", ["&#1;", "&#x1f;", "&#12;", "&#xFFFE;", "&#xD800;", "&#x10FFFF;"])
@pytest.mark.parametrize("address", ["/a.php?id=5&phpsessid=8FA1", "/a.php?id=5"])
def test_an_address_that_writes_what_no_tree_holds_leaves_its_page_readable(address: str, reference: str) -> None:
    markup = f"<html><body><a href='{address}{reference}'>甲</a></body></html>"
    (anchor,) = parse_page(markup.encode(), HERE).root.iter("a")
    href = anchor.get("href") or ""
    assert href.startswith("/a.php?id=5")
    assert "8FA1" not in href
