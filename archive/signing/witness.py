"""Two parties that crawled the same portal: what both saw, what only one saw, and where the bytes were others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise

from sqlite_utils import Database

from archive.signing.statement import Seen, Statement

_OURS = """
select c.url, c.captured_at, c.status, c.entity_digest from captures c join crawls w on w.id = c.crawl
where w.portal = ? and w.source = 'live' and w.verdict <> 'open' order by c.captured_at, c.id
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
    ``undisclosed``: their statement covers the address or every digest of it, so that nothing can be compared.
    """

    same: list[Pair] = field(default_factory=list)
    different: list[Pair] = field(default_factory=list)
    only_theirs: list[Seen] = field(default_factory=list)
    only_ours: list[Seen] = field(default_factory=list)
    undisclosed: list[Seen] = field(default_factory=list)


def compare(db: Database, statements: Iterable[Statement]) -> Comparison:
    """Compare what others saw with what live crawls in archive.db saw: what somebody brought is no witness of ours.

    Of a portal that they say nothing of, nothing of ours is told either.
    """
    by_portal: dict[str, list[Seen]] = defaultdict(list)
    for statement in statements:
        by_portal[statement.portal] += statement.captures
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


def _nearest(url: str, theirs: Sequence[Seen], ours: Sequence[Seen]) -> tuple[Pair, bool]:
    """The captures of the same bytes, or else of any, that lie nearest to each other in time; whether they are same."""
    common = {each.entity_digest for each in theirs} & {each.entity_digest for each in ours}
    if not common:
        return _nearest_of(url, theirs, ours)[1], False
    of_theirs, of_ours = _by_digest(theirs), _by_digest(ours)
    pairs = [_nearest_of(url, of_theirs[digest], of_ours[digest]) for digest in sorted(filter(None, common))]
    return min(pairs, key=lambda pair: pair[0])[1], True


def _by_digest(seen: Iterable[Seen]) -> dict[str | None, list[Seen]]:
    by_digest: dict[str | None, list[Seen]] = defaultdict(list)
    for each in seen:
        by_digest[each.entity_digest].append(each)
    return by_digest


def _nearest_of(url: str, theirs: Iterable[Seen], ours: Iterable[Seen]) -> tuple[float, Pair]:
    """Seconds between two captures, and the two: of all in the order of time, neighbours lie nearest."""
    timed = [(_instant(each), False, each) for each in theirs] + [(_instant(each), True, each) for each in ours]
    timed.sort(key=lambda one: one[:2])
    best: tuple[float, Pair] | None = None
    for (before, is_ours, one), (after, also_ours, other) in pairwise(timed):
        if is_ours is not also_ours and (best is None or after - before < best[0]):
            best = (after - before, Pair(url, other, one) if is_ours else Pair(url, one, other))
    assert best is not None  # both have a capture
    return best


def _instant(seen: Seen) -> float:
    """Seconds since 1970; what is no instant counts as that beginning."""
    try:
        return datetime.fromisoformat(seen.captured_at).astimezone(UTC).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0
