"""What a yearly report shows by itself and beside the one of the year before.

Text that is repeated, figures that appeared, vanished or jumped, sections that the form asks for and the report has
not, publication after the legal date. The rules stand in ``year_notes.yml``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from archive.records import Body, Claim, ReportReading
from archive.reports.channels import full_body_name
from archive.reports.folding import fold
from archive.reports.rules import load_rules
from archive.reports.sentences import sentences

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_RATIOS = ("share", "growth")
_CUMULATIVE = "cumulative"
_ALONE = ("late", "missing_section")


@dataclass(frozen=True, slots=True)
class YearlyReport:
    """A report as it was read, with its text and the day it was published (None: not known)."""

    reading: ReportReading
    body: Body
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class YearNote:
    """One thing that a report shows beside the year before, or by itself.

    ``subject`` is a metric (appeared, vanished, jumped), the title of a section (repeated, missing_section), the key of
    a form (form_changed) or the legal date (late). ``previous`` and ``value`` are the figures of the two reports in
    ``unit``; for a repeated section ``value`` is the share that is repeated (0 to 1), for a late report the days.
    ``claims`` are indexes into the claims of the earlier and of this report; None where there is none.
    """

    kind: str
    subject: str
    previous: float | None = None
    value: float | None = None
    unit: str = ""
    claims: tuple[int | None, int | None] = (None, None)

    @property
    def beside_previous(self) -> bool:
        """Whether it says something of two reports, and not of this one alone."""
        return self.kind not in _ALONE


@dataclass(frozen=True, slots=True)
class _Amount:
    index: int
    claim: Claim
    in_table: bool


def year_notes(report: YearlyReport, previous: YearlyReport | None) -> tuple[YearNote, ...]:
    """Everything worth a note, in the order: form, sections, date, repetition, figures.

    ``previous`` is the report of the year before, None where the archive has none. Empty where the year reported on
    is not known.
    """
    year = report.reading.year
    if year is None:
        return ()
    alone = [*_missing_sections(report, year), *_late(report, year)]
    if previous is None or previous.reading.year != year - 1:
        return tuple(alone)
    return (*_form_changed(year), *alone, *_repeated(report, previous), *_figures(report, previous))


@cache
def _rules() -> Mapping[str, Any]:
    rules: Mapping[str, Any] = load_rules("year_notes.yml")
    return rules


def note_label(kind: str) -> tuple[str, str]:
    """The Chinese and the English label of a kind of note."""
    label = _rules()["kinds"][kind]
    return label["zh"], label["en"]


def form_label(key: str) -> tuple[str, str]:
    """What a form is called in Chinese and English."""
    form = next(form for form in _rules()["forms"] if form["key"] == key)
    return form["zh"], form["en"]


def _form(year: int) -> Mapping[str, Any]:
    forms: Sequence[Mapping[str, Any]] = _rules()["forms"]
    return [form for form in forms if form["from"] <= max(year, forms[0]["from"])][-1]


def form_of(year: int) -> str:
    """The key of the form that reports on ``year`` follow."""
    return str(_form(year)["key"])


def _form_changed(year: int) -> Iterator[YearNote]:
    key = form_of(year)
    if key != form_of(year - 1):
        yield YearNote("form_changed", key)


def section_texts(body: Body) -> dict[str, str]:
    """The prose of a report by its outermost headings, in reading order; "" for what stands above the first."""
    texts: dict[str, str] = defaultdict(str)
    for sentence in sentences(body):
        texts[sentence.section[0] if sentence.section else ""] += sentence.text
    return dict(texts)


def _missing_sections(report: YearlyReport, year: int) -> Iterator[YearNote]:
    """Sections of the form that neither a heading nor the text speaks of; none where there are no headings at all.

    A heading without an ordinal is read as text: what the text speaks of may have its section.
    """
    texts = section_texts(report.body)
    headings = {title for claim in report.reading.claims for title in claim.section} | set(texts)
    said = " ".join([*sorted(headings), *texts.values()])
    for section in _form(year)["sections"] if headings - {""} else ():
        if not re.search(section["match"], said):
            yield YearNote("missing_section", section["zh"])


def _late(report: YearlyReport, year: int) -> Iterator[YearNote]:
    name = full_body_name(fold(report.reading.title))
    rule = next((r for r in _rules()["deadlines"] if r["from"] <= year and re.search(r["body"], name)), None)
    if report.published_on is None or rule is None:
        return
    due = date(year + 1, rule["month"], rule["day"])
    if report.published_on > due:
        yield YearNote("late", due.isoformat(), value=float((report.published_on - due).days), unit="天")


def repetition(text: str, earlier: str) -> float:
    """The share (0 to 1) of the Chinese characters of ``text`` that stand in ``earlier`` too, piece by piece."""
    piece = _rules()["repetition"]["piece"]
    said, before = "".join(_CHINESE.findall(text)), "".join(_CHINESE.findall(earlier))
    known = {before[i : i + piece] for i in range(len(before) - piece + 1)}
    covered = reached = 0
    for start in range(len(said) - piece + 1):
        if said[start : start + piece] in known:
            covered += start + piece - max(start, reached)
            reached = start + piece
    return covered / len(said) if said else 0.0


def compared_characters(text: str) -> int:
    """The Chinese characters of a section; 0 where it is so short that it is a formula, and repeats nothing."""
    characters = len(_CHINESE.findall(text))
    return characters if characters >= _rules()["repetition"]["shortest"] else 0


def _repeated(report: YearlyReport, previous: YearlyReport) -> Iterator[YearNote]:
    earlier = "\n".join(section_texts(previous.body).values())
    for title, text in section_texts(report.body).items():
        if compared_characters(text):
            share = repetition(text, earlier)
            if share > _rules()["repetition"]["share"]:
                yield YearNote("repeated", title, value=round(share, 4))


def _amounts(report: YearlyReport) -> dict[tuple[str, str], _Amount]:
    """The first figure of each metric and scope for the whole year, one of the year before a running total.

    Shares and changes are left out.
    """
    cells = {(cell.start, cell.end) for table in report.body.tables for cell in table.cells}
    found: dict[tuple[str, str], _Amount] = {}
    for index, claim in enumerate(report.reading.claims):
        of_vocabulary = not claim.metric.startswith("other:")
        if claim.value is not None and claim.qualifier not in _RATIOS and of_vocabulary and claim.period is None:
            amount = _Amount(index, claim, (claim.start, claim.end) in cells)
            known = found.setdefault((claim.metric, claim.scope or ""), amount)
            if known.claim.qualifier == _CUMULATIVE != claim.qualifier:
                found[claim.metric, claim.scope or ""] = amount
    return found


def _figures(report: YearlyReport, previous: YearlyReport) -> Iterator[YearNote]:
    """Metrics that only one of the reports speaks of, then those that jumped.

    Cells are passed over where the other report has no such table: the form brought them or took them away.
    """
    now, before = _amounts(report), _amounts(previous)
    with_tables = [any(amount.in_table for amount in amounts.values()) for amounts in (before, now)]
    for key, amount in now.items():
        if not _speaks_of(before, key) and (with_tables[0] or not amount.in_table):
            yield _note("appeared", None, amount)
    for key, amount in before.items():
        if not _speaks_of(now, key) and (with_tables[1] or not amount.in_table):
            yield _note("vanished", amount, None)
    for key in [key for key in now if key in before]:
        if _jumped(before[key].claim, now[key].claim):
            yield _note("jumped", before[key], now[key])


def _speaks_of(amounts: Mapping[tuple[str, str], _Amount], key: tuple[str, str]) -> bool:
    """Whether there is this metric, or a part of it: lawsuits before and after a review are lawsuits."""
    metric, scope = key
    return key in amounts or any(of == scope and other.startswith(f"{metric}[") for other, of in amounts)


def _jumped(before: Claim, now: Claim) -> bool:
    if (before.qualifier == _CUMULATIVE) != (now.qualifier == _CUMULATIVE):
        return False
    old, new = before.value or 0.0, now.value or 0.0
    rules: Mapping[str, float] = _rules()["jump"]
    return abs(new - old) >= rules["least"] and max(old, new) >= rules["factor"] * min(old, new)


def _note(kind: str, before: _Amount | None, now: _Amount | None) -> YearNote:
    known = next(amount for amount in (now, before) if amount is not None).claim
    values = [amount.claim.value if amount else None for amount in (before, now)]
    indexes = (before.index if before else None, now.index if now else None)
    return YearNote(kind, known.metric, values[0], values[1], known.unit, indexes)
