"""Pages that lead on: home, hubs, and the lists of columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape

from crawler.demo.frame import Frame
from crawler.demo.meta import column_tags, site_tags
from crawler.demo.model import Entry, Page
from crawler.demo.paging import Place, pager
from crawler.demo.script_lists import SERVICES, script_list
from crawler.demo.truth import Column

#: Entries of a column that the home page shows.
_LATEST = 4


@dataclass(frozen=True, slots=True)
class ListPages:
    """Makes the pages that lead on from the listings of all columns."""

    frame: Frame
    listings: Mapping[str, Sequence[Entry]]
    extra: str = ""  # HTML of the home page's links to other sites

    def home(self) -> tuple[str, Page]:
        """The home page: navigation, the latest entries of every column, links to other sites."""
        skin, path = self.frame.skin, self.frame.home
        latest = [entry for entries in self.listings.values() for entry in entries[:_LATEST]]
        anchors = "\n".join(self.frame.anchor("latest", path, entry.title, entry.url) for entry in latest)
        content = skin.fill("home", latest=anchors, extra=self.extra)
        return path, self.frame.page(path, self.frame.names.title, content, site_tags(self.frame.names))

    def hub(self, hub: Column) -> tuple[str, Page]:
        """A page that names the columns under it and has no list."""
        skin, path = self.frame.skin, self.frame.skin.column_path(hub)
        columns = [column for column in self.frame.plan.columns if column.under == hub.key]
        anchors = [self.frame.anchor("hub_column", path, one.title, skin.column_path(one)) for one in columns]
        crumbs = self.frame.breadcrumb(path, hub)
        content = skin.fill("hub", breadcrumb=crumbs, title=escape(hub.title), columns="\n".join(anchors))
        return path, self.frame.page(path, hub.title, content, column_tags(self.frame.names, hub))

    def column(self, column: Column) -> Iterator[tuple[str, Page]]:
        """Every page of a column's list; one page that says so where there is nothing."""
        entries, skin = self.listings.get(column.key, ()), self.frame.skin
        if skin.pager in SERVICES:
            rows = script_list(skin, column, self.rows(column)) if entries else ""
            yield self._page(skin.column_path(column), column, rows, "")
            return
        size = skin.page_size
        pages = max(1, -(-len(entries) // size))
        published = min(pages, skin.most_pages or pages)
        for page in range(1, published + 1):
            path = skin.column_path(column, page, pages)
            shown = entries[(page - 1) * size : page * size]
            place = Place(page, pages, len(entries), partial(self._address, path, column, pages), published)
            rows = "\n".join(self._item(path, entry) for entry in shown)
            yield self._page(path, column, rows, pager(skin.pager, place) if shown else "")

    def rows(self, column: Column) -> tuple[str, ...]:
        """Every entry of a column as a page at the root would show it."""
        return tuple(self._item("/", entry) for entry in self.listings.get(column.key, ()))

    def _address(self, path: str, column: Column, pages: int, page: int) -> str:
        return self.frame.skin.link(path, self.frame.skin.column_path(column, page, pages))

    def _page(self, path: str, column: Column, rows: str, turns: str) -> tuple[str, Page]:
        skin = self.frame.skin
        content = skin.fill(
            "list",
            breadcrumb=self.frame.breadcrumb(path, column),
            title=escape(column.title),
            items=rows or skin.templates["empty"],
            pager=skin.fill("pager", pages=turns) if turns else "",
        )
        tags = column_tags(self.frame.names, column)
        return path, self.frame.page(path, column.title, content, tags, column)

    def _item(self, path: str, entry: Entry) -> str:
        skin = self.frame.skin
        limit = skin.title_limit
        short = entry.title[:limit] + "..." if limit and len(entry.title) > limit else entry.title
        return skin.fill(
            "item",
            url=escape(skin.link(path, entry.url)),
            title=escape(entry.title),
            short=escape(short),
            date=skin.list_date(entry.listed_on),
            pinned=skin.templates["item_pinned"] if entry.pinned else "",
        )
