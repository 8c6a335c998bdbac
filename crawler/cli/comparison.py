"""How the comparison of two reports is shown: as a table, as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.table import Column, Table
from rich.text import Text

from archive.metrics import metric_of
from archive.records import Claim
from archive.reports.comparison import DIFFERS, ONLY_FIRST, ONLY_SECOND, SAME, Compared, Comparison
from crawler.cli.output import clean, number

_SHOWN = {DIFFERS: "differs 不同", ONLY_FIRST: "only in the first 仅前者", ONLY_SECOND: "only in the second 仅后者"}


def comparison_table(first: str, second: str, comparison: Comparison) -> Table:
    """What is not the same, with both quotes."""
    table = Table("result", "metric 指标", Column(clean(first)), Column(clean(second)))
    for result in (DIFFERS, ONLY_FIRST, ONLY_SECOND):
        for compared in comparison.of(result):
            claim = compared.first or compared.second
            metric = metric_of(claim.metric).zh if claim else ""
            table.add_row(_SHOWN[result], clean(metric), _said(compared.first), _said(compared.second))
    return table


def _said(claim: Claim | None) -> Text:
    if claim is None:
        return Text("—")
    amount = f"{number(claim.value)} {claim.unit}".strip()
    scope = f" ({claim.scope})" if claim.scope else ""
    return clean(f"{claim.quote}\n{amount} {claim.qualifier}{scope}")


def comparison_object(first: str, second: str, comparison: Comparison) -> dict[str, Any]:
    """Everything of a comparison; what is the same is counted, what is not is listed with both claims."""
    rest = {result: [_object(each) for each in comparison.of(result)] for result in (DIFFERS, ONLY_FIRST, ONLY_SECOND)}
    return {"first": first, "second": second, SAME: comparison.count(SAME), **rest}


def _object(compared: Compared) -> dict[str, Any]:
    return {
        "first": asdict(compared.first) if compared.first else None,
        "second": asdict(compared.second) if compared.second else None,
    }
