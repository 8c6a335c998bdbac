"""Content management systems, one module each behind one interface, chosen by what a page shows."""

from __future__ import annotations

from crawler.reading.families.base import Family
from crawler.reading.families.epoint import EPOINT
from crawler.reading.families.generic import GENERIC
from crawler.reading.families.gkmlpt import GKMLPT
from crawler.reading.families.hanweb import HANWEB
from crawler.reading.families.nfcms import NFCMS
from crawler.reading.families.siteserver import SITESERVER
from crawler.reading.families.trs import TRS
from crawler.reading.families.ucap import UCAP
from crawler.reading.families.vsb import VSB
from crawler.reading.page import Page
from crawler.reading.source_marks import marks_of_systems

FAMILIES: tuple[Family, ...] = (UCAP, GKMLPT, HANWEB, EPOINT, SITESERVER, VSB, NFCMS, TRS)


def family_of(page: Page) -> Family:
    """The first family whose marks the page shows; the generic one when it shows none."""
    if page.data is None and page.marks.isdisjoint(marks_of_systems()):
        return GENERIC
    return next((family for family in FAMILIES if family.marks.found_in(page)), GENERIC)
