"""Two parties that crawled the same portal: what both saw, what only one saw, and where the bytes were others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlite_utils import Database

from archive.signing.testimony import Seen, Testimony

_OURS = """
select c.url, c.captured_at, c.status, c.entity_digest from captures c join crawls w on w.id = c.crawl
where w.portal = ? and w.verdict <> 'open' order by c.captured_at, c.id
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """One address as both saw it, each at an instant (ISO 8601, UTC)."""

    url: str
    theirs: Seen
    ours: Seen


@dataclass(slots=True)
class Comparison:
    """Theirs against ours, address by address.

    ``same``: some bytes of the address were seen by both. ``different``: both were there, and at no time saw the same
    bytes; the pair is the nearest in time. ``only_theirs``, ``only_ours``: the other has no capture of the address.
    ``undisclosed``: their testimony covers the address or every digest of it, so that nothing can be compared.
    """

    same: list[Pair] = field(default_factory=list)
    different: list[Pair] = field(default_factory=list)
    only_theirs: list[Seen] = field(default_factory=list)
    only_ours: list[Seen] = field(default_factory=list)
    undisclosed: list[Seen] = field(default_factory=list)


def compare(db: Database, testimonies: Iterable[Testimony]) -> Comparison:
    """Compare what others saw with archive.db: only portals of which both have a crawl say anything of "only"."""
    by_portal: dict[str, list[Seen]] = defaultdict(list)
    for testimony in testimonies:
        by_portal[testimony.portal] += testimony.captures
    found = Comparison()
    for portal, theirs in sorted(by_portal.items()):
        _portal(_by_url(theirs), _by_url(Seen(*row) for row in db.execute(_OURS, [portal]).fetchall()), found)
    return found


def _by_url(seen: Iterable[Seen]) -> dict[str, list[Seen]]:
    by_url: dict[str, list[Seen]] = defaultdict(list)
    for each in seen:
        by_url[each.url].append(each)
    return by_url


def _portal(theirs: Mapping[str, list[Seen]], ours: Mapping[str, list[Seen]], found: Comparison) -> None:
    for url, seen in sorted(theirs.items()):
        disclosed = [each for each in seen if each.entity_digest]
        if not disclosed or _is_covered(url):
            found.undisclosed.append(seen[0])
        elif url not in ours:
            found.only_theirs.append(seen[0])
        else:
            pair, is_same = _nearest(url, disclosed, ours[url])
            (found.same if is_same else found.different).append(pair)
    found.only_ours += [seen[0] for url, seen in sorted(ours.items()) if url not in theirs]


def _is_covered(url: str) -> bool:
    """Whether a number of a person was covered in an address (archive.publish.masking)."""
    return "masked-" in url


def _nearest(url: str, theirs: Iterable[Seen], ours: Iterable[Seen]) -> tuple[Pair, bool]:
    """The captures of the same bytes, or else of different ones, that lie nearest to each other in time."""
    pairs = [(a.entity_digest != b.entity_digest, _apart(a, b), place, a, b)
             for place, (a, b) in enumerate((a, b) for a in theirs for b in ours)]  # fmt: skip
    differs, _, _, a, b = min(pairs, key=lambda pair: pair[:3])
    return Pair(url, a, b), not differs


def _apart(one: Seen, other: Seen) -> float:
    try:
        times = [datetime.fromisoformat(each.captured_at) for each in (one, other)]
        return abs((times[0] - times[1]).total_seconds())
    except (ValueError, TypeError):
        return float("inf")
