"""The Datasette plugin: pages for reports and documents, search, links from rows, security headers."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

import markupsafe
from datasette import hookimpl

from archive.folding import title_key
from archive.publish.plugin import downloads, explore, feeds, takeaway_pages, views
from archive.publish.plugin.compressed import with_gzip
from archive.publish.plugin.confinement import bounded, confine
from archive.publish.plugin.csv_cells import with_harmless_csv
from archive.publish.plugin.gate import Gate
from archive.publish.plugin.headers import Application, with_security_headers
from archive.publish.plugin.language import HELPERS, choices, with_language
from archive.publish.plugin.prefix import under_prefix
from archive.publish.plugin.shelf import snapshot_shown, state_served
from archive.publish.plugin.snapshot_sites import SnapshotSites
from archive.publish.plugin.validators import with_validators
from archive.publish.search import escape_query

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette
    from datasette.utils.asgi import Request, Response
    from jinja2 import Environment

_DOCUMENT = re.compile(r"d[0-9a-f]{16}")
_CRAWL = re.compile(r"[\w@.-]+")
_COLUMN = re.compile(r"[a-z0-9_-]+/[a-z0-9_-]+")
_CHANGE = re.compile(r"[a-z][\w-]*-[0-9a-f]{16}")
_Function = TypeVar("_Function", bound=Callable[..., Any])
#: The id of a claim (report.3), an identity (report.i3) or a finding of either (…@crawl).
_CLAIM = re.compile(r"(?P<report>[\w-]+)\.(?P<identity>i?)(?P<number>\d+)(?:@[\w-]+)?")


def _hook(*, trylast: bool = False) -> Callable[[_Function], _Function]:
    """Datasette's marker for a hook, with a type."""
    return cast(Callable[[_Function], _Function], hookimpl(trylast=trylast))


@_hook()
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Our pages; the pages that would show the machine or need a log-in are closed."""
    return [
        (r"/$", views.home),
        (r"/report/(?P<report>[\w-]+)(?P<format>\.json)?$", views.report),
        (r"/document/(?P<document>d[0-9a-f]{16})(?P<format>\.json)?$", views.document),
        (feeds.ROUTE, feeds.feed),
        (r"/search(?P<format>\.json)?$", explore.search),
        (r"/column/(?P<portal>[\w-]+)/(?P<key>[\w-]+)(?P<format>\.json)?$", explore.column),
        (r"/years/(?P<portal>[\w-]+)(?P<format>\.json)?$", explore.years),
        (r"/year/(?P<portal>[\w-]+)/(?P<year>[12]\d{3})(?P<format>\.json)?$", explore.year),
        (r"/crawl/(?P<crawl>[\w@.-]+?)(?P<format>\.json)?$", explore.crawl),
        (r"/changes/(?P<portal>[\w-]+)(?P<format>\.json)?$", explore.changes),
        (r"/change/(?P<change>[\w-]+)(?P<format>\.json)?$", explore.change),
        (r"/timeliness/(?P<portal>[\w-]+)(?P<format>\.json)?$", explore.timeliness),
        (r"/twins/(?P<portal>[\w-]+)(?P<format>\.json)?$", explore.twins),
        (r"/coverage/(?P<portal>[\w-]+)(?P<format>\.json)?$", explore.coverage),
        (r"/download/datapackage\.json$", downloads.data_package),
        (r"/download/evidence\.(?P<format>csv|json)$", downloads.evidence_download),
        (r"/download/query/(?P<query>\w+)\.(?P<format>csv|json)$", downloads.query_download),
        (r"/download/(?P<table>\w+)\.(?P<format>csv|json)$", downloads.table_download),
        (r"/download$", takeaway_pages.take_away),
        (r"/snapshots(?P<format>\.json)?$", takeaway_pages.snapshots),
        (r"/snapshots/(?P<name>[\w-]+)\.db$", takeaway_pages.file_of_snapshot),
        (r"/snapshots/(?P<name>[\w-]+)(/.*)?$", takeaway_pages.no_site),
        (views.CLOSED, views.closed),
    ]


@_hook(trylast=True)
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Search by single characters in place of Datasette's own ``escape_fts``; runs after it, so that this one stays.

    Whoever asks may only read, within limits; Datasette's own bookkeeping it writes itself.
    """
    conn.create_function("escape_fts", 1, bounded(escape_query), deterministic=True)
    conn.create_function("title_key", 1, bounded(title_key), deterministic=True)
    if database != "_internal":
        confine(conn)


@_hook()
def render_cell(value: object, column: str, datasette: Datasette) -> markupsafe.Markup | None:
    """Ids of documents, reports, claims, identities, findings, crawls and columns lead to their pages."""
    if not isinstance(value, str):
        return None
    if column in ("document", "id", "repost_of", "twin") and _DOCUMENT.fullmatch(value):
        return _link(datasette, f"/document/{value}", value)
    if column == "report":
        return _link(datasette, f"/report/{value}", value)
    if column in ("crawl", "as_of") and _CRAWL.fullmatch(value):
        return _link(datasette, f"/crawl/{value}", value)
    if column == "column" and _COLUMN.fullmatch(value):
        return _link(datasette, f"/column/{value}", value)
    if column == "change" and _CHANGE.fullmatch(value):
        return _link(datasette, f"/change/{value}", value)
    found = _CLAIM.fullmatch(value) if column in ("claim", "identity", "finding") else None
    if found is None:
        return None
    kind = "identity" if found["identity"] else "claim"
    return _link(datasette, f"/report/{found['report']}#{kind}-{found['number']}", value)


def _link(datasette: Datasette, path: str, text: str) -> markupsafe.Markup:
    return markupsafe.Markup('<a href="{}">{}</a>').format(datasette.urls.path(path), text)


@_hook()
def extra_css_urls() -> list[str]:
    """A style for Datasette's own pages; ours do not ask for it."""
    return ["/-/static-plugins/gongkai/tables.css"]


@_hook()
def prepare_jinja2_environment(env: Environment) -> None:
    """``t(zh, en)`` gives words of ours in the language chosen, as markup; ``ta`` as plain text, for attributes."""
    env.globals.update(HELPERS)


@_hook()
def extra_template_vars(datasette: Datasette, request: Request | None) -> dict[str, object]:
    """Every page can be read in another language, and says of which snapshot it is and where the newest data are."""
    languages = choices(request.query_string) if request is not None else ()
    shown = snapshot_shown(datasette)
    if shown is None:
        return {"languages": languages}
    newest = str(datasette.setting("base_url")).partition("snapshots/")[0]
    return {"languages": languages, "snapshot_shown": shown, "newest": newest}


@_hook()
def asgi_wrapper(datasette: Datasette) -> Callable[[Application], Application]:
    """Security headers on every response, no formula in any CSV, and a gate before the pages that run SQL."""
    from datasette.plugins import pm  # which imports this module

    # Where rich is installed, every wrong query is printed with all that the program holds: seconds of its time each.
    pm.get_plugin("datasette.handle_exception").rich = None
    base_url = str(datasette.setting("base_url"))

    def wrapped(application: Application) -> Application:
        with_snapshots = SnapshotSites(with_harmless_csv(application), datasette, base_url)
        tagged = with_validators(Gate(with_snapshots), lambda: state_served(datasette))
        in_language = with_language(under_prefix(tagged, base_url), base_url)
        return with_security_headers(with_gzip(in_language))

    return wrapped


@_hook()
def handle_exception(exception: Exception) -> Response | None:
    """What the program itself did wrong is told to its log, and not to a visitor."""
    return views.failed(exception)
