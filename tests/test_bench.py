"""The bench does what it says it measures: the same site every time, every page fetched, nothing kept without capture.

No test here looks at a clock: what a run costs is for people to read (docs/benchmarks.md).
"""

from __future__ import annotations

import gzip
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from warcio.archiveiterator import ArchiveIterator

from benchmarks.__main__ import bench
from benchmarks.client import fetch_all
from benchmarks.measure import BenchError, python, run, served
from benchmarks.memory import PeakMemory
from benchmarks.reading import Cost, promises
from benchmarks.report import conclusions, earlier_line, growth, since
from benchmarks.site import read_site, write_site
from benchmarks.suite import Figures, Measured, against
from benchmarks.variants import VARIANTS, Place
from crawler.capture.record import compress


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    folder = tmp_path / "site"
    paths = write_site(folder, 20)
    (folder / "paths.txt").write_text("\n".join(paths))
    with served(folder, None) as port:
        yield Place(folder, port, tuple(paths), tmp_path / "archive")


def go(name: str, place: Place) -> str:
    (variant,) = (one for one in VARIANTS if one.name == name)
    variant.prepare(place)
    _, said = run(variant.command(place))
    variant.check(place, said)
    return said


def captured(archive: Path) -> set[Any]:
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        return set(db.execute("select url, status, mime, entity_digest, size from captures"))


def test_the_same_size_gives_the_same_site(tmp_path: Path) -> None:
    write_site(tmp_path / "one", 50)
    write_site(tmp_path / "other", 50)
    assert read_site(tmp_path / "one") == read_site(tmp_path / "other")


def test_articles_have_the_size_of_real_ones(tmp_path: Path) -> None:
    write_site(tmp_path, 200)
    sizes = sorted(len(page) for path, page in read_site(tmp_path).items() if path.endswith(".html"))
    assert 8_000 <= sizes[len(sizes) // 2] <= 20_000


def test_a_site_has_about_as_many_pages_as_were_asked_for(tmp_path: Path) -> None:
    assert len(write_site(tmp_path, 500)) == pytest.approx(500, rel=0.05)


def test_the_server_sends_every_page_as_it_was_written(place: Place) -> None:
    with closing(HTTPConnection("127.0.0.1", place.port)) as connection:
        for path, content in read_site(place.folder).items():
            connection.request("GET", path)
            assert connection.getresponse().read() == content


def test_the_trivial_client_reads_whole_answers(place: Place) -> None:
    content = sum(map(len, read_site(place.folder).values()))
    assert fetch_all(place.port, list(place.paths)) > content


@pytest.mark.heavy
def test_a_crawl_without_capture_sees_the_same_answers_and_keeps_none(place: Place) -> None:
    go("crawl", place)
    go("crawl, no capture", place)
    assert captured(place.archive / "without") == captured(place.archive / "whole")
    assert not (place.archive / "without" / "warc").exists()


@pytest.mark.heavy
def test_two_rebuilds_side_by_side_make_two_archives_again(place: Place) -> None:
    go("crawl", place)
    wanted = captured(place.archive / "whole")
    said = json.loads(go("two rebuilds, a core each", place))
    assert [one["captures"] for one in said] == [len(wanted)] * 2
    assert captured(place.archive / "whole") == captured(place.archive / "twin") == wanted


def test_records_are_at_most_a_quarter_larger_than_zlib_would_make_them(tmp_path: Path) -> None:
    write_site(tmp_path, 50)
    pages = [page for path, page in read_site(tmp_path).items() if path.endswith(".html")]
    assert [gzip.decompress(compress(page)) for page in pages] == pages
    assert sum(len(compress(page)) for page in pages) <= 1.25 * sum(len(gzip.compress(page, 6)) for page in pages)


@pytest.mark.heavy
def test_a_run_that_fails_gives_no_figures() -> None:
    with pytest.raises(BenchError, match="ended with 2"):
        run(python("crawler.cli.main", "crawl"))


def test_variants_are_compared_within_their_repetition() -> None:
    def measured(*costs: float) -> Measured:
        return Measured("", tuple(Figures(1.0, cost, 1.0, 1.0) for cost in costs))

    assert against(measured(3, 6), measured(1, 2), lambda a, b: a.cpu_ms / b.cpu_ms) == [3, 3]


@pytest.mark.heavy
def test_the_obvious_pipeline_keeps_every_page_as_record_and_row(place: Place) -> None:
    go("obvious pipeline", place)
    with closing(sqlite3.connect(place.archive / "obvious" / "obvious.db")) as db:
        paths = {url.partition(f":{place.port}")[2] for (url,) in db.execute("select url from pages")}
        (found,) = db.execute("select count(*) from pages_fts where pages_fts match '测速管'").fetchone()
        (held,) = db.execute("select count(*) from pages where title || text like '%测速管%'").fetchone()
    assert paths == set(place.paths)
    assert found == held
    with (place.archive / "obvious" / "warc" / "obvious.warc.gz").open("rb") as file:
        assert sum(1 for _ in ArchiveIterator(file)) == len(place.paths)


def test_a_promise_holds_at_its_limit_and_is_missed_beyond() -> None:
    def measured(name: str, speed: float, cpu: float) -> Measured:
        return Measured(name, (Figures(speed, cpu, 150.0, 1.0),))

    said = conclusions([measured("crawl", 500, 3.1), measured("Scrapy, default", 500, 2.0)])
    assert said["pages a second against bare Scrapy's"].endswith("at least 1: holds")
    assert said["CPU of the crawl"].endswith("at most 3: missed")
    assert "pages that a rebuild reads with the CPU of one crawled" not in said
    assert growth(100, 115, 10).endswith("holds")
    assert growth(100, 116, 10).endswith("missed")


def test_a_regression_shows_beside_the_newest_run_that_compares(tmp_path: Path) -> None:
    def line(at: str, cpu: float, **more: object) -> dict[str, Any]:
        runs = {"crawl": [{"cpu_ms": cpu}], "Scrapy, default": [{"cpu_ms": 2.0}]}
        return {"at": at, "gongkai": "1", "machine": "m", "pages": 20, "python": "3", "runs": runs, **more}

    history = tmp_path / "history.jsonl"
    assert earlier_line(history, line("now", 4.4)) is None
    lines = [line("older", 9.0), line("newest", 4.0), line("of another size", 1.0, pages=500)]
    history.write_text("".join(json.dumps(one) + "\n" for one in lines))
    earlier = earlier_line(history, line("now", 4.4))
    assert since(line("now", 4.4), earlier) == "CPU since newest (1): crawl +10%"


def test_memory_of_several_processes_is_that_of_all() -> None:
    held = "held = bytearray(60_000_000); import time; time.sleep(1)"
    both = f"import subprocess, sys; one = subprocess.Popen([sys.executable, '-c', {held!r}]); {held}; one.wait()"
    with subprocess.Popen([sys.executable, "-c", held]) as alone, subprocess.Popen([sys.executable, "-c", both]) as two:
        watched = [PeakMemory(alone.pid), PeakMemory(two.pid)]
    assert watched[0].stop() == 0
    assert 120e6 < watched[1].stop() < 180e6


@pytest.mark.heavy
def test_the_whole_suite_runs_and_leaves_a_line_in_its_history(tmp_path: Path) -> None:
    arguments = ["--pages", "60", "--runs", "1", "--folder", str(tmp_path)]
    done = CliRunner().invoke(bench, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    (line,) = (tmp_path / "history.jsonl").read_text().splitlines()
    assert "memory as a site grows" in json.loads(line)["conclusions"]
    assert set(json.loads(line)["runs"]) == {one.name for one in VARIANTS if not one.unavailable}


def test_the_cost_of_reading_is_held_against_what_was_promised_for_known_and_unknown_systems():
    costs = [Cost("trs", 0.3, 0.1, 0.8), Cost("generic", 0.3, 0.2, 1.5)]
    known, general = promises(costs)
    assert known.endswith("measured 1.20 ms: missed, 2.0 times as much")
    assert general.endswith("measured 2.00 ms: kept")
