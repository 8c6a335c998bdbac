"""Run by tests in a process of its own: the real program, whose pages may take five seconds."""

from __future__ import annotations

from crawler.browser import settings
from crawler.cli.main import main

settings.RUNNING = 5.0

if __name__ == "__main__":
    main()
