"""Where a package may be written: nowhere that is published."""

from __future__ import annotations

from pathlib import Path

from archive.publish.folder.write import is_published
from archive.wacz.errors import PublishedPlaceError


def check_place(archive: Path, target: Path) -> None:
    """Raise PublishedPlaceError for a file in the archive's folder or in one that `gongkai publish` wrote."""
    place = target.resolve()
    if place.is_relative_to(archive.resolve()):
        raise PublishedPlaceError(f"{target}: lies in the archive's folder; give --out a place outside of it")
    published = next((folder for folder in place.parents if is_published(folder)), None)
    if published:
        raise PublishedPlaceError(
            f"{target}: {published} is published, and nothing in a WACZ is masked; give --out another place"
        )
