"""A page or two fetched for somebody who looks on: as politely as a crawl, and kept nowhere."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings
from twisted.python.failure import Failure

from crawler.errors import NoContactError
from crawler.fence import networks_allowed
from crawler.fetched import Fetched
from crawler.settings import ROBOTS_MIDDLEWARES
from crawler.spiders.portal import header, reason_of
from crawler.urls import is_loopback
from crawler.user_agent import user_agent


def check_contact(address: str, contact: str) -> None:
    """Raise NoContactError where nobody says who is asking, and ``address`` is not this machine's, or not in a line."""
    if not contact.isprintable():
        raise NoContactError("the contact stands in a header of every request: one line, without control characters")
    if not contact and not is_loopback(address):
        raise NoContactError(
            f"{address} is not this machine: say who is asking with --contact you@example.org or GONGKAI_CONTACT, "
            "so that the site's operator can write to you"
        )


def fetch(urls: Sequence[str], contact: str) -> list[Fetched]:
    """Ask for each address once, in order: robots.txt obeyed, no redirect followed, nothing tried again.

    May be called once in a process (Twisted's reactor runs once). Raises NoContactError before anything is asked.
    """
    for url in urls:
        check_contact(url, contact)
    networks_allowed()
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    overrides: dict[str, Any] = {
        "USER_AGENT": user_agent(contact),
        "RETRY_ENABLED": False,
        "DOWNLOADER_MIDDLEWARES": ROBOTS_MIDDLEWARES,  # nothing is kept
        "LOG_LEVEL": "CRITICAL",
    }
    if all(map(is_loopback, urls)):
        overrides["DOWNLOAD_DELAY"] = 0
    settings.setdict(overrides, priority="cmdline")
    answers: dict[int, Fetched] = {}
    process = AsyncCrawlerProcess(settings)
    logging.getLogger("scrapy").setLevel(logging.CRITICAL)
    process.crawl(_PageSpider, urls=urls, answers=answers)
    process.start()
    return [answers.get(place, Fetched(url, error="never asked: told to stop")) for place, url in enumerate(urls)]


class _PageSpider(scrapy.Spider):
    """Asks for the addresses it is given and writes the answers down by their place."""

    name = "page"

    def __init__(self, urls: Sequence[str], answers: dict[int, Fetched], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._urls = urls
        self._answers = answers

    async def start(self) -> AsyncIterator[Any]:
        for place, url in enumerate(self._urls):
            meta = {"place": place, "handle_httpstatus_all": True}
            yield scrapy.Request(url, callback=self.parse, errback=self.failed, meta=meta, priority=-place)

    def parse(self, response: Response, **kwargs: Any) -> None:
        """Write an answer down."""
        place = response.meta["place"]
        self._answers[place] = Fetched(
            self._urls[place],
            response.status,
            response.body,
            header(response, "Content-Type"),
            header(response, "Location"),
        )

    def failed(self, failure: Failure) -> None:
        """Write down why no answer came."""
        place = failure.request.meta["place"]  # type: ignore[attr-defined]
        self._answers[place] = Fetched(self._urls[place], error=reason_of(failure))
