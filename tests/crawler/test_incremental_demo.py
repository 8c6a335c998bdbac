"""What a second run on the unchanged demo costs, as its server counts it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from clocked import crawl_at
from small_site import rows

from crawler.crawl import CrawlResult
from crawler.demo.server import Access, running
from crawler.demo.site import build_small
from crawler.demo.truth.watch import small_site
from crawler.portal import portal_path

#: The day after its newest document is dated.
FIRST = datetime(2019, 12, 4, 16, 30, tzinfo=UTC)
Run = tuple[CrawlResult, Sequence[Access]]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run, Run]:
    """The archive, and two runs, the second a day after the first, with what the server was asked in each."""
    folder = tmp_path_factory.mktemp("demo")
    said = yaml.safe_load(portal_path("demo").read_text(encoding="utf-8"))
    said["columns"] = [column for column in said["columns"] if column["key"] in small_site().columns]
    (folder / "demo.yml").write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    done: list[Run] = []
    with running(build_small()) as addresses:
        for day in (0, 1):
            before = len(addresses.log)
            result = crawl_at(FIRST + timedelta(days=day), folder / "demo.yml", folder / "a", addresses.own)
            assert result is not None
            done.append((result, addresses.log[before:]))
    return folder / "a", done[0], done[1]


def test_a_second_run_asks_for_pages_of_lists_and_a_quota(runs: tuple[Path, Run, Run]) -> None:
    archive, _, (second, log) = runs
    sql = f"select count(*) from captures where crawl = '{second.crawl}' and kind in ('list', 'navigation')"
    ((pages,),) = rows(archive, sql)
    assert 0 < second.asked <= 4, "what was published in the week before is asked for every night"
    assert len(log) <= 1 + (pages + second.asked) * 1.05, "robots.txt, lists and what leads to them, and the quota"
    assert second.verdict.key == "ok"


def test_a_second_run_is_sent_the_pages_of_lists_and_next_to_nothing_more(runs: tuple[Path, Run, Run]) -> None:
    archive, (first, whole), (second, log) = runs
    sizes = "select sum(size) from captures where status = 200 and crawl = '{}' and kind in ({})"
    ((lists,),) = rows(archive, sizes.format(second.crawl, "'list', 'navigation', 'page'"))
    ((documents,),) = rows(archive, sizes.format(first.crawl, "'document', 'file'"))
    assert sum(access.size for access in whole) > 2 * lists
    assert sum(access.size for access in log) <= lists + documents / 100
