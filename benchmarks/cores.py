"""Which core runs what: the measured process on one, its server on another, where the system lets us choose."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


def pin(core: int) -> None:
    """Keep this process, and what it starts from now on, on one core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core})


@contextmanager
def pinned(core: int | None) -> Iterator[None]:
    """Keep what the block starts on one core; afterwards this process runs where it may as before."""
    if core is None:
        yield
        return
    before = os.sched_getaffinity(0)
    pin(core)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def two_cores() -> tuple[int, int] | None:
    """A core for what is measured and another for the server; None where there are no two to choose from."""
    if not hasattr(os, "sched_getaffinity"):
        return None
    cores = sorted(os.sched_getaffinity(0))
    return (cores[0], cores[-1]) if len(cores) > 1 else None
