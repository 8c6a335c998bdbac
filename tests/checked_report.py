"""The sample archive with more to see on a report's page: a table, sub-totals, other years, what a person confirmed."""

from __future__ import annotations

import json
import re
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from made_tables import body_of, table4
from published_sample import BODY, CRAWL, OWN_SITE, REPORT, documents_in, make_archive
from sqlite_utils import Database

from archive.decision_store import apply_decisions
from archive.decisions import read_decisions
from archive.layout import layout_of
from archive.records import Body, Table
from archive.reports.official import cells_of, read_official_tables

#: Of the first block of table 4: three maintained, one corrected, none other, two open, and in all seven printed.
REVIEWS = (3, 1, 0, 2, 7)
#: What ends a script in HTML, or a line in JavaScript that is not JSON's.
HOSTILE_TITLE = "2018年</script><script>alert(1)</script>\u2028报告\\{}%"
ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n where i < 0"
#: What people noted: a finding confirmed, one confirmed and disputed, an open one, an outdated confirmation, a reading.
REMARKS = (
    {"quote": "公开政府文件12份", "note": "逐页核对", "outcome": "confirmed", "verdict": "fewer_found"},
    {"quote": "解读文件14份", "note": "核对", "outcome": "confirmed", "verdict": "confirmed"},
    {"quote": "解读文件14份", "note": "有异议", "outcome": "disputed", "verdict": "confirmed"},
    {"quote": "收到申请45件", "note": "看不到", "outcome": "confirmed", "verdict": "unobservable"},
    {"quote": "新区网站发布信息31条", "note": "早先", "outcome": "confirmed", "verdict": "more_found"},
)


def checked_archive(path: Path, title: str = HOSTILE_TITLE) -> None:
    """Write it to ``path`` as an archive.db; the report is called ``title``."""
    make_archive(path)
    with closing(Database(path)) as db:
        db["reports"].update(REPORT, {"title": title})
        _table(db)
        _findings(db)
        _other_years(db)
        said = [{"report": REPORT, "by": "核对人", "date": "2026-03-02", **remark} for remark in REMARKS]
        file = json.dumps({"remarks": said}).encode()
        apply_decisions(db, "demo", read_decisions(file, "demo.yml"))


def in_latin_letters(path: Path) -> None:
    """Put a letter for every Han character that the archive at ``path`` holds."""
    with closing(Database(path)) as db:
        db.conn.create_function("latin", 1, lambda text: re.sub(r"[\u3400-\u9fff]", "x", text))
        for table in db.tables:
            for column in table.columns if "_fts" not in table.name else ():
                if column.type == "TEXT":
                    db.execute(
                        f'update or ignore [{table.name}] set "{column.name}" = latin("{column.name}") where '
                        f"typeof(\"{column.name}\") = 'text'"
                    )
        db.conn.commit()


def text_with_table() -> Body:
    """The sample's report with table 4 at its end."""
    begin = len(BODY.text)
    made = body_of(table4([*map(str, REVIEWS), *["0"] * 10]))
    moved = [
        Table(tuple(replace(cell, start=cell.start + begin, end=cell.end + begin) for cell in table.cells))
        for table in made.tables
    ]
    return Body(BODY.text + made.text, BODY.paragraphs, (*BODY.tables, *moved))


def _table(db: Database) -> None:
    body = text_with_table()
    version = db["reports"].get(REPORT)["version"]
    db["document_texts"].update(version, {"text": body.text, "layout": layout_of(body)})
    total = next(cell for cell in cells_of(read_official_tables(body)) if cell.place == "t4.review.total")
    claim = {
        "id": f"{REPORT}.14",
        "report": REPORT,
        "number": 14,
        "kind": "count",
        "quote": "7",
        "value": 7,
        "unit": "件",
    }
    claim |= {"start": total.start, "end": total.end, "metric": "review_total", "subject": total.place}
    db["claims"].insert(claim | {"qualifier": "exact"})
    names = ("maintain", "correct", "other", "unfinished", "total")
    identity = {"id": f"{REPORT}.i7", "report": REPORT, "number": 7, "rule": "T4-SUM[review]", "relation": "sum"}
    identity |= {"parts": json.dumps(REVIEWS[:-1]), "sum": sum(REVIEWS[:-1]), "total": REVIEWS[-1], "holds": 0}
    identity |= {"claims": "[]", "cells": json.dumps([f"t4.review.{name}" for name in names])}
    db["identities"].insert(identity)
    _finding(db, "identity", "i7", verdict="broken")
    _finding(db, "claim", "14", verdict="unobservable")


def _findings(db: Database) -> None:
    """Findings whose number is not what their SQL gives, is a sum, cannot be had, or is made of others."""
    characters = OWN_SITE.replace("published_on, url", "published_on, characters")
    wrong: dict[str, dict[str, object]] = {
        "5": {"observed": 29},
        "6": {"sql": characters, "observed": 84, "measure": "channel_characters"},
        "9": {"sql": ENDLESS},
        "10": {"sql": "select document from table_that_is_not_there"},
    }
    for number, fields in wrong.items():
        db["findings"].update(f"{REPORT}.{number}@{CRAWL}", fields)
    part = {"finding": f"{REPORT}.7@{CRAWL}", "number": 3, "key": "listed_now", "subject": "", "documents": 10}
    db["subtotals"].insert(part | {"amount": 10, "counted": 1, "sql": documents_in("policy")})


def _finding(db: Database, kind: str, number: str, **fields: object) -> None:
    key = f"{REPORT}.{number}"
    row = {"id": f"{key}@{CRAWL}", "report": REPORT, kind: key, "as_of": CRAWL, "as_of_date": "2026-01-05"}
    db["findings"].insert(row | {"note": "[]", "sql": "", "current": 1} | fields)


def _other_years(db: Database) -> None:
    """Reports on the years before and after, with as many policy files as they say."""
    document = db["reports"].get(REPORT)["document"]
    for year, value in ((2017, 9), (2019, 15)):
        key = f"demo-{year}"
        row = {
            "id": key,
            "portal": "demo",
            "document": document,
            "version": -year,
            "year": year,
            "title": f"{year}年报告",
        }
        db["reports"].insert(row | {"current": 1})
        claim = {"id": f"{key}.1", "report": key, "number": 1, "kind": "count", "quote": f"{value}份", "value": value}
        db["claims"].insert(claim | {"unit": "份", "qualifier": "exact", "metric": "documents_published"})
