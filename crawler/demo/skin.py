"""A skin: addresses, date forms, paging style and templates, read from skins/NAME.yml."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any

from crawler.demo.model import Document
from crawler.demo.own_yaml import own_yaml
from crawler.demo.truth import Column

#: Skins in which the demo shows its whole truth, through to the verdicts.
SKINS = ("songshan", "trs", "table")
#: One for each further system that lists are paged by; some hide what no crawl of a real one could reach either.
FAMILY_SKINS = ("ucap", "hanweb", "jpaas", "vsb", "nfcms", "siteserver", "epoint", "gkmlpt")
#: The names that --skin takes.
ALL_SKINS = SKINS + FAMILY_SKINS


class UnknownSkinError(Exception):
    """No skin of this name."""


@dataclass(frozen=True, slots=True)
class Skin:
    """How a site looks; the same truth shows in every skin."""

    name: str
    city_skin: str
    page_size: int
    links: str  # root: /a/b; relative: ../b
    pager: str  # a style of crawler.demo.paging, or a service that lists are asked from: jpage, unit, catalog
    content_type: str
    paths: Mapping[str, str]
    dates: Mapping[str, str]
    breadcrumb: Mapping[str, str]
    templates: Mapping[str, str]
    title_limit: int = 0
    most_pages: int = 0  # of a list that are published; 0: all

    def fill(self, template: str, **values: object) -> str:
        """The template of that name, filled; values are HTML already."""
        return Template(self.templates[template]).substitute(values).strip("\n")

    def link(self, source: str, target: str) -> str:
        """``target`` as an anchor on the page ``source`` writes it."""
        if self.links == "root" or "://" in target:
            return target
        return posixpath.relpath(target, posixpath.dirname(source))

    def column_path(self, column: Column, page: int = 1, pages: int = 1) -> str:
        """The address of a column's list page, counted from 1, of ``pages``."""
        template = self.paths["column" if page == 1 else "column_page"]
        left = pages - page + 1
        return template.format(code=column.code, folder=column.number, page=page, before=page - 1, left=left)

    def article_path(self, document: Document, column: Column) -> str:
        """The address of a document's page."""
        template = self.paths["article" if document.published_on else "undated"]
        return template.format(code=column.code, folder=column.number, number=document.number, d=document.published_on)

    def file_path(self, number: int, format: str, day: date | None, column: Column) -> str:
        """The address of a file."""
        return self.paths["file"].format(code=column.code, number=number, format=format, d=day)

    def page_date(self, document: Document) -> str:
        """The date as an article page prints it; the time of day follows from the number."""
        hour, minute = clock(document.number)
        return self.dates["page"].format(d=document.published_on, hour=hour, minute=minute)

    def list_date(self, day: date | None) -> str:
        """The date as a list prints it; empty without one."""
        return self.dates["list"].format(d=day) if day else ""


def clock(number: int) -> tuple[int, int]:
    """An hour and minute of office time that belong to a document's number."""
    return 8 + number % 10, number % 60


@cache
def load_skin(name: str) -> Skin:
    """The skin of that name; UnknownSkinError naming the others. What its file leaves out is as in ``like``."""
    if name not in ALL_SKINS:
        raise UnknownSkinError(f"no skin {name!r}; there are {', '.join(ALL_SKINS)}")
    return Skin(name=name, **_described(name))


def _described(name: str) -> dict[str, Any]:
    said: dict[str, Any] = own_yaml((files("crawler.demo.skins") / f"{name}.yml").read_text(encoding="utf-8"))
    if "like" not in said:
        return said
    like = _described(said.pop("like"))
    merged = {key: {**like[key], **value} for key, value in said.items() if isinstance(value, dict)}
    return {**like, **said, **merged}
