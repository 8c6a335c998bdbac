"""What a person sees: tables on stdout, progress on stderr."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING

import click
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text
from sqlite_utils import Database

from archive.archived import Place, Remarked, Row
from archive.decision_store import unattached
from archive.decisions import CORRECT
from archive.findings import DecisionShown
from archive.labels import verdict_group
from archive.past import PastFacts
from archive.records import Identity, Listed, ListPageRead, NotRead, ReportReading
from archive.relations import is_shown, reason_of
from archive.remark_store import RemarkShown, unattached_remarks
from archive.remarks import NO_OUTCOME
from archive.report_store import StoredReport, UnreadReport
from archive.verify import findings, verdict_label
from crawler.printable import printable

if TYPE_CHECKING:
    from crawler.check import Check
    from crawler.crawl import CrawlResult
    from crawler.portal import Portal
    from crawler.walk import Step

#: Colour of a verdict's group; the words beside it say the same.
_STYLE = {"agree": "green", "differ": "bold red", "open": ""}


def clean(text: str) -> Text:
    """Text of a stranger, without control characters and never read as markup."""
    return Text(printable(text))


def say(renderable: RenderableType) -> None:
    """Print on stdout; wide enough for whole quotes where stdout is not a terminal."""
    Console(width=None if sys.stdout.isatty() else 160, markup=False, emoji=False).print(renderable)


def announce(address: str) -> None:
    """Say where to look; a line of its own, flushed, for people and scripts alike."""
    click.echo(f"Open {address} – interrupt to stop.")


def number(value: float | None) -> str:
    """An amount without needless decimals; empty for none."""
    if value is None:
        return ""
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"


def coverage_table(portal: Portal, result: CrawlResult) -> Table:
    """Coverage of a crawl, column by column, with its verdict as the title."""
    titles = {column.key: column.title for column in portal.columns}
    pace = f"{result.requests} requests in {result.seconds:.1f} s: "
    pace += f"{result.asked} entries asked for, {result.carried} carried from before"
    lines = (pace, *_past_lines(result.past), checks_line(result.checks), *result.certificates)
    table = Table(
        "栏目 column",
        "coverage",
        "list pages",
        "entries",
        "fetched",
        "carried",
        "note",
        caption=clean("\n".join(lines)),
    )
    table.title = clean(f"{result.crawl}: {result.verdict.key} – {result.verdict.reason}")
    for row in result.coverage:
        counts = tuple(map(str, (row.list_pages, row.entries, row.documents_fetched, row.carried)))
        table.add_row(clean(titles[row.column]), row.state, *counts, clean(row.note))
    return table


def _past_lines(past: PastFacts | None) -> tuple[str, ...]:
    """What a web archive gave, and of which times; what it does not have; and that nothing of it is current."""
    if past is None:
        return ()
    times = f", captured from {past.first_at} to {past.last_at}" if past.first_at else ""
    return (
        f"from {past.web_archive}, at {past.at} ± {past.within} days: {past.captures} archived answers{times}",
        f"{past.documents} documents listed, {past.missing} addresses not there; nothing of it becomes current",
    )


def checks_line(checks: Sequence[Check]) -> str:
    """How many checks of a crawl passed, and of how many nothing could be said; what failed is the verdict's reason."""
    counts = Counter(check.passed for check in checks)
    said = {f"{counts[True]} passed": True, f"{counts[False]} failed": False, f"{counts[None]} not decided": None}
    shown = ", ".join(words for words, passed in said.items() if counts[passed])
    return f"checks: {shown or 'none'}" + (" (docs/checks.md says how a bound is moved)" if counts[False] else "")


def claims_table(name: str, reading: ReportReading, decided: Mapping[Place, Row], remarked: Remarked) -> Table:
    """Claims of one report with what people decided of them and remarked, then its identities."""
    table = Table("#", "kind", "quote 原文", "metric", "value", "qualifier", "channel", title=clean(name))
    for index, claim in enumerate(reading.claims, 1):
        value = f"{number(claim.value)} {claim.unit}".strip()
        cells = (claim.metric, value, claim.qualifier, claim.channel or "")
        place = (claim.start, claim.end, claim.metric)
        quote = claim.quote + decision_words(decided.get(place)) + _remark_lines(remarked.get(place, ()))
        table.add_row(str(index), claim.kind, clean(quote), *map(clean, cells))
    for index, identity in enumerate(reading.identities, 1):
        state = _identity_state(identity)
        sides = f"{' + '.join(map(number, identity.parts))} = {number(identity.sum)} ↔ {number(identity.total)}"
        sides += _remark_lines(remarked.get((index, identity.rule), ()))
        table.add_row("", "identity", clean(sides), clean(identity.rule), "", state, "")
    return table


def decision_words(decision: Row | None) -> str:
    """Who decided what of a reading, and why, as a line of its own; empty where nobody did."""
    if decision is None:
        return ""
    right = [decision[key] for key in ("value", "unit", "qualifier", "metric", "scope") if decision[key] is not None]
    words = " ".join(number(each) if isinstance(each, float) else each for each in right)
    what = f"{decision['decision']}{f' to {words}' if words else ''}"
    return f"\n[{what}: {decision['decided_by']}, {decision['decided_on']}: {decision['reason']}]"


def _identity_state(identity: Identity) -> str:
    """holds, broken (with its level unless it is fail), or undecided or not assessable with the reason."""
    if identity.holds is None:
        reason = reason_of(identity.reason)
        return f"{reason.kind.replace('_', ' ')}: {reason.label.en}" if identity.reason else "not assessable"
    state = "holds" if identity.holds else "broken"
    return state if identity.holds or identity.level == "fail" else f"{state} ({identity.level})"


def findings_table(db: Database, report: StoredReport) -> Table:
    """核验结果: each claim and identity of a report with what was found."""
    table = Table(title=clean(f"{report.title} ({report.id})"))
    for heading in ("原文 quote", "reported", "found", "difference", "verdict"):
        table.add_column(heading, justify="right" if heading in ("reported", "found", "difference") else "left")
    for row in findings(db, report.id):
        if row.kind == "identity" and not (row.remarks or is_shown(row.metric, row.verdict, row.reason)):
            continue
        label = verdict_label(row.verdict)
        verdict = Text(f"{label.zh} {row.verdict}", style=_STYLE[verdict_group(row.verdict)])
        quote = row.quote + (f"\n[{_decided(row.decision)}]" if row.decision else "")
        quote += _remark_lines(row.remarks)
        table.add_row(clean(quote), number(row.reported), number(row.observed), number(row.difference), verdict)
    return table


def _decided(decision: DecisionShown) -> str:
    """Who decided what of a reading, and why; of a correction also what was read."""
    read = f", read as {number(decision.read_value)} {decision.read_unit}" if decision.decision == CORRECT else ""
    return f"{decision.decision}{read}: {decision.by}, {decision.on}: {decision.reason}"


def _remark_lines(remarks: Sequence[RemarkShown]) -> str:
    return "".join(f"\n[{remark_words(remark)}]" for remark in remarks)


def remark_words(remark: RemarkShown) -> str:
    """Who noted or replied what, and where: the text is whole, so that nobody's reply is cut."""
    source = "".join(f", {each}" for each in (remark.source, remark.url) if each)
    outcome = f" ({remark.outcome_label.en})" if remark.outcome != NO_OUTCOME else ""
    earlier = f" (of the earlier verdict {remark.earlier_verdict})" if remark.earlier_verdict else ""
    label = f"{remark.kind_label.zh} {remark.kind_label.en}"
    return f"{label}: {remark.by}, {remark.on}{source}{outcome}{earlier}: {remark.text}"


def show_reports(db: Database, portal: str, reports: Sequence[StoredReport], unread: Sequence[UnreadReport]) -> None:
    """Print the verdict tables of a portal's reports, what could not be read, or that there is none."""
    for report in reports:
        say(findings_table(db, report))
    show_unattached(db, portal)
    for silent in unread:
        say(clean(f"{portal}: {silent.title} ({silent.url}): {silent.reason}"))
    if not reports and not unread:
        say(f"{portal}: no yearly report was found")


def show_unattached(db: Database, portal: str) -> None:
    """Name the decisions and remarks that are about nothing that is read now."""
    for row in unattached(db, portal):
        said = f"{portal}: decision {row['number']} ({row['decided_by']}, {row['decided_on']}) is unattached: "
        click.echo(clean(f"{said}{row['report']} “{row['quote']}”: {row['why_unattached']}").plain, err=True)
    for row in unattached_remarks(db, portal):
        said = f"{portal}: {row['kind']}, remark {row['number']} ({row['said_by']}, {row['said_on']}) is unattached: "
        click.echo(clean(f"{said}{row['report']} {remark_place(row)}: {row['why_unattached']}").plain, err=True)


def remark_place(row: Row) -> str:
    """The words or the rule that a remark is about."""
    quote = f"“{row['quote']}”" if row["quote"] else ""
    return " ".join(each for each in (row["rule"], quote) if each)


class Progress:
    """One line on stderr that tells how far the crawl is: redrawn on a terminal, every ten seconds elsewhere."""

    def __init__(self, portal: str) -> None:
        self._portal = portal
        self._console = Console(stderr=True)
        self._status = self._console.status(f"{portal}: starting") if self._console.is_terminal else None
        self._pages = self._lists = self._entries = self._failed = 0
        self._said = time.monotonic()

    def __enter__(self) -> Progress:
        if self._status:
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status:
            self._status.stop()

    def step(self, step: Step) -> None:
        """Count one exchange."""
        self._pages += 1
        for record in step.records:
            self._lists += isinstance(record, ListPageRead)
            self._entries += isinstance(record, Listed)
            self._failed += isinstance(record, NotRead)
        line = (
            f"{self._portal}: {self._pages} fetched, {self._lists} list pages, {self._entries} entries, "
            f"{self._failed} not read"
        )
        if self._status:
            self._status.update(line)
        elif time.monotonic() - self._said > 10:
            self._said = time.monotonic()
            self._console.print(line)
