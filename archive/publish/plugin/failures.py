"""The page of what went wrong: what a visitor asked wrongly is explained, what we did wrong is only admitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils.asgi import Base400, Request, Response

from archive.publish.plugin.answers import UNINDEXED, page

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette


async def failed(datasette: Datasette, request: Request, exception: Exception) -> Response | None:
    """The answer to a request that failed. None leaves JSON to Datasette, where a visitor asked wrongly."""
    from datasette.database import QueryInterrupted  # both import the plugin
    from datasette.views.base import DatasetteError

    if isinstance(exception, (Base400, DatasetteError)):
        return None if request.path.endswith(".json") else await _explained(datasette, request, exception)
    if isinstance(exception, QueryInterrupted):  # Datasette itself says so everywhere but in CSV
        return Response.text("查询超时。The query took too long.\n", status=400)
    return Response.text("服务器出错。The server failed on this request.\n", status=500)


async def _explained(datasette: Datasette, request: Request, exception: Exception) -> Response:
    is_sql = getattr(exception, "title", None) == "Invalid SQL"
    content = {
        "status": getattr(exception, "status", 400),
        "said": str(getattr(exception, "message", None) or exception),
        "kind": "sql" if is_sql else "late" if getattr(exception, "message_is_html", False) else "",
        "sql": request.args.get("sql") or "",
        "seconds": datasette.sql_time_limit_ms / 1000,
        "settings": datasette.settings_dict(),
    }
    return await page(datasette, request, "error.html", content, UNINDEXED, content["status"])
