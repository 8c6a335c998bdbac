"""Damage done to samples at random, and the time a reader may take: what all fuzzing shares.

GONGKAI_FUZZ_SECONDS shortens or lengthens it: `.ci/run` gives each of the files 120, `make fuzz` all 600. Each
round is seeded from GONGKAI_SEED and its own number, which a failure prints with the smallest input that Hypothesis
could find.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator

from cpu_time import cpu_time
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

SECONDS = float(os.environ.get("GONGKAI_FUZZ_SECONDS", "600"))
ROUND = 60  # examples
MOST = 1.0  # seconds of CPU for one input


@st.composite
def damaged(draw: st.DrawFn, samples: tuple[bytes, ...], scraps: list[bytes]) -> bytes:
    """A sample that was cut, spliced with another, repeated, struck with scraps, or had bytes flipped."""
    content = draw(st.sampled_from(samples))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, max(len(content) - 1, 0)))
        length = draw(st.integers(1, 4000))
        match draw(st.sampled_from(["cut", "drop", "repeat", "strike", "strike", "flip", "splice"])):
            case "cut":
                content = content[:place]
            case "drop":
                content = content[:place] + content[place + length :]
            case "repeat":
                times = draw(st.integers(2, 60))
                content = content[:place] + content[place : place + length] * times + content[place + length :]
            case "strike":
                scrap = draw(st.sampled_from(scraps)) * draw(st.sampled_from([1, 1, 1, 3, 300]))
                content = content[:place] + scrap + content[place:]
            case "flip":
                mask = draw(st.integers(1, 255))
                content = (
                    content[:place] + bytes(byte ^ mask for byte in content[place : place + 3]) + content[place + 3 :]
                )
            case "splice":
                other = draw(st.sampled_from(samples))
                content = content[:place] + other[min(place, len(other)) :]
    return content


def timed(read: Callable[[bytes], object], content: bytes) -> None:
    """Read, in at most a second of this process's own time; a slow one is read again beside a measure."""
    start = time.process_time()
    read(content)
    if time.process_time() - start < MOST:
        return
    with cpu_time() as took:
        read(content)
    assert took.seconds < MOST, f"{took.seconds:.2f} s of CPU for {len(content)} bytes"


def rounds(share: int | str, shares: int) -> Iterator[int]:
    """Numbers of rounds until this share's time is over, each another for every run."""
    drawn = random.Random(f"{os.environ['GONGKAI_SEED']} {share}")
    end = time.monotonic() + SECONDS / shares
    while time.monotonic() < end:
        yield drawn.randrange(10**9)


def fuzz(read: Callable[[bytes], object], inputs: st.SearchStrategy[bytes], number: int) -> None:
    """One round of inputs, each read in its time and without an error that ``read`` does not expect."""

    @seed(number)
    @settings(
        max_examples=ROUND,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(inputs)
    def one_round(content: bytes) -> None:
        timed(read, content)

    one_round()
