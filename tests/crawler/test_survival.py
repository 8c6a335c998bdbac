"""The demo's crawl, disturbed in every way that happens: the next run ends where an undisturbed one ends.

Moments are drawn; GONGKAI_SEED repeats a run. Heavy: `make test-heavy`.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import SmallDisk, gongkai
from disturbed import (
    PORTAL,
    Calm,
    asked_again,
    check,
    complete,
    copy_database,
    crawl,
    current,
    cut,
    drawn,
    dump,
    facts,
    free_port,
    kill_after,
    paths,
    read_whole,
    roll_back,
    start,
    undisturbed,
    unsealed,
    wait_for,
)
from small_site import rows

from crawler.demo.server import Access, running
from crawler.exit_codes import FAILED, INTERRUPTED

pytestmark = pytest.mark.heavy
KILLS = 20


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Calm:
    """A crawl that nobody disturbed."""
    return undisturbed(tmp_path_factory.mktemp("calm") / "a")


def is_closed(archive: Path) -> bool:
    return rows(archive, "select verdict <> 'open' from crawls") == [(1,)]


@pytest.mark.parametrize("part", range(KILLS))
def test_a_crawl_killed_at_any_moment_ends_as_an_undisturbed_one(calm: Calm, tmp_path: Path, part: int) -> None:
    chance = drawn("kill", part)
    moment = 1 + int((part + chance.random()) / KILLS * (len(calm.asked) - 1))
    with running(calm.site) as site:
        assert kill_after(start(tmp_path, site.own), site.log, moment, chance.uniform(0, 0.05))
        complete(tmp_path, site.own)
    assert dump(tmp_path) == dump(calm.archive)
    again = asked_again(site.log, calm.asked)
    assert again.total() <= 1, f"asked for again: {again}"


@pytest.mark.parametrize("part", range(5))
def test_a_crawl_killed_while_it_closes_is_whole_with_the_next_run(calm: Calm, tmp_path: Path, part: int) -> None:
    chance = drawn("closing", part)
    with running(calm.site) as site:
        kill_after(start(tmp_path, site.own), site.log, len(calm.asked) + 1, (part + chance.random()) / 5)
        if not is_closed(tmp_path):
            complete(tmp_path, site.own)
        assert dump(tmp_path) == dump(calm.archive)
        complete(tmp_path, site.own)
    assert check(tmp_path) == []


@pytest.fixture(scope="module")
def killed_again_and_again(calm: Calm, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Access], int]:
    """An archive, what its site was asked for, and how often its crawl was killed before it came to its end.

    Every fourth time by the clock, so that starting and taking up what is there are struck too.
    """
    archive = tmp_path_factory.mktemp("often") / "a"
    chance = drawn("often")
    kills = 0
    with running(calm.site) as site:
        for left in range(KILLS, 0, -1):
            still = len(calm.asked) - len(set(paths(site.log)))
            more = len(site.log) + chance.randint(1, max(1, 2 * still // (left + 2)))
            requests, seconds = (0, chance.uniform(0, 2)) if left % 4 == 0 else (more, chance.uniform(0, 0.05))
            kills += kill_after(start(archive, site.own), site.log, requests, seconds)
        complete(archive, site.own)
    return archive, site.log, kills


@pytest.mark.xdist_group("often")
def test_a_crawl_killed_twenty_times_ends_as_an_undisturbed_one(
    calm: Calm, killed_again_and_again: tuple[Path, list[Access], int]
) -> None:
    archive, _, kills = killed_again_and_again
    assert kills == KILLS
    assert dump(archive) == dump(calm.archive)


@pytest.mark.xdist_group("often")
def test_each_of_twenty_kills_costs_one_request_at_most(
    calm: Calm, killed_again_and_again: tuple[Path, list[Access], int]
) -> None:
    _, log, kills = killed_again_and_again
    again = asked_again(log, calm.asked)
    assert again.total() <= kills, f"asked for again: {again}"


@pytest.mark.xdist_group("often")
def test_an_archive_killed_twenty_times_is_whole(killed_again_and_again: tuple[Path, list[Access], int]) -> None:
    assert check(killed_again_and_again[0]) == []


@pytest.mark.parametrize("part", range(6))
def test_a_crawl_goes_on_once_a_full_disk_has_room_again(calm: Calm, disk: SmallDisk, part: int) -> None:
    size = sum(path.stat().st_size for path in calm.archive.rglob("*") if path.is_file())
    disk.resize(int((part + drawn("disk", part).random()) / 6 * 0.9 * size / 1024) + 4)
    archive = disk.folder / "a"
    with running(calm.site) as site:
        full = crawl(archive, site.own)
        assert full.returncode == 8
        assert "earlier facts are untouched" in full.stderr
        assert "Traceback" not in full.stderr
        disk.resize(64 * 1024)
        complete(archive, site.own)
    assert dump(archive) == dump(calm.archive)
    again = asked_again(site.log, calm.asked)
    assert again.total() <= 1, f"asked for again: {again}"
    assert check(archive) == []


@pytest.fixture(scope="module")
def calm_twice(calm: Calm, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two crawls that nobody disturbed, both of everything."""
    archive = Path(shutil.copytree(calm.archive, tmp_path_factory.mktemp("twice") / "a"))
    with running(calm.site) as site:
        complete(archive, site.own, "--full")
    return archive


def verdicts(archive: Path) -> dict[tuple[str, str], str]:
    """The verdict on every claim, by the archive as it stands."""
    result = gongkai("verify", PORTAL, "--archive", archive, "--json")
    assert result.returncode == 0, result.stderr
    reports = json.loads(result.stdout)
    return {
        (report["id"], row["id"].partition("@")[0]): row["verdict"] for report in reports for row in report["findings"]
    }


#: When the site goes, as shares of all requests, and the run's exit code. A site that was never there is a fact of
#: this crawl; one that goes is waited for: the crawl stays open, and the next run goes on with it.
OUTAGES = {
    "before anything": (0.0, 0.0, FAILED),
    "among the lists": (0.02, 0.06, INTERRUPTED),
    "among the first documents": (0.2, 0.5, INTERRUPTED),
    "among the last documents": (0.7, 0.98, INTERRUPTED),
}
STANDING = ("portals", "columns", "documents", "document_urls")


@pytest.mark.parametrize("when", OUTAGES)
def test_a_site_that_goes_for_a_while_takes_no_fact_with_it(
    calm: Calm, calm_twice: Path, tmp_path: Path, when: str
) -> None:
    first, last, code = OUTAGES[when]
    archive = Path(shutil.copytree(calm.archive, tmp_path / "a"))
    before, told, port = facts(archive, *STANDING), verdicts(archive), free_port()
    with running(calm.site, port) as site:
        process = start(archive, site.own, "--full")
        wait_for(process, site.log, int(drawn("outage", when).uniform(first, last) * len(calm.asked)))
    assert process.wait(120) == code
    assert facts(archive, *STANDING) == before
    assert verdicts(archive) == told
    with running(calm.site, port) as back:
        complete(archive, back.own, "--full")
    assert current(archive) == current(calm_twice)
    assert verdicts(archive) == verdicts(calm_twice)
    again = asked_again([*site.log, *back.log], calm.asked)
    assert again.total() <= 1, f"asked for again: {again}"


def lost_since(calm: Calm, archive: Path, host: str, log: list[Access], part: int, earlier: Path) -> tuple[Path, int]:
    """Crawl, copy the database on the way, and kill; return the open WARC and its length when the copy was made."""
    chance = drawn("power", part)
    first, second = sorted(chance.sample(range(2, len(calm.asked)), 2))
    process = start(archive, host)
    wait_for(process, log, first)
    copy_database(archive, earlier)
    length = unsealed(archive).stat().st_size
    kill_after(process, log, second)
    return unsealed(archive), length


@pytest.mark.parametrize("part", range(5))
def test_what_a_power_loss_takes_of_both_is_asked_for_again(calm: Calm, tmp_path: Path, part: int) -> None:
    archive = tmp_path / "a"
    with running(calm.site) as site:
        warc, length = lost_since(calm, archive, site.own, site.log, part, tmp_path / "earlier.db")
        cut(warc, drawn("cut", part).randint(length, warc.stat().st_size))
        roll_back(archive, tmp_path / "earlier.db")
        lost = len(paths(site.log)) - read_whole(warc)
        complete(archive, site.own)
    assert dump(archive) == dump(calm.archive)
    assert asked_again(site.log, calm.asked).total() <= lost
    assert check(archive) == []


@pytest.mark.parametrize("part", range(3))
def test_a_file_that_lost_records_of_rows_is_named_by_the_check(calm: Calm, tmp_path: Path, part: int) -> None:
    """No order of writing leads there, but a disk that lies about its cache does."""
    chance = drawn("row", part)
    with running(calm.site) as site:
        kill_after(start(tmp_path, site.own), site.log, int(chance.uniform(0.7, 0.95) * len(calm.asked)))
        ends = "select warc_offset + warc_length from captures order by 1"
        warc = unsealed(tmp_path)
        cut(warc, chance.choice(rows(tmp_path, ends)[1:])[0] - 1)
        crawl(tmp_path, site.own)
    named = [(problem["what"], problem["where"].partition(" ")[0].partition(":")[0]) for problem in check(tmp_path)]
    assert named == [("truncated", f"warc/{warc.name.removesuffix('.open')}")]
