"""What a site shows under several addresses, or over several pages, is one document: live, resumed and rebuilt."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import Answer, SiteServer, gongkai
from small_site import PORTAL, answers, article, list_page, page, rows, small_site
from sqlite_utils import Database

from archive.dump import canonical_dump

StartSite = Callable[[Mapping[str, Any]], SiteServer]
PARTS = ["第一部分说明工作的总体情况，分三个方面。", "第二部分说明主要的做法和成效。", "第三部分说明下一步的安排。"]


@pytest.fixture
def portal_file(tmp_path: Path) -> Path:
    path = tmp_path / "small.yml"
    path.write_text(PORTAL, encoding="utf-8")
    return path


def crawl(portal_file: Path, archive: Path, server: SiteServer, code: int = 0) -> None:
    result = gongkai("crawl", portal_file, "--archive", archive, "--host", server.address, "--full")
    assert result.returncode == code, result.stderr


def dump(archive: Path) -> list[str]:
    with closing(Database(archive / "archive.db")) as db:
        return list(canonical_dump(db))


def assert_rebuilt_the_same(archive: Path) -> None:
    result = gongkai("rebuild", "--archive", archive, "--json", "--check")
    assert (result.returncode, json.loads(result.stdout)["differences"]) == (0, []), result.stdout + result.stderr


# redirects


def to(address: str) -> Answer:
    return Answer("", 302, {"Location": address})


def redirecting_site() -> dict[str, Any]:
    """Both columns list the first article: the second by an address that leads to it."""
    pages = answers(small_site())
    entries = [("/goto?id=0", "关于召开全区工作会议的通知之1", "2018-03-01")]
    entries += [(f"/a/{n}.html", f"另一条通知的标题之{n}", f"2018-03-0{n + 1}") for n in (5, 6, 7)]
    pages["/notices/"] = Answer(list_page(*entries))
    pages["/goto?id=0"] = to("/a/0.html")
    return pages


@pytest.fixture(scope="module")
def redirected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of one crawl of the site above."""
    folder = tmp_path_factory.mktemp("redirected")
    (folder / "small.yml").write_text(PORTAL, encoding="utf-8")
    server = SiteServer(redirecting_site())
    crawl(folder / "small.yml", folder / "a", server)
    server.close()
    return folder / "a"


@pytest.mark.parametrize("table", ["listings", "document_urls"])
def test_an_entry_that_leads_to_a_page_listed_elsewhere_is_that_document(redirected: Path, table: str) -> None:
    both = f"from {table} where url like '%/a/0.html' or url like '%goto%'"
    assert rows(redirected, "select count(distinct document), count(distinct url) " + both) == [(1, 2)]
    assert rows(redirected, "select count(*) from documents") == [(8,)]


def test_both_captures_of_it_stay_as_evidence(redirected: Path) -> None:
    kinds = rows(redirected, "select kind from captures where url like '%/a/0.html' or url like '%goto%' order by kind")
    assert kinds == [("document",), ("document",), ("redirect",)]


@pytest.mark.heavy
def test_a_second_crawl_knows_it_and_writes_no_version_anew(site: StartSite, portal_file: Path, tmp_path: Path) -> None:
    server, archive = site(redirecting_site()), tmp_path / "a"
    crawl(portal_file, archive, server)
    crawl(portal_file, archive, server)
    assert rows(archive, "select count(*), count(distinct document) from document_versions") == [(8, 8)]
    assert rows(archive, "select count(*) from sightings") == [(16,)]
    assert_rebuilt_the_same(archive)


@pytest.mark.heavy
def test_two_documents_that_become_one_keep_what_was_seen_first(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    pages = redirecting_site()
    leads, pages["/goto?id=0"] = pages["/goto?id=0"], Answer(article("原来的通知", "2018-03-01"))
    server, archive = site(pages), tmp_path / "a"
    crawl(portal_file, archive, server)
    assert rows(archive, "select count(*) from documents") == [(9,)]
    server.pages["/goto?id=0"] = [leads]
    crawl(portal_file, archive, server)
    assert rows(archive, "select count(*) from documents") == [(8,)]
    orphans = "select count(*) from listings where document not in (select id from documents)"
    assert rows(archive, orphans) == [(0,)]
    assert_rebuilt_the_same(archive)


@pytest.mark.heavy
def test_a_page_that_no_list_names_is_another_address_of_its_document(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    pages = redirecting_site()
    moved = article("关于召开全区工作会议的通知之1", "2018-03-01")
    pages |= {"/goto?id=0": to("/moved/0.html"), "/moved/0.html": Answer(moved)}
    pages["/news/"] = Answer(small_site()["/news/"].replace("/a/0.html", "/goto?id=0"))
    server, archive = site(pages), tmp_path / "a"
    crawl(portal_file, archive, server)
    before = rows(archive, "select id from documents order by id")
    for path in ("/news/", "/notices/"):
        (answer,) = server.pages[path]
        server.pages[path] = [Answer(str(answer.body).replace("/goto?id=0", "/moved/0.html"))]
    crawl(portal_file, archive, server)
    assert rows(archive, "select id from documents order by id") == before
    assert_rebuilt_the_same(archive)


def test_entries_that_lead_to_one_page_of_another_title_stay_documents_of_their_own(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    pages = answers(small_site())
    pages |= {
        "/a/0.html": to("/busy.html"),
        "/a/1.html": to("/busy.html"),
        "/busy.html": Answer(article("系统升级", "2018-01-01")),
    }
    server, archive = site(pages), tmp_path / "a"
    crawl(portal_file, archive, server)
    crawl(portal_file, archive, server)
    assert rows(archive, "select count(*) from documents") == [(8,)]


def test_a_page_that_many_entries_of_other_titles_lead_to_is_none_of_them(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    pages = answers(small_site())
    pages |= {f"/a/{number}.html": to("/a/4.html") for number in (0, 1, 2)}
    # Never the same text: else it is one page for many entries already.
    pages["/a/4.html"] = [Answer(article(f"区政府办公室动态第{n}号", f"2018-03-0{n}")) for n in range(5, 9)]
    crawl(portal_file, tmp_path / "a", site(pages))
    assert rows(tmp_path / "a", "select count(*) from documents") == [(8,)]


# META refresh


REFRESH = '<html><head><meta http-equiv="refresh" content="0;url={}"></head><body></body></html>'


@pytest.mark.parametrize("markup", [REFRESH, '<script>window.location.href="{}";</script>'])
def test_a_home_page_that_only_sends_on_is_followed(
    site: StartSite, portal_file: Path, tmp_path: Path, markup: str
) -> None:
    pages = answers(small_site())
    pages |= {"/": Answer(markup.format("/portal/index.html")), "/portal/index.html": pages["/"]}
    crawl(portal_file, tmp_path / "a", site(pages))
    assert rows(tmp_path / "a", "select verdict from crawls") == [("ok",)]


def test_pages_that_send_to_each_other_end(site: StartSite, portal_file: Path, tmp_path: Path) -> None:
    pages = answers(small_site())
    pages |= {"/a/0.html": Answer(REFRESH.format("/b.html")), "/b.html": Answer(REFRESH.format("/a/0.html"))}
    crawl(portal_file, tmp_path / "a", site(pages))
    (note,) = rows(tmp_path / "a", "select note from coverage where \"column\" = 'small/news'")[0]
    assert "redirects in a circle" in note


def test_a_page_that_sends_off_the_site_is_not_followed(site: StartSite, portal_file: Path, tmp_path: Path) -> None:
    pages = answers(small_site()) | {"/a/0.html": Answer(REFRESH.format("http://elsewhere.invalid/x.html"))}
    crawl(portal_file, tmp_path / "a", site(pages))
    (note,) = rows(tmp_path / "a", "select note from coverage where \"column\" = 'small/news'")[0]
    assert "redirected off the site to 'http://elsewhere.invalid/x.html'" in note


def test_a_gate_that_answers_202_closes_the_host(site: StartSite, portal_file: Path, tmp_path: Path) -> None:
    gate = Answer("<html><script>$_ts=window['$_ts'];</script><body></body></html>", 202)
    crawl(portal_file, tmp_path / "a", site(answers(small_site()) | {"/news/": gate}), 4)


# articles of several pages


def part(number: int, more: str = "") -> str:
    """One page of the article, with a file of its own, and the pager's script."""
    pager = f'<script>createPageHTML({len(PARTS)}, {number}, "t20180301_0", "html")</script>'
    head = "<h1>全区重点项目建设推进情况通报</h1><p>发布日期：2018-03-01</p>"
    text = f"<p>{PARTS[number] * 6}</p>{more}"
    link = f'<p><a href="/f/{number}.pdf">附件{number}</a></p>'
    return page(f"{head}<div class='TRS_Editor'>{text}{link}</div>{pager}", "全区重点项目建设推进情况通报")


def site_of_parts() -> dict[str, Any]:
    pages = answers(small_site())
    listed = small_site()["/news/"].replace("/a/0.html", "/a/t20180301_0.html")
    pages["/news/"] = Answer(listed)
    names = ["/a/t20180301_0.html", "/a/t20180301_0_1.html", "/a/t20180301_0_2.html"]
    pages |= {name: Answer(part(number)) for number, name in enumerate(names)}
    pdf = Answer(b"%PDF-1.4", headers={"Content-Type": "application/pdf"})
    return pages | {f"/f/{number}.pdf": pdf for number in range(3)}


TEXT = (
    "select t.text from document_texts t join documents d on d.version = t.version where d.url like '%t20180301_0.html'"
)


def test_the_pages_of_an_article_are_one_document(site: StartSite, portal_file: Path, tmp_path: Path) -> None:
    archive = tmp_path / "a"
    crawl(portal_file, archive, site(site_of_parts()))
    ((text,),) = rows(archive, TEXT)
    assert [text.find(said) >= 0 for said in PARTS] == [True] * 3
    assert sorted(PARTS, key=text.find) == PARTS
    assert rows(archive, "select count(*) from documents") == [(8,)]
    assert rows(archive, "select pages, cut from document_versions where pages > 1") == [(3, 0)]
    assert rows(archive, "select name from attachments where capture is not null order by name") == [
        ("附件0",),
        ("附件1",),
        ("附件2",),
    ]
    evidence = "select p.number, c.url from document_parts p join captures c on c.id = p.capture order by 1"
    assert [url.rpartition("/")[2] for _, url in rows(archive, evidence)] == [
        "t20180301_0.html",
        "t20180301_0_1.html",
        "t20180301_0_2.html",
    ]
    assert rows(archive, "select verdict from crawls") == [("ok",)]
    assert_rebuilt_the_same(archive)


@pytest.mark.heavy
def test_a_page_that_is_missing_is_said_and_the_text_marked_as_cut(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    pages, archive = site_of_parts(), tmp_path / "a"
    pages |= {"/a/t20180301_0_2.html": Answer("gone", 404), "/a/1.html": Answer(REFRESH.format("/a/moved.html"))}
    pages["/a/moved.html"] = Answer(article("项目建设", "2018-03-02"))
    crawl(portal_file, archive, site(pages))
    ((state, note),) = rows(archive, "select state, note from coverage where \"column\" = 'small/news'")
    assert (state, "documents read in part: 1 (HTTP 404)" in note) == ("incomplete", True)
    assert rows(archive, "select pages from document_versions where cut = 1") == [(2,)]
    assert_rebuilt_the_same(archive)


@pytest.mark.heavy
def test_what_was_read_whole_is_not_made_shorter_by_a_page_that_did_not_come(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    server, archive = site(site_of_parts()), tmp_path / "a"
    crawl(portal_file, archive, server)
    before = rows(archive, TEXT)
    server.pages["/a/t20180301_0_1.html"] = [Answer("gone", 404)]
    crawl(portal_file, archive, server)
    assert rows(archive, TEXT) == before
    assert rows(archive, "select count(*) from document_versions where pages > 1") == [(1,)]
    assert_rebuilt_the_same(archive)


@pytest.mark.heavy
def test_a_change_on_a_later_page_is_a_new_version(site: StartSite, portal_file: Path, tmp_path: Path) -> None:
    server, archive = site(site_of_parts()), tmp_path / "a"
    crawl(portal_file, archive, server)
    server.pages["/a/t20180301_0_1.html"] = [Answer(part(1, "<p>新增的一段。</p>"))]
    crawl(portal_file, archive, server)
    assert ["新增的一段。" in text for (text,) in rows(archive, TEXT)] == [True]
    assert rows(archive, "select count(*) from document_versions where pages > 1") == [(2,)]
    assert_rebuilt_the_same(archive)


@pytest.mark.heavy
def test_articles_of_several_pages_and_redirects_survive_a_kill(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    pages = redirecting_site() | {path: answer for path, answer in site_of_parts().items() if "/notices" not in path}
    crawl(portal_file, tmp_path / "calm", site(pages))
    slow = site(
        pages | {"/robots.txt": Answer("User-agent: *\nCrawl-delay: 0.1\n", headers={"Content-Type": "text/plain"})}
    )
    command = [sys.executable, "-m", "crawler.cli.main", "crawl", str(portal_file), "--archive", str(tmp_path / "a")]
    process = subprocess.Popen([*command, "--host", slow.address], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while "/a/t20180301_0_1.html" not in slow.asked() and time.monotonic() < deadline:
        time.sleep(0.005)
    process.kill()
    process.wait()
    crawl(portal_file, tmp_path / "a", slow)
    assert [line for line in dump(tmp_path / "a") if "robots.txt" not in line] == [
        line for line in dump(tmp_path / "calm") if "robots.txt" not in line
    ]


# pictures


@pytest.mark.heavy
def test_the_pictures_of_a_body_without_text_are_captured(site: StartSite, portal_file: Path, tmp_path: Path) -> None:
    pages, archive = answers(small_site()), tmp_path / "a"
    body = "<div class='TRS_Editor'><p><img src='/p/1.jpg'></p><p><img src='/p/2.jpg'></p></div>"
    pages["/a/0.html"] = Answer(page(f"<h1>一图读懂工作会议</h1><p>发布日期：2018-03-01</p>{body}", "一图读懂工作会议"))
    pages |= {f"/p/{n}.jpg": Answer(b"\xff\xd8\xff", headers={"Content-Type": "image/jpeg"}) for n in (1, 2)}
    crawl(portal_file, archive, site(pages))
    assert rows(archive, "select count(*) from document_versions where image_only = 1") == [(1,)]
    found = rows(archive, "select url, mime from attachments where role = 'image' order by url")
    assert found == [("http://small.invalid/p/1.jpg", "image/jpeg"), ("http://small.invalid/p/2.jpg", "image/jpeg")]
    assert rows(archive, "select count(*) from documents") == [(8,)]
    assert_rebuilt_the_same(archive)
