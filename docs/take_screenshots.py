"""Take the pictures of docs/screenshots.md again.

    python docs/take_screenshots.py PUBLIC_DB REPORT [FOLDER]

PUBLIC_DB is a public.db (``make run SERVE=no`` leaves one at data/demo-2018-songshan/public.db),
REPORT the id of a report in it (demo-2018). Needs playwright and a chromium on the PATH.
"""

from __future__ import annotations

import shutil
import socket
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
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
#: File name, width and height in CSS pixels, and where the page stands.
PICTURES = (
    ("report-page.png", 1280, 1800, "/report/{report}"),
    ("report-page-claims.png", 1280, 1500, "/report/{report}#claims"),
    ("report-page-text.png", 1280, 1200, "/report/{report}#text"),
    ("report-page-phone.png", 390, 1800, "/report/{report}"),
    ("run-again.png", 1280, 1300, "/rerun/{report}.27@{crawl}"),
    ("home.png", 1280, 900, "/"),
    ("search.png", 1280, 1100, "/search?q=%E5%B0%B1%E6%A5%AD&portal=demo"),
    ("search-phone.png", 390, 1300, "/search?q=%E9%99%84%E4%BB%B6&place=attachments"),
    ("column.png", 1280, 1700, "/column/demo/policy?year=2018"),
    ("column-phone.png", 390, 1400, "/column/demo/policy?year=2018"),
    ("year.png", 1280, 1300, "/year/demo/2018"),
    ("year-phone.png", 390, 1300, "/year/demo/2018"),
    ("years.png", 1280, 1100, "/years/demo"),
    ("years-phone.png", 390, 1300, "/years/demo"),
    ("crawl.png", 1280, 1200, "/crawl/{crawl}"),
    ("crawl-phone.png", 390, 1300, "/crawl/{crawl}"),
    ("coverage.png", 1280, 900, "/coverage/demo"),
    ("coverage-phone.png", 390, 900, "/coverage/demo"),
)


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


def newest_crawl(public_db: Path) -> str:
    """The crawl that the report was last checked by."""
    with closing(sqlite3.connect(public_db)) as db:
        return str(db.execute("select max(as_of) from findings where current = 1").fetchone()[0])


def take(browser: Browser, address: str, report: str, crawl: str, folder: Path) -> None:
    """Write every picture into ``folder``."""
    for name, width, height, path in PICTURES:
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(address + path.format(report=report, crawl=crawl))
        page.screenshot(path=folder / name)
        page.close()


def main(public_db: str, report: str, folder: str = str(Path(__file__).parent)) -> None:
    """Serve, open, take."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("no chromium on the PATH")
    with served(Path(public_db)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        take(browser, address, report, newest_crawl(Path(public_db)), Path(folder))
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
