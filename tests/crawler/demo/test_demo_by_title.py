"""A portal file that names the demo's columns by their titles alone crawls all of it, whatever its skin."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from urllib.parse import urljoin

import yaml
from conftest import gongkai

from crawler.demo import truth
from crawler.demo.model import Site
from crawler.demo.server import running
from crawler.demo.skin import load_skin
from crawler.portal import built_in_portals, find_portal


def by_title_only(folder: Path) -> Path:
    """The demo's own portal file without what says where a column stands."""
    said = yaml.safe_load(built_in_portals()["demo"].read_text(encoding="utf-8"))
    for column in said["columns"]:
        column.pop("parent", None)
        column.pop("url", None)
    path = folder / "demo.yml"
    path.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    return path


def test_titles_alone_find_every_column_and_document(site: Site, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    with running(site) as addresses:
        result = gongkai("crawl", by_title_only(tmp_path), "--archive", archive, "--host", addresses.own, "--json")
    assert json.loads(result.stdout)["verdict"]["key"] == "ok", result.stderr
    base = find_portal("demo").base
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        listed = db.execute(
            "select distinct column, documents.url from listings join documents on documents.id = document"
        )
        found = {(column.removeprefix("demo/"), url) for column, url in listed}
        documents = [url for (url,) in db.execute("select url from documents")]
    truth = {(key, urljoin(base, entry.url)) for key, entries in site.own.listings.items() for entry in entries}
    assert found == truth
    assert sorted(documents) == sorted({urljoin(base, document.url) for document in site.own.documents})


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
