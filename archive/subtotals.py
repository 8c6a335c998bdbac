"""Sub-totals of a finding: what its number is made of and what stands beside it, each with the SQL of its rows.

The kinds are data (``subtotals.yml``): conditions on the documents of a population. What is zero is not kept, but for
the numbers of channels, of which a missing one matters most.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlite_utils import Database

from archive.labels import Label
from archive.measures import inline

_FILE = Path(__file__).with_name("subtotals.yml")
COUNTED = "counted"
CHANNEL, MERGED = "channel", "merged"


@dataclass(frozen=True, slots=True)
class Subtotal:
    """So many documents, and their amount in the claim's unit; None of both where a channel was not observed.

    ``counted`` says whether they are part of the finding's number. ``subject`` is the channel of a channel's number.
    """

    key: str
    documents: int | None
    amount: float | None
    counted: bool
    sql: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A condition on the documents of a population: ``counted``, ``candidates`` or ``printed``."""

    key: str
    label: Label
    population: str
    where: str
    of_names: bool
    left_out: bool

    @property
    def counted(self) -> bool:
        """Whether the documents are part of the finding's number."""
        return self.population == COUNTED


@cache
def _data() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    data: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return data


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds, in the order in which they are shown."""
    return tuple(
        Kind(
            key=key,
            label=Label(entry["zh"], entry["en"]),
            population=entry["of"],
            where=entry["where"],
            of_names=entry.get("names", False),
            left_out=entry.get("left_out", False),
        )
        for key, entry in _data()["subtotals"].items()
    )


def subtotal_label(key: str) -> Label:
    """The words for a sub-total; the key itself where it is unknown."""
    entry = _data()["subtotals"].get(key) or _data()["parts"].get(key) or {}
    return Label(entry.get("zh", key), entry.get("en", key))


def subtotal_order() -> tuple[str, ...]:
    """All keys in the order in which they are shown: channels first, then what was merged."""
    return (*_data()["parts"], *_data()["subtotals"])


def ask(
    db: Database, asked: Iterable[Kind], sql: str, rows: str, amount: str, values: Mapping[str, str]
) -> Iterator[Subtotal]:
    """The sub-totals of one population that are not zero.

    ``sql`` returns its rows as a reader runs it; ``rows`` is a table or query of the same, with ``document`` and,
    unless ``amount`` is ``rows``, the column of that name. Raises KeyError where a condition names no value given.
    """
    conditions = {kind: inline(kind.where, values) for kind in asked}
    if not conditions:
        return
    for kind, (documents, total) in zip(conditions, _numbers(db, conditions.values(), rows, amount), strict=True):
        if documents:
            yield Subtotal(kind.key, documents, total, kind.counted, rows_sql(sql, conditions[kind]))


def _numbers(db: Database, conditions: Iterable[str], rows: str, amount: str) -> Iterator[tuple[int, float]]:
    """For each condition its documents and their amount, in one pass."""
    column = "1" if amount == "rows" else amount
    fields = ", ".join(f"sum({where}), total(iif({where}, x.amount, 0))" for where in conditions)
    found = db.execute(
        f"select {fields} from (select distinct document, {column} as amount from {rows}) x "
        "join documents d on d.id = x.document"
    ).fetchone()
    for place in range(0, len(found), 2):
        yield int(found[place] or 0), float(found[place + 1])


def rows_sql(sql: str, where: str) -> str:
    """The SQL that returns the rows of ``sql`` whose documents fulfil a condition; it runs in Datasette as it is."""
    return (
        f"with counted as (\n{sql}\n)\nselect counted.* from counted\n"
        f"join documents d on d.id = counted.document\nwhere {where}"
    )


def merged_sql(all_rows: str, sql: str) -> str:
    """The SQL of the rows in ``all_rows`` that ``sql`` holds only as the same title of another channel."""
    return (
        f"select m.* from (\n{all_rows}\n) m\nwhere (m.document, m.channel) not in (\n"
        f"select document, substr(channels || ' ', 1, instr(channels || ' ', ' ') - 1) from (\n{sql}\n))"
    )
