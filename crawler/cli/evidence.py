"""What stands behind the manifests of an archive, as `gongkai check` tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive.fixity.evidence import Attested


def evidence_of(archive: Path, attested: Sequence[Attested]) -> Iterator[dict[str, Any]]:
    """What stands behind each manifest: the key, the times that authorities say, and how long after the crawl."""
    known = {each.crawl: each for each in attested}
    for path in sorted((archive / "crawls").glob("*.json")):
        each = known.get(path.stem)
        times = {name: time.strftime("%Y-%m-%dT%H:%M:%SZ") for name, time in each.times.items()} if each else {}
        yield {
            "crawl": path.stem,
            "signed_by": each.key if each else None,
            "timestamps": times,
            "days_after_closing": _days_after(each) if each else None,
            "waiting_for": list(each.waiting) if each else [],
        }


def _days_after(each: Attested) -> int | None:
    """Whole days from the closing of a crawl to the first time that an authority says: before, nothing is shown."""
    try:
        closed = datetime.fromisoformat(each.closed_at).astimezone(UTC)
    except ValueError:
        return None
    return max(0, (min(each.times.values()) - closed).days) if each.times else None


def evidence_lines(evidence: Sequence[dict[str, Any]]) -> Iterator[str]:
    """How many crawls are signed and timestamped by whom; those that are not, or late, are named."""
    signed = Counter(each["signed_by"] for each in evidence if each["signed_by"])
    for key, count in sorted(signed.items()):
        yield f"signed: {count} crawls by the key {key}"
    unsigned = [each["crawl"] for each in evidence if not each["signed_by"]]
    if signed and unsigned:
        yield f"not signed: {_some(unsigned)}"
    bare = [each["crawl"] for each in evidence if each["signed_by"] and not each["timestamps"]]
    if bare:
        yield f"signed, and at which time nobody says: {_some(bare)}"
    late = [f"{each['crawl']} ({each['days_after_closing']} days)" for each in evidence if each["days_after_closing"]]
    if late:
        yield f"timestamped later than a day after they closed: {_some(late)}"


def _some(names: Sequence[str], most: int = 5) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{len(names)} crawls: {', '.join(names[:most])}{more}"
