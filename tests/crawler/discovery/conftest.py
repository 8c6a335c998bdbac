"""Discovery without a network: pages written down by hand, looked at as the program would."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from archive.records import Request
from crawler.discovery.look import look
from crawler.discovery.proposal import Proposal
from crawler.discovery.propose import propose
from crawler.discovery.survey import Survey
from crawler.urls import AddressBook
from crawler.walk import Exchange

BASE = "http://site.invalid/"


@dataclass(frozen=True)
class Found:
    """What a discovery proposed and which paths it asked for, in order."""

    proposal: Proposal
    asked: tuple[str, ...]

    @property
    def columns(self) -> dict[str, str]:
        """Path of each proposed column → its title."""
        return {column.site_url.removeprefix(BASE): column.title for column in self.proposal.columns}

    @property
    def aside(self) -> dict[str, str]:
        """Path of each page set aside → the reason."""
        return {page.url.removeprefix(BASE): page.reason for page in self.proposal.not_columns}


def discovered(pages: Mapping[str, str | bytes], budget: int = 60, home: str = "") -> Found:
    """Look round a site whose pages stand under their paths without the leading slash; others are 404."""
    survey = Survey(AddressBook(BASE, (BASE,)), BASE + home)
    asked: list[str] = []
    while len(asked) < budget and (lead := survey.following()):
        path = lead.url.removeprefix(BASE)
        asked.append(path)
        body = pages.get(path)
        content = body.encode() if isinstance(body, str) else body or b"not here"
        survey.take(look(Exchange(Request(lead.url, "navigation"), 404 if body is None else 200, content, "text/html")))
    return Found(propose(survey, name="site", tls="modern", requests=len(asked)), tuple(asked))


@pytest.fixture
def discover() -> Callable[..., Found]:
    """Discovers a site of given pages."""
    return discovered
