"""Answers that are kept as they came and not read. What is said of them live, a rebuild says again."""

from __future__ import annotations

from archive.content_coding import MAX_ENTITY_BYTES


class EntityTooLongError(Exception):
    """An answer that unpacks to more than is ever read."""

    def __init__(self, url: str) -> None:
        super().__init__(f"{url} unpacks to more than {MAX_ENTITY_BYTES} bytes")


class NoHeaderError(Exception):
    """An answer whose header is not whole, or is none."""

    def __init__(self, url: str) -> None:
        super().__init__(f"{url}: the header of its answer cannot be read")
