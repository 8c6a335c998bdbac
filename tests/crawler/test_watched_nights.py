"""Nights of the demo crawled from a real server, with pages read: the changes are those of the truth."""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path

import pytest
from told_changes import expected, told
from watched_nights import Watch

from crawler.demo.nights import site_on
from crawler.demo.site import ALL_SKINS, build_small
from crawler.demo.truth.watch import nights

SEED = random.Random(os.environ["GONGKAI_SEED"]).randrange(10**6)
SKIN = random.Random(SEED).choice(ALL_SKINS)
#: Up to this night: counters, what came and went, one item backdated, and a page edited after the fact.
LAST = "2020-06-08 16:30"


@pytest.mark.heavy
def test_the_first_nights_give_exactly_the_changes_of_their_truth(tmp_path: Path) -> None:
    print(f"seed {SEED}, skin {SKIN}")
    with Watch(tmp_path, SEED, SKIN) as watch:
        for night in nights():
            if night.key <= LAST:
                assert watch.play(night) == "ok"
        found = Counter(told(row) for row in watch.changes())
    base = build_small(SEED, SKIN)
    sites = {night.key: site_on(base, night) for night in nights()}
    assert found == Counter(one for one in expected(sites) if one.night <= LAST)
