"""The pages in a real browser: no overflow at any width, headings in order, everything within reach of the keyboard."""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Iterator
from typing import Any

import pytest
from axe_core import chromium
from published_sample import CRAWL, PORTAL, REPORT

PATHS = (
    *("/", "/download", f"/report/{REPORT}", "/search?q=%E4%B8%9A", f"/column/{PORTAL}/news?year=2018"),
    *(f"/crawl/{CRAWL}", f"/coverage/{PORTAL}", f"/changes/{PORTAL}", f"/change/{PORTAL}-edited"),
    *(f"/diff/{PORTAL}/2017/2018", f"/series/{PORTAL}", f"/checklist/{PORTAL}"),
    *("/across", "/across/2018"),
)
DRAWN = random.Random(os.environ["GONGKAI_SEED"]).sample(PATHS, 4)
#: A few of them are looked at each time, all by the heavy tests.
LOOKED_AT = [pytest.param(path, marks=() if path in DRAWN else (pytest.mark.heavy,)) for path in PATHS]
#: Contrast of two colours as WCAG 2.1 defines it, for every text of the page against what lies behind it.
LOW_CONTRAST = """() => {
  const light = c => { const v = c / 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const parse = text => text.match(/[0-9.]+/g).map(Number);
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const low = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.getClientRects().length) continue;
    const [a, b] = [luminance(parse(getComputedStyle(element).color)), luminance(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push([walker.currentNode.data.trim(), ratio]);
  }
  return low;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture(params=[1280, 390])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def opened(browser: Any, url: str, width: int = 1280, scripts: bool = False) -> Any:
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(url)
    return page


@pytest.mark.parametrize("path", LOOKED_AT)
def test_nothing_overflows_the_screen(browser: Any, address: str, width: int, path: str) -> None:
    page = opened(browser, address + path, width, scripts=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_document_page_does_not_overflow_the_screen(browser: Any, address: str, width: int) -> None:
    page = opened(browser, f"{address}/report/{REPORT}", width, scripts=True)
    with page.expect_navigation(wait_until="load"):  # measured before its stylesheet came, any page is too wide
        page.get_by_role("link", name="报告的存档页").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.heavy
@pytest.mark.parametrize("path", ["/across", "/across/2018"])
def test_figures_and_verdicts_of_authorities_stand_on_the_screen(
    browser: Any, address: str, width: int, path: str
) -> None:
    page = opened(browser, address + path, width, scripts=True)
    ends = "[...document.querySelectorAll('main td .badge, main td')].map(each => each.getBoundingClientRect().right)"
    seen = page.evaluate(ends)
    assert seen
    assert max(seen) <= width


@pytest.mark.parametrize("path", LOOKED_AT)
def test_every_text_has_enough_contrast(browser: Any, address: str, width: int, path: str) -> None:
    page = opened(browser, address + path, width, scripts=True)
    page.evaluate("document.querySelectorAll('details').forEach(element => element.open = true)")
    assert page.evaluate(LOW_CONTRAST) == []


@pytest.mark.parametrize("path", LOOKED_AT)
def test_headings_go_down_one_level_at_a_time(browser: Any, address: str, path: str) -> None:
    page = opened(browser, address + path, scripts=True)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))")
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert [pair for pair in itertools.pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_every_english_text_says_that_it_is_english(browser: Any, address: str) -> None:
    page = opened(browser, f"{address}/report/{REPORT}", scripts=True)
    languages = page.evaluate("[...document.querySelectorAll('.en')].map(e => e.lang)")
    assert set(languages) == {"en"}
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"


def test_the_keyboard_skips_to_the_content_first(browser: Any, address: str) -> None:
    page = opened(browser, f"{address}/report/{REPORT}", scripts=True)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"


def test_the_keyboard_opens_the_sql_and_shows_where_it_is(browser: Any, address: str) -> None:
    page = opened(browser, f"{address}/report/{REPORT}", scripts=True)
    summary = page.locator("#claim-7 summary").first
    summary.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.locator("#claim-7 pre").is_visible()


def test_a_journalist_gets_from_the_first_page_to_the_capture_without_scripts(browser: Any, address: str) -> None:
    page = opened(browser, address)
    page.get_by_role("link", name="松山新区2018年度政府信息公开工作报告").click()
    page.get_by_role("link", name="公开政府文件12份").click()
    assert page.url.endswith("#claim-7")
    page.locator("#claim-7").get_by_role("link", name="所计条目").click()
    page.locator("a[href^='/document/']").first.click()
    page.get_by_role("link", name="存档 capture").first.click()
    assert page.locator("text=demo-20260105.warc.gz").first.is_visible()


def test_a_word_leads_from_the_first_page_to_a_document_and_a_year_to_its_rows_without_scripts(
    browser: Any, address: str
) -> None:
    page = opened(browser, address, width=390)
    page.get_by_role("searchbox").fill("就業")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="就业创业实施方案第1号").click()
    assert "/document/" in page.url
    page.goto(f"{address}/years/{PORTAL}")
    page.get_by_role("link", name="政府文件").first.click()
    page.get_by_role("link", name="10 · 2018 · 所计条目").click()
    assert page.locator("table.rows-and-columns tbody tr").count() == 10


def test_the_page_can_be_printed_with_every_claim_on_it(browser: Any, address: str) -> None:
    page = opened(browser, f"{address}/report/{REPORT}")
    page.emulate_media(media="print")
    assert page.locator("article.finding:visible").count() == page.locator("article.finding").count()


def test_the_browser_blocks_a_script_that_would_be_put_into_our_page(browser: Any, address: str) -> None:
    page = opened(browser, f"{address}/report/{REPORT}", scripts=True)
    blocked = """() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';
        document.body.append(s); return window.ran }"""
    assert page.evaluate(blocked) is None
