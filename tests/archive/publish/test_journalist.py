"""A journalist's way in a real browser, without scripts and on a phone: from a number to its proof and back."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_core import chromium
from published_sample import BASE, PORTAL

PHONE, DESK = 390, 1280
REPORT = re.compile("2018年度政府信息公开工作报告")
#: Of published_sample: a claim with fewer found, how many rows were counted, and the first of them.
QUOTE, COUNTED = "公开政府文件12份", 10
DOCUMENT = re.compile("就业创业实施方案第1号")
KEY = re.compile(r"^d[0-9a-f]{16}$")
DIGEST, WARC = "sha256:" + "ab" * 32, "demo-20260105.warc.gz"


@dataclass(frozen=True)
class Words:
    """What a reader of one language looks for."""

    language: str
    home: str
    fewer: str
    search: str


VIEWS = {
    "zh": Words("中文", "报告怎么说", "较少", "搜索"),
    "en": Words("English", "What the reports say", "fewer", "Search"),
}
WALKS = [(language, width, scripts) for language in VIEWS for width in (PHONE, DESK) for scripts in (False, True)]
#: One of them every time; the others are heavy.
DRAWN = (random.Random(os.environ["GONGKAI_SEED"]).choice(sorted(VIEWS)), PHONE, False)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@dataclass
class Journalist:
    """Somebody with a browser who reads one language; every page that is opened is looked at."""

    page: Any
    words: Words
    width: int
    address: str

    def look(self) -> None:
        """Nothing overflows sideways, and the page says what it is."""
        overflow = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert overflow <= 0, (self.page.url, overflow)
        assert self.page.get_by_role("heading", level=1).count() == 1, self.page.url
        assert self.page.url.startswith(self.address)

    def heading(self) -> str:
        """What the page is called."""
        return str(self.page.get_by_role("heading", level=1).inner_text())

    def follow(self, link: Any) -> None:
        """Go where a link leads."""
        link.first.click()
        self.page.wait_for_load_state("load")
        self.look()

    def link(self, words: str | re.Pattern[str], within: Any = None, exact: bool = False) -> Any:
        """Links whose name holds the words."""
        return (within or self.page).get_by_role("link", name=words, exact=exact)

    def back(self) -> None:
        """To the page before."""
        self.page.go_back(wait_until="load")
        self.look()


@pytest.fixture(
    params=[pytest.param(walk, marks=() if walk == DRAWN else pytest.mark.heavy) for walk in WALKS],
    ids=lambda walk: f"{walk[0]}-{walk[1]}-{'scripts' if walk[2] else 'no-scripts'}",
)
def journalist(request: pytest.FixtureRequest, browser: Any, address: str) -> Iterator[Journalist]:
    language, width, scripts = request.param
    viewport = {"width": width, "height": 844}
    context = browser.new_context(viewport=viewport, java_script_enabled=scripts, is_mobile=width == PHONE)
    outside: list[str] = []
    context.on("request", lambda asked: asked.url.startswith(address) or outside.append(asked.url))
    journalist = Journalist(context.new_page(), VIEWS[language], width, address)
    journalist.page.goto(address)
    journalist.follow(journalist.link(VIEWS[language].language, exact=True))
    yield journalist
    context.close()
    assert outside == []


def to_the_rows(journalist: Journalist) -> None:
    """Home → report → fewer_found → the rows."""
    assert journalist.words.home in journalist.heading()
    journalist.follow(journalist.link(REPORT))
    assert REPORT.search(journalist.heading())
    journalist.follow(journalist.link(re.compile(journalist.words.fewer)))
    row = journalist.page.get_by_role("row", name=re.compile(QUOTE))
    assert row.first.is_visible()
    journalist.follow(journalist.link(re.compile(rf"^{COUNTED}\b"), within=row))


def test_from_a_number_to_its_proof_and_back(journalist: Journalist) -> None:
    to_the_rows(journalist)
    assert journalist.link(KEY).count() == COUNTED
    journalist.follow(journalist.link(KEY))
    assert DOCUMENT.search(journalist.heading())
    captures = journalist.page.get_by_role("table").filter(has_text=WARC)
    assert DIGEST in captures.inner_text()
    journalist.follow(journalist.link(re.compile(r"UTC"), within=captures))
    capture = journalist.page.get_by_role("main").inner_text()
    assert [said for said in (DIGEST, WARC, BASE) if said not in capture] == []
    journalist.back()
    assert DOCUMENT.search(journalist.heading())
    journalist.back()
    assert journalist.link(KEY).count() == COUNTED
    journalist.back()
    assert REPORT.search(journalist.heading())
    journalist.follow(journalist.page.get_by_role("navigation").get_by_role("link").first)
    assert journalist.words.home in journalist.heading()


def test_a_word_leads_to_a_document_which_is_read_in_the_other_language(journalist: Journalist) -> None:
    box = journalist.page.get_by_role("searchbox")
    box.fill("就業")
    box.press("Enter")
    journalist.page.wait_for_load_state("load")
    journalist.look()
    journalist.follow(journalist.link(DOCUMENT))
    heading = journalist.heading()
    assert DOCUMENT.search(heading)
    (other,) = (words for words in VIEWS.values() if words is not journalist.words)
    assert journalist.link(journalist.words.search, exact=True).count() == 1
    journalist.follow(journalist.link(other.language, exact=True))
    assert journalist.heading() == heading
    assert journalist.link(other.search, exact=True).count() == 1
    assert journalist.link(journalist.words.search, exact=True).count() == 0


def test_every_page_that_the_first_page_leads_to_fits_the_screen(journalist: Journalist) -> None:
    links = journalist.page.get_by_role("main").get_by_role("link").all()
    addresses = dict.fromkeys(str(link.evaluate("link => link.href")).partition("#")[0] for link in links)
    pages = [address for address in addresses if not address.endswith(".atom")]
    assert len(pages) > 8
    for address in pages:
        journalist.page.goto(address)
        journalist.look()
    assert f"/changes/{PORTAL}" in str(pages)
