"""What is masked in lists alone: the digest of the list page would give it away, and is not handed on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from handmade_archive import PORTAL, Archive

from archive.listings import add_listings
from archive.publish.build import build
from archive.signing.statement import write_statements

MOBILE = "13800138000"
PAGE, OTHER = "http://here.invalid/list", "http://here.invalid/other"
#: An entry's words or address, or the address of its list page, with the number of a person in it, or with none.
ENTRIES = {
    "title": {"title": f"联系人手机{MOBILE}，备查"},
    "address": {"url": f"http://here.invalid/a?phone={MOBILE}"},
    "page": {"page_url": f"{PAGE}?phone={MOBILE}"},
    "nothing": {},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "crawls").mkdir()
    (tmp_path / "statements").mkdir()
    return tmp_path


@pytest.mark.parametrize("where", ENTRIES)
def test_the_digest_of_a_list_page_is_handed_on_where_nothing_of_its_entries_is_masked(
    folder: Path, where: str
) -> None:
    archive = Archive()
    column, crawl = archive.column("news"), archive.crawl()
    for url, capture in ((PAGE, "c1"), (OTHER, "c2")):
        row = {"id": capture, "crawl": crawl, "url": url, "captured_at": f"2019-01-0{capture[1]}", "kind": "list"}
        archive.db.table("captures").insert(row | {"entity_digest": f"sha256:{capture * 32}", "status": 200})
    entry = {"crawl": crawl, "column": column, "title": "通知", "url": "http://here.invalid/1", "document": "d1"}
    add_listings(archive.db, [{**entry, "page_url": PAGE, "capture": "c1", **ENTRIES[where]}])
    add_listings(archive.db, [{**entry, "url": "http://here.invalid/2", "capture": "c2", "page_url": OTHER}])
    archive.db.execute("vacuum into ?", [str(folder / "archive.db")])
    build(folder / "archive.db", folder / "public.db")
    (folder / "crawls" / f"{crawl}.json").write_text(json.dumps({"crawl": crawl, "portal": PORTAL}))
    (said,) = write_statements(folder, folder / "statements")
    digests = {each["url"]: each["entity_digest"] for each in json.loads(said.read_text())["captures"]}
    assert digests == {PAGE: "sha256:" + "c1" * 32 if where == "nothing" else None, OTHER: "sha256:" + "c2" * 32}
