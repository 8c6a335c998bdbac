"""One self-contained page of a report: its text with the quotes marked, its claims, its relations.

No script, no address that would be fetched, everything escaped; its own policy (CSP) allows its style sheet alone.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from archive.archived import Place, Remarked, Row
from archive.labels import Label, channel_label, verdict_group, verdict_label
from archive.publish.marks import Block, Mark, blocks
from archive.publish.plugin.findings import DecisionView
from archive.publish.plugin.labels import metric_label, sign, word
from archive.publish.plugin.language import HELPERS
from archive.publish.plugin.rows import number
from archive.records import Body, Claim, Identity, ReportReading
from archive.relations import is_shown, relation_of
from archive.remark_store import RemarkShown

_PACKAGE = Path(__file__).parent
_VERDICTS = {True: "holds", False: "broken", None: "not_assessable"}


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim as the page shows it; ``relations`` are the numbers of those it is part of."""

    number: int
    claim: Claim
    kind: Label
    metric: Label
    qualifier: Label
    channel: Label | None
    value: str
    relations: tuple[int, ...]
    decision: DecisionView | None
    remarks: tuple[RemarkShown, ...]


@dataclass(frozen=True, slots=True)
class RelationLine:
    """An identity as the page shows it; ``claims`` are the numbers of the claims it is about."""

    number: int
    identity: Identity
    relation: Label
    label: Label
    group: str
    sign: str
    equation: str
    claims: tuple[int, ...]
    remarks: tuple[RemarkShown, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    title: str
    name: str
    year: int | None
    unread: str
    cut: bool
    claims: tuple[ClaimLine, ...]
    relations: tuple[RelationLine, ...]
    unshown: int
    text: tuple[Block, ...]


def claims_page(
    name: str,
    body: Body,
    reading: ReportReading,
    unread: str = "",
    decided: Mapping[Place, Row] = MappingProxyType({}),
    remarked: Remarked = MappingProxyType({}),
) -> str:
    """The page as HTML. ``unread`` says what of the report could not be read; the page shows it.

    ``decided`` are the decisions about its claims, by the place and metric of the claim; ``remarked`` the remarks on
    claims and identities.
    """
    related = _related(reading)
    shown = [
        (n, i)
        for n, i in enumerate(reading.identities, 1)
        if is_shown(i.relation, _VERDICTS[i.holds]) or (n, i.rule) in remarked
    ]
    claims = tuple(
        _claim_line(
            number,
            claim,
            [n for n, _ in shown if number in related[n]],
            decided.get((claim.start, claim.end, claim.metric)),
            remarked.get((claim.start, claim.end, claim.metric), ()),
        )
        for number, claim in enumerate(reading.claims, 1)
    )
    marks = [Mark(line.number, line.claim.start, line.claim.end, "open", line.metric.zh) for line in claims]
    page = _Page(
        title=reading.title or name,
        name=name,
        year=reading.year,
        unread=unread,
        cut=reading.cut,
        claims=claims,
        relations=tuple(_relation_line(n, i, related[n], remarked.get((n, i.rule), ())) for n, i in shown),
        unshown=len(reading.identities) - len(shown),
        text=blocks(body, marks),
    )
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        _templates()
        .get_template("claims_page.html")
        .render(page=page, label_of=verdict_label, style=style, style_digest=digest)
    )


def _related(reading: ReportReading) -> dict[int, tuple[int, ...]]:
    """Of each identity, by its number: the numbers of its claims, also of those that stand in its cells."""
    in_cell = {claim.subject: number for number, claim in enumerate(reading.claims, 1)}
    return {
        number: tuple(
            dict.fromkeys(
                [index + 1 for index in identity.claims] + [in_cell[cell] for cell in identity.cells if cell in in_cell]
            )
        )
        for number, identity in enumerate(reading.identities, 1)
    }


def _claim_line(
    place: int, claim: Claim, relations: list[int], decision: Row | None, remarks: tuple[RemarkShown, ...]
) -> ClaimLine:
    return ClaimLine(
        number=place,
        claim=claim,
        kind=word("kind", claim.kind),
        metric=metric_label(claim.metric),
        qualifier=word("qualifier", claim.qualifier),
        channel=channel_label(claim.channel) if claim.channel else None,
        value=_amount(claim.value, claim.unit),
        relations=tuple(relations),
        decision=_decision_view(decision) if decision else None,
        remarks=remarks,
    )


def _amount(value: float | None, unit: str) -> str:
    return f"{number(value)} {unit}".rstrip() if value is not None else ""


def _decision_view(row: Row) -> DecisionView:
    right = [row["qualifier"], _amount(row["value"], row["unit"] or ""), row["metric"], row["scope"]]
    label = word("decision", row["decision"])
    words = " ".join(each for each in right if each)
    return DecisionView(label, row["decided_by"], row["decided_on"], row["reason"], read="", right=words)


def _relation_line(
    place: int, identity: Identity, claims: tuple[int, ...], remarks: tuple[RemarkShown, ...]
) -> RelationLine:
    relation, verdict = relation_of(identity.relation), _VERDICTS[identity.holds]
    between = relation.sign(identity.sum, identity.total)
    parts = " + ".join(map(number, identity.parts))
    return RelationLine(
        number=place,
        identity=identity,
        relation=relation.label,
        label=verdict_label(verdict),
        group=verdict_group(verdict),
        sign=sign(verdict),
        equation=f"{parts} = {number(identity.sum)} {between} {number(identity.total)}",
        claims=claims,
        remarks=remarks,
    )


@cache
def _style() -> str:
    return files("archive.publish.plugin").joinpath("static/gongkai.css").read_text("utf-8")


@cache
def _templates() -> Environment:
    folders = [_PACKAGE / "templates", _PACKAGE / "plugin" / "templates"]
    environment = Environment(
        loader=FileSystemLoader([str(folder) for folder in folders]), autoescape=True, undefined=StrictUndefined
    )
    environment.globals.update(HELPERS)
    return environment
