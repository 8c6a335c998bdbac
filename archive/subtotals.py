"""Sub-totals of a finding: what its number is made of and what stands beside it, each with the SQL of its rows.

The kinds are data (``subtotals.yml``): conditions on the documents of a population. What is zero is not kept, but for
the numbers of channels, of which a missing one matters most.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.labels import Label
from archive.measures import inline
from archive.own_yaml import own_yaml
from archive.traits import Tally

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
    population: str
    where: str
    of_names: bool
    left_out: bool
    together: str  # the column whose equal values it is about; empty where it is about each document alone

    @property
    def counted(self) -> bool:
        """Whether the documents are part of the finding's number."""
        return self.population == COUNTED


@cache
def _data() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    data: dict[str, dict[str, dict[str, Any]]] = own_yaml(_FILE.read_text(encoding="utf-8"))
    return data


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds, in the order in which they are shown."""
    return tuple(_kind(key, entry) for key, entry in _data()["subtotals"].items())


def _kind(key: str, entry: Mapping[str, Any]) -> Kind:
    return Kind(
        key=key,
        population=entry["of"],
        where=entry["where"],
        of_names=bool(entry.get("names")),
        left_out=bool(entry.get("left_out")),
        together=entry.get("together") or "",
    )


def subtotal_label(key: str) -> Label:
    """The words for a sub-total; the key itself where it is unknown."""
    entry = _data()["subtotals"].get(key) or _data()["parts"].get(key) or {}
    return Label(entry.get("zh", key), entry.get("en", key))


def conditions(values: Mapping[str, str], *, names: bool = False) -> dict[Kind, str]:
    """All kinds, or those asked of names, with the values given written into their conditions."""
    return {kind: inline(kind.where, values) for kind in kinds() if kind.of_names or not names}


def alone(kind: Kind, where: str) -> str:
    """A condition that each document fulfils or not: that of the kind; of one about several, whether it may be met."""
    if not kind.together:
        return where
    column = kind.together
    return f"d.{column} in (select {column} from documents group by {column} having count(*) > 1)"


def ask(db: Database, where: str, rows: str) -> Tally:
    """The documents of ``rows`` that fulfil a condition; ``rows`` has ``document``, each once, and ``amount``."""
    found = db.execute(
        f"with counted as materialized (select document, amount from {rows}) select count(*), total(x.amount) "
        f"from counted x join documents d on d.id = x.document where {where}"
    ).fetchone()
    return Tally(found[0], found[1])


def subtotals(found: Mapping[Kind, Tally], asked: Mapping[Kind, str], texts: Mapping[str, str]) -> Iterator[Subtotal]:
    """The sub-totals that are not zero; ``texts`` has the SQL of each population as a reader runs it."""
    for kind, tally in found.items():
        if tally.documents:
            sql = rows_sql(texts[kind.population], asked[kind])
            yield Subtotal(kind.key, tally.documents, tally.amount, kind.counted, sql)


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
