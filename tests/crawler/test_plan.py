"""Which known documents a crawl does not ask for, decided from what is known and the time alone."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from archive.clock import stamp
from archive.known import Known, KnownAddress
from crawler.plan import Plan, due, make_plan
from crawler.portal import Portal, Revisit, find_portal

PORTAL = find_portal("demo").with_host("http://127.0.0.1:1/")
ZONE = ZoneInfo(PORTAL.zone)
NOW = datetime(2020, 6, 1, 16, 30, tzinfo=UTC)  # half past midnight of the second of June in the portal's zone
OLD = "2015-01-01"


def address(number: int, *, published: str | None = OLD, checked: float = 1, whole: float = 1) -> KnownAddress:
    """A page, published on a day, asked for and sent whole so many days before NOW."""
    instants = [stamp(NOW - timedelta(days=days)) for days in (checked, whole)]
    return KnownAddress(f"http://x/{number}", f"d{number}", published, "sha256:1", *instants)


def knowing(*addresses: KnownAddress, days: float = 1, **more: Any) -> Known:
    """What is known where the last crawl began so many days before NOW."""
    return replace(Known("base", stamp(NOW - timedelta(days=days))), addresses={a.url: a for a in addresses}, **more)


def numbers(known: Known, revisit: Revisit = PORTAL.revisit) -> set[int]:
    """Of the addresses that are due."""
    return {int(url.rpartition("/")[2]) for url in due(known, revisit, NOW, ZONE)}


@pytest.mark.parametrize(
    ("published", "checked", "is_due"),
    [
        ("2020-06-02", 1, True),  # today
        ("2020-05-26", 1, True),  # the last day of the first step
        ("2020-05-25", 1, False),
        ("2020-05-25", 7, True),
        ("2020-05-03", 7, True),  # the last day of the second step
        ("2020-05-02", 7, False),
        ("2020-06-02", 0.1, False),  # a second run in one night
        ("2020-06-02", 0.9, True),  # a job that starts a little earlier than the night before
        (None, 7, False),
    ],
)
def test_what_was_published_lately_is_asked_for_often(published: str | None, checked: float, is_due: bool) -> None:
    assert (numbers(knowing(address(1, published=published, checked=checked))) == {1}) is is_due


@pytest.mark.parametrize(("left", "checked", "is_due"), [(1, 1, True), (8, 1, False), (20, 7, True), (40, 7, False)])
def test_what_left_its_list_lately_is_asked_for_as_what_is_new(left: float, checked: float, is_due: bool) -> None:
    row = replace(address(1, checked=checked), left_at=stamp(NOW - timedelta(days=left)))
    assert (numbers(knowing(row)) == {1}) is is_due


def test_what_was_sent_whole_lately_is_not_in_its_turn() -> None:
    assert numbers(knowing(*(address(n, whole=14) for n in range(1000)))) == set()


def test_those_that_were_not_sent_whole_for_longest_come_first() -> None:
    known = knowing(*(address(n, whole=16 + n / 100) for n in range(1000)))
    chosen = numbers(known)
    assert chosen == set(range(1000 - len(chosen), 1000))
    assert 0 < len(chosen) < 200


def test_of_one_age_a_night_asks_for_some_of_every_section() -> None:
    sections = [[replace(address(n, whole=20), url=f"http://x/{section}/{n}") for n in range(100)] for section in "abc"]
    known = knowing(*chain(*sections))
    asked = due(known, PORTAL.revisit, NOW, ZONE)
    assert {url.split("/")[3] for url in asked} == {"a", "b", "c"}
    assert len(asked) < 100
    assert asked == due(known, PORTAL.revisit, NOW, ZONE)


def test_what_nobody_knows_to_have_come_whole_is_due() -> None:
    assert numbers(knowing(replace(address(1), whole_at=""), replace(address(2), whole_at="", checked_at=""))) == {1, 2}


def test_what_would_be_too_late_with_the_next_crawl_is_asked_for_now() -> None:
    pages = [address(n, whole=25) for n in range(100)]
    assert numbers(knowing(*pages, days=7)) == set(range(100))
    assert len(numbers(knowing(*pages, days=1))) < 30


def test_a_second_run_at_once_asks_for_nothing_in_its_turn() -> None:
    assert numbers(knowing(*(address(n, whole=20) for n in range(100)), days=0)) == set()


@pytest.mark.parametrize("gaps", [(1.0,), (7.0,), (0.98, 1.0, 1.03), (1, 1, 5)])
def test_nothing_goes_without_a_whole_answer_for_longer_than_promised(gaps: Sequence[float]) -> None:
    chance = random.Random(os.environ["GONGKAI_SEED"])
    whole = dict.fromkeys(range(300), NOW)
    now, before, costs = NOW, NOW, []
    while now < NOW + timedelta(days=150):
        now, before = now + timedelta(days=chance.choice(gaps)), now
        known = Known(
            "base",
            stamp(before),
            addresses={
                f"http://x/{n}": KnownAddress(f"http://x/{n}", f"d{n}", OLD, "sha256:1", stamp(at), stamp(at))
                for n, at in whole.items()
            },
        )
        asked = [int(url.rpartition("/")[2]) for url in due(known, PORTAL.revisit, now, ZONE)]
        whole |= dict.fromkeys(asked, now)
        costs.append(len(asked))
        assert now - min(whole.values()) <= timedelta(days=30)
    if max(gaps) < 2:
        assert max(costs) <= 300 / 12, "no night has much more than another"


def test_files_without_a_tag_are_not_asked_for_again_before_half_of_the_time() -> None:
    known = knowing(
        address(1),
        files={
            "http://x/old.pdf": stamp(NOW - timedelta(days=20)),
            "http://x/new.pdf": stamp(NOW - timedelta(days=2)),
            "http://x/tagged.pdf": stamp(NOW - timedelta(days=2)),
        },
        tagged=frozenset({"http://x/tagged.pdf"}),
    )
    plan = make_plan(PORTAL, known, NOW, full=False)
    assert plan.carried == {"http://x/1", "http://x/new.pdf"}


def test_a_full_crawl_carries_nothing() -> None:
    assert make_plan(PORTAL, knowing(address(1)), NOW, full=True) == Plan("base", full=True)


def test_where_nothing_was_accepted_nothing_is_carried() -> None:
    assert make_plan(PORTAL, Known(), NOW, full=False) == Plan("", full=True)


def test_a_plan_is_the_same_when_it_is_read_again() -> None:
    plan = make_plan(PORTAL, knowing(address(1)), NOW, full=False)
    assert Plan.from_json(plan.to_json()) == plan


def test_a_portal_file_may_ask_for_everything_every_night() -> None:
    every = Portal.model_validate(PORTAL.model_dump() | {"revisit": {"fresh": [], "within": 1}}).revisit
    assert numbers(knowing(*(address(n) for n in range(10))), every) == set(range(10))
