"""What somebody brought stands beside what live crawls saw: it adds what nobody knew, and replaces nothing."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import SiteServer, gongkai
from small_site import answers, article, list_page, rows, small_site
from strangers_warc import small_warc

from archive.fixity.checking import check
from archive.kept_archives import kept_archives
from archive.known import known
from archive.standing import read_standing
from archive.store import open_archive
from crawler.brought.bring import Said, bring_archive
from crawler.declaration import declaration

OLD = {
    "/a/0.html": article("关于召开全区工作会议的通知之1（旧稿）", "2018-03-01"),
    "/a/90.html": article("后来撤下的文件", "2018-02-01"),
    "/news/": list_page(("/a/0.html", "旧稿", "2018-03-01"), ("/a/90.html", "后来撤下的文件", "2018-02-01")),
    "/news/index_1.html": None,
    "/notices/": list_page(("/a/4.html", "通知", "2018-03-05")),
}
SAID = Said("the library of X", "someone@example.org")
_KNOWN = "select id, title, version, capture, last_seen, state, published_on from documents order by id"


@pytest.fixture
def live(origin, tmp_path: Path) -> Path:
    shutil.copytree(origin[0], tmp_path / "a")
    return tmp_path / "a"


def import_old(archive: Path, portal, folder: Path, at: str = "2019-01-01T00:00:00Z") -> str:
    path = small_warc(at=at, **OLD).write(folder / "old.warc.gz")
    with closing(open_archive(archive / "archive.db")) as db:
        clock = datetime.now(UTC)
        return bring_archive(db, archive, portal, [path], SAID, clock=lambda: clock).kept.crawl


@pytest.mark.heavy
@pytest.mark.parametrize("at", ["2019-01-01T00:00:00Z", "2026-11-26T00:00:00Z"])
def test_it_adds_what_nobody_knew_and_changes_nothing_else(live, origin, portal, tmp_path, at):
    before = {row[0]: row for row in rows(live, _KNOWN)}
    (crawl,) = rows(live, "select id from crawls")
    with closing(open_archive(live / "archive.db")) as db:
        knew = known(db, "small", declaration(portal).bindings)
    import_old(live, portal, tmp_path, at)
    after = {row[0]: row for row in rows(live, _KNOWN)}
    assert {id: after[id] for id in before} == before
    assert [row[1] for id, row in after.items() if id not in before] == ["后来撤下的文件"]
    assert rows(live, "select count(*) from changes") == [(0,)]
    assert rows(live, "select id from standing_crawls") == [crawl]
    with closing(open_archive(live / "archive.db")) as db:
        standing = read_standing(db, "small")
        assert (standing.as_of, len(standing.covered)) == (crawl[0], 1)
        now = known(db, "small", declaration(portal).bindings)
    assert (now.base, now.entries, now.addresses, now.missing, now.off) == (
        knew.base,
        knew.entries,
        knew.addresses,
        knew.missing,
        knew.off,
    )


@pytest.mark.heavy
def test_the_next_live_crawl_shows_no_change_for_it_and_all_of_it_can_be_rebuilt(live, origin, portal, tmp_path):
    import_old(live, portal, tmp_path)
    server = SiteServer(answers(small_site()))
    try:
        result = gongkai("crawl", origin[1], "--archive", live, "--host", server.address, "--full")
    finally:
        server.close()
    assert result.returncode == 0, result.stderr
    assert rows(live, "select kind, title from changes") == []
    assert rows(live, "select title from documents where gone_since is not null or missing_since is not null") == []
    checked = gongkai("check", "--archive", live)
    assert checked.returncode == 0, checked.stdout
    rebuilt = gongkai("rebuild", "--check", "--archive", live)
    assert rebuilt.returncode == 0, rebuilt.stdout


@pytest.mark.heavy
def test_a_live_crawl_replaces_what_only_an_import_showed(origin, portal, tmp_path):
    archive = tmp_path / "b"
    import_old(archive, portal, tmp_path)
    assert ("关于召开全区工作会议的通知之1（旧稿）",) in rows(archive, "select title from documents")
    (imported,) = rows(archive, "select id from standing_crawls")
    server = SiteServer(answers(small_site()))
    try:
        result = gongkai("crawl", origin[1], "--archive", archive, "--host", server.address)
    finally:
        server.close()
    assert result.returncode == 0, result.stderr
    titles = {title for (title,) in rows(archive, "select title from documents")}
    assert "关于召开全区工作会议的通知之1" in titles
    assert "关于召开全区工作会议的通知之1（旧稿）" not in titles
    assert "后来撤下的文件" in titles
    assert rows(archive, "select count(*) from changes") == [(0,)]
    assert rows(archive, "select count(*) from captures where revisit_of is not null") == [(0,)]
    assert imported not in rows(archive, "select id from standing_crawls")


def test_of_two_imports_the_one_of_later_captures_shows_what_is(archive, db, bring, tmp_path):
    bring(small_warc(at="2020-01-01T00:00:00Z").write(tmp_path / "new.warc.gz"))
    bring(small_warc(at="2019-01-01T00:00:00Z", **OLD).write(tmp_path / "old.warc.gz"))
    titles = {title for (title,) in db.execute("select title from documents").fetchall()}
    assert "关于召开全区工作会议的通知之1" in titles
    assert "关于召开全区工作会议的通知之1（旧稿）" not in titles
    assert "后来撤下的文件" in titles


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_imports_of_one_instant_the_same_shows_what_is_whichever_came_first(archive, db, bring, tmp_path, order):
    files = [small_warc(**more).write(tmp_path / f"{number}.warc.gz") for number, more in enumerate(({}, OLD))]
    crawls = [bring(files[number]).kept.crawl for number in order]
    newest = max(crawls)
    (shown,) = db.execute("select c.crawl from documents d join captures c on c.id = d.capture "
                          "where d.url like '%/a/0.html'").fetchone()  # fmt: skip
    assert shown == newest
    assert read_standing(db, "small").as_of == newest


@pytest.mark.heavy
def test_its_redirects_join_no_documents_that_are_known(live, portal, tmp_path):
    before = rows(live, "select url, document from document_urls order by url")
    path = small_warc(at="2019-01-01T00:00:00Z", **{"/a/0.html": None})
    path.add("response", "http://small.invalid/a/0.html", b"HTTP/1.1 302 X\r\nLocation: /a/4.html\r\n\r\n")
    with closing(open_archive(live / "archive.db")) as db:
        bring_archive(db, live, portal, [path.write(tmp_path / "x.warc.gz")], SAID)
    assert rows(live, "select url, document from document_urls order by url") == before


@pytest.mark.heavy
def test_what_is_purged_of_it_goes_from_the_file_as_it_came_too(archive, db, bring, tmp_path, portal):
    path = small_warc().write(tmp_path / "x.warc.gz")
    kept = bring(path).kept
    db.close()
    (record,) = rows(archive, "select id from captures where url like '%/a/0.html'")
    purged = gongkai("purge", record[0], "--order", "Court of X", "--yes", "--archive", archive)
    assert purged.returncode == 0, purged.stderr
    assert not (archive / kept.files[0].kept).exists()
    checked = gongkai("check", "--archive", archive)
    assert checked.returncode == 0, checked.stdout
    assert rows(archive, "select count(*) from documents") == [(8,)]
    assert rows(archive, "select url from purged") == [("http://small.invalid/a/0.html",)]
    with closing(open_archive(archive / "archive.db")) as again:
        told = bring_archive(again, archive, portal, [path], SAID)
    assert told.known_before


@pytest.mark.heavy
def test_a_purge_of_what_we_saw_deletes_the_files_that_may_hold_it_too(live, portal, tmp_path):
    import_old(live, portal, tmp_path)
    (kept,) = kept_archives(live)
    (record,) = rows(live, "select c.id from captures c join crawls w on w.id = c.crawl and w.source = 'live' "
                           "where c.url like '%/a/2.html'")  # fmt: skip
    purged = gongkai("purge", record[0], "--order", "Court of X", "--yes", "--archive", live)
    assert purged.returncode == 0, purged.stderr
    assert not (live / kept.files[0].kept).exists()
    assert list(check(live)) == []


@pytest.mark.parametrize("case", ["gone", "altered", "stray", "said", "row"])
def test_a_check_names_what_is_wrong_with_what_was_brought(archive, db, bring, tmp_path, case):
    kept = bring(small_warc().write(tmp_path / "x.warc.gz")).kept
    file, said = archive / kept.files[0].kept, archive / "imports" / "archives" / f"{kept.id}.json"
    match case:
        case "gone":
            file.unlink()
        case "altered":
            file.write_bytes(file.read_bytes() + b"x")
        case "stray":
            (said.parent / "more.warc.gz").write_bytes(b"x")
        case "said":
            said.write_bytes(b"{")
        case "row":
            db.execute("update imported_archives set origin = 'elsewhere'")
            db.conn.commit()
    db.execute("pragma wal_checkpoint(truncate)")
    found = {problem.what for problem in check(archive)}
    names = {"gone": "missing_import", "altered": "altered_import", "stray": "unknown_file"}
    assert names.get(case, {"said": "altered_import", "row": "row_differs"}.get(case)) in found
