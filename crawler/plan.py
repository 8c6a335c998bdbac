"""The plan of a crawl: which known addresses it does not ask for, decided when it begins and kept in its WARC.

A crawl that goes on and a rebuild follow what the record says, whatever the policy or the reader is by then.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from archive.clock import instant, stamp
from archive.known import Known, KnownAddress
from archive.schema import READER_VERSION
from crawler.portal import Portal, Revisit

#: The record in which a crawl's WARC holds its plan.
PLAN_RECORD = "urn:gongkai:plan:"
#: A job that starts every night starts a little earlier or later.
_SLACK = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a crawl was to ask for. ``base`` is the accepted crawl it rests on, empty where it rests on none.

    ``carried`` are addresses that are not asked for while lists show them as they did, or do not show them any more;
    ``reader`` is the version of the reader by which that was decided. Of a ``full`` crawl nothing is carried.
    """

    base: str = ""
    full: bool = True
    reader: int = READER_VERSION
    carried: frozenset[str] = frozenset()

    def to_json(self) -> bytes:
        """The record's block."""
        said = {"base": self.base, "full": self.full, "reader": self.reader, "carried": sorted(self.carried)}
        return json.dumps(said, ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, block: bytes) -> Plan:
        """Read a record's block. Raises ValueError, KeyError, TypeError or RecursionError where it is none."""
        said: dict[str, Any] = json.loads(block)
        return cls(str(said["base"]), bool(said["full"]), int(said["reader"]), frozenset(map(str, said["carried"])))


def make_plan(portal: Portal, known: Known, now: datetime, *, full: bool) -> Plan:
    """Decide what a crawl that begins ``now`` does not ask for."""
    if full or not known.base:
        return Plan(known.base)
    asked = due(known, portal.revisit, now, ZoneInfo(portal.zone))
    pages = known.addresses.keys() - asked
    recent = stamp(now - whole_age(portal.revisit))
    files = {url for url, whole_at in known.files.items() if whole_at >= recent}
    files -= known.addresses.keys() | known.tagged
    return Plan(known.base, full=False, carried=frozenset(pages | files))


def whole_age(revisit: Revisit) -> timedelta:
    """How old a whole answer may be for a request to be made on a condition, or a file not to be asked for.

    Half of the time within which everything is asked for whole: so the other half is there to spread that.
    """
    return timedelta(days=revisit.within) / 2 - _SLACK


def due(known: Known, revisit: Revisit, now: datetime, zone: ZoneInfo) -> set[str]:
    """Addresses that are asked for though their entries are as they were."""
    fresh = (row.url for row in known.addresses.values() if _is_fresh(row, revisit, now, zone))
    gap = _since(known.base_at, now)
    return set(chain(fresh, _in_rotation(known, revisit, now, gap)))


def _is_fresh(row: KnownAddress, revisit: Revisit, now: datetime, zone: ZoneInfo) -> bool:
    """Whether it was published lately, or left its lists lately, and it is time to look again."""
    today = now.astimezone(zone).date()
    days = [date.fromisoformat(row.published_on)] if row.published_on else []
    if row.left_at:
        days.append(instant(row.left_at).astimezone(zone).date())
    if not days:
        return False
    age = (today - max(days)).days
    every = next((step.every for step in revisit.fresh if age <= step.days), None)
    return every is not None and _since(row.checked_at, now) >= timedelta(days=every) - _SLACK


def _in_rotation(known: Known, revisit: Revisit, now: datetime, gap: timedelta) -> Iterator[str]:
    """Those whose whole answers are oldest: as many as it takes for none to become older than ``revisit.within`` days,
    and for all crawls to have like numbers of them. Those of one age come in an order that has nothing to do with
    sections of the site, so that no night asks for one section alone.
    """
    within, least = timedelta(days=revisit.within), whole_age(revisit)
    ages = sorted(
        ((_since(row.whole_at, now), row.url) for row in known.addresses.values()),
        key=lambda pair: (-pair[0], sha256(pair[1].encode()).digest()),
    )
    old = [(age, url) for age, url in ages if age >= least]
    count = 0
    for place, (age, _) in enumerate(old, 1):
        left = max(within - _SLACK - age, timedelta())
        # Where the next crawl would be too late, all of them.
        count = place if left < gap else max(count, -(-place * gap // left))
    return (url for _, url in old[:count])


def _since(at: str, now: datetime) -> timedelta:
    """How long ago an instant was; of one that nobody knows, longer than anything waits."""
    return now - instant(at) if at else timedelta.max / 4
