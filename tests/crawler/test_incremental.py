"""Nights after the first: what is asked for again, what is carried, and that nothing is lost by it."""

from __future__ import annotations

import os
import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import Answer, SiteServer, gongkai
from small_site import PORTAL, answers, article, list_page, rows
from sqlite_utils import Database
from watched_site import BASE, LISTS, StartSite, Watched, dump, entry, rebuilt, tagged_site

from archive.archived import attached_texts
from archive.fixity import check
from archive.publish.build import build
from archive.report_store import read_reports
from archive.store import open_archive
from archive.verify import verify
from archive.warc_reader import read_records
from archive.warc_revisit import NOT_MODIFIED

#: A night that looks again at everything is killed after so many answers.
KILL = random.Random(os.environ["GONGKAI_SEED"]).randrange(2, 10)


@pytest.fixture
def watched(site: StartSite, tmp_path: Path) -> Watched:
    return Watched(site(tagged_site()), tmp_path)


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """Six nights: the first; an unchanged one; one of changes; the one after it; a month later; and a full one."""
    server = SiteServer(tagged_site())
    seen = Watched(server, tmp_path_factory.mktemp("month"))
    seen.crawl(0)
    seen.crawl(1)
    news = [entry(8, "新发布的一篇通告", "2019-01-03"), entry(0), entry(1, "另一个标题的一篇")]
    changed = {
        "/news/": list_page(*news, following='<a href="/news/index_1.html">下一页</a>'),
        "/notices/": list_page(entry(7)),
        "/a/8.html": Answer(article("新发布的一篇通告", "2019-01-03"), headers={"ETag": '"a8"'}),
        "/a/2.html": Answer("gone", 404),
        "/a/5.html": Answer("busy", 501),
        "/a/6.html": Answer("", 302, {"Location": "/"}),
    }
    server.pages |= {path: [answer] for path, answer in answers(changed).items()}
    seen.crawl(2)
    seen.crawl(3)
    seen.crawl(34)
    seen.crawl(35, full=True)
    yield seen
    server.close()


def test_an_unchanged_night_asks_for_lists_alone(month: Watched) -> None:
    assert month.documents(1) == set()
    assert set(month.asked[1]) == LISTS


def test_what_is_carried_is_counted_and_covered(month: Watched) -> None:
    said = 'select "column", state, entries, documents_fetched, carried, failed from coverage where crawl = :crawl'
    assert month.rows(f"{said} order by 1", 1) == [
        ("small/news", "complete", 5, 0, 5, 0),
        ("small/notices", "complete", 4, 0, 4, 0),
    ]
    result = month.results[1]
    assert result is not None
    assert (result.verdict.key, result.asked, result.carried) == ("ok", 0, 9)


def test_new_entries_and_those_that_a_list_shows_otherwise_are_asked_for_at_once(month: Watched) -> None:
    assert {"/a/8.html", "/a/1.html"} <= month.documents(2)
    assert "/a/1.html" not in month.conditions[2], "its title is another: it is sent whole"


def test_what_left_its_list_is_asked_for_and_all_that_stayed_is_not(month: Watched) -> None:
    assert month.documents(2) - {"/a/8.html", "/a/1.html"} == {"/a/2.html", "/a/5.html", "/a/6.html"}


def test_an_answer_to_a_probe_says_whether_the_document_is_gone(month: Watched) -> None:
    said = month.rows("select url, purpose, reason, answered from unread where crawl = :crawl order by url", 2)
    assert said == [
        (f"{BASE}/a/2.html", "probe", "HTTP 404", 1),
        (f"{BASE}/a/5.html", "probe", "HTTP 501", 0),
        (f"{BASE}/a/6.html", "probe", "redirected to the home page", 0),
    ]


def test_probes_spoil_neither_coverage_nor_verdict(month: Watched) -> None:
    result = month.results[2]
    assert result is not None
    assert result.verdict.key == "ok"
    assert {row.state for row in result.coverage} == {"complete"}


def test_what_is_new_is_asked_for_every_night_on_a_condition(month: Watched) -> None:
    assert "/a/8.html" in month.documents(3)
    assert month.conditions[3]["/a/8.html"] == '"a8"'


def test_what_was_gone_once_is_asked_for_until_it_is_sure_to_be(month: Watched) -> None:
    assert "/a/2.html" in month.documents(3)
    assert "/a/2.html" not in month.documents(4)


def test_a_page_that_is_unchanged_was_seen_in_the_version_known(month: Watched) -> None:
    seen = "select s.version, c.status, c.kind, c.mime, c.size > 0 from sightings s join captures c on c.id = s.capture"
    (unchanged,) = month.rows(f"{seen} where s.crawl = :crawl", 3)
    (before,) = month.rows(f"{seen} where s.crawl = :crawl and c.url like '%/a/8.html'", 2)
    assert before[1] == 200
    assert unchanged == (before[0], 304, "document", *before[3:])


def test_a_304_is_kept_as_a_revisit_of_the_answer_it_leaves_unchanged(month: Watched) -> None:
    ((file, offset, revisit_of),) = month.rows(
        "select warc_file, warc_offset, revisit_of from captures where crawl = :crawl and status = 304", 3
    )
    (record,) = (r for r in read_records(month.archive / "warc" / file) if r.offset == offset)
    assert (record.kind, record.get("WARC-Profile")) == ("revisit", NOT_MODIFIED)
    assert record.get("WARC-Refers-To") == f"<{revisit_of}>"
    assert record.block.startswith(b"HTTP/1.1 304 ")


def test_after_a_month_everything_is_asked_for_without_a_condition(month: Watched) -> None:
    listed = {"/a/0.html", "/a/1.html", "/a/3.html", "/a/4.html", "/a/7.html", "/a/8.html"}
    assert month.documents(4) >= listed | {"/f/0.txt"}
    assert month.conditions[4] == {}


def test_a_full_crawl_asks_for_everything_on_no_condition(month: Watched) -> None:
    assert month.documents(5) == month.documents(4)
    assert month.conditions[5] == {}


def test_documents_keep_what_was_read_of_them(month: Watched) -> None:
    kept = "select url, title, published_on, characters > 0 from documents"
    found = {url: rest for url, *rest in rows(month.archive, kept)}
    assert found[f"{BASE}/a/3.html"] == [entry(3)[1], "2018-03-04", 1]
    assert len(found) == 9


def test_the_archive_of_these_nights_is_sound(month: Watched) -> None:
    for crawl in (crawl for (crawl,) in rows(month.archive, "select id from crawls")):
        assert (month.archive / "crawls" / f"{crawl}.json").is_file()
    assert list(check(month.archive)) == []


def test_a_rebuild_gives_the_same_facts(month: Watched) -> None:
    before, now = rebuilt(month.archive)
    assert now == before


def test_a_rebuild_by_another_reader_carries_what_was_carried(month: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("archive.known", "archive.crawls", "archive.store", "crawler.incremental"):
        monkeypatch.setattr(f"{module}.READER_VERSION", 99)
    before, now = rebuilt(month.archive)
    carried = [line for line in before if line.startswith(("coverage ", "unread "))]
    assert [line for line in now if line.startswith(("coverage ", "unread "))] == carried


def test_a_server_that_never_admits_a_change_hides_it_for_a_month_at_most(watched: Watched) -> None:
    watched.crawl(0)
    number = 8
    news = [entry(number, "新发布的一篇通告", "2019-01-02"), *map(entry, range(3))]
    pages = {"/news/": list_page(*news, following='<a href="/news/index_1.html">下一页</a>')}
    pages |= {"/a/8.html": Answer(article("新发布的一篇通告", "2019-01-02"), headers={"ETag": '"always"'})}
    watched.server.pages |= {path: [answer] for path, answer in answers(pages).items()}
    watched.crawl(1)
    edited = article("新发布的一篇通告", "2019-01-02").replace("正文第一段", "改过的第一段")
    watched.server.pages["/a/8.html"] = [Answer(edited, headers={"ETag": '"always"'})]
    for days in (3, 20, 40):
        watched.crawl(days)
    seen = "select c.status, count(*) from captures c where url like '%/a/8.html' and crawl = :crawl group by 1"
    assert [watched.rows(seen, night) for night in (1, 2, 3, 4)] == [[(200, 1)], [(304, 1)], [(200, 1)], [(200, 1)]]
    texts = rows(
        watched.archive,
        "select count(distinct content_digest) from document_versions where capture in "
        "(select id from captures where url like '%/a/8.html')",
    )
    assert texts == [(2,)]


def test_a_server_with_another_tag_each_time_gives_no_other_version(watched: Watched) -> None:
    watched.crawl(0)
    for number in range(8):
        (answer,) = watched.server.pages[f"/a/{number}.html"]
        watched.server.pages[f"/a/{number}.html"] = [Answer(answer.body, headers={"ETag": f'"{number} again"'})]
    watched.crawl(25)
    assert len(watched.documents(1)) > 1
    assert rows(watched.archive, "select count(*), count(distinct document) from document_versions") == [(9, 9)]


def test_a_304_that_nobody_asked_for_is_no_answer(site: StartSite, tmp_path: Path) -> None:
    pages = tagged_site()
    pages["/a/3.html"] = Answer("", 304, {"ETag": '"a3"'})
    watched = Watched(site(pages), tmp_path)
    result = watched.crawl(0)
    assert result is not None
    assert result.verdict.key == "degraded"
    assert "entries not read: 1 (HTTP 304)" in result.coverage[0].note
    assert rows(
        watched.archive, "select count(*) from sightings s join captures c on c.id = s.capture where c.status = 304"
    ) == [(0,)]


def test_what_another_reader_read_is_not_carried(watched: Watched) -> None:
    watched.crawl(0)
    with closing(sqlite3.connect(watched.archive / "archive.db")) as db:
        db.execute("update crawls set reader_version = reader_version - 1")
        db.commit()
    watched.crawl(1)
    assert watched.documents(1) == watched.documents(0)


def test_a_crawl_that_was_not_accepted_is_no_base(watched: Watched) -> None:
    watched.crawl(0)
    news = watched.server.pages["/news/"]
    watched.server.pages["/news/"] = [Answer(list_page())]  # emptied: suspect
    suspect = watched.crawl(1)
    watched.server.pages["/news/"] = news
    after = watched.crawl(2)
    assert suspect is not None and after is not None
    assert (suspect.verdict.key, after.verdict.key) == ("suspect", "ok")
    assert watched.documents(2) == set(), "entries that the emptied list lacked are no news"
    assert watched.documents(1) == set(), "an emptied list is no reason to ask for all that stood on it"


def test_a_night_that_is_killed_goes_on_by_its_plan(watched: Watched) -> None:
    (watched.folder / "calm").mkdir()
    calm = Watched(watched.server, watched.folder / "calm")
    for seen in (watched, calm):
        seen.crawl(0)
    watched.server.pages["/notices/"] = [Answer(list_page(entry(7), entry(5, "换了标题的一篇"), entry(6)))]
    assert watched.crawl(25, killed_after=KILL) is None
    watched.crawl(25.1)
    calm.crawl(25)
    assert rows(watched.archive, "select verdict from crawls") == [("ok",), ("ok",)]
    assert dump(watched.archive) == dump(calm.archive)
    again = Counter(watched.asked[1] + watched.asked[2]) - Counter(calm.asked[1])
    again.pop("/robots.txt", None)
    assert again.total() <= 1, f"asked for again: {again}"


def test_a_budget_that_is_spent_leaves_what_is_known_and_says_what_is_not(watched: Watched) -> None:
    watched.crawl(0)
    (watched.folder / "small.yml").write_text(PORTAL.replace("delay: 0", "delay: 0, budget: 6"), encoding="utf-8")
    watched.server.pages["/news/"] = [
        Answer(
            list_page(
                entry(8, "新发布的一篇通告", "2019-01-03"),
                *map(entry, range(3)),
                following='<a href="/news/index_1.html">下一页</a>',
            )
        )
    ]
    result = watched.crawl(40)
    assert result is not None
    notes = {row.column: (row.state, row.note) for row in result.coverage}
    assert notes["notices"][0] == "complete"
    assert "due for another look and not reached" in notes["notices"][1]
    before, now = rebuilt(watched.archive)
    assert now == before


def test_a_purged_document_is_carried_without_its_words_and_asked_for_on_no_condition(watched: Watched) -> None:
    when_new = -300  # days: it was published in the week before
    watched.crawl(when_new)
    watched.crawl(when_new + 1)
    assert watched.rows("select status from captures where crawl = :crawl and url like '%/a/3.html'", 1) == [(304,)]
    record = watched.rows("select id from captures where url like '%/a/3.html'", 0)[0][0]
    purged = gongkai("purge", record, "--order", "法院裁定", "--archive", watched.archive, "--yes")
    assert purged.returncode == 0, purged.stderr
    assert rows(watched.archive, "select url, count(*) from purged group by 1") == [(f"{BASE}/a/3.html", 2)]
    watched.crawl(when_new + 1.1)
    assert watched.documents(2) == set()
    watched.crawl(when_new + 2)
    assert "/a/3.html" in watched.documents(3)
    assert "/a/3.html" not in watched.conditions[3]
    before, now = rebuilt(watched.archive)
    assert now == before
    assert list(check(watched.archive)) == []


def test_what_did_not_come_is_asked_for_again_the_next_night(watched: Watched) -> None:
    pages = watched.server.pages
    for path in ("/f/0.txt", "/a/3.html"):
        pages[path] = [Answer("broken", 501), *pages[path]]
    watched.crawl(0)
    result = watched.crawl(1)
    assert watched.documents(1) == {"/a/0.html", "/f/0.txt", "/a/3.html"}
    assert result is not None
    assert result.verdict.key == "ok"


def test_a_document_is_the_same_after_ten_nights_without_it(watched: Watched) -> None:
    facts = (
        "select id, title, published_on, characters, content_digest, version, first_seen from documents order by id",
        "select document, url, name, mime, size, entity_digest, file, capture from attachments order by 1, 2",
        "select document from column_documents order by 1",
    )
    watched.crawl(0)
    before = [rows(watched.archive, sql) for sql in facts], files(watched.archive, f"{BASE}/a/0.html")
    assert before[1] == {f"{BASE}/f/0.txt": "附件的正文，一共三行。"}
    for night in range(1, 11):
        watched.crawl(night)
    assert [watched.documents(night) for night in range(1, 11)] == [set()] * 10
    assert ([rows(watched.archive, sql) for sql in facts], files(watched.archive, f"{BASE}/a/0.html")) == before


def files(archive: Path, url: str) -> dict[str, str]:
    """What the files say that a document attaches."""
    with closing(Database(archive / "archive.db")) as db:
        ((document,),) = db.execute("select id from documents where url = ?", [url]).fetchall()
        return {text.url: text.body.text for text in attached_texts(db, document)}


def test_files_of_a_page_that_is_asked_for_again_are_carried_or_asked_for_on_a_condition(watched: Watched) -> None:
    links = "<p><a href='/f/0.txt'>附件一.txt</a> <a href='/f/1.txt'>附件二.txt</a></p></div></body>"
    body = article("新发布的一篇通告", "2019-01-01").replace("</div></body>", links)
    (tagged,) = watched.server.pages["/f/0.txt"]
    pages = {
        "/a/0.html": Answer(body, headers={"ETag": '"new"'}),
        "/f/1.txt": Answer("没有标签的附件正文。", headers={"Content-Type": "text/plain; charset=utf-8"}),
        "/news/": list_page(entry(0, "新发布的一篇通告", "2019-01-01"), *map(entry, range(1, 5))),
    }
    watched.server.pages |= {path: [answer] for path, answer in answers(pages).items()}
    watched.crawl(0)
    watched.crawl(1)
    assert watched.documents(1) == {"/a/0.html", "/f/0.txt"}
    assert watched.conditions[1] == {"/a/0.html": '"new"', "/f/0.txt": tagged.headers["ETag"]}
    said = "select url, mime, size > 0, (select crawl = :crawl from captures c where c.id = capture) from attachments"
    assert watched.rows(f"{said} where crawl = :crawl order by url", 1) == [
        (f"{BASE}/f/0.txt", "text/plain", 1, 1),
        (f"{BASE}/f/1.txt", "text/plain", 1, 0),
    ]
    assert files(watched.archive, f"{BASE}/a/0.html") == {
        f"{BASE}/f/0.txt": "附件的正文，一共三行。",
        f"{BASE}/f/1.txt": "没有标签的附件正文。",
    }
    before, now = rebuilt(watched.archive)
    assert now == before


def findings(archive: Path) -> list[tuple[Any, ...]]:
    """What is published of the reports: claims with what was found, as ``gongkai run`` leaves them."""
    with closing(open_archive(archive / "archive.db")) as db:
        read_reports(db, "small")
        verify(db, "small")
    build(archive / "archive.db", archive / "public.db")
    with closing(sqlite3.connect(archive / "public.db")) as public:
        sql = """
            select c.quote, c.value, f.observed, f.verdict, f.listed_now, r.version
            from claims c join findings f on f.claim = c.id and f.current = 1
            join reports r on r.id = c.report and r.current = 1 order by c.start, f.id
        """
        return public.execute(sql).fetchall()


def test_the_claims_of_a_report_that_is_carried_stay_and_are_counted_as_before(watched: Watched) -> None:
    reports = "  - {key: reports, title: 年度报告, url: /reports/, reports: true}\nchannels:"
    (watched.folder / "small.yml").write_text(PORTAL.replace("channels:", reports), encoding="utf-8")
    title = "小站管委会2018年政府信息公开工作年度报告"
    said = article(title, "2018-11-20").replace(
        "正文第一段", "。截至年底，本机关主动公开政府信息8条，其中党政要闻5条。"
    )
    pages = {"/reports/": list_page(("/r/2018.html", title, "2018-11-20")), "/r/2018.html": Answer(said)}
    watched.server.pages |= {path: [answer] for path, answer in answers(pages).items()}
    watched.crawl(0)
    before = findings(watched.archive)
    watched.crawl(14)
    assert "/r/2018.html" not in watched.asked[1]
    assert ("其中党政要闻5条", 5.0, 5.0, "confirmed") in {row[:4] for row in before}
    assert findings(watched.archive) == before
