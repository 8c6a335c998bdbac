"""The checklist page: what the law asks an authority to publish and what its own guide names, beside the archive."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.checklist import noted
from archive.duties import state_group, state_keys, state_label
from archive.guides.sources import source_label
from archive.labels import Label
from archive.publish.plugin.rows import EvidenceLinks, Row, evidence, first, json_list, portal_row, rows, table_links

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

_ENTRIES = """
select k.*, d.title as newest_title, w.closed_at
from checklist k left join documents d on d.id = k.newest left join crawls w on w.id = k.as_of
where k.portal = ? and k.current = 1 order by k.number
"""
#: A snapshot of an older format has no such table.
_HAS_PROMISES = "select 1 from sqlite_master where type = 'table' and name = 'promises'"
_PROMISED = """
select p.*, d.title as newest_title, s.title as source_title, s.published_on as source_on
from promises p left join documents d on d.id = p.newest left join documents s on s.id = p.document
where p.portal = ? and p.current = 1 order by p.number
"""


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty as the page shows it; ``links`` lead to its documents, None where there is none."""

    row: Row
    title: Label
    state: Label
    group: str
    columns: tuple[str, ...]
    notes: tuple[Label, ...]
    links: EvidenceLinks | None


@dataclass(frozen=True, slots=True)
class Promised:
    """What the guide or catalogue names, as the page shows it; ``links`` as those of a duty."""

    row: Row
    source: Label
    state: Label
    group: str
    columns: tuple[str, ...]
    notes: tuple[Label, ...]
    links: EvidenceLinks | None


@dataclass(frozen=True, slots=True)
class Tallied:
    """How many duties or promises are in a state."""

    state: Label
    group: str
    count: int


@dataclass(frozen=True, slots=True)
class ChecklistView:
    """A portal's checklist as of its newest accepted crawl; without one there are no duties.

    ``promises`` is empty, too, where the archive has no guide or catalogue that names anything.
    """

    portal: Row
    as_of: str
    closed_at: str
    tally: tuple[Tallied, ...]
    duties: tuple[Duty, ...]
    links: EvidenceLinks
    promises: tuple[Promised, ...]
    promise_tally: tuple[Tallied, ...]
    promise_links: EvidenceLinks


async def checklist_view(datasette: Datasette, portal: str) -> ChecklistView | None:
    """The checklist of a portal, or None where there is no such portal."""
    row = await portal_row(datasette, portal)
    if row is None:
        return None
    found = await rows(datasette, _ENTRIES, [portal])
    promised = await rows(datasette, _PROMISED, [portal]) if await first(datasette, _HAS_PROMISES, []) else []
    return ChecklistView(
        portal=row,
        as_of=found[0]["as_of"] if found else "",
        closed_at=(found[0]["closed_at"] or "") if found else "",
        tally=_tally(Counter(entry["state"] for entry in found)),
        duties=tuple(_duty(datasette, entry) for entry in found),
        links=table_links(datasette, "checklist", {"portal": portal, "current": "1"}),
        promises=tuple(_promised(datasette, entry) for entry in promised),
        promise_tally=_tally(Counter(entry["state"] for entry in promised)),
        promise_links=table_links(datasette, "promises", {"portal": portal, "current": "1"}),
    )


def _tally(counted: Counter[str]) -> tuple[Tallied, ...]:
    return tuple(Tallied(state_label(key), state_group(key), counted[key]) for key in state_keys() if counted[key])


def _duty(datasette: Datasette, row: Row) -> Duty:
    return Duty(
        row=row,
        title=Label(row["title_zh"], row["title_en"]),
        state=state_label(row["state"]),
        group=state_group(row["state"]),
        columns=tuple(str(title) for title in json_list(row["columns"])),
        notes=tuple(noted(note) for note in json_list(row["note"])),
        links=evidence(datasette, row["sql"]) if row["documents"] else None,
    )


def _promised(datasette: Datasette, row: Row) -> Promised:
    return Promised(
        row=row,
        source=source_label(row["source"]),
        state=state_label(row["state"]),
        group=state_group(row["state"]),
        columns=tuple(str(title) for title in json_list(row["columns"])),
        notes=tuple(noted(note) for note in json_list(row["note"])),
        links=evidence(datasette, row["sql"]) if row["documents"] and row["sql"] else None,
    )
