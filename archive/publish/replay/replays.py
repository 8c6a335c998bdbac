"""A replay as public.db keeps it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import NamedTuple

_LEVEL = 6


class Replay(NamedTuple):
    """A row of ``replays``; ``rules``, ``pictures`` and ``sheets`` are JSON.

    ``page`` is JSON packed by zlib (RFC 1950): ``html``, ``styles`` and ``links`` as
    :class:`archive.publish.replay.cleaning.Cleaned` has them.
    ``state`` is ``shown``, or why there is nothing to show: ``unreadable``, ``page_characters``, ``page_tags``, …
    """

    capture: str
    document: str
    key: str
    url: str
    entity_digest: str
    state: str
    scan: int
    masked: int
    rules: str
    pictures: str
    sheets: str
    page: bytes


def packed(page: Mapping[str, object]) -> bytes:
    """The JSON of a page as it is kept."""
    return zlib.compress(json.dumps(page, ensure_ascii=False).encode("utf-8", "replace"), _LEVEL)
