"""What did not change since an earlier crawl is not kept twice, and can be read whole all the same."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from capture_run import warcio_check, written
from conftest import Answer, SiteServer, gongkai
from small_site import PORTAL, answers, article, rows, small_site

from archive.fixity import check
from archive.warc_reader import read_record
from archive.warc_revisit import original_of, whole_answer

StartSite = Callable[[Mapping[str, Any]], SiteServer]
BY_CRAWL = "(select count(*) from crawls w where w.id < crawl) as number"


class Twice:
    """An archive, and the site that it is of."""

    def __init__(self, server: SiteServer, folder: Path) -> None:
        self.server = server
        self.archive = folder / "a"
        self._portal_file = folder / "small.yml"
        self._portal_file.write_text(PORTAL, encoding="utf-8")

    def crawl(self) -> None:
        result = gongkai("crawl", self._portal_file, "--archive", self.archive, "--host", self.server.address, "--full")
        assert result.returncode == 0, result.stderr

    def files(self, number: int) -> list[Path]:
        """The WARC files of the crawl of that number, from 0."""
        crawls = [crawl for (crawl,) in rows(self.archive, "select id from crawls order by id")]
        return sorted((self.archive / "warc").glob(f"{crawls[number]}-*.warc.gz"))


@pytest.fixture
def twice(site: StartSite, tmp_path: Path) -> Twice:
    pages = answers(small_site())
    for number in range(8):  # long enough that a page weighs more than the records around it
        body = str(pages[f"/a/{number}.html"].body)
        more = "".join(f"<p>{number * line * 7919 % 104729}</p>" for line in range(3000))
        pages[f"/a/{number}.html"] = Answer(body.replace("</body>", f"<div>{more}</div></body>"))
    made = Twice(site(pages), tmp_path)
    made.crawl()
    return made


def test_a_second_crawl_of_an_unchanged_site_is_one_of_revisits(twice: Twice) -> None:
    twice.crawl()
    kinds = Counter((record.file in {file.name for file in twice.files(1)}, record.kind) for record in _answers(twice))
    captured = len(twice.server.log) // 2
    assert kinds == {(False, "response"): captured, (True, "revisit"): captured}
    sizes = [sum(file.stat().st_size for file in twice.files(number)) for number in (0, 1)]
    assert sizes[1] < sizes[0] / 3
    assert list(check(twice.archive)) == []
    for path in (twice.archive / "warc").glob("*.warc.gz"):
        assert warcio_check(path).returncode == 0


def _answers(twice: Twice) -> list[Any]:
    return [record for record in written(twice.archive / "warc") if record.kind in ("response", "revisit")]


def test_a_row_says_which_record_it_is_a_revisit_of(twice: Twice) -> None:
    twice.crawl()
    pairs = rows(
        twice.archive,
        "select r.url, r.entity_digest, r.size, o.url, o.entity_digest, o.size from captures r "
        "join captures o on o.id = r.revisit_of where o.revisit_of is null and o.crawl < r.crawl",
    )
    assert len(pairs) == len(twice.server.log) // 2
    assert all(pair[:3] == pair[3:] for pair in pairs)


@pytest.mark.heavy
def test_every_row_can_be_read_whole_from_the_warc(twice: Twice) -> None:
    twice.crawl()
    folder = twice.archive / "warc"
    for file, offset, digest in rows(twice.archive, "select warc_file, warc_offset, entity_digest from captures"):
        record = read_record(folder / file, offset)
        answer = whole_answer(record, original_of(folder, record) if record.kind == "revisit" else None)
        assert answer is not None and answer.entity_digest == digest


def test_a_third_crawl_refers_to_the_first(twice: Twice) -> None:
    twice.crawl()
    twice.crawl()
    referred = rows(twice.archive, "select distinct o.crawl from captures r join captures o on o.id = r.revisit_of")
    assert referred == rows(twice.archive, "select min(id) from crawls")


def test_a_page_that_changed_is_kept_anew(twice: Twice) -> None:
    twice.server.pages["/a/3.html"] = [Answer(article("改了标题的一篇", "2018-03-04"))]
    twice.crawl()
    kept = rows(twice.archive, f"select url, {BY_CRAWL} from captures where revisit_of is null and number = 1")
    assert kept == [("http://small.invalid/a/3.html", 1)]
    assert list(check(twice.archive)) == []


@pytest.mark.heavy
def test_what_is_gone_from_the_disk_is_kept_anew(twice: Twice) -> None:
    for file in twice.files(0):
        file.unlink()
    twice.crawl()
    assert rows(twice.archive, "select count(*) from captures where revisit_of is not null") == [(0,)]
    assert {record.kind for record in _answers(twice)} == {"response"}


@pytest.mark.heavy
def test_an_open_crawl_is_not_referred_to(twice: Twice) -> None:
    with closing(sqlite3.connect(twice.archive / "archive.db")) as db, db:
        db.execute("update crawls set verdict = 'open', portal = 'another'")
    twice.crawl()
    assert rows(twice.archive, "select count(*) from captures where revisit_of is not null") == [(0,)]
