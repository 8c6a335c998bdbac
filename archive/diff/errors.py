"""What cannot be set beside each other: each says what is wrong, and what there is instead."""

from __future__ import annotations


class DiffError(Exception):
    """Two years, or two crawls, that cannot be compared."""


class UnknownYearError(DiffError):
    """The archive has neither a report nor a document of a year."""


class UnknownCrawlError(DiffError):
    """There is no crawl of this id."""


class NoSuchPortalError(DiffError):
    """The archive has no portal of this name, or several, of which one has to be named."""
