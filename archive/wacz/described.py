"""What the descriptor of a WACZ says of the files in it, and what they are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from archive.manifest import decode
from archive.wacz import DATAPACKAGE
from archive.wacz.opened import NoWaczError, OpenedWacz


def read_descriptor(wacz: OpenedWacz) -> dict[str, Any]:
    """``datapackage.json``, which lists resources. Raises NoWaczError, OSError."""
    said = decode(wacz.content(DATAPACKAGE))
    if said is None:
        raise NoWaczError(f"{DATAPACKAGE}: is no JSON object")
    resources = said.get("resources")
    if not isinstance(resources, list) or not all(isinstance(each, dict) for each in resources):
        raise NoWaczError(f"{DATAPACKAGE}: it lists no resources")
    return said


def listed(descriptor: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The resources that a descriptor lists, by their paths."""
    return {str(each.get("path")): each for each in descriptor["resources"]}


def digest_of(wacz: OpenedWacz, name: str, take: Callable[[bytes], object] = len) -> str:
    """``sha256:`` and the digest of a member in hex; ``take`` gets its bytes. Raises NoWaczError, OSError."""
    digest = hashlib.sha256()
    for piece in wacz.pieces(name):
        digest.update(piece)
        take(piece)
    return f"sha256:{digest.hexdigest()}"
