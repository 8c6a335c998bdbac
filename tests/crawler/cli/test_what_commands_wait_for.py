"""No command waits for the import of what it does not use: `gongkai runs` needs no Scrapy, a rebuild no Datasette."""

from __future__ import annotations

import subprocess
import sys

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
