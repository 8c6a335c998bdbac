"""Nothing is purged while a crawl is open: what it captured is not known whole yet."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_site import answers, rows, small_site
from watched_site import BASE, StartSite, Watched

from archive.fixity import check
from crawler.cli.main import main

#: Of the home page, three list pages and eight articles, the killed crawl captured that many.
CAPTURED = random.Random(os.environ["GONGKAI_SEED"]).randint(6, 11)
PAGE = f"{BASE}/a/0.html"


@pytest.fixture
def watched(site: StartSite, tmp_path: Path) -> Watched:
    """A night that was whole, and one that was killed before any of its rows was written."""
    watched = Watched(site(answers(small_site())), tmp_path)
    watched.crawl(0)
    assert watched.crawl(1, full=True, killed_after=CAPTURED) is None
    assert watched.rows("select count(*) from captures where crawl = :crawl", 1) == [(0,)]
    return watched


def purge(archive: Path) -> Result:
    record = rows(archive, f"select id from captures where url = '{PAGE}' order by captured_at limit 1")[0][0]
    return CliRunner().invoke(main, ["purge", record, "--order", "12/2026", "--yes", "--archive", str(archive)])


def files(archive: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (archive / "warc").iterdir()}


def test_a_purge_waits_for_a_crawl_that_was_killed_and_then_reaches_what_that_captured(watched: Watched) -> None:
    before = files(watched.archive)
    refused = purge(watched.archive)
    assert (refused.exit_code, "is still open; `gongkai run` goes on" in refused.stderr) == (2, True), refused.output
    assert files(watched.archive) == before
    watched.crawl(1.1, full=True)
    assert purge(watched.archive).exit_code == 0
    assert rows(watched.archive, f"select count(*) from purged where url = '{PAGE}'") == [(2,)]
    assert list(check(watched.archive)) == []
    assert watched.crawl(2) is not None


def test_a_purge_waits_where_only_files_know_of_a_crawl(watched: Watched) -> None:
    """The row of a crawl that began a moment before a loss of power may be gone; then its files are taken in first."""
    watched.crawl(1.1, full=True)
    archive = watched.archive
    (sealed,) = (archive / "warc").glob("small-20190101*.warc.gz")
    unknown = archive / "warc" / "small-20200101T000000000Z-00000.warc.gz"
    for path, said in ((unknown.with_name(f"{unknown.name}.open"), "gongkai run"), (unknown, "gongkai rebuild")):
        path.write_bytes(sealed.read_bytes())
        refused = purge(archive)
        assert (refused.exit_code, said in refused.stderr) == (2, True), refused.output
        path.unlink()
    assert purge(archive).exit_code == 0


def test_a_crawl_is_closed_though_what_its_revisits_stand_for_was_damaged_since(watched: Watched) -> None:
    sql = f"select warc_file, warc_offset, warc_length from captures where url = '{BASE}/notices/'"
    file, offset, length = rows(watched.archive, sql)[0]
    with (watched.archive / "warc" / file).open("r+b") as warc:
        warc.seek(offset + length // 2)
        warc.write(b"\xff" * 8)
    result = watched.crawl(4)
    assert (result.verdict.key if result else "") == "ok"
    ((verdict, reason),) = watched.rows("select verdict, reason from crawls where id = :crawl", 1)
    assert (verdict, "it refers to" in reason or file in reason) == ("interrupted", True), reason
