"""Take the pictures of docs/screenshots.md again.

    python docs/take_screenshots.py PUBLIC_DB REPORT [NIGHTS_DB [FOLDER]]

PUBLIC_DB is a public.db with a snapshot (``make run SERVE=no`` leaves one at data/demo-2018-songshan/public.db, and
``gongkai snapshot --archive data/demo-2018-songshan`` takes one), REPORT the id of a report in it (demo-2018).
NIGHTS_DB is one over crawls of many nights, for the pages of changes, as that of docs/nights.md played by
tests/watched_nights.py; without it their pictures stay as they are. Needs playwright and a chromium on the PATH.
"""

from __future__ import annotations

import shutil
import socket
import sqlite3
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, sync_playwright

from archive.publish.serve import datasette

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
Picture = tuple[str, int, int, str]
#: File name, width and height in CSS pixels, and where the page stands.
PICTURES = (
    ("report-page.png", 1280, 1600, "/report/{report}"),
    ("report-page-claims.png", 1280, 1500, "/report/{report}#claims"),
    ("report-page-text.png", 1280, 1050, "/report/{report}#text"),
    ("report-page-phone.png", 390, 1800, "/report/{report}"),
    ("run-again.png", 1280, 1300, "/rerun/{report}.27@{crawl}"),
    ("home.png", 1280, 1300, "/"),
    ("home-english.png", 1280, 1300, "/?_lang=en#check"),
    ("home-phone.png", 390, 1300, "/?_lang=zh"),
    ("search.png", 1280, 1100, "/search?q=%E5%B0%B1%E6%A5%AD&portal=demo"),
    ("search-phone.png", 390, 1300, "/search?q=%E9%99%84%E4%BB%B6&place=attachments"),
    ("document.png", 1280, 1700, "/document/{document}"),
    ("document-phone.png", 390, 1300, "/document/{document}?_lang=en"),
    ("replay.png", 1280, 1300, "/replay/{replay}"),
    ("replay-phone.png", 390, 1500, "/replay/{masked}?_lang=en"),
    ("column.png", 1280, 1700, "/column/demo/policy?year=2018"),
    ("column-phone.png", 390, 1400, "/column/demo/policy?year=2018"),
    ("year.png", 1280, 1300, "/year/demo/2018"),
    ("year-phone.png", 390, 1300, "/year/demo/2018"),
    ("years.png", 1280, 1900, "/years/demo"),
    ("years-phone.png", 390, 2100, "/years/demo?_lang=zh"),
    ("series.png", 1280, 1500, "/series/demo"),
    ("series-phone.png", 390, 1300, "/series/demo?_lang=en"),
    ("timeliness.png", 1280, 1600, "/timeliness/demo?year=2018"),
    ("timeliness-phone.png", 390, 1500, "/timeliness/demo?year=2018&_lang=en"),
    ("twins.png", 1280, 1500, "/twins/demo?year=2018&_lang=en"),
    ("twins-phone.png", 390, 1400, "/twins/demo?year=2018"),
    ("checklist.png", 1280, 1150, "/checklist/demo"),
    ("checklist-phone.png", 390, 1400, "/checklist/demo?_lang=zh"),
    ("diff-years.png", 1280, 1500, "/diff/demo/2017/2018?_lang=en"),
    ("diff-years-phone.png", 390, 1400, "/diff/demo/2017/2018?_lang=zh"),
    ("across.png", 1280, 800, "/across"),
    ("across-phone.png", 390, 900, "/across?_lang=en"),
    ("across-year.png", 1280, 1500, "/across/2018?_lang=en"),
    ("across-year-phone.png", 390, 1700, "/across/2018?_lang=zh"),
    ("sheet.png", 1280, 1500, "/sheet/demo/2018?_lang=en"),
    ("sheet-phone.png", 390, 1400, "/sheet/demo/2018?_lang=zh"),
    ("rows.png", 1280, 900, "/rows/{report}.26@{crawl}"),
    ("rows-phone.png", 390, 900, "/rows/{report}.26@{crawl}?_lang=zh"),
    ("crawl.png", 1280, 1200, "/crawl/{crawl}"),
    ("crawl-phone.png", 390, 1300, "/crawl/{crawl}"),
    ("coverage.png", 1280, 900, "/coverage/demo"),
    ("coverage-phone.png", 390, 900, "/coverage/demo"),
    ("download.png", 1280, 1100, "/download?_lang=en"),
    ("download-phone.png", 390, 1300, "/download"),
    ("snapshots.png", 1280, 700, "/snapshots"),
    ("snapshots-phone.png", 390, 900, "/snapshots"),
    ("nothing.png", 1280, 600, "/report/nothing?_lang=en"),
    ("nothing-phone.png", 390, 900, "/report/nothing?_lang=zh"),
)
#: Those that show something only of an archive of several nights.
PICTURES_OF_NIGHTS = (
    ("changes.png", 1280, 1300, "/changes/demo?kind=edited"),
    ("changes-phone.png", 390, 1300, "/changes/demo?_lang=en"),
    ("diff-crawls.png", 1280, 1300, "/diff/crawls/{before}/{after}?_lang=en"),
    ("diff-crawls-phone.png", 390, 1300, "/diff/crawls/{before}/{after}"),
    ("change.png", 1280, 1150, "/change/{change}"),
    ("change-phone.png", 390, 1500, "/change/{change}?_lang=en"),
    ("document-versions.png", 1280, 1300, "/document/{edited}?_lang=en#changes"),
)
#: What the addresses have in them: the crawl that the report was last checked by, a document with attachments, the
#: replays of the report and of the page with most masks, an edit whose texts differ, and its document; the last two
#: crawls that were accepted.
_FOUND = {
    "crawl": "select max(as_of) from findings where current = 1",
    "document": "select document from attachments group by document order by count(*) desc, document limit 1",
    "replay": "select replace(d.capture, 'urn:uuid:', '') from reports r join documents d on d.id = r.document "
    "where r.id = 'demo-2018'",
    "masked": "select replace(capture, 'urn:uuid:', '') from replays order by masked desc, capture limit 1",
    "change": "select id from changes where kind = 'edited' and part = 'text' order by seen_at desc, id limit 1",
    "before": "select id from crawls where accepted = 1 order by started_at desc limit 1 offset 1",
    "after": "select id from crawls where accepted = 1 order by started_at desc limit 1",
    "edited": "select document from changes where kind = 'edited' and part = 'text' order by seen_at desc, id limit 1",
}


@contextmanager
def served(public_db: Path) -> Iterator[str]:
    """The address of a server that lasts as long as the context."""
    server = uvicorn.Server(uvicorn.Config(datasette(public_db).app(), log_level="warning"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def found(public_db: Path) -> dict[str, str]:
    """What the addresses of the pictures have in them."""
    with closing(sqlite3.connect(public_db)) as db:
        rows = {name: db.execute(sql).fetchone() for name, sql in _FOUND.items()}
    return {name: str(row[0]) for name, row in rows.items() if row}


def take(browser: Browser, public_db: Path, report: str, folder: Path, pictures: Iterable[Picture]) -> None:
    """Write ``pictures`` of the pages of ``public_db`` into ``folder``."""
    names = found(public_db) | {"report": report}
    with served(public_db) as address:
        for name, width, height, path in pictures:
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(address + path.format(**names))
            page.screenshot(path=folder / name)
            page.close()


def main(public_db: str, report: str, nights_db: str = "", folder: str = str(Path(__file__).parent)) -> None:
    """Serve, open, take."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("no chromium on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        take(browser, Path(public_db), report, Path(folder), PICTURES)
        if nights_db:
            take(browser, Path(nights_db), report, Path(folder), PICTURES_OF_NIGHTS)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
