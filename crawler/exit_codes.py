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
#: A mistake of the program itself: what it said of it stands in the log of the run.
FAULT = 10
#: A crawl's verdict as an exit code.
CRAWL = {
    "ok": OK,
    "degraded": OK,
    "suspect": SUSPECT,
    "blocked": BLOCKED,
    "failed": FAILED,
    "interrupted": INTERRUPTED,
}
#: What a run says of its own code.
MEANINGS = {
    OK: "done",
    USAGE: "a portal file, an address, the contact, decisions or an import has to be mended",
    SUSPECT: "a crawl is suspect: look at its reason before anything is believed of it",
    BLOCKED: "a host refused us: ask less, or its operator",
    FAILED: "a site could not be read at all, or somebody who is to be told did not take the message",
    INTERRUPTED: "a crawl was interrupted; the next run within 24 hours goes on",
    ARCHIVE_IN_USE: "somebody else was writing the archive",
    ARCHIVE_NOT_WRITABLE: "the archive cannot be written or opened",
    NOTHING_READ: "a yearly report gave no claim: a person has to look",
    FAULT: "a mistake of the program: the log has its trace",
}
