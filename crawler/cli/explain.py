"""A finding explained on the terminal, in Chinese or English."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Any

from archive.explanation import Explanation
from archive.labels import Label
from archive.own_yaml import own_yaml
from archive.relations import relation_of
from crawler.cli.output import number, remark_words

LANGUAGES = ("zh", "en")


@cache
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = own_yaml(files(__package__).joinpath("explain.yml").read_text("utf-8"))
    return words


def explanation_lines(explained: Explanation, language: str) -> Iterator[str]:
    """The lines of an explanation, headings and words in ``language`` (zh or en); titles as they stand."""
    yield from _Lines(explained, language).all()


class _Lines:
    def __init__(self, explained: Explanation, language: str) -> None:
        self._explained = explained
        self._finding = explained.finding
        self._language = language

    def all(self) -> Iterator[str]:
        yield from self._said()
        yield from self._compared()
        yield from self._notes()
        yield from self._remarks()
        yield from self._subtotals()
        yield from self._contemporary()
        yield from self._coverage()
        yield from self._rows()

    def _word(self, key: str, **values: object) -> str:
        return _words()[key][self._language].format(**values)

    def _in(self, label: Label) -> str:
        return str(getattr(label, self._language))

    def _line(self, key: str, text: str) -> Iterator[str]:
        if text:
            yield f"{self._word(key)}: {text}"

    def _said(self) -> Iterator[str]:
        explained, finding = self._explained, self._finding
        superseded = "" if explained.current else f" {self._word('superseded')}"
        yield from self._line("finding", finding.id + superseded)
        yield from self._line("report", f"{explained.report_title} {explained.report_url}".strip())
        yield from self._line("says", f"{explained.before}[{finding.quote}]{explained.after}")
        yield from self._line("metric", f"{self._in(self._metric())} ({finding.metric})")
        yield from self._line("channel", self._in(finding.channel_label) if finding.channel_label else "")

    def _metric(self) -> Label:
        finding = self._finding
        return relation_of(finding.metric).label if finding.kind == "identity" else finding.metric_label

    def _compared(self) -> Iterator[str]:
        finding = self._finding
        unit = f" {finding.unit}" if finding.unit else ""
        yield from self._line("parts", " + ".join(map(number, finding.parts)))
        for key, value in (("reported", finding.reported), ("found", finding.observed)):
            yield from self._line(key, number(value) + unit if value is not None else "")
        yield from self._line("difference", number(finding.difference))
        yield from self._line("verdict", f"{self._in(finding.verdict_label)} ({finding.verdict})")
        if self._explained.rule:
            yield from self._line("rule", f"{finding.verdict_rule}: {self._in(self._explained.rule)}")
        yield from self._line("as_of", f"{finding.as_of} ({finding.as_of_date})" if finding.as_of else "")

    def _notes(self) -> Iterator[str]:
        if self._finding.notes:
            yield f"{self._word('notes')}:"
            yield from (f"  - {getattr(note, self._language)}" for note in self._finding.notes)

    def _remarks(self) -> Iterator[str]:
        yield from (remark_words(remark) for remark in self._finding.remarks)

    def _subtotals(self) -> Iterator[str]:
        measure = self._finding.measure_label
        yield from self._line("measure", self._in(measure) if measure else "")
        if self._finding.subtotals:
            yield f"{self._word('subtotals')}:"
        for part in self._finding.subtotals:
            amount = self._word("not_observed") if part.amount is None else number(part.amount)
            beside = "" if part.counted or part.amount is None else f" ({self._word('beside')})"
            yield f"  {self._in(part.subject or part.label)}: {amount}{beside}"

    def _contemporary(self) -> Iterator[str]:
        if self._finding.contemporary:
            yield f"{self._word('contemporary')}:"
        for seen in self._finding.contemporary:
            yield f"  - {self._in(seen.sentence)} ({seen.crawl})"
            yield from (f"    {getattr(note, self._language)}" for note in seen.notes)

    def _coverage(self) -> Iterator[str]:
        if self._explained.coverage:
            yield f"{self._word('coverage')}:"
        for column in self._explained.coverage:
            said = self._word("covered", state=self._in(column.state), pages=column.list_pages, entries=column.entries)
            yield f"  {column.title}: {said}" + (f" ({column.note})" if column.note else "")

    def _rows(self) -> Iterator[str]:
        explained = self._explained
        if not self._finding.sql:
            return
        if explained.rows:
            yield f"{self._word('rows')}:"
        for row in explained.rows:
            yield f"  {row['published_on'] or '—'}  {row['title']}  {row['url']}"
        if explained.rows_in_all > len(explained.rows):
            yield f"  {self._word('more_rows', all=explained.rows_in_all, shown=len(explained.rows))}"
        yield f"{self._word('sql')}:"
        yield self._finding.sql


def explanation_object(explained: Explanation) -> dict[str, Any]:
    """The explanation for ``--json``: the finding as ``verify --json`` gives it, and what stands behind it."""
    return asdict(explained)
