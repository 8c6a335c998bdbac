"""How many claims and identities of a report got which verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.labels import Label, verdict_group
from archive.publish.plugin import labels
from archive.publish.plugin.findings import ClaimView
from archive.publish.plugin.identities import IdentityView


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
