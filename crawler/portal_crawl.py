"""The crawl of one portal as a part of a job: whatever becomes of it, it is a line of the summary."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from crawler.crawl_process import Stopping
from crawler.exit_codes import ARCHIVE_IN_USE, ARCHIVE_NOT_WRITABLE, CRAWL, FAULT, INTERRUPTED, OK, USAGE
from crawler.run_log import about, note, read_log
from crawler.summary import CrawlFacts, PortalSummary, facts_of, last_run

NOT_CRAWLED = "not_crawled"
#: What is said of a crawl's process where neither the rows nor the log say more.
_BY_CODE = {
    USAGE: "its portal file, its address or the contact cannot be used as it is",
    ARCHIVE_IN_USE: "somebody else was writing the archive",
    ARCHIVE_NOT_WRITABLE: "the archive cannot be written",
    INTERRUPTED: "its process was ended by a signal; the next run goes on",
    FAULT: "a mistake of the program",
}


@dataclass(frozen=True, slots=True)
class Crawls:
    """What the crawls of one job have in common. ``hosts`` gives addresses by portal name; ``full`` asks for every
    document.
    """

    archive: Path
    hosts: Mapping[str, str]
    contact: str
    full: bool
    log: Path
    stopping: Stopping

    def crawl(self, name: str) -> PortalSummary:
        """Crawl one portal, whatever becomes of it."""
        portal = Path(name).stem
        about(portal)
        if self.stopping.asked:
            return PortalSummary(portal, INTERRUPTED, NOT_CRAWLED, "the run was told to stop before it began", 0)
        database, began = self.archive / "archive.db", time.monotonic()
        place, size = last_run(database), self.log.stat().st_size
        code = self.stopping.crawl(self._arguments(name, portal))
        facts = facts_of(database, portal, place) or CrawlFacts(verdict=NOT_CRAWLED)
        reason = facts.reason if facts.reason and CRAWL.get(facts.verdict) == code else self._reason(portal, size, code)
        said = asdict(facts) | {"reason": reason, "checks_failed": facts.checks_failed}
        result = PortalSummary(portal=portal, code=code, seconds=round(time.monotonic() - began, 1), **said)
        note("portal_ended", "info" if code == OK else "warning", code=code, verdict=result.verdict, reason=reason)
        return result

    def _arguments(self, name: str, portal: str) -> list[str]:
        """What `gongkai crawl` is given for a portal."""
        host = self.hosts.get(name) or self.hosts.get(portal)
        given = [name, "--archive", str(self.archive), "--log", str(self.log)]
        given += ["--host", host] if host else []
        given += ["--contact", self.contact] if self.contact else []
        return given + (["--full"] if self.full else [])

    def _reason(self, portal: str, since: int, code: int) -> str:
        """Why the process of a crawl ended as it did, as it said itself in the log after byte ``since``."""
        own = [said for said in read_log(self.log, since) if said.get("portal") == portal]
        reasons = [str(said["fields"]["reason"]) for said in own if "reason" in said["fields"]]
        return reasons[-1] if reasons else _BY_CODE.get(code, f"its process ended with {code}")
