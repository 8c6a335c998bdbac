"""`build`: truth, seed and skin become the frozen model of the two sites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random

from crawler.demo import truth
from crawler.demo.documents import draw
from crawler.demo.frame import Frame
from crawler.demo.meta import SiteNames
from crawler.demo.model import Attachment, Document, Entry, Fault, Host, Site, WechatItem
from crawler.demo.render import render
from crawler.demo.services import services
from crawler.demo.skin import ALL_SKINS, SKINS, Skin, load_skin
from crawler.demo.truth import SiteTruth

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
]

OWN_BASE = "http://songshan.demo.invalid/"
CITY_BASE = "http://jinzhou.demo.invalid/"
#: Lists lead there too; nobody ever answers (RFC 6761).
NEWS_BASE = "http://news.demo.invalid/"

_OWN = SiteNames("松山新区管理委员会", "songshan.demo.invalid", "0000000001")
_CITY = SiteNames("锦州市人民政府", "http://jinzhou.demo.invalid/", "0000000002")
_CITY_LINK = f'<a href="{CITY_BASE}">锦州市人民政府网站</a>'


def build(seed: int = 2018, skin: str = "songshan", *, earlier: bool = False, instants: bool = False) -> Site:
    """Both sites and the export; the same seed and skin give the same bytes. UnknownSkinError for another skin.

    ``earlier``: as the sites were before the documents that are late were put there. ``instants``: those on the edge of
    a year show their date as an instant in UTC, and nothing else.
    """
    random = Random(f"gongkai demo {seed}")
    drawn = draw(random)
    documents = [document for document in drawn.own if not (earlier and document.late)]
    if instants:
        documents = [_in_utc(document) if document.edge else document for document in documents]
    own_skin = load_skin(skin)
    own = _host(_OWN, OWN_BASE, own_skin, "own_site", documents, random)
    city = _host(_CITY, CITY_BASE, load_skin(own_skin.city_skin), "city_site", drawn.city, random)
    faults = tuple(Fault(document.url, 503) for document in own.documents if document.form == "unavailable")
    return Site(seed, skin, own, city, drawn.wechat, faults)


def _in_utc(document: Document) -> Document:
    return replace(document, printed="meta", meta_style="instant")


def _host(names: SiteNames, base: str, skin: Skin, key: str, documents: Sequence[Document], random: Random) -> Host:
    plan = truth.site(key)
    placed = tuple(_placed(document, skin, plan) for document in documents)
    listings = {column.key: _listing(column.key, placed, random) for column in plan.columns}
    extra = _CITY_LINK if key == "own_site" else ""
    frame = Frame(skin, names, plan)
    return Host(base, render(frame, placed, listings, extra), placed, listings, services(frame, listings))


def _placed(document: Document, skin: Skin, plan: SiteTruth) -> Document:
    column = next(column for column in plan.columns if column.key == document.columns[0])
    number, day = document.number, document.published_on
    if document.form == "external":
        url = f"{NEWS_BASE}{day:%Y%m}/n{number}.html"
    elif document.form == "file":
        url = skin.file_path(number, "pdf", day, column)
    else:
        url = skin.article_path(document, column)
    files = tuple(
        Attachment(file.name, file.format, skin.file_path(number * 10 + place, file.format, day, column))
        for place, file in enumerate(document.attachments)
    )
    return replace(document, url=url, attachments=files)


def _listing(key: str, documents: Sequence[Document], random: Random) -> tuple[Entry, ...]:
    listed = [document for document in documents if key in document.columns]
    dated = sorted((d for d in listed if d.published_on), key=lambda d: (d.published_on, d.number), reverse=True)
    for document in listed:
        if document.published_on is None:
            dated.insert(random.randint(0, len(dated)), document)
    pinned = _pinned(key, dated, random)
    if pinned is not None:
        dated.remove(pinned)
        dated.insert(0, pinned)
    return tuple(Entry(d.title, d.published_on, d.url, d.number, d is pinned) for d in dated)


def _pinned(key: str, listed: Sequence[Document], random: Random) -> Document | None:
    plan = truth.documents().pinned
    if key != plan.column:
        return None
    year = (date(plan.year, 1, 1), date(plan.year, 12, 31))
    return random.choice([d for d in listed if d.published_on and year[0] <= d.published_on <= year[1]])
