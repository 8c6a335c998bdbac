"""Discovery over the network: the home page's address in, a proposal out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

from crawler.budget import Budget
from crawler.capture.tls import MODES
from crawler.capture.warc_file import WarcFile
from crawler.crawl import SOFTWARE
from crawler.discovery.look import Look
from crawler.discovery.proposal import Proposal
from crawler.discovery.propose import propose
from crawler.discovery.session import CRAWL, DiscoverySession
from crawler.discovery.survey import Survey
from crawler.drive import Pace, drive
from crawler.errors import StorageError
from crawler.fetch import check_contact
from crawler.politeness import ASKED_TO_WAIT
from crawler.urls import AddressBook

BUDGET = 60


def discover(
    url: str,
    *,
    name: str,
    contact: str = "",
    budget: int = BUDGET,
    tls: str = "modern",
    warc: Path | None = None,
    progress: Callable[[Look], None] = lambda look: None,
) -> tuple[Proposal, bool]:
    """Look round the site whose home page is ``url``; return what is proposed, and whether the host refused us.

    At most ``budget`` requests are made, robots.txt and second tries included. What came over the wire is kept as
    WARC in the folder ``warc`` where one is given. Raises NoContactError, and StorageError where it cannot be kept.
    """
    check_contact(url, contact)
    base = base_of(url)
    with TemporaryDirectory(prefix="gongkai-") as temporary:
        info = {"software": SOFTWARE, "format": "WARC File Format 1.1", "robots": "obey", "tls": MODES[tls]}
        info |= {"operator": contact or "loopback only", "description": f"discovery of {base}"}
        try:
            file = WarcFile(warc or Path(temporary), CRAWL, info)
        except OSError as error:
            raise StorageError(f"{warc}: {error}") from error
        book = AddressBook(base, (base,))
        session = DiscoverySession(Survey(book, book.canonical(url) or base), file, Budget(budget), progress)
        try:
            ending = drive(session, base, contact, Pace(0.0, tls))
        finally:
            file.close()
    if session.error is not None:
        raise session.error
    made = session.budget.requests
    waits = "the host asks to wait: nothing more was asked" if ending == ASKED_TO_WAIT else ""
    return propose(session.survey, name=name, tls=tls, requests=made, stopped=session.stopped or waits), session.refused


def base_of(url: str) -> str:
    """The base of a portal whose home page is ``url``: its scheme and host."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, "/", "", ""))
