"""Behind a reverse proxy, under a prefix: every link, style, redirect and JSON address stays under it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from asgi_server import serving
from conftest import QuietServer
from lxml import html
from published_sample import REPORT

from archive.publish.serve import datasette

PREFIX = "/gongkai/"
#: What a visitor sees; the proxy listens elsewhere, and says so in X-Forwarded-Proto and Host.
PUBLIC = "https://open.example.org"


def proxy(upstream: str, *, strip: bool) -> QuietServer:
    """A reverse proxy that hands on what is under the prefix, and takes the prefix off or not."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self.path.startswith(PREFIX):
                self.send_error(404, "not under the prefix")
                return
            path = "/" + self.path.removeprefix(PREFIX) if strip else self.path
            sent = {"Host": urlsplit(PUBLIC).netloc, "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
            answer = httpx.get(upstream + path, headers=sent, follow_redirects=False)
            self.send_response(answer.status_code)
            for name in ("content-type", "location", "content-security-policy", "server"):
                if name in answer.headers:
                    self.send_header(name, answer.headers[name])
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *arguments: object) -> None:
            """Quiet."""

    server = QuietServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="module")
def upstream(public_db: Path) -> Iterator[str]:
    with serving(datasette(public_db, base_url=PREFIX).app()) as address:
        yield address


@pytest.fixture(scope="module", params=[False, True], ids=["prefix handed on", "prefix taken off"])
def through(request: pytest.FixtureRequest, upstream: str) -> Iterator[httpx.Client]:
    server = proxy(upstream, strip=request.param)
    with httpx.Client(base_url=f"http://127.0.0.1:{server.server_port}", timeout=30) as client:
        yield client
    server.shutdown()
    server.server_close()


def addresses(page: httpx.Response) -> set[str]:
    """Every address of the site that a page, a style or JSON names, as a browser resolves it."""
    here = PUBLIC + page.request.url.path
    kind = page.headers["content-type"]
    if "html" in kind:
        root = html.fromstring(page.text)
        found = [*root.xpath("//@href"), *root.xpath("//@src"), *root.xpath("//@action")]
    elif "css" in kind:
        found = re.findall(r"url\([\"']?([^)\"']+)", page.text)
    else:
        found = re.findall(r'"((?:https?:/)?/[^"]*)"', page.text)
    whole = {urljoin(here, each) for each in found}
    return {each.partition("#")[0] for each in whole if urlsplit(each).netloc == urlsplit(PUBLIC).netloc}


PAGES = [
    *("", f"report/{REPORT}", f"report/{REPORT}.json", "public", "public/documents?_size=5", "public?sql=select+1"),
    *("public/documents.json?_size=2", "-/static-plugins/gongkai/gongkai.css", "-/static/app.css", "-/settings"),
    *("public/documents?_facet=state&_size=5&_sort=title&portal=demo", "public/portals/demo"),
    *("public/documents?_where=1", "public/reports_and_verdicts"),
]


@pytest.mark.parametrize("path", PAGES)
def test_whatever_a_page_leads_to_is_under_the_prefix(through: httpx.Client, path: str) -> None:
    page = through.get(PREFIX + path)
    assert page.status_code == 200
    assert [each for each in addresses(page) if not urlsplit(each).path.startswith(PREFIX)] == []


def test_what_the_first_pages_lead_to_answers(through: httpx.Client) -> None:
    seen = {PUBLIC + PREFIX}
    for path in ("", f"report/{REPORT}", "public/documents?_size=2"):
        seen |= addresses(through.get(PREFIX + path))
    status = {each: through.get(each.removeprefix(PUBLIC)).status_code for each in sorted(seen)[:20]}
    assert {each: code for each, code in status.items() if code not in (200, 301, 302)} == {}


@pytest.mark.parametrize("path", ["public/", "public/documents/", "public/documents/%41", ":memory:", "-/config"])
def test_a_redirect_stays_under_the_prefix(through: httpx.Client, path: str) -> None:
    answer = through.get(PREFIX + path)
    assert answer.status_code in (301, 302, 404)
    assert answer.headers.get("location", PREFIX).startswith(PREFIX)


def test_addresses_to_cite_are_those_of_the_proxy(through: httpx.Client) -> None:
    assert through.get(f"{PREFIX}report/{REPORT}.json").json()["page"] == f"{PUBLIC}{PREFIX}report/{REPORT}"


def test_the_server_does_not_say_what_it_is(through: httpx.Client) -> None:
    assert "uvicorn" not in through.get(PREFIX).headers.get("server", "")
