"""What lists are asked from where a page does not hold them: Hanweb's dataproxy.jsp and page units, gkmlpt's catalogue.

Each answers any range or page it is asked for, as the real ones do.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from crawler.demo.frame import Frame
from crawler.demo.list_pages import ListPages
from crawler.demo.model import UNAVAILABLE, Entry, Page, Service
from crawler.demo.script_lists import CATALOG, PROXY, SITE_ID, UNIT, data_store

_CHINA = timedelta(hours=8)


def services(frame: Frame, listings: Mapping[str, Sequence[Entry]]) -> tuple[Service, ...]:
    """The services of a site in this skin; most have none."""
    lists = ListPages(frame, listings)
    rows = {str(column.number): lists.rows(column) for column in frame.plan.columns}
    match frame.skin.pager:
        case "jpage":
            return (DataProxy(rows),)
        case "unit":
            return (Units(rows, frame.skin.page_size),)
        case "catalog":
            return (Catalog(dict(_articles(frame, listings)), frame.skin.page_size),)
    return ()


def _articles(frame: Frame, listings: Mapping[str, Sequence[Entry]]) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    for column in frame.plan.columns:
        yield str(column.number), tuple(listings.get(column.key, ()))


@dataclass(frozen=True, slots=True)
class DataProxy:
    """Records ``startrecord`` to ``endrecord`` of the column that the form names."""

    columns: Mapping[str, Sequence[str]]
    method: str = "POST"
    path: str = PROXY

    def answer(self, path: str, fields: Mapping[str, str]) -> Page | None:
        """A data store; None for a column nobody has."""
        rows = self.columns.get(fields.get("columnid", ""))
        if rows is None or fields.get("appid") != "1":
            return None
        first, last, size = (int(fields[name]) for name in ("startrecord", "endrecord", "perpage"))
        return Page(data_store(rows[first - 1 : last], len(rows), size).encode(), "text/xml;charset=UTF-8")

    def place(self, path: str, fields: Mapping[str, str]) -> tuple[str, int]:
        """The form's column, and the first record it asks for."""
        return fields.get("columnid", ""), int(fields.get("startrecord", 1))


@dataclass(frozen=True, slots=True)
class Units:
    """Page ``pageNo`` of the column ``pageId``, as HTML in JSON."""

    columns: Mapping[str, Sequence[str]]
    size: int
    method: str = "GET"
    path: str = UNIT

    def answer(self, path: str, fields: Mapping[str, str]) -> Page | None:
        """The rows and the state of the pager; None for a column nobody has."""
        rows = self.columns.get(fields.get("pageId", ""))
        if rows is None:
            return None
        number, size = self._page(fields)
        shown = "".join(rows[(number - 1) * size : number * size])
        state = f"{{'rows':'{size}','count':'{len(rows)}','pageNo':'{number}'}}"
        pager = f"<div class='pagination' queryData=\"{state}\"></div>"
        html = f'<div class="page-content"><ul>{shown}</ul></div>{pager}'
        body = json.dumps({"success": True, "code": "200", "data": {"html": html}}, ensure_ascii=False)
        return Page(body.encode(), "application/json;charset=UTF-8")

    def place(self, path: str, fields: Mapping[str, str]) -> tuple[str, int]:
        """The column, and the first row of the page that is asked for."""
        number, size = self._page(fields)
        return fields.get("pageId", ""), (number - 1) * size + 1

    def _page(self, fields: Mapping[str, str]) -> tuple[int, int]:
        asked = json.loads(fields.get("paramJson", "{}"))
        return int(asked.get("pageNo", 1)), int(asked.get("pageSize", self.size))


@dataclass(frozen=True, slots=True)
class Catalog:
    """Page ``page`` of a column of the catalogue, as JSON with instants in seconds."""

    columns: Mapping[str, tuple[Entry, ...]]
    size: int
    method: str = "GET"
    path: str = CATALOG

    def answer(self, path: str, fields: Mapping[str, str]) -> Page | None:
        """The articles; None for a column or a site nobody has."""
        entries = self.columns.get(path.removeprefix(CATALOG))
        if entries is None or fields.get("sid") != SITE_ID:
            return None
        _, first = self.place(path, fields)
        articles = [_article(entry) for entry in entries[first - 1 : first - 1 + self.size]]
        answer = {"classify": {"id": 1}, "articles": articles, "total": len(entries)}
        return Page(json.dumps(answer, ensure_ascii=False).encode(), "application/json")

    def place(self, path: str, fields: Mapping[str, str]) -> tuple[str, int]:
        """The column of the path, and the first article of the page that is asked for."""
        return path.removeprefix(CATALOG), (int(fields.get("page", "1")) - 1) * self.size + 1


@dataclass(frozen=True, slots=True)
class BrokenOff:
    """A service that has the first ``readable`` entries of some columns, and answers 503 for what follows."""

    service: Service
    columns: frozenset[str]
    readable: int

    @property
    def method(self) -> str:
        """That of the service."""
        return self.service.method

    @property
    def path(self) -> str:
        """That of the service."""
        return self.service.path

    def answer(self, path: str, fields: Mapping[str, str]) -> Page | None:
        """The service's answer where it can be had."""
        column, first = self.place(path, fields)
        if column in self.columns and first > self.readable:
            return Page(UNAVAILABLE.encode(), "text/plain; charset=utf-8", 503)
        return self.service.answer(path, fields)

    def place(self, path: str, fields: Mapping[str, str]) -> tuple[str, int]:
        """As the service reads it."""
        return self.service.place(path, fields)


def _article(entry: Entry) -> dict[str, object]:
    """An entry as the catalogue writes it; the instant is midnight in China, the last of UTC's day before."""
    at = datetime.combine(entry.listed_on, time(), UTC) - _CHINA if entry.listed_on else None
    published = int(at.timestamp()) if at else 0
    return {"id": entry.document, "title": entry.title, "url": entry.url, "display_publish_time": published}
