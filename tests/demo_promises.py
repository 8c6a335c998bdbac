"""Where what is stored of the demo's guide is not what its truth says (crawler/demo/truth/guide.yml)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from demo_checklist import evidence
from demo_oracle import Oracle
from sqlite_utils import Database

from archive.guides.judge import promises
from archive.standing import read_standing

#: The day of `in_time`.
IN_TIME = date(2019, 9, 15)
_STORED = """
select p.quote, p.start, p."end", p.state, p.documents, p.undated, p.newest_on, p.every, d.title, t.text
from promises p join documents d on d.id = p.document join document_texts t on t.version = p.version
where p.portal = 'demo' and p.current = 1 order by p.number
"""
GUIDE = "松山新区政府信息公开指南"
#: What is not said of an archive in which a column was not read to its end.
_AGAINST = ("stale", "dead", "empty", "not_found")


def truth() -> list[dict[str, Any]]:
    """What the guide says, in its order."""
    found: list[dict[str, Any]] = yaml.safe_load(files("crawler.demo.truth").joinpath("guide.yml").read_text("utf-8"))
    return found


def wrong_promises(archive: Path, oracle: Oracle, *, whole: bool = True) -> list[str]:
    """One line for each promise that differs. ``whole``: every column of the own site was read to its end."""
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        db.row_factory = sqlite3.Row
        stored = [dict(row) for row in db.execute(_STORED)]
    if [row["quote"] for row in stored] != [entry["says"] for entry in truth()]:
        return [f"it says {[row['quote'] for row in stored]}"]
    pairs = zip(truth(), stored, strict=True)
    return [line for entry, row in pairs for line in _wrong(entry, row, oracle, whole)] + _wrong_in_time(archive, whole)


def _wrong(entry: dict[str, Any], row: dict[str, Any], oracle: Oracle, whole: bool) -> Iterator[str]:
    items = evidence(entry, oracle)
    years = [item.year for item in items if item.year]
    open_question = not whole and entry["state"] in _AGAINST
    expected = {
        "state": "not_assessable" if open_question or not (whole or items) else entry["state"],
        "documents": len(items),
        "undated": len(items) - len(years),
        "every": entry.get("every"),
        "newest_on": str(entry["newest"]) if "newest" in entry else max(years, default=None),
    }
    found = {key: row[key] for key in expected}
    if "newest" not in entry and found["newest_on"]:
        found["newest_on"] = int(str(found["newest_on"])[:4])
    if found != expected:
        yield f"{entry['says']}: {found} instead of {expected}"
    if row["text"][row["start"] : row["end"]] != entry["says"] or row["title"] != GUIDE:
        yield f"{entry['says']}: not where it is said to stand, or in {row['title']}"


def _wrong_in_time(archive: Path, whole: bool) -> list[str]:
    """The same archive as of a day on which much was new."""
    if not whole:
        return []
    with closing(Database(archive / "archive.db")) as db:
        states = [each.state for each in promises(db, read_standing(db, "demo"), IN_TIME)]
    asked = ((entry, entry.get("in_time", entry["state"])) for entry in truth())
    return [
        f"{entry['says']}: {state} on {IN_TIME} instead of {then}"
        for (entry, then), state in zip(asked, states, strict=True)
        if then not in (state, "drawn")
    ]
