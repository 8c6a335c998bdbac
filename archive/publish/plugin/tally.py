"""How many findings got which verdict: of one report with its claims and identities, or as the database counts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.labels import Label, verdict_group
from archive.publish.plugin import labels
from archive.publish.plugin.findings import ClaimView
from archive.publish.plugin.identities import IdentityView
from archive.publish.plugin.rows import Row
from archive.relations import is_shown


@dataclass(frozen=True, slots=True)
class Tally:
    """How many claims and identities got a verdict, and which; those that differ come first."""

    verdict: str
    group: str
    sign: str
    label: Label
    claims: tuple[ClaimView, ...]
    identities: tuple[IdentityView, ...]

    @property
    def count(self) -> int:
        """Claims and identities together."""
        return len(self.claims) + len(self.identities)


def tally_of(claims: Sequence[ClaimView], identities: Sequence[IdentityView]) -> tuple[Tally, ...]:
    """A line for each verdict, in the order in which pages list them."""
    order = labels.in_order([claim.verdict for claim in claims] + [identity.verdict for identity in identities])
    return tuple(
        Tally(
            verdict=verdict,
            group=verdict_group(verdict),
            sign=labels.sign(verdict),
            label=labels.label_of(verdict),
            claims=tuple(claim for claim in claims if claim.verdict == verdict),
            identities=tuple(identity for identity in identities if identity.verdict == verdict),
        )
        for verdict in order
    )


@dataclass(frozen=True, slots=True)
class Count:
    """How many findings have a verdict."""

    verdict: str
    group: str
    sign: str
    label: Label
    count: int


def tallied(found: Iterable[Row]) -> tuple[Count, ...]:
    """The tally of rows with ``verdict``, ``relation`` and ``reason``, each of them ``items`` times.

    Relations that say nothing are left out, as on the report's own page.
    """
    counts = Counter[str]()
    for row in found:
        if is_shown(row["relation"] or "", row["verdict"], row["reason"] or ""):
            counts[row["verdict"]] += row["items"]
    return tuple(
        Count(verdict, verdict_group(verdict), labels.sign(verdict), labels.label_of(verdict), counts[verdict])
        for verdict in labels.in_order(counts)
    )
