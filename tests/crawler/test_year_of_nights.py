"""A watch kept over the demo for a year: 65 nights, each crawled over HTTP, give exactly the changes of their truth.

Documents that did not change are carried from night to night, so that an edit is told with the next look at its
document; everything else is told of its own night. The seed draws the site and its skin; a minute or three.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from told_changes import Told, expected, night_of, told
from watched_nights import Watch

from crawler.crawl import CrawlResult
from crawler.demo.expected import expected_rows
from crawler.demo.site import SKINS
from crawler.demo.truth.watch import missing_at, named_documents, nights

pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("year")]
EXPECTED = {night.key: night.expect for night in nights()}
VERDICTS = {
    "accepted": {"ok"},
    "incomplete": {"degraded", "suspect"},
    "not_accepted": {"failed", "blocked", "suspect", "interrupted"},
}
CHANCE = random.Random(f"{os.environ['GONGKAI_SEED']} year")


@dataclass
class Year:
    """What came of each night, by its key: the crawl, and what was said to be missing, by title, since which night."""

    watch: Watch
    crawls: dict[str, CrawlResult] = field(default_factory=dict)
    missing: dict[str, dict[str, str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    with Watch(tmp_path_factory.mktemp("year") / "a", CHANCE.randrange(10**6), CHANCE.choice(SKINS)) as watch:
        year = Year(watch)
        for night in nights():
            year.crawls[night.key] = watch.play(night)
            rows = watch.rows("select title, missing_since from documents where missing_since is not null")
            year.missing[night.key] = {row["title"]: night_of(row["missing_since"]) for row in rows}
        yield year


def test_bad_nights_are_not_accepted_and_good_ones_are(year: Year) -> None:
    """A list that breaks off leaves the crawl degraded, or suspect where too little of it is left."""
    said = {key: crawl.verdict.key for key, crawl in year.crawls.items()}
    assert {key: verdict for key, verdict in said.items() if verdict not in VERDICTS[EXPECTED[key]]} == {}


def test_the_changes_are_those_of_the_truth(year: Year) -> None:
    found = Counter(told(row) for row in year.watch.changes())
    wanted = Counter(expected(year.watch.sites))
    assert _but_edits(found) == _but_edits(wanted)
    assert Counter(map(_undated, found.elements())) == Counter(map(_undated, wanted.elements()))


def test_an_edit_is_told_within_a_month(year: Year) -> None:
    """Of the edits of one document in their order, each between its night and the last that may tell of it."""
    found = sorted((row["title"], night_of(row["night"])) for row in year.watch.changes() if row["kind"] == "edited")
    edits = [row for row in expected_rows(year.watch.sites) if row.kind == "edited"]
    wanted = sorted((row.title, row.night, row.by) for row in edits)
    late = [(one, other) for one, other in zip(found, wanted, strict=True) if not other[1] <= one[1] <= other[2]]
    assert late == []


def test_what_is_missing_is_said_until_it_is_sure(year: Year) -> None:
    titles = {key: document.title for key, document in named_documents().items()}
    wanted = {night.key: {titles[one.document]: one.since for one in missing_at(night)} for night in nights()}
    assert year.missing == wanted


def test_no_redesign_makes_two_documents_of_one(year: Year) -> None:
    """However often all addresses change, there are as many documents as the site ever had."""
    accepted = [year.watch.sites[night.key] for night in nights() if night.accepted]
    ever = {document.number for site in accepted for document in site.own.documents}
    assert year.watch.rows("select count(*) as documents from documents") == [{"documents": len(ever)}]


def test_the_year_is_the_same_when_it_is_rebuilt(year: Year) -> None:
    assert year.watch.read_anew() == []


def _but_edits(changes: Counter[Told]) -> Counter[Told]:
    return Counter(change for change in changes.elements() if change.kind != "edited")


def _undated(change: Told) -> Told:
    return replace(change, night="") if change.kind == "edited" else change
