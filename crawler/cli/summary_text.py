"""The summary of a run as text: one table, then a line for each thing that somebody may want to look at."""

from __future__ import annotations

from collections.abc import Iterator

import click
from rich.table import Table

from archive.publish.news.crawls import FailedCheck
from crawler.cli.output import clean, number, say
from crawler.exit_codes import MEANINGS
from crawler.summary import PortalSummary, Summary

#: More lines of one kind than this are counted, not shown: they stand in the log, and in --json.
MOST_LINES = 20


def show_summary(summary: Summary) -> None:
    """Print what a run came to on stdout, and what stopped it on stderr."""
    table = Table("portal", "verdict", "requests", "new", "changes", "findings", "published", "reason")
    table.title = clean(f"run {summary.started_at} to {summary.ended_at}")
    for result in summary.portals:
        table.add_row(*map(clean, _cells(result)))
    say(table)
    for line in _lines(summary):
        click.echo(clean(line).plain)
    if summary.problem:
        click.echo(clean(f"Error: {summary.problem}").plain, err=True)


def _cells(result: PortalSummary) -> tuple[str, ...]:
    changes = ", ".join(f"{count} {kind}" for kind, count in result.changes.items()) or "0"
    findings = f"{len(result.findings_changed)} changed, {result.findings_new} new"
    published = "yes" if result.published else "no"
    counts = (
        "?" if result.requests is None else str(result.requests),
        str(result.documents_new),
        changes,
        findings,
        published,
    )
    return (result.portal, result.verdict, *counts, result.reason)


def _lines(summary: Summary) -> Iterator[str]:
    for result in summary.portals:
        yield from _few(result, "check failed", [_check(check) for check in result.checks_failed])
        yield from _few(result, "report not read", [f"{u.title} ({u.url}): {u.reason}" for u in result.reports_unread])
        yield from _few(
            result,
            "finding changed",
            [
                f"{turned.subject}: {turned.before} ({number(turned.observed_before)}) → "
                f"{turned.after or 'none'} ({number(turned.observed_after)})"
                for turned in result.findings_changed
            ],
        )
    if summary.messages_sent or summary.messages_waiting or summary.not_taken:
        yield f"messages: {summary.messages_sent} sent, {summary.messages_waiting} waiting"
    yield from (f"not told: {line}" for line in summary.not_taken)
    published = "public.db was built" if summary.published else "nothing was published, what is served is as it was"
    yield f"{published}; log: {summary.log}"
    yield f"exit code {summary.code}: {MEANINGS[summary.code]}"


def _check(check: FailedCheck) -> str:
    place = f" of {check.column}" if check.column else ""
    return f"{check.check}{place}: {number(check.measured)}, bound {number(check.bound)}. {check.note}".rstrip(". ")


def _few(result: PortalSummary, what: str, said: list[str]) -> Iterator[str]:
    for words in said[:MOST_LINES]:
        yield f"{result.portal}: {what}: {words}"
    if len(said) > MOST_LINES:
        yield f"{result.portal}: {what}: {len(said) - MOST_LINES} more, in the log"
