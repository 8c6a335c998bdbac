"""Quotes show what the published text shows where they stand, though only words outside them tell whose a number is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from sqlite_utils import Database

from archive.publish.build import build
from archive.publish.masking import mask_text
from archive.store import open_archive

NUMBER, OFFICE = "8512347", "8512300"
ELSEWHERE = "经办人13912345678"  # words that no report has
ROW = f"1\t王某某\t{NUMBER}\t申请3件"
TEXT = (
    f"松山新区2018年度政府信息公开工作报告\n全年受理申请8件。咨询电话{OFFICE}。\n附表：申请人名单\n"
    f"序号\t姓名\t联系电话\t申请件数\n{ROW}\n2\t李某某\t8598761\t申请5件\n"
)
HIDDEN = ROW.replace(NUMBER, "*" * len(NUMBER))
REPORT = "p-2018"


def claim(number: int, quote: str, subject: str = "", at: int | None = None) -> dict[str, Any]:
    start = TEXT.index(quote) if at is None else at
    row = {
        "id": f"{REPORT}.{number}",
        "report": REPORT,
        "number": number,
        "kind": "count",
        "metric": "requests_received",
    }
    return row | {"quote": quote, "subject": subject, "start": start, "end": start + len(quote)}


def fill(db: Database) -> None:
    db.table("portals").insert({"id": "p"})
    db.table("documents").insert({"id": "d", "portal": "p", "url": "http://p.invalid/1", "version": 1})
    db.table("document_versions").insert({"id": 1, "document": "d", "content_digest": "sha256:1"})
    db.table("document_texts").insert({"version": 1, "text": TEXT, "layout": ""})
    db.table("reports").insert({"id": REPORT, "portal": "p", "document": "d", "version": 1, "year": 2018, "current": 1})
    claims = (claim(1, ROW, f"王某某\t{NUMBER}"), claim(2, "受理申请8件"), claim(3, ELSEWHERE, at=0))
    db.table("claims").insert_all(claims)
    said = {"portal": "p", "report": REPORT, "occurrence": 1}
    db.table("decisions").insert(said | {"id": "p-1", "quote": f"王某某 {NUMBER}"})
    db.table("remarks").insert_all([said | {"id": "p-2", "quote": ROW}, said | {"id": "p-3", "quote": ELSEWHERE}])
    db.table("figure_sources").insert({"id": "f", "report": REPORT, "claim": f"{REPORT}.1", "quote": ROW})
    db.table("identities").insert({"id": "i", "report": REPORT, "note": f"报告：“{ROW}”；咨询电话{OFFICE}"})
    db.table("findings").insert({"id": "x", "report": REPORT, "note": json.dumps([{"said": ROW}], ensure_ascii=False)})


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    folder = tmp_path_factory.mktemp("quotes")
    db = open_archive(folder / "archive.db")
    with db.atomic():
        db.execute("pragma defer_foreign_keys = on")
        fill(db)
    db.close()
    build(folder / "archive.db", folder / "public.db")
    with closing(sqlite3.connect(folder / "public.db")) as connection:
        yield connection


def one(public: sqlite3.Connection, sql: str) -> Any:
    return public.execute(sql).fetchone()[0]


def test_the_words_alone_would_show_what_the_list_hides() -> None:
    assert HIDDEN in mask_text(TEXT).text
    assert mask_text(ROW).text == ROW


@pytest.mark.parametrize(
    ("where", "shown"),
    [
        (f"quote from claims where id = '{REPORT}.1'", HIDDEN),
        (f"subject from claims where id = '{REPORT}.1'", f"王某某\t{'*' * len(NUMBER)}"),
        (f"quote from claims where id = '{REPORT}.2'", "受理申请8件"),
        ("quote from figure_sources", HIDDEN),
        ("quote from decisions", f"王某某\t{'*' * len(NUMBER)}"),
        ("quote from remarks where id = 'p-2'", HIDDEN),
        ("note from identities", f"报告：“{HIDDEN}”；咨询电话{OFFICE}"),
    ],
)
def test_quotes_are_the_characters_of_the_published_text(public: sqlite3.Connection, where: str, shown: str) -> None:
    assert one(public, f"select {where}") == shown


def test_words_in_the_notes_of_a_finding_are_covered_too(public: sqlite3.Connection) -> None:
    assert json.loads(one(public, "select note from findings")) == [{"said": HIDDEN}]


def test_what_is_covered_is_listed(public: sqlite3.Connection) -> None:
    listed = (
        f"select sum(numbers) from masked where row_table = 'claims' and row_id = '{REPORT}.1' and row_column = 'quote'"
    )
    assert one(public, listed) == 1


def test_words_that_do_not_stand_there_are_masked_by_themselves(public: sqlite3.Connection) -> None:
    shown = mask_text(ELSEWHERE).text
    assert "*" in shown
    assert one(public, "select quote from remarks where id = 'p-3'") == shown
    assert one(public, f"select quote from claims where id = '{REPORT}.3'") == shown
