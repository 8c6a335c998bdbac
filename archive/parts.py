"""Documents that a site shows over several pages: when a crawl closes, their pages become one text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from archive.frontier import events
from archive.layout import body_of, layout_of
from archive.records import Body, Cell, NotRead, Paragraph, Table
from archive.store import content_digest, document_id


def join_bodies(bodies: Iterable[Body]) -> Body:
    """The bodies as one, in their order, each on a line of its own; spans point into the whole text."""
    texts: list[str] = []
    paragraphs: list[Paragraph] = []
    tables: list[Table] = []
    start = 0
    for body in bodies:
        if not body.text:
            continue
        paragraphs += [Paragraph(start + part.start, start + part.end) for part in body.paragraphs]
        tables += [Table(tuple(_shifted(cell, start) for cell in table.cells)) for table in body.tables]
        texts.append(body.text)
        start += len(body.text) + 1
    return Body("\n".join(texts), tuple(paragraphs), tuple(tables))


def _shifted(cell: Cell, by: int) -> Cell:
    return replace(cell, start=cell.start + by, end=cell.end + by)


def join_parts(db: Database, portal: str, crawl: str) -> None:
    """Give each document of several pages that the crawl saw the text of all of them; part of its closing.

    Where a page is missing, what an earlier crawl read whole stays as it is, and anything else is marked as cut.
    """
    missing = {
        document_id(portal, event.url)
        for event in events(db, crawl)
        if isinstance(event, NotRead) and event.purpose == "part"
    }
    goes_on = "select distinct document from part_texts where crawl = ? order by document"
    for (document,) in db.execute(goes_on, [crawl]).fetchall():
        _join(db, crawl, document, is_cut=document in missing)
    db.execute("delete from part_texts where crawl = ?", [crawl])
    for document in missing:  # also those of which nothing but the first page came
        db.execute(
            "update document_versions set cut = 1 where crawl = ?1 and document = ?2 "
            "and id in (select version from sightings where crawl = ?1)",
            [crawl, document],
        )


def _join(db: Database, crawl: str, document: str, *, is_cut: bool) -> None:
    sql = (
        "select v.* from sightings s join document_versions v on v.id = s.version where s.crawl = ? and s.document = ?"
    )
    seen = next(iter(db.query(sql, [crawl, document])), None)
    if seen is None:  # what this crawl read of it was forgotten
        return
    rows = db.query("select * from part_texts where crawl = ? and document = ? order by number", [crawl, document])
    bodies = [body_of(row["text"], row["layout"]) for row in rows]
    body = join_bodies(bodies)
    said = {"content_digest": content_digest(body.text), "pages": len(bodies), "cut": int(is_cut)}
    if seen["crawl"] == crawl:
        _write(db, seen["id"], said, body)
    elif not is_cut and (seen["content_digest"], seen["cut"]) != (said["content_digest"], 0):
        _write(db, _another(db, crawl, seen), said, body)


def _another(db: Database, crawl: str, seen: dict[str, Any]) -> int:
    """A new version with the fields of the one seen, whose first page is unchanged while a later one is not."""
    (last,) = db.execute("select max(id) from document_versions").fetchone()
    sighting = {"crawl": crawl, "document": seen["document"]}
    sql = "select capture from sightings where crawl = :crawl and document = :document"
    (capture,) = db.execute(sql, sighting).fetchone()
    number = int(last) + 1
    db.table("document_versions").insert(seen | {"id": number, "crawl": crawl, "capture": capture})
    db.execute(
        "update sightings set version = :version where crawl = :crawl and document = :document",
        sighting | {"version": number},
    )
    return number


def _write(db: Database, version: int, said: dict[str, Any], body: Body) -> None:
    db.table("document_versions").update(version, said | {"characters": len(body.text) or None})
    row = {"version": version, "text": body.text, "layout": layout_of(body)}
    db.table("document_texts").insert(row, pk="version", replace=True)
