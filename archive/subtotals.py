"""Sub-totals of a finding: what its number is made of and what stands beside it, each with the SQL of its rows.

The kinds are data (``subtotals.yml``): conditions on the documents of a population. What is zero is not kept, but for
the numbers of channels, of which a missing one matters most.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
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
    together: str  # the column whose equal values it is about; empty where it is about each document alone

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
            together=entry.get("together", ""),
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


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of documents: the kinds, with all values written into their conditions.

    ``judged``: the temporary table ``traits`` holds what the conditions say of each document.
    """

    conditions: Mapping[Kind, str]
    judged: bool = False

    def of(self, population: str) -> Mapping[Kind, str]:
        """The conditions on the documents of one population."""
        return {kind: where for kind, where in self.conditions.items() if kind.population == population}


def asked(values: Mapping[str, str], *, names: bool = False) -> Asked:
    """All kinds, or those asked of names. Raises KeyError where a condition names no value given."""
    return Asked({kind: inline(kind.where, values) for kind in kinds() if kind.of_names or not names})


@contextmanager
def judged(db: Database, kinds_asked: Asked) -> Iterator[Asked]:
    """While the block runs, the table ``traits`` says of each document which conditions it fulfils.

    A document fulfils them whatever is counted: they are asked once, not for each measure. Of a condition that
    depends on other documents, it says which documents can fulfil it.
    """
    fields = ", ".join(f'({_alone(kind, where)}) as "{kind.key}"' for kind, where in kinds_asked.conditions.items())
    try:
        db.execute(f"create temp table traits as select d.id as document, {fields} from documents d")
        db.execute("create unique index temp.traits_documents on traits (document)")
        yield replace(kinds_asked, judged=True)
    finally:
        db.execute("drop table if exists temp.traits")


def _alone(kind: Kind, where: str) -> str:
    """The condition of a kind, or of all documents that may fulfil one which depends on others."""
    if not kind.together:
        return where
    column = kind.together
    return f"d.{column} in (select {column} from documents group by {column} having count(*) > 1)"


def ask(db: Database, conditions: Asked, population: str, sql: str, rows: str, amount: str) -> Iterator[Subtotal]:
    """The sub-totals of one population that are not zero.

    ``sql`` returns its rows as a reader runs it; ``rows`` is a table or query of the same, with ``document`` and,
    unless ``amount`` is ``rows``, the column of that name.
    """
    wanted = conditions.of(population)
    distinct = f"select distinct document, {'1' if amount == 'rows' else amount} as amount from {rows}"
    apart = [kind for kind in wanted if kind.together or not conditions.judged]
    found = _by_traits(db, [kind for kind in wanted if kind not in apart], distinct)
    found |= {kind: _by_condition(db, kind, wanted[kind], distinct, judged=conditions.judged) for kind in apart}
    for kind, where in wanted.items():
        documents, total = found[kind]
        if documents:
            yield Subtotal(kind.key, documents, total, kind.counted, rows_sql(sql, where))


def _by_traits(db: Database, wanted: Sequence[Kind], distinct: str) -> dict[Kind, tuple[int, float]]:
    """For each kind its documents and their amount, in one pass over what was said of each document."""
    if not wanted:
        return {}
    fields = ", ".join(f'sum(t."{kind.key}"), total(x.amount * (t."{kind.key}" is 1))' for kind in wanted)
    numbers = db.execute(
        f"select {fields} from ({distinct}) x join temp.traits t on t.document = x.document"
    ).fetchone()
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return {kind: (int(documents or 0), float(total)) for kind, (documents, total) in zip(wanted, pairs, strict=True)}


def _by_condition(db: Database, kind: Kind, where: str, distinct: str, *, judged: bool) -> tuple[int, float]:
    """Documents that fulfil a condition, and their amount; only those are asked that may."""
    may = f' join temp.traits t on t.document = x.document and t."{kind.key}"' if judged else ""
    numbers = db.execute(
        f"with counted as materialized (select x.* from ({distinct}) x{may}) "
        f"select count(*), total(x.amount) from counted x join documents d on d.id = x.document where {where}"
    ).fetchone()
    return int(numbers[0]), float(numbers[1])


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
