"""Exit codes of the program (docs/exit-codes.md)."""

from __future__ import annotations

OK = 0
FINDINGS = 1
USAGE = 2
SUSPECT = 3
BLOCKED = 4
FAILED = 5
INTERRUPTED = 6
ARCHIVE_IN_USE = 7
ARCHIVE_NOT_WRITABLE = 8
NOTHING_READ = 9
#: A crawl's verdict as an exit code.
CRAWL = {
    "ok": OK,
    "degraded": OK,
    "suspect": SUSPECT,
    "blocked": BLOCKED,
    "failed": FAILED,
    "interrupted": INTERRUPTED,
}
