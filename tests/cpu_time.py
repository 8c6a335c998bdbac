"""Seconds of CPU that do not depend on how busy the machine is: what every bound on a reader's time is held in.

A machine whose cores are shared takes up to three times as long in some hours for the same work, and a bound in its
seconds then says something of the hour. So a fixed piece of work of the same sort (a loop, an expression, text) is
done before and after what is measured, and what was measured is told as if that piece had taken its usual time.
"""

from __future__ import annotations

import re
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

USUAL = 0.0095  # seconds of CPU for one piece, on an undisturbed core of the machine on which the bounds were set
PIECES = 3

_TEXT = "第1条 2018年公开信息12件，其中网站公开（3）件。\n" * 400
_WORD = re.compile(r"(\d+)\s*(?:年|条|件)|（(\d)）")


@dataclass
class CpuTime:
    """What a block took; ``seconds`` is there when it is left."""

    seconds: float = 0.0


def used() -> float:
    """Seconds of CPU that this process and the children it has waited for took, user and system."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


def piece() -> float:
    """Do the fixed work once; return the seconds of CPU that it took."""
    before, total = used(), 0
    for number in range(150_000):
        total += number & 7
    for _ in range(5):
        for found in _WORD.finditer(_TEXT):
            total += len(found.group())
        total += len("".join(line.strip() for line in _TEXT.split("\n")))
    return used() - before


def slowness() -> float:
    """How much longer than usual this machine takes now, at least 1."""
    return max(1.0, min(piece() for _ in range(PIECES)) / USUAL)


@contextmanager
def cpu_time() -> Iterator[CpuTime]:
    """What the block takes of this process and of the children it waits for, in seconds of an undisturbed machine."""
    took, slow = CpuTime(), slowness()
    before = used()
    yield took
    spent = used() - before
    took.seconds = spent / ((slow + slowness()) / 2)
