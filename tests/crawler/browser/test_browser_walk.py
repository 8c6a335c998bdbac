"""Which answers a browser is shown, and what is said where none is there. No browser runs here."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import SiteServer, gongkai
from script_site import NEWS, SCRIPT_PORTAL, script_site, shell
from small_site import list_page, rows

from archive.records import Listed, ListPageRead, NotRead, Request
from crawler import walk
from crawler.browser.installed import find_chromium, why_not
from crawler.browser.rendering import Rendering
from crawler.browser.settings import browser_settings
from crawler.portal import Portal, load_portal_file
from crawler.steps import Exchange

StartSite = Callable[[Mapping[str, Any]], SiteServer]
ASKED = Request("http://small.invalid/news/", "list", column="news")
SHELL = shell(1).encode()
CHALLENGE = b"<html><body><script>document.cookie='x=1';location.reload()</script></body></html>"


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    path = tmp_path / "small.yml"
    path.write_text(SCRIPT_PORTAL, encoding="utf-8")
    return load_portal_file(path)


def answer(content: bytes = SHELL, request: Request = ASKED, **said: Any) -> Exchange:
    return Exchange(request, **{"status": 200, "content": content, "content_type": "text/html", **said})


def test_a_list_page_of_a_column_that_says_so_needs_a_browser(portal: Portal) -> None:
    assert walk.needs_browser(portal, answer())


@pytest.mark.parametrize(
    "exchange",
    [
        pytest.param(answer(rendered=True), id="rendered already"),
        pytest.param(answer(request=Request("http://small.invalid/a/1.html", "document")), id="a document"),
        pytest.param(answer(status=404), id="not there"),
        pytest.param(answer(status=412), id="a refusal"),
        pytest.param(answer(CHALLENGE), id="a challenge"),
        pytest.param(answer(b'<meta http-equiv="refresh" content="0;url=/x/">'), id="a page that sends on"),
        pytest.param(answer(b"{}", content_type="application/json"), id="data"),
        pytest.param(answer(b"%PDF-1.4 ..."), id="a file"),
    ],
)
def test_anything_else_needs_none(portal: Portal, exchange: Exchange) -> None:
    assert not walk.needs_browser(portal, exchange)


def test_a_column_that_does_not_say_so_needs_none(portal: Portal) -> None:
    plain = tuple(column.model_copy(update={"browser": False}) for column in portal.columns)
    assert not walk.needs_browser(portal.model_copy(update={"columns": plain}), answer())


def test_a_page_whose_scripts_were_not_run_is_not_read(portal: Portal) -> None:
    (record,) = walk.step(portal, answer(list_page(*NEWS).encode())).records
    assert record == NotRead(ASKED.url, "list", "news", "its scripts were not run", answered=False)


def test_a_rendered_page_is_read_as_any_list(portal: Portal) -> None:
    step = walk.step(portal, answer(list_page(*NEWS).encode(), rendered=True))
    assert [record.listing.title for record in step.records if isinstance(record, Listed)] == [
        title for _, title, _ in NEWS
    ]
    assert not any(isinstance(record, NotRead) for record in step.records)


def test_what_scripts_were_not_given_is_said_beside_what_was_read(portal: Portal) -> None:
    step = walk.step(portal, answer(list_page(*NEWS).encode(), rendered=True, unanswered="no data"))
    assert any(isinstance(record, ListPageRead) for record in step.records)
    assert step.records[-1] == NotRead(ASKED.url, "list", "news", "no data", answered=False)


def test_what_is_missing_is_named_up_to_three_times() -> None:
    rendering = Rendering("http://small.invalid/", b"", "", "", unanswered=[f"u{n} (HTTP 500)" for n in range(5)])
    assert rendering.shortfall == (
        "its scripts were not given all they asked: u0 (HTTP 500); u1 (HTTP 500); u2 (HTTP 500); and 2 more"
    )
    assert Rendering("http://small.invalid/", b"", "", "").shortfall == ""


def test_the_document_is_utf_8_whatever_the_page_declares() -> None:
    rendering = Rendering("http://small.invalid/", b"", "", "", html='<meta charset="gb2312">要闻\ud800')
    assert rendering.document == b"\xef\xbb\xbf" + '<meta charset="gb2312">要闻?'.encode()


def test_the_browser_handles_the_portals_own_scheme_and_has_no_network() -> None:
    said = browser_settings(Path("/usr/bin/chromium"), "https://small.invalid/", 2.0)
    assert said["DOWNLOAD_HANDLERS"]["https"].endswith("BrowserDownloadHandler")
    assert said["DOWNLOAD_HANDLERS"]["http"].endswith("WireDownloadHandler")
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in said["PLAYWRIGHT_LAUNCH_OPTIONS"]["args"]


def test_a_program_named_by_the_environment_comes_before_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_CHROMIUM", sys.executable)
    assert find_chromium() == Path(sys.executable)


def test_without_a_browser_a_crawl_says_how_to_install_one_and_coverage_says_why(
    site: StartSite, tmp_path: Path
) -> None:
    server = site(script_site())
    (tmp_path / "small.yml").write_text(SCRIPT_PORTAL, encoding="utf-8")
    nothing = {"GONGKAI_CHROMIUM": str(tmp_path / "nothing")}
    arguments = ("crawl", tmp_path / "small.yml", "--archive", tmp_path, "--host", server.address)
    result = gongkai(*arguments, environment=nothing)
    assert result.returncode == 5
    assert "left unread: 党政要闻, 通知公告" in result.stderr
    assert "pip install -e '.[browser]'" in result.stderr
    notes = rows(tmp_path, "select state, note from coverage where \"column\" = 'small/news'")
    assert [state for state, _ in notes] == ["incomplete"]
    assert "list page http://small.invalid/news/: a browser is needed: " in notes[0][1]
    assert gongkai("rebuild", "--archive", tmp_path, "--check").returncode == 0


def test_nothing_of_the_extra_is_imported_where_it_is_not_used() -> None:
    code = "import sys, crawler.cli.main, crawler.crawl; print([m for m in sys.modules if 'playwright' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("crawler.browser.installed.find_spec", lambda name: None)
    assert why_not() == "scrapy-playwright is not installed"
    monkeypatch.setattr("crawler.browser.installed.find_spec", lambda name: object())
    monkeypatch.delenv("GONGKAI_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert why_not() == "no Chromium is on the PATH"
