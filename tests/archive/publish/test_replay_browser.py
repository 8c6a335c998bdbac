"""Hostile pages, crawled and published, opened in a real browser: their replays ask nobody and run nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from asgi_server import serving
from axe_core import chromium
from conftest import Answer, SiteServer, gongkai
from replay_gallery import NAMES, address_of, gallery
from small_site import PORTAL, rows

from archive.publish.build import build
from archive.publish.replay.rules import names
from archive.publish.serve import datasette

pytestmark = pytest.mark.heavy

#: Whatever a handler could be waiting for, a click on what asks for one, and then what is left of the page.
PROVOKE = """() => {
  for (const element of document.querySelectorAll('*'))
    for (const name of ['mouseover', 'mouseenter', 'focus', 'error', 'load', 'toggle', 'animationstart', 'pointerdown'])
      element.dispatchEvent(new Event(name));
  document.getElementById('go')?.click();
  return [...new Set([...document.querySelectorAll('*')].flatMap(element => [element.localName,
    ...element.getAttributeNames().filter(
      name => name.startsWith('on') || ['ping', 'srcset', 'action'].includes(name))]))];
}"""
#: Some of the vectors of each kind, which do in a browser of today what they are there for.
ALIVE = (
    *("script", "script-src", "img-onerror", "img-src", "img-srcset", "svg-onload", "svg-script", "mxss-svg-style"),
    *("body-onload", "iframe", "style-import", "style-url", "link-stylesheet", "video", "details-toggle", "utf-16"),
)
#: Elements of a whole page of ours; the cleaner's list has the others.
OURS = {"html", "head", "body", "meta", "title", "style"}


@dataclass
class Watched:
    """Pages of a browser, and what they did that nobody asked of them. ``own`` is the only address to be asked."""

    context: Any
    own: str
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.on("page", self._watch)
        self.context.on("request", self._request)

    def _watch(self, page: Any) -> None:
        page.on("dialog", self._dialog)
        page.on("popup", lambda popup: self.seen.append(f"popup {popup.url}"))

    def _dialog(self, dialog: Any) -> None:
        self.seen.append("dialog")
        dialog.dismiss()

    def _request(self, request: Any) -> None:
        if not request.url.startswith(self.own):
            self.seen.append(request.url)

    def did(self, page: Any, provoke: bool) -> tuple[list[str], list[str]]:
        """What the page did since it was asked for, and the elements that are left of it."""
        left = page.evaluate(PROVOKE) if provoke else []
        page.wait_for_timeout(10)
        if "hostile" in page.title():
            self.seen.append("title")
        did, self.seen = self.seen, []
        return did, left


@pytest.fixture(scope="module")
def outside() -> Iterator[SiteServer]:
    """The server that nobody is to ask."""
    server = SiteServer({"/robots.txt": Answer("")})
    yield server
    server.close()


@pytest.fixture(scope="module")
def hostile(outside: SiteServer) -> Iterator[SiteServer]:
    server = SiteServer(gallery(outside.address))
    yield server
    server.close()


@pytest.fixture(scope="module")
def archive(hostile: SiteServer, outside: SiteServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("replay")
    (folder / "small.yml").write_text(PORTAL, "utf-8")
    result = gongkai("crawl", folder / "small.yml", "--archive", folder / "a", "--host", hostile.address)
    assert result.returncode == 0, result.stderr
    build(folder / "a" / "archive.db", folder / "a" / "public.db")
    outside.log.clear()
    return folder / "a"


@pytest.fixture(scope="module")
def replays(archive: Path) -> dict[str, str]:
    """The keys of the replays by the names of their vectors."""
    found = dict(rows(archive, "select url, id from captures where url like 'http://small.invalid/a/%'"))
    return {name: found[f"http://small.invalid{address_of(name)}"].removeprefix("urn:uuid:") for name in NAMES}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def site(archive: Path) -> Iterator[str]:
    with serving(datasette(archive / "public.db").app()) as address:
        yield address


def test_as_they_were_served_they_run_and_ask(browser: Any, hostile: SiteServer, outside: SiteServer) -> None:
    """The control: the watcher sees what it is there to see, and the vectors are alive."""
    watched = Watched(browser.new_context(), hostile.address)
    alive = set()
    for name in (*ALIVE, "control"):
        page = watched.context.new_page()
        page.goto(hostile.address + address_of(name))
        did, _ = watched.did(page, provoke=False)
        alive.update([name] if did else [])
        page.close()
    watched.context.close()
    assert alive == set(ALIVE)
    assert outside.log
    outside.log.clear()


def test_the_pages_of_replays_ask_nobody_and_run_nothing(
    browser: Any, site: str, replays: dict[str, str], outside: SiteServer
) -> None:
    watched, did = Watched(browser.new_context(), site), {}
    page = watched.context.new_page()
    for name, key in replays.items():
        assert page.goto(f"{site}/replay/{key}").status == 200, name
        (frame,) = page.frames[1:]
        assert frame.url == f"{site}/-/replay/page/{key}"
        assert "重现网页" in frame.locator("h1").inner_text(), name
        if each := watched.did(page, provoke=False)[0]:
            did[name] = each
    watched.context.close()
    assert (did, outside.log) == ({}, [])
    assert len(replays) > 70


def test_neither_without_the_frame_and_any_policy(
    browser: Any, site: str, replays: dict[str, str], outside: SiteServer
) -> None:
    watched, did, left = Watched(browser.new_context(), site), {}, set()
    watched.context.route("**/-/replay/page/*", _without_policy)
    page = watched.context.new_page()
    for name, key in replays.items():
        page.goto(f"{site}/-/replay/page/{key}")
        each, elements = watched.did(page, provoke=True)
        left.update(elements)
        if each:
            did[name] = each
    watched.context.close()
    assert (did, outside.log) == ({}, [])
    assert left - OURS <= names("elements")


def _without_policy(route: Any) -> None:
    answer = route.fetch()
    policy = ("content-security-policy", "x-frame-options")
    route.fulfill(response=answer, headers={name: said for name, said in answer.headers.items() if name not in policy})
