"""The links from one list page to the others, in three styles of real sites."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

#: Page numbers a numbered pager shows at once.
_WINDOW = 10


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list page stands: ``page`` of ``pages`` (from 1), ``items`` in all, and where page n is."""

    page: int
    pages: int
    items: int
    address: Callable[[int], str]


def pager(style: str, place: Place) -> str:
    """The HTML of the pager; KeyError for a style that is none of script, next, numbered."""
    return {"script": _script, "next": _next, "numbered": _numbered}[style](place)


def _anchor(place: Place, page: int, label: str) -> str:
    return f'<a href="{place.address(page)}">{label}</a>'


def _script(place: Place) -> str:
    # corpus pages/065.html: the call gives the number of pages and the page from 0; page 2 is index_1.html.
    return f'<script>createPageHTML({place.pages}, {place.page - 1}, "index", "html")</script>'


def _next(place: Place) -> str:
    # corpus sites/gxpopss_cn/staticmores
    before = _anchor(place, place.page - 1, "上一页") if place.page > 1 else ""
    after = _anchor(place, place.page + 1, "下一页") if place.page < place.pages else ""
    return f'{before} <span class="here">{place.page}</span> {after} <span>共{place.pages}页</span>'


def _numbered(place: Place) -> str:
    # corpus pages/082.html and sites/jspn_js_cn: numbers and the last page, no word for "next".
    first = max(1, min(place.page - _WINDOW // 2, place.pages - _WINDOW + 1))
    numbers = range(first, min(first + _WINDOW, place.pages + 1))
    shown = [f"<b><span>{n}</span></b>" if n == place.page else _anchor(place, n, str(n)) for n in numbers]
    return " ".join([_anchor(place, 1, "首页"), *shown, _anchor(place, place.pages, "末页"), f"共{place.items}条"])
