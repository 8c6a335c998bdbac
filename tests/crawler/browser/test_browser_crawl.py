"""Columns whose lists exist only after scripts ran, crawled with the machine's own Chromium."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from capture_run import Written, warcio_check, written
from conftest import SiteServer, gongkai, import_or_skip, skip_or_fail
from script_site import NEWS, NOTICES, SCRIPT_PORTAL, script_site
from small_site import rows
from sqlite_utils import Database

from archive.dump import canonical_dump
from crawler.browser.installed import find_chromium

IMPATIENT = Path(__file__).resolve().parent / "impatient_browser.py"


@pytest.fixture(scope="module", autouse=True)
def browser() -> None:
    """Skip where the extra, or a Chromium, is not there."""
    import_or_skip("scrapy_playwright")
    if find_chromium() is None:
        skip_or_fail("chromium is not installed")


@dataclass(frozen=True)
class Crawled:
    """A crawl of the site: its folder, and the server that it asked."""

    folder: Path
    server: SiteServer

    @property
    def records(self) -> list[Written]:
        return written(self.folder / "warc")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("crawled")
    server = SiteServer(script_site())
    crawl(folder, server)
    yield Crawled(folder, server)
    server.close()


def portal_file(folder: Path) -> Path:
    path = folder / "small.yml"
    path.write_text(SCRIPT_PORTAL, encoding="utf-8")
    return path


def crawl(folder: Path, server: SiteServer) -> None:
    result = gongkai("crawl", portal_file(folder), "--archive", folder, "--host", server.address)
    assert result.returncode == 0, result.stderr


def dump(folder: Path) -> list[str]:
    with closing(Database(folder / "archive.db")) as db:
        return list(canonical_dump(db))


def listed(folder: Path, column: str) -> list[tuple[str, ...]]:
    sql = f"select url, title, listed_on from listings where \"column\" = '{column}' order by page_number, position"
    return [(url.removeprefix("http://small.invalid"), *rest) for url, *rest in rows(folder, sql)]


def test_a_list_that_scripts_make_is_read_page_by_page(crawled: Crawled) -> None:
    assert listed(crawled.folder, "small/news") == NEWS
    assert rows(crawled.folder, "select state, note from coverage where \"column\" = 'small/news'") == [
        ("complete", "")
    ]


def test_a_list_whose_scripts_lack_something_is_not_complete(crawled: Crawled) -> None:
    assert listed(crawled.folder, "small/notices") == NOTICES
    ((state, note),) = rows(crawled.folder, "select state, note from coverage where \"column\" = 'small/notices'")
    assert state == "incomplete"
    for missing in (
        "http://small.invalid/private/more (disallowed by robots.txt)",
        "http://small.invalid/broken (HTTP 410)",
        "http://small.invalid/api/3 (a DELETE of 0 bytes is not sent)",
    ):
        assert missing in note


def test_nothing_but_pages_scripts_and_data_is_asked_for_and_a_script_once(crawled: Crawled) -> None:
    asked = [path for path in crawled.server.asked() if not path.startswith("/a/")]
    lists = ["/news/", "/news/index_1.html", "/notices/"]
    data = ["/api/1", "/api/2", "/api/3", "/broken"]
    assert sorted(asked) == sorted([*lists, *data, "/js/list.js", "/robots.txt"])


def test_every_request_says_who_asks(crawled: Crawled) -> None:
    agents = {agent for _, _, agent in crawled.server.log}
    assert len(agents) == 1
    assert agents.pop().startswith("gongkai/")


def test_the_rendered_document_is_a_record_beside_the_answer_it_was_made_of(crawled: Crawled) -> None:
    by_id = {record.fields["WARC-Record-ID"]: record for record in crawled.records}
    (document,) = [r for r in by_id.values() if r.fields.get("WARC-Target-URI") == "urn:dom:http://small.invalid/news/"]
    assert document.kind == "resource"
    assert document.fields["Gongkai-Browser"].startswith("Chromium/")
    assert NEWS[0][1] in document.block.decode("utf-8")
    answer = by_id[document.fields["WARC-Concurrent-To"]]
    assert (answer.kind, answer.fields["WARC-Target-URI"]) == ("response", f"{crawled.server.address}news/")
    assert NEWS[0][1].encode() not in answer.block


def test_what_scripts_asked_is_captured_as_it_went_over_the_wire(crawled: Crawled) -> None:
    url = f"{crawled.server.address}api/2"
    blocks = {r.kind: r.block for r in crawled.records if r.fields.get("WARC-Target-URI") == url}
    assert blocks["request"].startswith(b"POST /api/2 HTTP/1.1\r\n")
    assert blocks["request"].endswith(b'\r\n\r\n{"page":2}')
    assert blocks["response"].startswith(b"HTTP/1.1 200 OK\r\n")


def test_its_record_is_sound_and_a_rebuild_gives_the_same_rows(crawled: Crawled) -> None:
    for path in (crawled.folder / "warc").glob("*.warc.gz"):
        assert warcio_check(path).returncode == 0
    assert gongkai("check", "--archive", crawled.folder).returncode == 0
    result = gongkai("rebuild", "--archive", crawled.folder, "--check")
    assert result.returncode == 0, result.stdout


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("how", "moment"),
    [
        (signal.SIGKILL, "/news/"),
        (signal.SIGKILL, "/js/list.js"),
        (signal.SIGKILL, "/api/2"),
        (signal.SIGTERM, "/api/1"),
    ],
)
def test_a_crawl_that_ended_inside_a_page_goes_on_and_ends_as_an_undisturbed_one(
    how: signal.Signals, moment: str, tmp_path: Path, crawled: Crawled
) -> None:
    server = SiteServer(script_site())
    command = [sys.executable, "-m", "crawler.cli.main", "crawl", str(portal_file(tmp_path))]
    process = subprocess.Popen(
        [*command, "--archive", str(tmp_path), "--host", server.address], stdout=subprocess.DEVNULL
    )
    while moment not in server.asked() and process.poll() is None:
        time.sleep(0.002)
    process.send_signal(how)
    process.wait(60)
    crawl(tmp_path, server)
    server.close()
    assert dump(tmp_path) == dump(crawled.folder)
    assert gongkai("rebuild", "--archive", tmp_path, "--check").returncode == 0


@pytest.mark.heavy
def test_a_page_for_whose_scripts_the_budget_does_not_last_is_said_to_be_missing_live_and_rebuilt(
    tmp_path: Path,
) -> None:
    server = SiteServer(script_site())
    portal_file(tmp_path).write_text(SCRIPT_PORTAL.replace("delay: 0}", "delay: 0, budget: 5}"), encoding="utf-8")
    gongkai("crawl", tmp_path / "small.yml", "--archive", tmp_path, "--host", server.address)
    server.close()
    asked = ["/robots.txt", "/news/", "/notices/", "/js/list.js"]  # and the page whose script this is is rendered
    assert (server.asked(), rows(tmp_path, "select requests from runs")) == (asked, [(4,)])
    notes = [f"list page http://small.invalid/{name}/: never captured" for name in ("news", "notices")]
    assert [note for (note,) in rows(tmp_path, 'select note from coverage order by "column"')] == notes
    assert gongkai("rebuild", "--archive", tmp_path, "--check").returncode == 0


@pytest.mark.heavy
def test_a_page_that_never_comes_to_an_end_is_given_up_and_said_to_be(tmp_path: Path) -> None:
    server = SiteServer(script_site("<script>setTimeout(function () { while (true) { } }, 100);</script>"))
    command = [sys.executable, str(IMPATIENT), "crawl", str(portal_file(tmp_path)), "--archive", str(tmp_path)]
    subprocess.run([*command, "--host", server.address], capture_output=True, check=False, timeout=120)
    server.close()
    coverage = dict(rows(tmp_path, 'select "column", note from coverage'))
    assert "did not come to an end within 5 s" in coverage["small/news"]
    assert listed(tmp_path, "small/notices") == NOTICES
    assert gongkai("rebuild", "--archive", tmp_path, "--check").returncode == 0
