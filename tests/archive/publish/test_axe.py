"""Pages in a real browser as axe-core sees them: nothing that WCAG 2.1, levels A and AA, forbids."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from asgi_server import serving
from axe_core import axe, axe_script, chromium
from datasette.utils import tilde_encode
from published_sample import BASE, CRAWL, PORTAL, REPORT, add_replay, make_archive
from sqlite_utils import Database

from archive.publish.build import build
from archive.publish.serve import datasette
from archive.publish.snapshots.take import take_snapshot

LANGUAGES = ("both", "zh", "en")
WIDTHS = (1280, 390)
SLOW = "with recursive c(x) as (select 1 union all select x + 1 from c) select sum(x) from c"
#: Addresses by name; {document} is one that is shown, {withheld} one that is not, {snapshot} the name of a snapshot.
OURS = {
    "home": "/",
    "report": f"/report/{REPORT}",
    "run again": f"/rerun/{REPORT}.7@{CRAWL}",
    "document": "/document/{document}",
    "search": "/search",
    "what is found": "/search?q=%E4%B8%9A",
    "column": f"/column/{PORTAL}/news?year=2018",
    "years": f"/years/{PORTAL}",
    "year": f"/year/{PORTAL}/2018",
    "crawl": f"/crawl/{CRAWL}",
    "coverage": f"/coverage/{PORTAL}",
    "changes": f"/changes/{PORTAL}",
    "change": f"/change/{PORTAL}-edited",
    "series": f"/series/{PORTAL}",
    "timeliness": f"/timeliness/{PORTAL}",
    "twins": f"/twins/{PORTAL}",
    "checklist": f"/checklist/{PORTAL}",
    "authorities": "/across",
    "authorities in a year": "/across/2018",
    "one sheet": f"/sheet/{PORTAL}/2018",
    "years beside each other": f"/diff/{PORTAL}/2017/2018",
    "rows behind a number": f"/rows/{REPORT}.7@{CRAWL}",
    "download": "/download",
    "snapshots": "/snapshots",
    "report of a snapshot": f"/snapshots/{{snapshot}}/report/{REPORT}",
    "withheld": "/document/{withheld}",
    "replay": "/replay/{replay}",
    "not there": "/nowhere",
}
DATASETTES = {
    "database": "/public",
    "hidden tables": "/public?_show_hidden=1",
    "table": "/public/documents",
    "table with facets, filters, search and order": "/public/documents?_facet=state&_facet=portal&portal=demo"
    "&title__contains=%E5%85%B3%E4%BA%8E&_search=%E4%B8%9A&_sort_desc=published_on&_size=2",
    "table without a row": "/public/documents?portal=nowhere",
    "table with its own condition": "/public/captures?_where=status%3D200",
    "table with a key of two": "/public/listings",
    "view": "/public/column_documents?_size=2",
    "row": "/public/documents/{document}",
    "row that is referred to": f"/public/crawls/{CRAWL}",
    "query": "/public?"
    + urlencode({"sql": "select id, title from documents where title like :words", "words": "%业%"}),
    "query without a row": "/public?sql=select+1+where+0",
    "ready-made query": "/public/reports_and_verdicts",
    "query that is wrong": "/public?sql=select+nothing+from+nowhere",
    "query that is no select": "/public?sql=delete+from+documents",
    "query that takes too long": "/public?" + urlencode({"sql": SLOW, "_timelimit": "20"}),
    "metadata": "/-/metadata",
    "settings": "/-/settings",
    "table of a snapshot": "/snapshots/{snapshot}/public/documents?_size=2",
}
PAGES = OURS | DATASETTES
#: Seen at every run, on a narrow screen; all of them, in each language and at each width, are heavy.
AT_ONCE = ("report", "database", "table with facets, filters, search and order", "row", "query")


def cases() -> list[Any]:
    heavy = pytest.mark.heavy
    chosen = [(name, language) for name in PAGES for language in LANGUAGES]
    return [pytest.param(name, language, WIDTHS, marks=heavy, id=f"{name}-{language}") for name, language in chosen] + [
        pytest.param(name, "both", WIDTHS[-1:], id=f"{name}-narrow") for name in AT_ONCE
    ]


@pytest.fixture(scope="module")
def script() -> str:
    return axe_script()


@pytest.fixture(scope="module")
def browser(script: str) -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with one document withheld, and a snapshot beside it."""
    folder = tmp_path_factory.mktemp("axe")
    make_archive(folder / "archive.db")
    db = Database(folder / "archive.db")
    entry = {"number": 1, "pattern": f"{BASE}news/2018-06-04.html", "portal": PORTAL}
    db.table("withheld").insert(entry | {"reason": "涉及个人信息", "withheld_on": "2026-02-03"})
    db.close()
    build(folder / "archive.db", folder / "public.db")
    add_replay(folder / "public.db")
    take_snapshot(folder, now=datetime(2026, 11, 26, tzinfo=UTC), software="gongkai test")
    return folder


@pytest.fixture(scope="module")
def names(folder: Path) -> dict[str, str]:
    db = Database(folder / "public.db")
    (document,) = db.execute("select id from documents where title like '关于印发就业%'").fetchone()
    (withheld,) = db.execute("select document from withheld_documents").fetchone()
    (capture,) = db.execute("select capture from replays").fetchone()
    db.close()
    (snapshot,) = (path.stem for path in (folder / "snapshots").glob("*.db"))
    return {"document": document, "withheld": withheld, "snapshot": snapshot, "replay": tilde_encode(capture)}


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with serving(datasette(folder / "public.db").app()) as address:
        yield address


@pytest.mark.parametrize(("name", "language", "widths"), cases())
def test_axe_finds_nothing(
    browser: Any, script: str, address: str, names: dict[str, str], name: str, language: str, widths: tuple[int, ...]
) -> None:
    path = PAGES[name].format_map(names)
    found = axe(browser, script, f"{address}{path}{'&' if '?' in path else '?'}_lang={language}", widths)
    assert {width: told["violations"] for width, told in found.items()} == {width: [] for width in widths}


@pytest.mark.heavy
@pytest.mark.parametrize("name", DATASETTES)
def test_no_page_of_datasettes_overflows_the_screen(
    browser: Any, address: str, names: dict[str, str], name: str
) -> None:
    page = browser.new_page()
    page.goto(address + DATASETTES[name].format_map(names))
    widths = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        widths[width] = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert {width: found for width, found in widths.items() if found > width} == {}


@pytest.mark.heavy
def test_axe_would_find_what_is_wrong(browser: Any, script: str, tmp_path: Path) -> None:
    page = tmp_path / "wrong.html"
    page.write_text("<html><title>x</title><body><input><p style='color:#aaa'>pale</p><a href='/'></a></body></html>")
    found = axe(browser, script, page.as_uri(), WIDTHS[:1])[WIDTHS[0]]
    assert {rule for rule, _ in found["violations"]} >= {"html-has-lang", "label", "color-contrast", "link-name"}


@pytest.mark.heavy
def test_every_page_that_is_looked_at_is_the_page_that_is_meant(address: str, names: dict[str, str]) -> None:
    status = {
        name: httpx.get(address + path.format_map(names), follow_redirects=True).status_code
        for name, path in PAGES.items()
    }
    wrong = {"withheld": 410, "not there": 404} | {name: 400 for name in PAGES if name.startswith("query that")}
    assert status == {name: wrong.get(name, 200) for name in PAGES}
