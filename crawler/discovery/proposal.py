"""What discovery proposes: frozen, in the words of the portal file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProposedColumn:
    """A column whose list was read. ``url`` is empty where its title finds it; counts are of its first page.

    ``site_url`` is where it stands, ``unsure`` what a person should look at.
    """

    key: str
    title: str
    site_url: str
    url: str = ""
    parent: str = ""
    alternatives: tuple[str, ...] = ()
    evidences: tuple[str, ...] = ()
    reports: bool = False
    family: str = "generic"
    paging: str = "none"  # links, call, script, none
    entries_seen: int = 0
    entries_stated: int | None = None
    pages_stated: int | None = None
    unsure: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotProposed:
    """A page that was looked at, or would have been, and is no column as far as could be seen."""

    title: str
    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A portal file to be: the site, its columns, and what discovery is unsure of."""

    portal: str
    title: str
    authority: str
    site_id: str
    base: str
    hosts: tuple[str, ...]
    tls: str
    columns: tuple[ProposedColumn, ...]
    not_columns: tuple[NotProposed, ...]
    not_looked_at: tuple[NotProposed, ...]
    requests: int
    unsure: tuple[str, ...]
