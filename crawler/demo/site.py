"""`build`: truth, seed and skin become the frozen model of the two sites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random

from crawler.demo import truth
from crawler.demo.documents import Drawn, draw
from crawler.demo.hosting import CITY_BASE, OWN_BASE, city_host, own_host, placed
from crawler.demo.model import Document, Entry, Fault, Host, Site, WechatItem
from crawler.demo.numbering import with_numbers
from crawler.demo.skin import ALL_SKINS, SKINS, load_skin
from crawler.demo.truth import SiteTruth
from crawler.demo.truth.model import Pinned
from crawler.demo.truth.watch import small_site
from crawler.demo.written import with_written

__all__ = [
    "ALL_SKINS",
    "CITY_BASE",
    "OWN_BASE",
    "SKINS",
    "Document",
    "Entry",
    "Fault",
    "Host",
    "Site",
    "WechatItem",
    "build",
    "build_small",
]


def build(seed: int = 2018, skin: str = "songshan", *, earlier: bool = False, instants: bool = False) -> Site:
    """Both sites and the export; the same seed and skin give the same bytes. UnknownSkinError for another skin.

    ``earlier``: as the sites were before the documents that are late were put there. ``instants``: those on the edge of
    a year show their date as an instant in UTC, and nothing else.
    """
    random = Random(f"gongkai demo {seed}")
    drawn = draw(random, truth.documents(), truth.named(), truth.report_years())
    whole = with_written(with_numbers(drawn.own))
    documents = [document for document in whole if not (earlier and document.late)]
    if instants:
        documents = [_in_utc(document) if document.edge else document for document in documents]
    pinned = truth.documents().pinned
    return _site(seed, skin, replace(drawn, own=tuple(documents)), truth.site("own_site"), pinned, random)


def build_small(seed: int = 2018, skin: str = "songshan") -> Site:
    """The small site of nights.yml before its year begins; as `build`, with few columns and without reports."""
    random = Random(f"gongkai demo {seed}")
    small = small_site()
    plan = truth.site("own_site").only(small.columns)
    return _site(seed, skin, draw(random, small.documents), plan, small.documents.pinned, random)


def _site(seed: int, skin: str, drawn: Drawn, plan: SiteTruth, pinned: Pinned, random: Random) -> Site:
    own_skin, city_plan = load_skin(skin), truth.site("city_site")
    city_skin = load_skin(own_skin.city_skin)
    documents = [placed(document, own_skin, plan) for document in drawn.own]
    own = own_host(own_skin, plan, documents, _listings(documents, plan, pinned, random))
    of_city = [placed(document, city_skin, city_plan) for document in drawn.city]
    city = city_host(city_skin, city_plan, of_city, _listings(of_city, city_plan, pinned, random))
    faults = tuple(Fault(document.url, 503) for document in own.documents if document.form == "unavailable")
    return Site(seed, skin, own, city, drawn.wechat, faults)


def _in_utc(document: Document) -> Document:
    return replace(document, printed="meta", meta_style="instant")


def _listings(
    documents: Sequence[Document], plan: SiteTruth, pinned: Pinned, random: Random
) -> dict[str, tuple[Entry, ...]]:
    return {column.key: _listing(column.key, documents, pinned, random) for column in plan.columns}


def _listing(key: str, documents: Sequence[Document], plan: Pinned, random: Random) -> tuple[Entry, ...]:
    listed = [document for document in documents if key in document.columns]
    dated = sorted((d for d in listed if d.published_on), key=lambda d: (d.published_on, d.number), reverse=True)
    for document in listed:
        if document.published_on is None:
            dated.insert(random.randint(0, len(dated)), document)
    pinned = _pinned(plan, dated, random) if key == plan.column else None
    if pinned is not None:
        dated.remove(pinned)
        dated.insert(0, pinned)
    return tuple(Entry(d.title, d.published_on, d.url, d.number, d is pinned) for d in dated)


def _pinned(plan: Pinned, listed: Sequence[Document], random: Random) -> Document:
    year = (date(plan.year, 1, 1), date(plan.year, 12, 31))
    return random.choice([d for d in listed if d.published_on and year[0] <= d.published_on <= year[1]])
