"""The links from one list page to the others, in the styles of real sites."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

#: Page numbers a numbered pager shows at once.
_WINDOW = 10


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list page stands: ``page`` of ``pages`` (from 1), ``items`` in all, and where page n is.

    ``published`` is how many of the pages stand on the site as such; 0: all.
    """

    page: int
    pages: int
    items: int
    address: Callable[[int], str]
    published: int = 0


def pager(style: str, place: Place) -> str:
    """The HTML of the pager; KeyError for a style that is none of STYLES."""
    return STYLES[style](place)


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


def _counted_script(place: Place) -> str:
    # corpus pages/028.html: the call counts from 1, names page 2 with _2 and gives the number of entries last.
    name, _, extension = place.address(1).rpartition("/")[2].rpartition(".")
    return (
        f"<div id='page_div'></div><script>createPageHTML('page_div',{place.pages}, {place.page},"
        f"'{name}','{extension}',{place.items});</script>"
    )


def _countdown(place: Place) -> str:
    # Page 2 of 23 is 22.htm and the last 1.htm; the jump field knows the number of pages.
    before = _anchor(place, place.page - 1, "上页") if place.page > 1 else '<span class="p_no_d">上页</span>'
    after = _anchor(place, place.page + 1, "下页") if place.page < place.pages else '<span class="p_no_d">下页</span>'
    ends = _anchor(place, 1, "首页"), _anchor(place, place.pages, "尾页")
    jump = f'<a href="javascript:;" onclick="_simple_list_gotopage_fun({place.pages},&quot;u8_goto&quot;,2)">跳转</a>'
    return f"共{place.items}条 {place.page}/{place.pages} {ends[0]} {before} {after} {ends[1]} {jump}"


def _classes(place: Place) -> str:
    # corpus pages/082.html and 084.html: this page is a link to nowhere, marked by its class.
    numbers = range(max(1, place.page - 2), min(place.pages, place.page + 5) + 1)
    addresses = {n: "" if n == place.page else place.address(n) for n in numbers}
    shown = [f'<a class="{"normal" if to else "current"}" href="{to}">{n}</a>' for n, to in addresses.items()]
    after = f'<a class="next" href="{place.address(place.page + 1)}">下一页</a>' if place.page < place.pages else ""
    last = f'<a class="last" href="{place.address(place.pages)}">最后一页</a>'
    return "\n".join([f'<a class="first" href="{place.address(1)}">第一页</a>', *shown, after, last])


def _capped(place: Place) -> str:
    # corpus pages/090.html; beyond the pages that are published, SiteServer's links ask the server by a script.
    after = ""
    if place.page < (place.published or place.pages):
        after = _anchor(place, place.page + 1, "下一页")
    elif place.page < place.pages:
        after = f'<a href="javascript:stlDynamic_page({place.page + 1});">下一页</a>'
    before = _anchor(place, place.page - 1, "上一页") if place.page > 1 else ""
    stated = f"<div>共 {place.items} 条 当前第 {place.page} / {place.pages} 页</div>"
    return f"{stated}{_anchor(place, 1, '首页')} {before} {after}"


def _clicked(place: Place) -> str:
    # corpus pages/103.html: a widget writes the numbers, its handler says where they lead.
    folder = place.address(1).rpartition("/")[0]
    size = -(-place.items // place.pages)
    return f"""<div id="page" value="{folder}"></div><script>
    $("#page").pagination({{pageIndex: {place.page - 1}, pageSize: {size}, total: {place.items}, showJump: true}});
    $("#page").on("pageClicked", function (event, data) {{
      if (data.pageIndex == 0) {{ window.location.href = "{place.address(1)}"; }}
      else if (data.pageIndex < 100) {{ window.location.href = "{folder}/" + (data.pageIndex + 1) + ".html"; }}
      else {{ window.location.replace("{place.address(1)}?pageIndex=" + (data.pageIndex + 1)); }}
    }});</script>"""


STYLES: Mapping[str, Callable[[Place], str]] = {
    "script": _script,
    "next": _next,
    "numbered": _numbered,
    "counted_script": _counted_script,
    "countdown": _countdown,
    "classes": _classes,
    "capped": _capped,
    "clicked": _clicked,
}
