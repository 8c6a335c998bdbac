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
class Began:
    """Where a portal's crawl began: the clock, the newest run before it, and bytes of the log. ``refused`` is what is
    said of one that did not.
    """

    name: str
    portal: str
    at: float = 0.0
    place: int = 0
    logged: int = 0
    refused: PortalSummary | None = None


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
        began = self.begin(name)
        return began.refused or self.end(began, self.stopping.crawl(self.arguments(began)))

    def begin(self, name: str) -> Began:
        """Note where a portal's crawl begins; it is refused where the job was told to stop."""
        portal = Path(name).stem
        about(portal)
        if self.stopping.asked:
            said = PortalSummary(portal, INTERRUPTED, NOT_CRAWLED, "the run was told to stop before it began", 0)
            return Began(name, portal, refused=said)
        return Began(name, portal, time.monotonic(), last_run(self.archive / "archive.db"), self.log.stat().st_size)

    def end(self, began: Began, code: int) -> PortalSummary:
        """What a crawl came to whose process ended with ``code``."""
        about(began.portal)
        facts = facts_of(self.archive / "archive.db", began.portal, began.place) or CrawlFacts(verdict=NOT_CRAWLED)
        known = facts.reason and CRAWL.get(facts.verdict) == code
        reason = facts.reason if known else self._reason(began.portal, began.logged, code)
        said = asdict(facts) | {"reason": reason, "checks_failed": facts.checks_failed}
        result = PortalSummary(portal=began.portal, code=code, seconds=round(time.monotonic() - began.at, 1), **said)
        note("portal_ended", "info" if code == OK else "warning", code=code, verdict=result.verdict, reason=reason)
        return result

    def arguments(self, began: Began) -> list[str]:
        """What `gongkai crawl` is given for a portal."""
        host = self.hosts.get(began.name) or self.hosts.get(began.portal)
        given = [began.name, "--archive", str(self.archive), "--log", str(self.log)]
        given += ["--host", host] if host else []
        given += ["--contact", self.contact] if self.contact else []
        return given + (["--full"] if self.full else [])

    def _reason(self, portal: str, since: int, code: int) -> str:
        """Why the process of a crawl ended as it did, as it said itself in the log after byte ``since``."""
        own = [said for said in read_log(self.log, since) if said.get("portal") == portal]
        reasons = [str(said["fields"]["reason"]) for said in own if "reason" in said["fields"]]
        return reasons[-1] if reasons else _BY_CODE.get(code, f"its process ended with {code}")
