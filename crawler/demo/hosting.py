"""From documents to a host: their addresses in a skin, and everything that answers there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from crawler.demo.frame import Frame
from crawler.demo.meta import SiteNames
from crawler.demo.model import Attachment, Document, Entry, Host
from crawler.demo.render import render
from crawler.demo.services import services
from crawler.demo.skin import Skin
from crawler.demo.truth import Column, SiteTruth

OWN_BASE = "http://songshan.demo.invalid/"
CITY_BASE = "http://jinzhou.demo.invalid/"
#: Lists lead there too; nobody ever answers (RFC 6761).
NEWS_BASE = "http://news.demo.invalid/"

OWN = SiteNames("松山新区管理委员会", "songshan.demo.invalid", "0000000001")
CITY = SiteNames("锦州市人民政府", "http://jinzhou.demo.invalid/", "0000000002")
#: What the own site's home page links beside its own.
CITY_LINK = f'<a href="{CITY_BASE}">锦州市人民政府网站</a>'


def placed(document: Document, skin: Skin, plan: SiteTruth, address: Document | None = None) -> Document:
    """``document`` at its address in a skin, its files too; of number and date that ``address`` had, where given."""
    column = first_column(document, plan)
    address = address or document
    number, day = address.number, address.published_on
    if document.form == "external":
        url = f"{NEWS_BASE}{day:%Y%m}/n{document.number}.html"
    elif document.form == "file":
        url = skin.file_path(number, "pdf", day, column)
    else:
        url = skin.article_path(address, column)
    files = tuple(
        Attachment(file.name, file.format, skin.file_path(number * 10 + place, file.format, day, column))
        for place, file in enumerate(document.attachments)
    )
    return replace(document, url=url, attachments=files)


def first_column(document: Document, plan: SiteTruth) -> Column:
    """The column that a document belongs to."""
    return next(column for column in plan.columns if column.key == document.columns[0])


def own_host(
    skin: Skin, plan: SiteTruth, documents: Sequence[Document], listings: Mapping[str, tuple[Entry, ...]]
) -> Host:
    """The own site with ``documents`` in the lists given."""
    frame = Frame(skin, OWN, plan)
    pages = render(frame, documents, listings, CITY_LINK)
    return Host(OWN_BASE, pages, tuple(documents), listings, services(frame, listings))


def city_host(
    skin: Skin, plan: SiteTruth, documents: Sequence[Document], listings: Mapping[str, tuple[Entry, ...]]
) -> Host:
    """The city's site with ``documents`` in the lists given."""
    frame = Frame(skin, CITY, plan)
    return Host(CITY_BASE, render(frame, documents, listings), tuple(documents), listings, services(frame, listings))
