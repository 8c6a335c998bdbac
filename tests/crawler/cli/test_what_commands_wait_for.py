"""No command waits for the import of what it does not use: `gongkai runs` needs no Scrapy, a rebuild no Datasette."""

from __future__ import annotations

import subprocess
import sys

from scrapy.settings.default_settings import EXTENSIONS_BASE

from crawler import settings

READERS = ("check", "claims", "diff", "export", "extract", "publish", "runs", "serve", "sign", "tell", "verify")
WRITERS = ("merge", "purge", "rebuild", "withhold")
CRAWLERS = ("crawl", "run")
HEAVY = ("datasette", "openpyxl", "scrapy", "twisted")


def imported(*commands: str) -> set[str]:
    """Which heavy libraries the modules of these commands bring with them."""
    modules = ", ".join(f"crawler.cli.{command}" for command in ("main", *commands))
    said = f"import sys, {modules}; print(*sorted(set(sys.modules) & {set(HEAVY)}))"
    return set(subprocess.run([sys.executable, "-c", said], check=True, capture_output=True, text=True).stdout.split())


def test_commands_that_read_or_write_an_archive_import_no_heavy_library() -> None:
    assert imported(*READERS, *WRITERS) == set()


def test_commands_that_crawl_import_scrapy_alone() -> None:
    assert imported(*CRAWLERS) == {"scrapy", "twisted"}


def test_scrapys_extensions_are_all_there_but_three_that_nothing_imports() -> None:
    left_out = {"FeedExporter", "RemoteControl", "TelnetConsole"}
    own = {path: order for path, order in EXTENSIONS_BASE.items() if path.rpartition(".")[2] not in left_out}
    assert own == settings.EXTENSIONS_BASE
    said = """
import sys
from scrapy.extension import ExtensionManager
from scrapy.settings import Settings
set_up = Settings()
set_up.setmodule("crawler.settings")
assert len(ExtensionManager._get_mwlist_from_settings(set_up)) == 10
unused = ("aiohttp", "scrapy.extensions.feedexport", "scrapy.extensions.remote_control", "scrapy.extensions.telnet")
print(*[name for name in unused if name in sys.modules])
"""
    told = subprocess.run([sys.executable, "-c", said], check=True, capture_output=True, text=True).stdout
    assert told.split() == []
