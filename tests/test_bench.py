"""The bench does what it says it measures: the same site every time, every page fetched, nothing kept without capture.

No test here looks at a clock: what a run costs is for people to read (docs/benchmarks.md).
"""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from benchmarks.__main__ import bench
from benchmarks.client import fetch_all
from benchmarks.measure import BenchError, python, run, served
from benchmarks.reading import Cost, promises
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


def test_a_crawl_without_capture_sees_the_same_answers_and_keeps_none(place: Place) -> None:
    go("crawl", place)
    go("crawl, no capture", place)
    assert captured(place.archive / "without") == captured(place.archive / "whole")
    assert not (place.archive / "without" / "warc").exists()


def test_records_are_at_most_a_quarter_larger_than_zlib_would_make_them(tmp_path: Path) -> None:
    write_site(tmp_path, 50)
    pages = [page for path, page in read_site(tmp_path).items() if path.endswith(".html")]
    assert [gzip.decompress(compress(page)) for page in pages] == pages
    assert sum(len(compress(page)) for page in pages) <= 1.25 * sum(len(gzip.compress(page, 6)) for page in pages)


def test_a_run_that_fails_gives_no_figures() -> None:
    with pytest.raises(BenchError, match="ended with 2"):
        run(python("crawler.cli.main", "crawl"))


def test_variants_are_compared_within_their_repetition() -> None:
    def measured(*costs: float) -> Measured:
        return Measured("", tuple(Figures(1.0, cost, 1.0, 1.0) for cost in costs))

    assert against(measured(3, 6), measured(1, 2), lambda a, b: a.cpu_ms / b.cpu_ms) == [3, 3]


@pytest.mark.heavy
def test_the_whole_suite_runs_and_leaves_a_line_in_its_history(tmp_path: Path) -> None:
    arguments = ["--pages", "60", "--runs", "1", "--folder", str(tmp_path)]
    done = CliRunner().invoke(bench, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    (line,) = (tmp_path / "history.jsonl").read_text().splitlines()
    assert set(json.loads(line)["runs"]) == {one.name for one in VARIANTS if not one.unavailable}


def test_the_cost_of_reading_is_held_against_what_was_promised_for_known_and_unknown_systems():
    costs = [Cost("trs", 0.3, 0.1, 0.8), Cost("generic", 0.3, 0.2, 1.5)]
    known, general = promises(costs)
    assert known.endswith("measured 1.20 ms: missed, 2.0 times as much")
    assert general.endswith("measured 2.00 ms: kept")
