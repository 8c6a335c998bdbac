"""The Datasette plugin: pages for reports and documents, search, links from rows, security headers."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Awaitable, Callable, Generator
from typing import TYPE_CHECKING, Any, TypeVar, cast

import markupsafe
from datasette import hookimpl

from archive.clock import today
from archive.folding import title_key
from archive.publish.plugin import (
    diff_pages,
    downloads,
    explore,
    feeds,
    replay_page,
    report_routes,
    takeaway_pages,
    views,
)
from archive.publish.plugin.answers import draw_at_once
from archive.publish.plugin.compressed import with_gzip
from archive.publish.plugin.confinement import bounded, confine
from archive.publish.plugin.csv_cells import with_harmless_csv
from archive.publish.plugin.described import described, plainly_described
from archive.publish.plugin.failures import answered, failed, is_misasked, refusal
from archive.publish.plugin.gate import Gate
from archive.publish.plugin.headers import Application, with_security_headers
from archive.publish.plugin.language import HELPERS, choices, with_language
from archive.publish.plugin.plain_pages import with_plain_pages
from archive.publish.plugin.prefix import under_prefix
from archive.publish.plugin.query_charts import query_chart
from archive.publish.plugin.rows import DATABASE
from archive.publish.plugin.shelf import snapshot_shown, state_served
from archive.publish.plugin.snapshot_sites import SnapshotSites
from archive.publish.plugin.stock_database import with_keys
from archive.publish.plugin.stock_pages import filter_word, given
from archive.publish.plugin.validators import with_validators
from archive.publish.plugin.whole_streams import with_whole_streams
from archive.publish.search import escape_query
from archive.publish.web_address import web_address
from archive.read_anew import on_its_page

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


def _hook(*, trylast: bool = False, wrapper: bool = False) -> Callable[[_Function], _Function]:
    """Datasette's marker for a hook, with a type."""
    return cast(Callable[[_Function], _Function], hookimpl(trylast=trylast, wrapper=wrapper))


@_hook()
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Our pages; the pages that would show the machine or need a log-in are closed."""
    return [
        (r"/$", views.home),
        (r"/report/(?P<report>[\w-]+)\.(?P<format>csv|bib|csl\.json)$", report_routes.report_file),
        (r"/report/(?P<report>[\w-]+)(?P<format>\.json)?$", report_routes.report),
        (r"/rerun/(?P<finding>[\w~@.-]+?)(/(?P<part>\d{1,6}))?(?P<format>\.json)?$", report_routes.run_again),
        (r"/rows/(?P<finding>[\w~@.-]+?)(/(?P<part>\d{1,6}))?(?P<format>\.csv|\.json)?$", report_routes.rows_counted),
        (r"/document/(?P<document>d[0-9a-f]{16})(?P<format>\.json)?$", views.document),
        (replay_page.ROUTE, replay_page.replay),
        (replay_page.CONTENT_ROUTE, replay_page.replayed),
        (replay_page.RESOURCE_ROUTE, replay_page.resource),
        (feeds.ROUTE, feeds.feed),
        (r"/search(?P<format>\.json)?$", explore.search),
        (r"/column/(?P<portal>[\w-]+)/(?P<key>[\w-]+)(?P<format>\.json)?$", explore.column),
        (r"/years/(?P<portal>[\w-]+)(?P<format>\.json)?$", explore.years),
        (r"/year/(?P<portal>[\w-]+)/(?P<year>[12]\d{3})(?P<format>\.json)?$", explore.year),
        (r"/across(?P<format>\.json)?$", explore.across),
        (r"/across/(?P<year>[12]\d{3})(?P<format>\.json)?$", explore.across_year),
        (r"/series/(?P<portal>[\w-]+)(?P<format>\.json)?$", explore.series),
        (r"/sheet/(?P<portal>[\w-]+)/(?P<year>[12]\d{3})(?P<format>\.json)?$", explore.sheet),
        (r"/crawl/(?P<crawl>[\w@.-]+?)(?P<format>\.json)?$", explore.crawl),
        (r"/changes/(?P<portal>[\w-]+)(?P<format>\.json)?$", explore.changes),
        (r"/change/(?P<change>[\w-]+)(?P<format>\.json)?$", explore.change),
        (diff_pages.CRAWLS_ROUTE, diff_pages.crawls),
        (diff_pages.YEARS_ROUTE, diff_pages.years),
        (r"/timeliness/(?P<portal>[\w-]+)(?P<format>\.json)?$", explore.timeliness),
        (r"/twins/(?P<portal>[\w-]+)(?P<format>\.json)?$", explore.twins),
        (r"/coverage/(?P<portal>[\w-]+)(?P<format>\.json)?$", explore.coverage),
        (r"/checklist/(?P<portal>[\w-]+)(?P<format>\.json)?$", explore.checklist),
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


@_hook()
def startup(datasette: Datasette) -> None:
    """Addresses of rows are the same, whoever opened public.db."""
    with_keys(datasette)


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
    """Ids of documents, reports, claims, identities, findings, crawls and columns lead to their pages.

    Whole numbers stand without a decimal point; what only begins like an address of the web leads nowhere.
    """
    if isinstance(value, float) and value.is_integer():
        return markupsafe.Markup(f"{value:.0f}")
    if not isinstance(value, str):
        return None
    if column in ("document", "id", "repost_of", "twin") and _DOCUMENT.fullmatch(value):
        return _link(datasette, f"/document/{value}", value)
    if column == "report":
        return _link(datasette, f"/report/{on_its_page(value)}", value)
    if column in ("crawl", "as_of") and _CRAWL.fullmatch(value):
        return _link(datasette, f"/crawl/{value}", value)
    if column == "column" and _COLUMN.fullmatch(value):
        return _link(datasette, f"/column/{value}", value)
    if column == "change" and _CHANGE.fullmatch(value):
        return _link(datasette, f"/change/{value}", value)
    found = _CLAIM.fullmatch(value) if column in ("claim", "identity", "finding") else None
    if found is None:
        return _address(value)
    kind = "identity" if found["identity"] else "claim"
    return _link(datasette, f"/report/{found['report']}#{kind}-{found['number']}", value)


def _address(value: str) -> markupsafe.Markup | None:
    """A stranger's address where it cannot be followed as it is written; of all others Datasette makes links."""
    address = web_address(value) if value.startswith(("http://", "https://")) else value
    if address == value:
        return None
    link = markupsafe.Markup('<a href="{}" rel="nofollow noreferrer">{}</a>').format(address, value)
    return link if address else markupsafe.Markup.escape(value)


def _link(datasette: Datasette, path: str, text: str) -> markupsafe.Markup:
    return markupsafe.Markup('<a href="{}">{}</a>').format(datasette.urls.path(path), text)


@_hook()
def prepare_jinja2_environment(env: Environment) -> None:
    """Words in the language chosen: ``t`` and ``ta`` of ours, ``described`` and ``plainly_described`` of metadata.yml.

    Where a page is of no database it links to the one that there is. ``query_chart(metadata, columns, rows)`` draws a
    ready-made query that has a chart; ``web_address(url)`` is where a stranger's address may lead.
    """
    env.globals.update(HELPERS, described=described, plainly_described=plainly_described, filter_word=filter_word)
    env.globals.update(database=DATABASE, query_chart=query_chart, web_address=web_address)
    draw_at_once(env)


@_hook()
async def extra_template_vars(
    datasette: Datasette, request: Request | None, template: str | None, table: str | None, view_name: str | None
) -> dict[str, object]:
    """Every page can be read in another language, and says of which snapshot it is and where the newest data are.

    A page of Datasette's own, and only that has a name for its view, gets what our template of it needs.
    """
    if request is None:
        return {"languages": ()}
    found = await given(datasette, template, table, request) if view_name else {}
    found["languages"] = choices(request.query_string)
    shown = snapshot_shown(datasette)
    if shown is None:
        return found
    return found | {"snapshot_shown": shown, "newest": str(datasette.setting("base_url")).partition("snapshots/")[0]}


@_hook()
def asgi_wrapper(datasette: Datasette) -> Callable[[Application], Application]:
    """Security headers on every response, cells and titles that harm nobody, a gate before the pages that run SQL."""
    from datasette.plugins import pm  # which imports this module

    # Where rich is installed, every wrong query is printed with all that the program holds: seconds of its time each.
    pm.get_plugin("datasette.handle_exception").rich = None
    base_url = str(datasette.setting("base_url"))

    def wrapped(application: Application) -> Application:
        whole = with_whole_streams(application, datasette)
        with_snapshots = SnapshotSites(with_plain_pages(with_harmless_csv(whole)), datasette, base_url)
        gate = Gate(with_snapshots, refusal(datasette))
        tagged = with_validators(gate, lambda: f"{state_served(datasette)} {today()}")
        in_language = with_language(under_prefix(tagged, base_url), base_url)
        return with_security_headers(with_gzip(in_language))

    return wrapped


@_hook(wrapper=True)
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Generator[None, list[object], list[object]]:
    """What the program itself did wrong is told to its log, by Datasette, and not to a visitor."""
    datasettes = yield
    ours: Awaitable[Response] = failed(datasette, request, exception)
    return [ours] if is_misasked(request, exception) else [ours, *datasettes]


@_hook()
def forbidden(datasette: Datasette, request: Request) -> Awaitable[Response]:
    """What is not published says so in the same way."""
    return answered(datasette, request, "forbidden")
