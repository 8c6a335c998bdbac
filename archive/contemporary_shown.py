"""Contemporary evidence as it is shown beside a finding, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from archive.labels import Label, RenderedNote, render_notes, verdict_label

#: The contemporary evidence of a report's current findings, or of one finding: those of the earliest time first.
_SQL = """
select k.*, w.web_archive, w.past_at from contemporary k join findings f on f.id = k.finding
join crawls w on w.id = k.crawl where {which} order by k.finding, w.past_at, k.crawl
"""
CONTEMPORARY = _SQL.format(which="f.report = ? and f.current = 1")
CONTEMPORARY_OF_ONE = _SQL.format(which="f.id = ?")


@dataclass(frozen=True, slots=True)
class ContemporaryShown:
    """What one crawl from a web archive says of a finding. Instants are UTC; ``sentence`` says all of it in words."""

    crawl: str
    web_archive: str
    at: str
    observed: float
    before_report: int | None
    first_at: str | None
    last_at: str | None
    missing: int
    verdict: str
    verdict_label: Label
    sentence: Label
    notes: tuple[RenderedNote, ...]
    sql: str


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    words: Mapping[str, Mapping[str, str]] = yaml.safe_load(
        Path(__file__).with_name("contemporary.yml").read_text(encoding="utf-8")
    )
    return words


def shown_contemporary(rows: Iterable[Mapping[str, Any]]) -> dict[str, tuple[ContemporaryShown, ...]]:
    """For each finding what web archives say of it; ``rows`` as ``CONTEMPORARY`` gives them."""
    shown: dict[str, tuple[ContemporaryShown, ...]] = {}
    for row in rows:
        shown[row["finding"]] = (*shown.get(row["finding"], ()), _shown(row))
    return shown


def _shown(row: Mapping[str, Any]) -> ContemporaryShown:
    label = verdict_label(row["verdict"])
    return ContemporaryShown(
        crawl=row["crawl"],
        web_archive=row["web_archive"] or "",
        at=row["past_at"] or "",
        observed=row["observed"],
        before_report=row["before_report"],
        first_at=row["first_at"],
        last_at=row["last_at"],
        missing=row["missing"],
        verdict=row["verdict"],
        verdict_label=label,
        sentence=Label("；".join(_said(row, label, "zh")) + "。", "; ".join(_said(row, label, "en")) + "."),
        notes=render_notes(row["note"]),
        sql=row["sql"],
    )


def _said(row: Mapping[str, Any], label: Label, language: str) -> Iterator[str]:
    values = {
        "archive": row["web_archive"],
        "at": _day(row["past_at"]),
        "observed": f"{row['observed']:g}",
        "first": _day(row["first_at"]),
        "last": _day(row["last_at"]),
        "before": row["before_report"],
        "missing": row["missing"],
        "verdict": getattr(label, language),
    }
    keys = ["found" if row["observed"] else "nothing"]
    keys += ["before"] if row["observed"] and row["before_report"] is not None else []
    keys += ["missing" if row["missing"] else "whole", "verdict"]
    for key in keys:
        yield _words()[key][language].format(**values)


def _day(instant: object) -> str:
    return str(instant or "")[:10]
