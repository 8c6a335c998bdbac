"""Content management systems, one module each behind one interface, chosen by what a page shows."""

from __future__ import annotations

from crawler.reading.families.base import Family
from crawler.reading.families.generic import GENERIC
from crawler.reading.families.hanweb import HANWEB
from crawler.reading.families.trs import TRS
from crawler.reading.families.ucap import UCAP
from crawler.reading.families.vsb import VSB
from crawler.reading.page import Page

FAMILIES: tuple[Family, ...] = (UCAP, HANWEB, VSB, TRS)


def family_of(page: Page) -> Family:
    """The first family whose marks the page shows; the generic one when it shows none."""
    return next((family for family in FAMILIES if family.marks.found_in(page)), GENERIC)
