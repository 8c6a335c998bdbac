"""Traits: what holds of each document of an excerpt, asked once, so that a measure only has to add up.

Whether a document is dated into the year, still listed or led off the site does not depend on what is counted. Each
condition is a bit of one number per document; a measure's documents are counted by that number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Tally:
    """So many documents, what those of known amount add up to, and how many have none."""

    documents: int = 0
    amount: float = 0.0
    unknown: int = 0


@contextmanager
def traits(db: Database, conditions: Mapping[str, str]) -> Iterator[None]:
    """While the block runs, ``temp.traits`` has for each document (``d`` in the conditions) its traits as bits."""
    bits = {key: 1 << place for place, key in enumerate(conditions)}
    try:
        db.execute("create temp table trait_bits (key text, bit integer)")
        db.conn.executemany("insert into temp.trait_bits values (?, ?)", bits.items())
        db.execute("create temp table traits (document integer primary key, bits integer)")
        db.execute(f"insert into temp.traits select d.id, {_all_bits(conditions, bits)} from documents d order by d.id")
        yield
    finally:
        db.execute("drop table if exists temp.traits")
        db.execute("drop table if exists temp.trait_bits")


def _all_bits(conditions: Mapping[str, str], bits: Mapping[str, int]) -> str:
    # SQLite stops at the first part of a condition that fails only where it branches on it.
    return " + ".join(f"iif({where}, {bits[key]}, 0)" for key, where in conditions.items())


def tallies(db: Database, rows: str) -> dict[str, Tally]:
    """For each trait the documents of ``rows`` that have it.

    ``rows`` is a table or query with ``document``, each once, ``amount`` and ``bits``.
    """
    groups = db.execute(
        f"select bits, count(*), total(amount), sum(amount is null) from {rows} group by bits"
    ).fetchall()
    bits = db.execute("select key, bit from temp.trait_bits").fetchall()
    return {key: _added(group[1:] for group in groups if group[0] & bit) for key, bit in bits}


def having(rows: str, key: str) -> str:
    """A query of those of ``rows`` that have a trait."""
    bit = f"(select bit from temp.trait_bits where key = '{key}')"
    return f"(select document, amount from {rows} where bits & {bit})"


def _added(groups: Iterable[tuple[int, float, int]]) -> Tally:
    documents, amounts, unknown = 0, 0.0, 0
    for group in groups:
        documents, amounts, unknown = documents + group[0], amounts + group[1], unknown + group[2]
    return Tally(documents, amounts, unknown)
