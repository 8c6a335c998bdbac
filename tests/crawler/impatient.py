"""Run by tests in a process of its own: the real program, with a crawl's patience and limits cut short.

There is no switch for that: what a crawl waits for is no matter of taste.
"""

from __future__ import annotations

from crawler import settings
from crawler.cli.main import main

settings.DOWNLOAD_TIMEOUT = 2
settings.DOWNLOAD_MAXSIZE = 300_000
settings.RETRY_TIMES = 1

if __name__ == "__main__":
    main()
