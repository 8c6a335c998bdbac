"""The demo in the skin of every further system: lists, dates and coverage are those of its truth, on every page.

A small part is crawled: three short columns under two hubs, one long one where a list is capped.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from capture_run import written
from conftest import gongkai
from small_site import rows
from sqlite_utils import Database

from archive.dump import canonical_dump
from crawler.demo.server import Addresses, running
from crawler.demo.site import OWN_BASE, Entry, Site, build
from crawler.demo.skin import FAMILY_SKINS, load_skin

SEED = random.Random(os.environ["GONGKAI_SEED"]).randrange(10**6)
HEAD = f"""
portal: demo
title: {{zh: 演示, en: demo}}
authority: [松山新区管委会]
base: {OWN_BASE}
politeness: {{delay: 0}}
channels:
  own_site: {{title: {{zh: 本站, en: own site}}, kind: site}}
columns:
"""
SHORT = """
  - {key: policy, title: 政府文件, parent: 信息公开重点工作}
  - {key: interpretations, title: 解读文件, parent: 信息公开重点工作}
  - {key: suggestions, title: 人大代表建议, parent: 提案办理}
"""
COLUMNS = ("interpretations", "policy", "suggestions")
LONG = "  - {key: key_areas, title: 重点领域信息}\n"


def demo(skin: str) -> Site:
    """The demo without the 503 that goes away when it is asked for again: a killed crawl may never see it."""
    print(f"seed {SEED}, skin {skin}")
    return replace(build(SEED, skin), faults=())


@pytest.fixture
def portal_file(tmp_path: Path) -> Path:
    path = tmp_path / "demo.yml"
    path.write_text(HEAD + SHORT, encoding="utf-8")
    return path


def crawl(portal_file: Path, archive: Path, addresses: Addresses) -> None:
    result = gongkai("crawl", portal_file, "--archive", archive, "--host", addresses.own)
    assert result.returncode == 0, result.stderr


def shown(skin: str, entry: Entry) -> tuple[str, str | None]:
    """An entry's title and date as the lists of a skin print them."""
    looks = load_skin(skin)
    cut = "$title" not in looks.templates["item"] and len(entry.title) > looks.title_limit > 0
    day = entry.listed_on.isoformat() if entry.listed_on and looks.dates["list"] else None
    return entry.title[: looks.title_limit] + "..." if cut else entry.title, day


#: One skin is crawled each time; the others with the heavy tests.
AT_ONCE = random.Random(os.environ["GONGKAI_SEED"]).sample(FAMILY_SKINS, 1)
CRAWLED = [pytest.param(skin, marks=() if skin in AT_ONCE else pytest.mark.heavy) for skin in FAMILY_SKINS]


def listed(archive: Path, column: str) -> list[tuple[str, str | None]]:
    sql = f"select title, listed_on from listings where \"column\" = 'demo/{column}' order by page_number, position"
    return rows(archive, sql)


@pytest.mark.parametrize("skin", CRAWLED)
def test_lists_and_documents_of_every_skin_are_those_of_the_truth(skin: str, portal_file: Path, tmp_path: Path) -> None:
    site, archive = demo(skin), tmp_path / "a"
    with running(site) as addresses:
        crawl(portal_file, archive, addresses)
    for column in COLUMNS:
        assert listed(archive, column) == [shown(skin, entry) for entry in site.own.listings[column]]
    assert rows(archive, 'select "column", state, note from coverage order by 1') == [
        (f"demo/{column}", "complete", "") for column in COLUMNS
    ]
    pages = [d for d in site.own.documents if d.form == "page" and set(d.columns) & set(COLUMNS)]
    wanted = {(d.title, str(d.published_on or "") or None) for d in pages}
    assert set(rows(archive, "select title, published_on from documents where state = 'page'")) == wanted


@pytest.mark.heavy
def test_a_column_that_is_published_in_part_is_capped_live_and_in_a_rebuild(portal_file: Path, tmp_path: Path) -> None:
    portal_file.write_text(HEAD + LONG, encoding="utf-8")
    site, archive = demo("siteserver"), tmp_path / "a"
    with running(site) as addresses:
        crawl(portal_file, archive, addresses)
    published = site.own.listings["key_areas"][: 25 * load_skin("siteserver").page_size]
    assert listed(archive, "key_areas") == [shown("siteserver", entry) for entry in published]
    ((state, note),) = rows(archive, "select state, note from coverage")
    items = len(site.own.listings["key_areas"])
    assert state == "incomplete"
    assert f"publishing cap: the site publishes 25 pages of this list and no more (it states {items} entries)" in note
    assert gongkai("rebuild", "--archive", archive, "--check").returncode == 0


def test_files_that_only_a_query_names_are_attachments(portal_file: Path, tmp_path: Path) -> None:
    portal_file.write_text(HEAD + "  - {key: finance, title: 财政信息}\n", encoding="utf-8")
    site, archive = demo("hanweb"), tmp_path / "a"
    with running(site) as addresses:
        crawl(portal_file, archive, addresses)
    named = {
        f"{OWN_BASE.rstrip('/')}{file.path}"
        for document in site.own.documents
        if document.columns[0] == "finance" and document.form == "page"
        for file in document.attachments
    }
    assert named
    assert {url for (url,) in rows(archive, "select url from attachments where capture is not null")} == named
    assert all("downfile.jsp?classid=0&filename=" in url for url in named)


@contextmanager
def killed(portal_file: Path, archive: Path, addresses: Addresses, requests: int) -> Iterator[None]:
    """A crawl that is killed (-9) when the server has been asked so often."""
    command = [sys.executable, "-m", "crawler.cli.main", "crawl", str(portal_file), "--archive", str(archive)]
    process = subprocess.Popen([*command, "--host", addresses.own], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while len(addresses.log) < requests and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    process.kill()
    process.wait()
    yield


def dump(archive: Path) -> list[str]:
    with closing(Database(archive / "archive.db")) as db:
        return list(canonical_dump(db))


@pytest.mark.heavy
@pytest.mark.parametrize("skin", ["hanweb", "jpaas"])
def test_a_crawl_of_asked_lists_that_was_killed_ends_as_an_undisturbed_one_and_is_rebuilt(
    skin: str, portal_file: Path, tmp_path: Path
) -> None:
    site = demo(skin)
    with running(site) as addresses:
        crawl(portal_file, tmp_path / "calm", addresses)
        moment = random.Random(SEED).randrange(6, len(addresses.log))
    with running(site) as addresses, killed(portal_file, tmp_path / "a", addresses, moment):
        crawl(portal_file, tmp_path / "a", addresses)
    assert dump(tmp_path / "a") == dump(tmp_path / "calm"), f"killed at {moment}"
    assert gongkai("check", "--archive", tmp_path / "a").returncode == 0
    result = gongkai("rebuild", "--archive", tmp_path / "a", "--check")
    assert result.returncode == 0, result.stdout


def test_what_a_list_was_asked_with_stands_in_the_warc(portal_file: Path, tmp_path: Path) -> None:
    site, archive = demo("hanweb"), tmp_path / "a"
    with running(site) as addresses:
        crawl(portal_file, archive, addresses)
    posts = [
        record for record in written(archive / "warc") if record.kind == "request" and record.block[:5] == b"POST "
    ]
    per_group = 3 * load_skin("hanweb").page_size
    assert len(posts) == sum((len(site.own.listings[column]) - 1) // per_group for column in COLUMNS)
    for record in posts:
        head, _, body = record.block.partition(b"\r\n\r\n")
        assert b"Content-Type: application/x-www-form-urlencoded" in head
        assert dict(parse_qsl(body.decode()))["webname"] == "松山新区管理委员会"
    assert rows(archive, "select count(*), count(distinct url) from captures where method = 'POST'") == [
        (len(posts), len({record.fields["WARC-Target-URI"] for record in posts}))
    ]
