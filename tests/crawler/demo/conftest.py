"""Sites of the demo for its tests: every skin, from a seed that GONGKAI_SEED decides."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from functools import cache

import pytest

from crawler.demo.site import SKINS, Site, build

SEED = random.Random(os.environ["GONGKAI_SEED"]).randrange(10**6)


@cache
def _built(seed: int, skin: str) -> Site:
    return build(seed, skin)


@pytest.fixture(params=SKINS)
def site(request: pytest.FixtureRequest) -> Site:
    """The demo in each skin, from a seed drawn for this run; a failing test prints it."""
    print(f"seed {SEED}, skin {request.param}")
    return _built(SEED, request.param)


@pytest.fixture
def any_site() -> Site:
    """The demo in one skin, for what no skin changes."""
    print(f"seed {SEED}")
    return _built(SEED, SKINS[0])


@pytest.fixture
def built() -> Callable[[int, str], Site]:
    """Builds a site of a given seed and skin."""
    return _built
