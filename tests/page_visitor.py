"""A visitor who knows no addresses: follows links of real pages over HTTP by the words that can be seen or heard."""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urljoin

import httpx
from lxml import html


class Visitor:
    """Stands on one page at a time; ``clicks`` are the links that were followed since the last ``start``."""

    def __init__(self, address: str) -> None:
        self._client = httpx.Client(base_url=address, follow_redirects=True)
        self.start()

    def close(self) -> None:
        """Leave the site."""
        self._client.close()

    def start(self) -> None:
        """Open the first page, in the language that was chosen before."""
        self._open(str(self._client.base_url))
        self.clicks: list[str] = []

    def choose(self, language: str) -> None:
        """Follow the link of a language, and begin to count."""
        self.click(language)
        self.start()

    def click(self, words: str, under: str = "") -> None:
        """Follow the first link whose name matches ``words``; ``under``: of those under a question in these words."""
        links = (self._under(under) if under else self.page).xpath(".//a[@href]")
        link = next((link for link in links if re.search(words, _name(link))), None)
        assert link is not None, f"no link {words!r} among {[_name(link) for link in links]} after {self.clicks}"
        self.clicks.append(_name(link))
        self._open(urljoin(self.url, link.get("href")))

    def _under(self, question: str) -> html.HtmlElement:
        for term in self.page.xpath("//dt"):
            if re.search(question, _name(term)):
                return term.getnext()
        raise AssertionError(f"nobody asks {question!r}")

    def _open(self, address: str) -> None:
        page, self.fragment = urldefrag(address)
        self.answer = self._client.get(page)
        assert self.answer.status_code == 200, (address, self.answer.status_code)
        self.url = str(self.answer.url)
        if self.answer.headers["content-type"].startswith("text/html"):
            self.page = html.fromstring(self.answer.text)

    @property
    def place(self) -> html.HtmlElement:
        """Where the browser would scroll to: the element of the fragment, else the page's content."""
        if self.fragment:
            return self.page.get_element_by_id(self.fragment)
        return self.page.xpath("//main | //body")[0]

    @property
    def text(self) -> str:
        """What can be read there."""
        return _spaced(self.place.text_content())


def _name(element: html.HtmlElement) -> str:
    """The words by which a link is found: those that are read aloud, else those that are seen."""
    return _spaced(element.get("aria-label") or element.text_content())


def _spaced(text: str) -> str:
    return " ".join(text.split())
