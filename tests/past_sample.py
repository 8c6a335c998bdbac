"""A crawl from a web archive, put into a small archive made by hand."""

from __future__ import annotations

from typing import Any

from handmade_archive import PORTAL, Archive

from archive.listings import add_listings


def past_crawl(archive: Archive, captured: list[str], **more: Any) -> str:
    """A crawl from a web archive: entries of the column a, whose list was captured at the times given."""
    crawl, said = (
        f"{PORTAL}-past",
        {"state": "complete", "verdict": "ok", "days": [], "undated": 0, "missing": 0, **more},
    )
    source = {"source": "web archive", "web_archive": "example", "past_at": "2019-01-20T15:59:59.000000Z"}
    row = {"id": crawl, "portal": PORTAL, "closed_at": "2026-01-01T00:00:00.000000Z", "accepted": 0}
    archive.db.table("crawls").insert(row | source | {"verdict": said["verdict"], "past_within": 90})
    archive.db.table("coverage").insert({"crawl": crawl, "column": f"{PORTAL}/a", "state": said["state"]})
    for number, at in enumerate(captured):
        day = None if number < said["undated"] else "2018-05-01"
        entry = {"crawl": crawl, "document": f"p{number}", "url": f"http://here.invalid/p{number}", "title": "则"}
        capture = f"c{number}"
        archive.db.table("captures").insert({"id": capture, "crawl": crawl, "archived_at": at})
        add_listings(archive.db, [entry | {"column": f"{PORTAL}/a", "capture": capture}])
        archive.db.table("past_documents").insert(entry | {"portal": PORTAL, "published_on": day, "listed_at": at})
    for number in range(said["missing"]):
        gone = {"crawl": crawl, "url": f"http://here.invalid/g{number}", "column": f"{PORTAL}/a", "answered": 0}
        archive.db.table("unread").insert(gone)
    return crawl
