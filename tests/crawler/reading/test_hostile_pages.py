"""Pages, lists in XML, feeds and site maps that declare entities, nest without end, or never end: read soon, or not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cpu_time import cpu_time

from crawler.reading import page_kind, parse_page, read_document, read_links, read_list

URL = "http://www.example.gov.cn/zwgk/index.xml"
LAUGHS = "<!DOCTYPE l [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
)
EXTERNAL = "<!DOCTYPE l [<!ENTITY j SYSTEM 'file:///etc/hostname'><!ENTITY % p SYSTEM 'http://127.0.0.1:9/x.dtd'> %p;]>"
FORMS = {
    "feed": "<rss version='2.0'><channel><item><title>通知{0}</title><link>http://www.example.gov.cn/a.html</link>"
    "</item></channel></rss>",
    "site map": "<urlset><url><loc>http://www.example.gov.cn/{0}</loc></url></urlset>",
    "data store": "<datastore><recordset><record><![CDATA[<li><a href='/a.html'>通知{0}</a></li>]]></record>"
    "</recordset></datastore>",
    "page": "<html><body><h1>{0}</h1><div class='content'><p>正文{0}</p></div></body></html>",
}  # fmt: skip


def read(content: str) -> str:
    page = parse_page(content.encode(), URL, "text/xml")
    page_kind(page)
    read_list(page)
    read_links(page)
    return page.text + read_document(page).body.text


@pytest.mark.parametrize("form", FORMS)
def test_entities_are_not_expanded(form: str) -> None:
    with cpu_time() as took:
        said = read("<?xml version='1.0'?>" + LAUGHS + "]>" + FORMS[form].replace("{0}", "&j;"))
    assert said.count("ha") < 100
    assert took.seconds < 2


@pytest.mark.parametrize("form", FORMS)
def test_no_file_and_no_address_is_read_for_an_entity(form: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("stands in a file", encoding="utf-8")
    declared = EXTERNAL.replace("file:///etc/hostname", secret.as_uri())
    assert "stands in" not in read("<?xml version='1.0'?>" + declared + FORMS[form].replace("{0}", "&j;"))


@pytest.mark.parametrize(
    "content",
    [
        "<div>" * 200_000,
        "<table><tr><td>" * 50_000,
        "<a href='" + "../" * 300_000 + "'>x</a>",
        "<p " + "a='b' " * 100_000 + ">x</p>",
        "<ul>" + "<li><a href='/a.html'>通知</a> 2018-03-01</li>" * 20_000 + "</ul>",
        "&" * 500_000,
        "<!--" * 200_000,
        ("<p style='display:none'>" + "<b><a href='/a.html'>2" * 100 + "</a></b>" * 100 + "</p>") * 400,
    ],
    ids=["deep", "tables", "address", "attributes", "entries", "ampersands", "comments", "hidden"],
)
def test_what_nests_or_repeats_without_end_is_read_soon(content: str) -> None:
    with cpu_time() as took:
        read(content)
    assert took.seconds < 5


def test_half_a_character_in_list_data_is_nothing_that_cannot_be_written() -> None:
    inner = json.dumps({"pc": "/b\ud83d.html"})
    entries = [{"title": "关于办好实事的通知\ud83d", "url": "/a.html"}, {"title": "通知", "urls": inner}]
    data = json.dumps({"total": 2, "rows": [{"publishDate": "2018-05-01", **entry} for entry in entries]})
    items = read_list(parse_page(data.encode("ascii"), URL, "application/json")).items
    assert [item.title for item in items] == ["关于办好实事的通知\ufffd", "通知"]
    for item in items:
        f"{item.title} {item.url}".encode()  # as SQLite takes it


def test_a_whole_character_that_two_escapes_name_stays() -> None:
    data = '{"total": 1, "rows": [{"title": "\\ud83d\\ude00通知", "url": "/a.html", "publishDate": "2018-05-01"}]}'
    (item,) = read_list(parse_page(data.encode(), URL, "application/json")).items
    assert item.title == "\U0001f600通知"
