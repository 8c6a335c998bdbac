"""Checks through the real program: a suspect crawl says why, changes nothing, and is judged alike when rebuilt."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import SiteServer, gongkai
from small_site import PORTAL, answers, article, list_page, page, rows, small_site
from sqlite_utils import Database

from archive.crawls import open_crawl
from archive.dump import canonical_dump
from archive.records import NotRead
from archive.store import open_archive
from crawler.crawl_checks import check_crawl
from crawler.portal import load_portal_file

StartSite = Callable[[Mapping[str, Any]], SiteServer]
NOTICES = 12
MOVED = "checks: {kept: {min: 0.1, reason: older notices moved to the city's site}}"


def crowded(notices: int, folder: str = "n") -> dict[str, Any]:
    """The small site with so many notices, at addresses in ``folder``."""
    pages = small_site()
    entries = [(f"/{folder}/{n}.html", f"关于第{n}号事项的通知", f"2018-04-{n + 1:02d}") for n in range(notices)]
    pages["/notices/"] = list_page(*entries)
    return answers(pages | {url: article(title, day) for url, title, day in entries})


@pytest.fixture
def portal_file(tmp_path: Path) -> Path:
    path = tmp_path / "small.yml"
    path.write_text(PORTAL, encoding="utf-8")
    return path


def crawl(portal_file: Path, archive: Path, server: SiteServer) -> tuple[int, dict[str, Any]]:
    result = gongkai("crawl", portal_file, "--archive", archive, "--host", server.address, "--json")
    assert result.stdout, result.stderr
    return result.returncode, json.loads(result.stdout)


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    result = gongkai(*arguments)
    assert result.returncode == 0, result.stderr
    return result


def dump(archive: Path) -> list[str]:
    with closing(Database(archive / "archive.db")) as db:
        return list(canonical_dump(db))


def test_a_column_that_lost_most_entries_changes_nothing_until_a_person_gives_a_reason(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    server, archive = site(crowded(NOTICES)), tmp_path / "a"
    assert crawl(portal_file, archive, server)[0] == 0
    known = rows(archive, "select * from documents order by id")
    server.pages["/notices/"] = [crowded(2)["/notices/"]]

    code, said = crawl(portal_file, archive, server)
    assert (code, said["verdict"]["key"]) == (3, "suspect")
    assert "notices: 2 entries, 12 when last accepted (expected at least 50%" in said["verdict"]["reason"]
    assert [one["check"] for one in said["checks"] if one["passed"] is False] == ["kept", "kept"]
    assert rows(archive, "select * from documents order by id") == known
    assert rows(archive, f"select count(*) > 0 from captures where crawl = '{said['crawl']}'") == [(1,)]
    (newest, first) = json.loads(command("runs", "--archive", archive, "--json").stdout)
    assert [(one["check"], one["column"]) for one in newest["checks_failed"]] == [
        ("kept", "small/notices"),
        ("kept", None),
    ]
    assert first["checks_failed"] == [] and first["checks_passed"] > 0

    portal_file.write_text(f"{PORTAL}{MOVED}\n", encoding="utf-8")
    assert crawl(portal_file, archive, server)[0] == 0
    before = dump(archive)
    (archive / "archive.db").unlink()
    command("rebuild", "--archive", archive)
    assert dump(archive) == before
    assert rows(archive, "select verdict from crawls order by started_at") == [("ok",), ("suspect",), ("ok",)]


def test_a_first_crawl_that_overlooked_the_pages_of_a_list_is_suspect(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    pages = small_site()
    listed = str(pages["/notices/"])
    pages["/notices/"] = listed.replace('<div class="pages">', '<div class="pages">共 40 条')
    assert pages["/notices/"] != listed
    code, said = crawl(portal_file, tmp_path / "a", site(answers(pages)))
    assert code == 3
    assert "notices: 4 of the 40 entries that the site states were read" in said["verdict"]["reason"]


def test_a_site_made_anew_without_readable_pages_is_suspect(site: StartSite, portal_file: Path, tmp_path: Path) -> None:
    server, archive = site(crowded(NOTICES)), tmp_path / "a"
    assert crawl(portal_file, archive, server)[0] == 0
    texts = (
        f"<div class='content'><p>第{n}号事项的办理情况如下，请有关单位遵照执行。</p></div>" for n in range(NOTICES)
    )
    anew = crowded(NOTICES, "m") | answers({f"/m/{n}.html": page(text, "") for n, text in enumerate(texts)})
    server.pages.update({path: [answer] for path, answer in anew.items()})
    code, said = crawl(portal_file, archive, server)
    assert code == 3
    assert "notices: 0 of 12 pages read have a title" in said["verdict"]["reason"]


def test_a_gate_before_a_document_that_left_its_list_is_no_doubt(tmp_path: Path) -> None:
    with closing(open_archive(tmp_path / "archive.db")) as db:
        open_crawl(db, "small", "now", "")
        db.table("captures").insert({"id": "c", "crawl": "now", "url": "http://small.invalid/a"})
        path = tmp_path / "small.yml"
        path.write_text(PORTAL, encoding="utf-8")
        for purpose, passed in (("probe", True), ("document", False)):
            refused = NotRead("http://small.invalid/a", purpose, "news", "challenge", answered=False)
            checks = check_crawl(db, load_portal_file(path), "now", (), (refused,))
            assert [one.passed for one in checks if one.check == "challenges"] == [passed]
