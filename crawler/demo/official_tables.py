"""Tables 2, 3 and 4 of a yearly report in the 2019 form (国办公开办函〔2019〕60号) as HTML."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from crawler.demo.own_yaml import own_yaml
from crawler.demo.truth.model import ReportTruth

#: Columns of the form's second table: the label and at most three values.
_WIDTH = 4
#: Rows of 三、本年度办理结果: everything between the carried-in and the carried-out requests.
_OUTCOMES = 20


@cache
def _form(table: str) -> Any:
    return own_yaml((files("crawler.demo") / "forms.yml").read_text(encoding="utf-8"))[table]


def official_table(report: ReportTruth, name: str) -> str:
    """The HTML of ``table_2``, ``table_3`` or ``table_4`` with the report's values; KeyError for another name."""
    rows = {"table_2": _table_2, "table_3": _table_3, "table_4": _table_4}[name](report)
    return '<table border="1" cellspacing="0" width="100%">\n' + "\n".join(rows) + "\n</table>"


def _cell(text: object, rowspan: int = 1, colspan: int = 1) -> str:
    spans = (f' rowspan="{rowspan}"' if rowspan > 1 else "") + (f' colspan="{colspan}"' if colspan > 1 else "")
    return f"<td{spans}>{escape(str(text))}</td>"


def _row(*cells: str) -> str:
    return "<tr>" + "".join(cells) + "</tr>"


def _stretched(cells: list[str]) -> list[str]:
    # The last cell of a short row reaches to the table's edge, as in the form.
    *first, last = cells
    return [*map(_cell, first), _cell(last, colspan=_WIDTH - len(first))]


def _table_2(report: ReportTruth) -> Iterator[str]:
    values = {row: dict(cells) for row, cells in report.table_2}
    for block in _form("table_2"):
        yield _row(_cell(block["block"], colspan=_WIDTH))
        yield _row(*_stretched(["信息内容", *block["keys"].values()]))
        for row in block["rows"]:
            yield _row(*_stretched([row, *(values[row][key] for key in block["keys"])]))


def _table_3(report: ReportTruth) -> Iterator[str]:
    form = _form("table_3")
    natural, *legal, total = form["head"]
    yield _row(_cell(form["note"], rowspan=3, colspan=3), _cell("申请人情况", colspan=7))
    yield _row(_cell(natural, rowspan=2), _cell("法人或其他组织", colspan=len(legal)), _cell(total, rowspan=2))
    yield _row(*map(_cell, legal))
    section_left = 0
    for key, values in report.table_3:
        entry = form["rows"][key]
        section_left = max(section_left - 1, 0) or entry.get("span", 0)
        yield _row(*_labels(key, entry, section_left > 0), *map(_cell, values))


def _labels(key: str, entry: dict[str, Any], in_section: bool) -> list[str]:
    if entry.get("whole"):
        return [_cell(entry["label"], colspan=3)]
    outcomes = [_cell("三、本年度办理结果", rowspan=_OUTCOMES)] if key == "granted" else []
    if "section" in entry:
        return [*outcomes, _cell(entry["section"], rowspan=entry["span"]), _cell(entry["label"])]
    return [*outcomes, _cell(entry["label"], colspan=1 if in_section else 2)]


def _table_4(report: ReportTruth) -> Iterator[str]:
    head = _form("table_4")["head"]
    blocks = dict(report.table_4)
    width = len(head)
    yield _row(_cell("行政复议", colspan=width), _cell("行政诉讼", colspan=2 * width))
    review = [_cell(label, rowspan=2) for label in head]
    yield _row(*review, _cell("未经复议直接起诉", colspan=width), _cell("复议后起诉", colspan=width))
    yield _row(*map(_cell, head * 2))
    yield _row(*(_cell(value) for block in ("review", "direct", "post_review") for value in blocks[block]))
