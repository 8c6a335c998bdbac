"""Every link of our pages leads somewhere, and those of Datasette's pages that they lead to."""

from __future__ import annotations

import asyncio
import shutil
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from datasette.app import Datasette
from link_checker import Checked, follow
from published_sample import REPORT

from archive.publish.serve import datasette
from archive.publish.snapshots.take import take_snapshot


def checked(site: Datasette, start: str, **limits: int) -> Checked:
    async def ask(path: str) -> httpx.Response:
        answer: httpx.Response = await site.client.get(path, follow_redirects=True)
        return answer

    return asyncio.run(follow(ask, start, **limits))


@pytest.mark.heavy
def test_every_link_from_the_first_page_on_answers(site: Datasette) -> None:
    found = checked(site, "/")
    assert found.broken == []
    assert len(found.asked) < 5_000  # or not all were asked
    reached = {f"http://localhost{path}" for path in ("/search", f"/report/{REPORT}", "/public/documents", "/download")}
    assert reached <= set(found.asked)


@pytest.mark.heavy
def test_every_link_within_a_snapshot_answers(archive_db: Path, public_db: Path, tmp_path: Path) -> None:
    for path in (archive_db, public_db):
        shutil.copy(path, tmp_path)
    snapshot, _ = take_snapshot(tmp_path, now=datetime(2026, 11, 26, tzinfo=UTC), software="gongkai test")
    start = f"/snapshots/{snapshot.name}/"
    found = checked(datasette(tmp_path / "public.db"), start, depth=1, most=300)
    assert found.broken == []
    assert f"http://localhost{start}report/{REPORT}" in found.asked


@pytest.mark.parametrize("start", ["/", f"/report/{REPORT}", "/public", "/public/documents?_facet=state"])
def test_the_links_of_a_page_answer(site: Datasette, start: str) -> None:
    assert checked(site, start, depth=0, most=25).broken == []


PLANTED = {
    "/": '<a href="/here#place">1</a><a href="/public/t?a=1">2</a><a href="https://elsewhere.invalid/">3</a>',
    "/here": '<p id="place"><a href="/gone">4</a><a href="/#nowhere">5</a><img src="/lost.png">'
    '<form action="/asked"><input name="q" value="业"></form><a href="/?_lang=en">6</a>',
    "/public/t?a=1": '<a href="/public/t?a=1&b=2">7</a><a href="/public/t?b=2">8</a>',
    "/public/t?b=2": '<a href="/public/u">9</a>',
}


def test_a_broken_link_is_found_and_endless_ones_are_not_followed() -> None:
    asked = []

    async def ask(path: str) -> httpx.Response:
        asked.append(path)
        return httpx.Response(200 if path in PLANTED else 404, html=PLANTED.get(path, ""))

    found = asyncio.run(follow(ask, "/"))
    assert [(each.where, each.address, each.what) for each in found.broken] == [
        ("http://localhost/here", "http://localhost/gone", 404),
        ("http://localhost/here", "http://localhost/lost.png", 404),
        ("http://localhost/here", "http://localhost/asked?q=%E4%B8%9A", 404),
        ("http://localhost/here", "http://localhost/", "#nowhere"),
    ]
    assert asked == ["/", "/here", "/public/t?a=1", "/gone", "/lost.png", "/asked?q=%E4%B8%9A", "/public/t?b=2"]
