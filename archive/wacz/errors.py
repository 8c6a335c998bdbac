"""Why no package is written."""

from __future__ import annotations


class NoCrawlError(Exception):
    """No closed crawl has this id, or it has no records."""


class PublishedPlaceError(Exception):
    """Originals would lie where masked data is served from, or among the files of the archive itself."""
