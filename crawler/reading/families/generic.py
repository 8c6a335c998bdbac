"""Pages of no known system: everything is read by general rules."""

from __future__ import annotations

from crawler.reading.families.base import Family

GENERIC = Family("generic")
