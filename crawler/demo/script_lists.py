"""List pages that hold a part of their list or none of it, and say where a script asks for the rest."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.demo.skin import Skin
from crawler.demo.truth import Column

PROXY = "/module/web/jpage/dataproxy.jsp"
UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
CATALOG = "/gkmlpt/api/all/"
SITE_ID = "211000"
#: Pages of records that Hanweb's widget has and asks for at once.
_GROUP = 3
#: Pagers that are services.
SERVICES = ("jpage", "unit", "catalog")


def script_list(skin: Skin, column: Column, rows: Sequence[str]) -> str:
    """What a column's page holds in place of its list; KeyError for a pager that is none of SERVICES."""
    made = {
        "jpage": lambda: _widget(skin, column, rows),
        "unit": lambda: _unit_script(column),
        "catalog": lambda: _catalog_config(column),
    }
    return made[skin.pager]()


def data_store(rows: Sequence[str], total: int, per_page: int) -> str:
    """Records as Hanweb's list widget takes them."""
    records = "".join(f"<record><![CDATA[{row}]]></record>" for row in rows)
    pages = -(-total // per_page)
    stated = f"<totalrecord>{total}</totalrecord><totalpage>{pages}</totalpage>"
    return f"<datastore>{stated}<recordset>{records}</recordset></datastore>"


def _widget(skin: Skin, column: Column, rows: Sequence[str]) -> str:
    """The list widget of a column with its first group of records."""
    fields = (
        f"col:1,appid:'1',webid:61,path:'/',columnid:{column.number},sourceContentType:1,unitid:'{column.number}9',"
    )
    fields += "webname:'松山新区管理委员会',permissiontype:0"
    first = data_store(rows[: _GROUP * skin.page_size], len(rows), skin.page_size)
    options = f"totalRecord:{len(rows)},proxyUrl:'{PROXY}',perPage:{skin.page_size},groupSize:{_GROUP},"
    return (
        f'<div id="{column.number}9"><script type="text/xml">{first}</script></div>\n'
        f"<script>$(function(){{$('#{column.number}9').jpage({{{options}barPosition:'bottom',ajaxParam:{{{fields}}}}});}});"
        "</script>"
    )


def _unit_script(column: Column) -> str:
    """The script that has the server build a column's list."""
    said = {"parseType": "bulidstatic", "webId": "61", "pageType": "column", "tagId": "当前栏目list"}
    query = ",".join(f"'{name}':'{value}'" for name, value in {**said, "pageId": column.number}.items())
    return f'<script src="/script/unitbuild.js" url="{UNIT}" queryData="{{{query}}}"></script>'


def _catalog_config(column: Column) -> str:
    """What a page of the catalogue says of itself."""
    return f"<script>window._CONFIG = {{DOMAIN: '/gkmlpt', SITE_ID: '{SITE_ID}', COLUMN: {column.number}}};</script>"
