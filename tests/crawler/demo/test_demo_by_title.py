"""A portal file that names the demo's columns by their titles alone crawls all of it, whatever its skin."""

from __future__ import annotations

import json
import os
import random
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import yaml
from conftest import gongkai

from crawler.demo import truth
from crawler.demo.model import Site
from crawler.demo.server import Addresses, running
from crawler.demo.skin import FAMILY_SKINS, load_skin
from crawler.portal import built_in_portals, find_portal

SEED = random.Random(os.environ["GONGKAI_SEED"]).randrange(10**6)


def by_title_only(folder: Path) -> Path:
    """The demo's own portal file without what says where a column stands."""
    said = yaml.safe_load(built_in_portals()["demo"].read_text(encoding="utf-8"))
    for column in said["columns"]:
        column.pop("parent", None)
        column.pop("url", None)
    path = folder / "demo.yml"
    path.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    return path


def published(site: Site) -> dict[str, list[str]]:
    """The addresses that each column's list publishes, every one once: all of the truth, or as much as a cap leaves."""
    looks, base = load_skin(site.skin), site.own.base
    most = looks.most_pages * looks.page_size or None
    return {key: [urljoin(base, one.url) for one in entries[:most]] for key, entries in site.own.listings.items()}


def crawled_by_titles(site: Site, folder: Path) -> tuple[dict[str, Any], Addresses]:
    """Crawl the demo with titles alone; return what the command says and what was asked."""
    with running(site) as addresses:
        result = gongkai("crawl", by_title_only(folder), "--archive", folder, "--host", addresses.own, "--json")
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout), addresses


def rows_of(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        return db.execute(sql).fetchall()


def assert_all_that_is_published_is_found_once(site: Site, folder: Path, addresses: Addresses) -> None:
    """Listings and documents are those of the truth, and no document was asked for again once it was answered."""
    lists = published(site)
    listed = rows_of(folder, 'select l."column", d.url from listings l join documents d on d.id = l.document')
    assert sorted(listed) == sorted((f"demo/{key}", url) for key, urls in lists.items() for url in urls)
    wanted = {url for urls in lists.values() for url in urls}
    assert sorted(url for (url,) in rows_of(folder, "select url from documents")) == sorted(wanted)
    asked = Counter(urljoin(site.own.base, one.path) for one in addresses.log if one.status != 503)
    own = {urljoin(site.own.base, document.url) for document in site.own.documents if document.form != "external"}
    assert {url: asked[url] for url in wanted & own} == dict.fromkeys(wanted & own, 1)


@pytest.mark.heavy
def test_titles_alone_find_every_column_and_document(site: Site, tmp_path: Path) -> None:
    said, addresses = crawled_by_titles(site, tmp_path)
    assert said["verdict"]["key"] == "ok"
    assert_all_that_is_published_is_found_once(site, tmp_path, addresses)


@pytest.mark.heavy
@pytest.mark.parametrize("skin", FAMILY_SKINS)
def test_titles_alone_find_all_that_the_skin_of_every_system_publishes(
    skin: str, built: Callable[[int, str], Site], tmp_path: Path
) -> None:
    print(f"seed {SEED}, skin {skin}")
    site = built(SEED, skin)
    said, addresses = crawled_by_titles(site, tmp_path)
    assert_all_that_is_published_is_found_once(site, tmp_path, addresses)
    capped = {key for key, urls in published(site).items() if len(urls) < len(site.own.listings[key])}
    states = {row["column"]: (row["state"], row["note"].partition(":")[0]) for row in said["coverage"]}
    assert states == {key: ("incomplete", "publishing cap") if key in capped else ("complete", "") for key in states}


@pytest.mark.heavy
def test_the_demos_own_file_asks_for_no_page_that_it_does_not_name(any_site: Site, tmp_path: Path) -> None:
    skin = load_skin(any_site.skin)
    plan = truth.site("own_site")
    with running(any_site) as addresses:
        gongkai("crawl", "demo", "--archive", tmp_path, "--host", addresses.own)
        asked = Counter(access.path for access in addresses.log if access.host == "own")
    assert asked[skin.paths["home"]] == 1
    assert [asked[skin.column_path(column)] for column in (*plan.hubs, *plan.columns, *plan.empty)] == [
        *(1 for _ in (*plan.hubs, *plan.columns)),
        *(0 for _ in plan.empty),
    ]


def test_discovery_proposes_every_column_and_nothing_else(site: Site) -> None:
    with running(site) as addresses:
        result = gongkai("discover", addresses.own, "--json")
    proposal = json.loads(result.stdout)
    assert {column["title"] for column in proposal["columns"]} == {c.title for c in truth.site("own_site").columns}
    declared = {column.title: column for column in find_portal("demo").columns}
    for column in proposal["columns"]:
        assert tuple(column["evidences"]) == declared[column["title"]].evidences
        assert column["reports"] == declared[column["title"]].reports
    assert (proposal["title"], len(proposal["site_id"])) == ("松山新区管理委员会", 10)
