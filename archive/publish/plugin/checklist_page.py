"""The checklist page: what the law asks an authority to publish, and what the archive shows of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.checklist import noted
from archive.duties import state_group, state_keys, state_label
from archive.labels import Label
from archive.publish.plugin.rows import EvidenceLinks, Row, evidence, first, json_list, rows, table_links

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

_PORTAL = "select id, title_zh, title_en from portals where id = ?"
_ENTRIES = """
select k.*, d.title as newest_title, w.closed_at
from checklist k left join documents d on d.id = k.newest left join crawls w on w.id = k.as_of
where k.portal = ? and k.current = 1 order by k.number
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
class Tallied:
    """How many duties are in a state."""

    state: Label
    group: str
    count: int


@dataclass(frozen=True, slots=True)
class ChecklistView:
    """A portal's checklist as of its newest accepted crawl; without one there are no duties."""

    portal: Row
    as_of: str
    closed_at: str
    tally: tuple[Tallied, ...]
    duties: tuple[Duty, ...]
    links: EvidenceLinks


async def checklist_view(datasette: Datasette, portal: str) -> ChecklistView | None:
    """The checklist of a portal, or None where there is no such portal."""
    row = await first(datasette, _PORTAL, [portal])
    if row is None:
        return None
    found = await rows(datasette, _ENTRIES, [portal])
    return ChecklistView(
        portal=row,
        as_of=found[0]["as_of"] if found else "",
        closed_at=(found[0]["closed_at"] or "") if found else "",
        tally=_tally(Counter(entry["state"] for entry in found)),
        duties=tuple(_duty(datasette, entry) for entry in found),
        links=table_links(datasette, "checklist", {"portal": portal, "current": "1"}),
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
