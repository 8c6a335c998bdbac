"""axe-core, which finds in a page what WCAG 2.1 forbids as far as a program can see it, in a real Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import skip_or_fail

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
#: Success criteria of WCAG 2.0 and 2.1, levels A and AA, as axe calls them.
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")
_RUN = """async tags => {
  document.querySelectorAll('details').forEach(element => element.open = true);
  const wanted = {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations', 'incomplete']};
  const told = await axe.run(document, wanted);
  const brief = rules => rules.map(rule => [rule.id, rule.nodes.map(node => node.html.slice(0, 160))]);
  return {violations: brief(told.violations), incomplete: brief(told.incomplete)};
}"""


def axe_script() -> str:
    """The program. GONGKAI_AXE names the folder into which npm installed it (tests/axe); skips or fails without."""
    path = Path(os.environ.get("GONGKAI_AXE", "")) / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        skip_or_fail("GONGKAI_AXE names no folder with the npm package axe-core")
    return path.read_text("utf-8")


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser, while the block runs; skips or fails where there is none."""
    program = shutil.which("chromium")
    if program is None:
        skip_or_fail("chromium is not installed")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield launched
        launched.close()


def axe(browser: Any, script: str, url: str, widths: Iterable[int]) -> dict[int, dict[str, list[Any]]]:
    """By width of the screen, what axe says of the page at ``url``, everything in it unfolded: ``violations``, and
    what it cannot decide, ``incomplete``; each a rule with the elements.

    The page's own Content-Security-Policy, which lets no script run, is passed by for the script of axe.
    """
    context = browser.new_context(bypass_csp=True)
    try:
        page = context.new_page()
        page.goto(url)
        page.evaluate(script)
        return {width: _told(page, width) for width in widths}
    finally:
        context.close()


def _told(page: Any, width: int) -> dict[str, list[Any]]:
    page.set_viewport_size({"width": width, "height": 900})
    told: dict[str, list[Any]] = page.evaluate(_RUN, list(TAGS))
    return told
