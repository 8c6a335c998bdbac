"""Portals that share a host: one politeness for both, so that they are crawled one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from crawler.errors import PortalFileError, UnknownPortalError
from crawler.portal import find_portal
from crawler.urls import is_loopback


def host_groups(names: Sequence[str], hosts: Mapping[str, str]) -> list[list[str]]:
    """The portals (names or files) by the hosts that they are asked at, each group and all groups in the given order.

    Where a portal is asked at ``hosts:``, its base is a name and no address. ``hosts`` gives further addresses by
    portal. A portal whose file cannot be read shares nothing: it is asked nowhere.
    """
    groups: list[tuple[set[str], list[str]]] = []
    for name in names:
        own, members = _hosts(name, hosts), [name]
        for group in [group for group in groups if group[0] & own]:
            groups.remove(group)
            own, members = own | group[0], [*group[1], *members]
        groups.append((own, members))
    order = {name: place for place, name in enumerate(names)}
    found = [sorted(members, key=order.__getitem__) for _, members in groups]
    return sorted(found, key=lambda members: order[members[0]])


def _hosts(name: str, hosts: Mapping[str, str]) -> set[str]:
    try:
        portal = find_portal(name)
    except (PortalFileError, UnknownPortalError):
        return set()
    given = (hosts.get(name), hosts.get(Path(name).stem), *portal.hosts)
    return {_host(address) for address in given if address} or {_host(portal.base)} - {""}


def _host(address: str) -> str:
    """Ports of loopback are servers of their own; those of a host in the world are one host's."""
    parts = urlsplit(address)
    return parts.netloc.lower() if is_loopback(address) else (parts.hostname or "").lower()
