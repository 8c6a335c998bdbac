"""Findings as search engines read them (https://schema.org/ClaimReview): only those that a person has confirmed.

A note that confirms the finding, with the verdict that it has now, is such a confirmation (docs/decisions.md); to have
confirmed how the report was read is none. What cannot be judged is no review, whoever noted what.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from archive.labels import OPEN, Label
from archive.publish.plugin.report import ReportView
from archive.remark_store import RemarkShown
from archive.remarks import CONFIRMED, DISPUTED

_CONTEXT = "https://schema.org"


def claim_reviews(view: ReportView) -> list[dict[str, Any]]:
    """A review for each claim and identity whose finding is confirmed, and that no note of this verdict disputes."""
    return [*_of_claims(view), *_of_identities(view)]


def _of_claims(view: ReportView) -> Iterator[dict[str, Any]]:
    for claim in view.claims:
        note = None if claim.group == OPEN else _confirmation(claim.remarks)
        if note is not None:
            numbers = Label(
                f"报告 {claim.reported or '—'}，存档 {claim.observed or '—'}",
                f"reported {claim.reported or '—'}, found {claim.observed or '—'}",
            )
            yield _review(view, claim.row["quote"], claim.permalink, claim.label, numbers, note)


def _of_identities(view: ReportView) -> Iterator[dict[str, Any]]:
    """Of an identity the words of its claims are reviewed; one of table cells alone claims nothing in words."""
    quotes = {claim.row["number"]: claim.row["quote"] for claim in view.claims}
    for identity in view.identities:
        words = "；".join(quotes[number] for number in identity.claims if quotes.get(number))
        note = None if identity.group == OPEN or not words else _confirmation(identity.remarks)
        if note is not None:
            equation = Label(identity.equation, identity.equation)
            yield _review(view, words, identity.permalink, identity.label, equation, note)


def _confirmation(remarks: Sequence[RemarkShown]) -> RemarkShown | None:
    """The last note that confirms the verdict of today; None where there is none, or one disputes it."""
    about = [remark for remark in remarks if not remark.earlier_verdict]
    if any(remark.outcome == DISPUTED for remark in about):
        return None
    return next((remark for remark in reversed(about) if remark.outcome == CONFIRMED), None)


def _review(
    view: ReportView, words: str, permalink: str, verdict: Label, numbers: Label, note: RemarkShown
) -> dict[str, Any]:
    return {
        "@context": _CONTEXT,
        "@type": "ClaimReview",
        "url": permalink,
        "claimReviewed": words,
        "datePublished": note.on,
        "author": {"@type": "Person", "name": note.by},
        "itemReviewed": _claim(view),
        "reviewRating": {
            "@type": "Rating",
            "alternateName": f"{verdict.zh} / {verdict.en}",
            "ratingExplanation": f"{numbers.zh} / {numbers.en}",
        },
    }


def _claim(view: ReportView) -> dict[str, Any]:
    """The claim as schema.org has it: who made it, when and where."""
    row = view.row
    authority = {"@type": "GovernmentOrganization", "name": row["title_zh"] or row["portal"]}
    report: dict[str, Any] = {"@type": "CreativeWork", "name": row["title"]}
    if view.outgoing:
        report["url"] = view.outgoing
    claim: dict[str, Any] = {"@type": "Claim", "author": authority, "appearance": report}
    return claim | ({"datePublished": row["published_on"]} if row["published_on"] else {})
