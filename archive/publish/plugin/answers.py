"""How a page of ours and its JSON twin are answered: the headers, the style, the helpers of every template."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Request, Response
from jinja2 import Environment, Template

from archive.publish.plugin import labels, rows

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

#: Search engines are asked to leave out pages of people's documents, and lists of them.
UNINDEXED = {"X-Robots-Tag": "noindex"}


async def page(
    datasette: Datasette,
    request: Request,
    template: str,
    content: dict[str, Any],
    headers: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    """A page: ``template`` with ``content``; no script runs in it (archive.publish.plugin.headers)."""
    helpers = {
        "number": rows.number,
        "instant": rows.instant,
        "style": style(datasette),
        "database": rows.DATABASE,
        "word": labels.word,
    }
    html = await datasette.render_template(template, helpers | content, request=request)
    return Response.html(html, status=status, headers=headers or {})


class _AtOnce(Template):
    """A template that is drawn without a pause: nothing in ours waits, and to be ready for it doubles the time."""

    async def render_async(self, *args: Any, **kwargs: Any) -> str:
        """As Datasette asks for it."""
        return self.render(*args, **kwargs)


def draw_at_once(environment: Environment) -> None:
    """Let all templates be drawn so: those of Datasette that wait, for menus, ours stand in place of."""
    environment.is_async = False
    environment.template_class = _AtOnce


def as_json(
    content: dict[str, Any] | list[Any],
    headers: dict[str, str] | None = None,
    status: int = 200,
    content_type: str = "application/json; charset=utf-8",
) -> Response:
    """The JSON twin of a page, or another file of JSON."""
    return Response(
        json.dumps(content, ensure_ascii=False, indent=1),
        status=status,
        headers=headers or {},
        content_type=content_type,
    )


def style(datasette: Datasette, name: str = "gongkai.css") -> str:
    """The address of a style of ours; it changes with its content, so that browsers may keep it."""
    return f"{datasette.urls.static_plugins('gongkai', name)}?{_style_digest(name)}"


@cache
def _style_digest(name: str) -> str:
    return sha256(files("archive.publish.plugin").joinpath(f"static/{name}").read_bytes()).hexdigest()[:8]
