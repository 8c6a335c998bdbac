"""META tags of 《政府网站发展指引》 (国办发〔2017〕47号), right on most pages, wrong on some, absent on a few.

Right as in corpus pages/060.html, wrong as in 055.html (no title, a whole address as domain), absent as in 065.html.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from crawler.demo.model import Document
from crawler.demo.skin import clock
from crawler.demo.truth import Column


@dataclass(frozen=True, slots=True)
class SiteNames:
    """What a site calls itself."""

    title: str
    domain: str
    code: str  # 政府网站标识码, ten digits; of no real site


def site_tags(site: SiteNames) -> str:
    """The tags every page must have."""
    return _tags(_site(site))


def column_tags(site: SiteNames, column: Column) -> str:
    """The tags of a column's pages."""
    return _tags([*_site(site), *_column(column.title)])


def article_tags(site: SiteNames, column: Column, document: Document) -> str:
    """The tags of an article page; a document of style none has none."""
    if document.meta_style == "none":
        return ""
    if document.meta_style == "leaking":
        # Seen in the wild: the template's own name for the column, no title, attributes the other way round.
        return _tags([*_site(site), *_column("头部"), ("ArticleTitle", ""), *_date(document)], swapped=True)
    facts = [("ArticleTitle", document.title), *_date(document), ("ContentSource", document.source)]
    return _tags([*_site(site), *_column(column.title), *facts])


def _site(site: SiteNames) -> list[tuple[str, str]]:
    return [("SiteName", site.title), ("SiteDomain", site.domain), ("SiteIDCode", site.code)]


def _column(title: str) -> list[tuple[str, str]]:
    return [(name, title) for name in ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")]


def _date(document: Document) -> Iterator[tuple[str, str]]:
    if document.meta_on is not None:
        if document.meta_style == "instant":
            yield "PubDate", instant_of(document.meta_on)
            return
        hour, minute = clock(document.number)
        yield "PubDate", f"{document.meta_on.isoformat()} {hour:02}:{minute:02}"


def instant_of(day: date) -> str:
    """Half past one in the night of ``day`` in China, as an instant in UTC: the day before."""
    return f"{day - timedelta(days=1)}T17:30:00Z"


def _tags(pairs: list[tuple[str, str]], swapped: bool = False) -> str:
    form = '<meta content="{1}" name="{0}">' if swapped else '<meta name="{0}" content="{1}">'
    return "\n".join(form.format(name, escape(content)) for name, content in pairs)
