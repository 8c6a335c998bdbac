"""A proposal → the portal file that a person edits: valid YAML, with what discovery saw and doubts as comments.

Titles come from strangers: nothing of them ends a comment or begins a key.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import yaml

from crawler.discovery.proposal import NotProposed, Proposal, ProposedColumn
from crawler.urls import is_loopback

_PLAIN = re.compile(r"[A-Za-z\u4e00-\u9fff][\w\u4e00-\u9fff（）《》、·-]*")
_LONGEST_COMMENT = 240
_PAGING = {
    "links": "the next page is linked",
    "call": "a script's call names the next page",
    "post": "the next page is asked by POST",
    "script": "only a script turns the pages",
    "none": "one page",
}


def portal_yaml(proposal: Proposal, on: date) -> str:
    """The portal file of a proposal made on a day; it loads as the proposal says."""
    return "\n".join((*_head(proposal, on), *_columns(proposal), *_channels(), *_aside(proposal))) + "\n"


def _head(proposal: Proposal, on: date) -> Iterator[str]:
    yield from _comment(f"Proposed by `gongkai discover` on {on.isoformat()} after {proposal.requests} requests.")
    yield from _comment("Read it, mend it, then: gongkai run THIS_FILE. Every key: docs/portal-files.md.")
    for doubt in proposal.unsure:
        yield from _comment(f"Unsure: {doubt}.")
    yield f"portal: {_scalar(proposal.portal)}"
    yield f"title: {{zh: {_scalar(proposal.title)}, en: {_scalar(proposal.portal)}}}  # the English name is not known"
    yield f"authority: [{_scalar(proposal.authority)}]  # as reports and sources name it; add other names"
    if proposal.site_id:
        yield f"site_id: {_scalar(proposal.site_id, quoted=True)}"
    yield f"base: {_scalar(proposal.base)}"
    if proposal.hosts:
        yield f"hosts: [{', '.join(map(_scalar, proposal.hosts))}]  # the first is fetched from"
    if proposal.tls != "modern":
        yield f"tls: {proposal.tls}"
    if is_loopback(proposal.base):
        yield "politeness: {delay: 0}  # loopback only"
    yield f"note: {_scalar(_note(proposal, on))}"


def _note(proposal: Proposal, on: date) -> str:
    doubtful = sum(bool(column.unsure) for column in proposal.columns)
    return (
        f"proposed by gongkai discover on {on.isoformat()} and not yet read by a person; "
        f"{len(proposal.columns)} columns, {doubtful} of them with doubts, "
        f"{len(proposal.not_columns)} pages set aside, {len(proposal.not_looked_at)} not looked at"
    )


def _columns(proposal: Proposal) -> Iterator[str]:
    yield "columns:"
    for column in proposal.columns:
        yield from _column(column)
    if not proposal.columns:
        yield from _comment("None was found; a portal file needs at least one.", "  ")


def _column(column: ProposedColumn) -> Iterator[str]:
    yield from _comment(f"{column.site_url}: {', '.join(_seen(column))}", "  ")
    for doubt in column.unsure:
        yield from _comment(f"Unsure: {doubt}.", "  ")
    yield f"  - key: {column.key}"
    yield f"    title: {_scalar(column.title)}"
    for name, value in (("parent", column.parent), ("url", column.url)):
        if value:
            yield f"    {name}: {_scalar(value)}"
    for name, values in (("alternatives", column.alternatives), ("evidences", column.evidences)):
        if values:
            yield f"    {name}: [{', '.join(map(_scalar, values))}]"
    if column.reports:
        yield "    reports: true"


def _seen(column: ProposedColumn) -> Iterator[str]:
    yield f"family {column.family}"
    yield _PAGING[column.paging]
    yield f"{column.entries_seen} entries on the first page"
    if column.entries_stated is not None:
        yield f"{column.entries_stated} stated"
    if column.pages_stated is not None:
        yield f"{column.pages_stated} pages stated"


def _channels() -> Iterator[str]:
    yield "channels:"
    yield "  own_site: {title: {zh: 本机关网站, en: own site}, kind: site}"


def _aside(proposal: Proposal) -> Iterator[str]:
    yield from _listed("Looked at and not taken for a column:", proposal.not_columns)
    yield from _listed("Not looked at, the weightiest first; a larger --budget would:", proposal.not_looked_at)


def _listed(heading: str, pages: Sequence[NotProposed]) -> Iterable[str]:
    if pages:
        yield from _comment(heading)
    for page in pages:
        yield from _comment(f"  {page.title}  {page.url}  {page.reason}")


def _comment(text: str, indent: str = "") -> Iterator[str]:
    yield f"{indent}# {_one_line(text)[:_LONGEST_COMMENT]}".rstrip()


def _scalar(value: str, *, quoted: bool = False) -> str:
    """A string as YAML: plain where it can be nothing else, else in double quotes (JSON's are YAML's)."""
    clean = _one_line(value)
    if not quoted and _PLAIN.fullmatch(clean) and yaml.safe_load(clean) == clean:
        return clean
    return json.dumps(clean, ensure_ascii=False)


def _one_line(text: str) -> str:
    """Text without characters that break lines, steer terminals, or that YAML does not hold."""
    return "".join(" " if unicodedata.category(one) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Cn") else one for one in text)
