"""A stored finding computed again on the data as they are served now: whether the number still comes out.

What runs is the SQL that is stored for a finding or sub-total, by its id, and no word of a visitor's. An identity has
none: its numbers are read again, from its claims and from the cells of the report's tables.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from archive.decision_store import DECISION_OF_CLAIM, corrected
from archive.findings import channel_words
from archive.labels import Label
from archive.measures import templates
from archive.publish.plugin import labels
from archive.publish.plugin.identities import equation
from archive.publish.plugin.identity_places import cells_by_place, places_of
from archive.publish.plugin.identity_sides import Sides, on_another_page, same, sides_of
from archive.publish.plugin.rows import DATABASE, EvidenceLinks, Row, evidence, first, number, rows
from archive.read_anew import on_its_page
from archive.relations import relation_of
from archive.subtotals import CHANNEL, MERGED, subtotal_label

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

AGREES, DIFFERS, INTERRUPTED, FAILED, NOTHING = "agrees", "differs", "interrupted", "failed", "nothing"
_FINDING = f"""
select f.id, f.report, f.claim, f.identity, f.as_of, f.as_of_date, f.measure, f.reported, f.observed, f.verdict, f.sql,
    f.current, c.number, c.quote, {corrected("unit")} as unit, r.title, r.year, r.document
from findings f join reports r on r.id = f.report left join claims c on c.id = f.claim {DECISION_OF_CLAIM}
where f.id = ?
"""
_SUBTOTAL = """
select s.key, s.subject, s.documents, s.amount, s.sql, n.title_zh, n.title_en
from subtotals s join findings f on f.id = s.finding join reports r on r.id = f.report
left join channels n on n.portal = r.portal and n.key = s.subject where s.finding = ? and s.number = ?
"""
_IDENTITY = """
select i.*, t."text", t.layout from identities i join reports r on r.id = i.report
left join document_texts t on t.version = r.version where i.id = ?
"""
_CLAIMS = "select number, quote, value from claims where report = ?"


@dataclass(frozen=True, slots=True)
class Rerun:
    """A finding or sub-total computed again.

    ``stored`` and ``now`` are the numbers as they were and are; None where there is none. ``state`` is ``agrees``,
    ``differs``, ``interrupted`` (it took longer than any query may), ``failed`` or ``nothing`` (there is no SQL).
    ``part`` says of which sub-total, or what an identity asks; ``sides`` and ``equation`` are of an
    identity.
    """

    row: Row
    part: Label | None
    state: str
    label: Label
    verdict: Label
    stored: float | None
    now: float | None
    sql: str
    links: EvidenceLinks | None
    back: str
    address: str
    sides: Sides | None = None
    equation: str = ""


async def rerun(datasette: Datasette, finding: str, part: int | None, address: str) -> Rerun | None:
    """What is stored under ``finding``, or its sub-total ``part``, computed now; None where there is no such thing.

    ``address`` is that of the page.
    """
    row = await first(datasette, _FINDING, [finding])
    if row is None or (part is not None and row["identity"]):
        return None
    if row["identity"]:
        return await _identity(datasette, row, address)
    found = _of_claim(datasette, row, address)
    if part is None:
        return await _run(datasette, found, _amount_column(row["measure"]))
    subtotal = await first(datasette, _SUBTOTAL, [finding, part])
    if subtotal is None:
        return None
    of_part = replace(found, part=_part_label(subtotal), stored=subtotal["amount"], sql=subtotal["sql"] or "")
    column = "" if subtotal["key"] == MERGED else _amount_column(row["measure"])
    return await _run(datasette, of_part, column)


def _of_claim(datasette: Datasette, row: Row, address: str) -> Rerun:
    return Rerun(
        row={key: value for key, value in row.items() if key != "sql"},
        part=None,
        state=NOTHING,
        label=labels.word("rerun", NOTHING),
        verdict=labels.label_of(row["verdict"] or ""),
        stored=row["observed"],
        now=None,
        sql=row["sql"] or "",
        links=None,
        back=_back(datasette, row["report"], f"claim-{row['number']}"),
        address=address,
    )


def _back(datasette: Datasette, report: str, anchor: str) -> str:
    """Where a finding, or a number of it, stands."""
    return str(datasette.urls.path(f"/report/{on_its_page(report, anchor)}"))


def _part_label(subtotal: Row) -> Label:
    if subtotal["key"] == CHANNEL:
        return channel_words(subtotal["subject"], subtotal["title_zh"], subtotal["title_en"])
    return subtotal_label(subtotal["key"])


def _amount_column(measure: str | None) -> str:
    """The column whose sum is the number of a measure; empty where it is the count of its rows."""
    template = templates().get(measure or "")
    return "" if template is None or template.amount == "rows" else template.amount


async def _run(datasette: Datasette, found: Rerun, column: str) -> Rerun:
    """The number that the SQL gives now, within the time that any query has."""
    from datasette.database import QueryInterrupted  # which imports this module

    if not found.sql:
        return found
    found = replace(found, links=evidence(datasette, found.sql))
    amount = f'total("{column}")' if column else "count(*)"
    try:
        result = await datasette.get_database(DATABASE).execute(f"select {amount} from (\n{found.sql}\n)")
    except QueryInterrupted:
        return _judged(found, INTERRUPTED)
    except sqlite3.Error:  # of an archive that this version's tables do not fit, say
        return _judged(found, FAILED)
    now = float(result.rows[0][0] or 0)
    return _judged(replace(found, now=now), AGREES if same(found.stored, now) else DIFFERS)


def _judged(found: Rerun, state: str) -> Rerun:
    return replace(found, state=state, label=labels.word("rerun", state))


async def _identity(datasette: Datasette, row: Row, address: str) -> Rerun | None:
    identity = await first(datasette, _IDENTITY, [row["identity"]])
    if identity is None:
        return None
    claims = {claim["number"]: claim for claim in await rows(datasette, _CLAIMS, [row["report"]])}
    cells = cells_by_place(identity["text"] or "", identity["layout"] or "")
    places = places_of(datasette, identity, row["year"], claims, cells)
    sides = sides_of(identity, places)
    found = replace(
        _of_claim(datasette, row, address),
        back=_back(datasette, row["report"], f"identity-{identity['number']}"),
        part=relation_of(identity["relation"] or "").label,
        stored=identity["sum"],
        sides=on_another_page(sides, partial(_back, datasette, row["report"])),
    )
    return _recomputed(found, identity, sides)


def _recomputed(found: Rerun, identity: Row, sides: Sides) -> Rerun:
    """Both sides from the numbers as they are read now; of a number whose place is not known, as it was stored."""
    computed = _left_side(identity, sides.parts_now)
    told = " + ".join(number(part) for part in sides.parts_now)
    agrees = same(identity["sum"], computed) and not sides.strangers
    found = replace(found, now=computed, equation=equation(identity, computed, sides.total_now, told))
    return _judged(found, AGREES if agrees else DIFFERS)


def _left_side(identity: Row, parts: Sequence[float]) -> float:
    """What the parts of an identity make: their sum, or of a share or a change what its two numbers give."""
    key, stored = relation_of(identity["relation"] or "").key, identity["sum"] or 0.0
    if key not in ("share", "growth") or len(parts) != 2:
        return sum(parts) if parts else stored
    part, whole = parts
    if not whole:
        return stored
    ways = [100 * part / whole] if key == "share" else [100 * (part - whole) / whole, part - whole]
    return next((stored for way in ways if abs(way - stored) <= 0.5 * 10.0 ** -_decimals(stored) + 1e-9), ways[0])


def _decimals(amount: float) -> int:
    """Digits behind the point as they are printed."""
    return len(number(amount).partition(".")[2])


def rerun_json(found: Rerun) -> dict[str, Any]:
    """The JSON twin of the page."""
    return asdict(found) | {"agrees": {AGREES: True, DIFFERS: False}.get(found.state)}
