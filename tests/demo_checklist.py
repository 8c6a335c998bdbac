"""Where the checklist of an archive of the demo is not what its truth says (crawler/demo/truth/checklist.yml)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from demo_oracle import Item, Oracle

_STORED = "select duty, state, documents, newest_on, undated from checklist where portal = 'demo' and current = 1"


def wrong_duties(archive: Path, oracle: Oracle) -> list[str]:
    """One line for each duty whose row differs; the whole site has to have been crawled."""
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        db.row_factory = sqlite3.Row
        stored = {row["duty"]: dict(row) for row in db.execute(_STORED)}
    truth = yaml.safe_load(files("crawler.demo.truth").joinpath("checklist.yml").read_text("utf-8"))
    known = {entry["duty"] for entry in truth}
    wrong = [f"not in the truth: {duty}" for duty in stored if duty not in known]
    return wrong + [line for entry in truth for line in _wrong(entry, stored.get(entry["duty"], {}), oracle)]


def _wrong(truth: dict[str, Any], row: dict[str, Any], oracle: Oracle) -> Iterator[str]:
    items = evidence(truth, oracle)
    years = [item.year for item in items if item.year]
    expected = {
        "state": truth["state"],
        "documents": len(items),
        "undated": len(items) - len(years),
        "newest_on": str(truth["newest"]) if "newest" in truth else max(years, default=None),
    }
    found = {key: row.get(key) for key in expected}
    if "newest" not in truth and found["newest_on"]:
        found["newest_on"] = int(str(found["newest_on"])[:4])
    if found != expected:
        yield f"{truth['duty']}: {found} instead of {expected}"


def evidence(truth: dict[str, Any], oracle: Oracle) -> list[Item]:
    """The items of the own site in the columns that an entry of the truth names, or with a title it names."""
    columns, named = set(truth.get("columns", ())), set(truth.get("named", ()))
    return [item for item in oracle.channels["own_site"] if columns & set(item.columns) or item.title in named]
