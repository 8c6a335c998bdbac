"""An archive that is told of takes in an older one by `gongkai merge`: what that showed is nobody's news."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from conftest import SiteServer, gongkai
from merged_sample import first_night, portal_file, second_night
from small_site import answers
from sqlite_utils import Database
from told_receivers import Desk, HookServer, hook_file

from archive.publish.news.crawls import crawls_told
from crawler.publishing import publish

pytestmark = pytest.mark.heavy


def test_an_older_archive_that_is_merged_is_told_to_nobody(tmp_path: Path, hooks: HookServer) -> None:
    server = SiteServer(answers(first_night()))
    try:
        file = portal_file(tmp_path, "alpha", "", server)
        older, own = tmp_path / "older", tmp_path / "own"
        crawl(file, older)
        server.pages.update({path: [answer] for path, answer in answers(second_night()).items()})
        crawl(file, older)
        crawl(file, own)
    finally:
        server.close()
    desk = Desk(own)
    desk.says(hook_file(hooks.port))
    desk.tell()
    hooks.received.clear()
    assert gongkai("merge", own, older).returncode == 0
    _, second, _ = crawls_told(own)
    with closing(Database(own / "public.db")) as public:
        assert public.table("changes").count_where("crawl = ?", [second.id]) > 0
    assert (desk.tell().sent, hooks.received) == (0, [])


def crawl(file: Path, archive: Path) -> None:
    result = gongkai("crawl", file, "--archive", archive)
    assert result.returncode == 0, result.stderr
    publish([str(file)], archive, (), lambda *shown: None)
