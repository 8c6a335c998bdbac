"""Whole tables, views and evidence as CSV and JSON: every row, no formula, and never half a file for a whole one."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from asgi_server import serving
from lxml import html
from published_sample import HOSTILE, PLANTED

from archive.publish.datasette_settings import SETTINGS
from archive.publish.harmless_csv import BYTE_ORDER_MARK
from archive.publish.metadata import read_metadata
from archive.publish.plugin.gate import STREAMS
from archive.publish.serve import datasette
from archive.publish.takeaway.tables import tables_of

Get = Callable[..., httpx.Response]
TABLES = sorted(read_metadata()["databases"]["public"]["tables"])
ROWS = SETTINGS["max_returned_rows"] * 2 + 1
NUMBERS = f"with recursive c(x) as (select 1 union all select x + 1 from c where x < {ROWS}) "
MANY = f"{NUMBERS} select x from c"
ENDLESS = "with recursive c(x) as (select 1 union all select x + 1 from c) select sum(x) as x from c"
#: Fails when it has come far.
FAILING = f"{NUMBERS} select iif(x = {ROWS - 1}, json('{{'), x) as x from c"


@pytest.fixture(scope="module")
def changed(public_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with an evidence query of more rows than an answer may have, one that fails, and a formula."""
    path = tmp_path_factory.mktemp("downloads") / "public.db"
    shutil.copyfile(public_db, path)
    with closing(sqlite3.connect(path)) as db, db:
        findings = [finding for (finding,) in db.execute("select id from findings order by id limit 2")]
        db.executemany("update findings set sql = ? where id = ?", zip((MANY, FAILING), findings, strict=True))
        db.execute("update portals set title_zh = '=1+1', title_en = '-5'")
    return path


@pytest.fixture(scope="module")
def changed_address(changed: Path) -> Iterator[str]:
    with serving(datasette(changed).app()) as address:
        yield address


def evidence(address: str, sql: str, kind: str = "csv") -> str:
    return f"{address}/download/evidence.{kind}?{urlencode({'sql': sql})}"


def rows_of_csv(body: bytes) -> list[list[str]]:
    assert body.startswith(BYTE_ORDER_MARK)
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


@pytest.fixture(scope="module")
def told(get: Get) -> dict[str, list[dict[str, object]]]:
    """What the JSON of each table and view has."""
    return {table: json.loads(get(f"/download/{table}.json").text) for table in TABLES}


def test_every_row_of_a_table_or_view_is_in_its_json(told: dict[str, list[dict[str, object]]], public_db: Path) -> None:
    with closing(sqlite3.connect(public_db)) as db:
        db.row_factory = sqlite3.Row
        stored = {table: [dict(row) for row in db.execute(f'select * from "{table}"')] for table in TABLES}
    assert [name for name in TABLES if sorted(map(repr, told[name])) != sorted(map(repr, stored[name]))] == []


def test_a_file_of_csv_has_a_heading_and_every_row(told: dict[str, list[dict[str, object]]], get: Get) -> None:
    for table in ("documents", "claims", "channel_documents"):
        heading, *rows = rows_of_csv(get(f"/download/{table}.csv").content)
        assert (heading, len(rows)) == (list(told[table][0]), len(told[table]))


def test_evidence_of_more_rows_than_one_answer_may_have_comes_whole(changed_address: str) -> None:
    rows = rows_of_csv(httpx.get(evidence(changed_address, MANY)).content)
    assert rows == [["x"], *([str(number)] for number in range(1, ROWS + 1))]


def test_a_file_that_fails_half_way_is_broken_off(changed_address: str) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(evidence(changed_address, FAILING))


def test_a_connection_is_given_back_however_a_download_ends(changed_address: str) -> None:
    for _ in range(4):
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(evidence(changed_address, FAILING))
    assert httpx.get(evidence(changed_address, MANY)).status_code == 200


def test_a_download_that_takes_too_long_is_broken_off_and_its_connection_given_back(
    changed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.publish.plugin.gate.LONGEST", 0.2)
    site = datasette(changed)
    with closing(sqlite3.connect(changed)) as db, db:
        db.execute("update findings set sql = ? where sql = ?", [ENDLESS, MANY])

    async def ask() -> int:
        with pytest.raises(TimeoutError):
            await site.client.get(evidence("", ENDLESS))
        return len(site.get_database("public").spare)

    spare = asyncio.run(ask())
    with closing(sqlite3.connect(changed)) as db, db:
        db.execute("update findings set sql = ? where sql = ?", [MANY, ENDLESS])
    assert spare == STREAMS


@pytest.mark.parametrize("sql", ["", "select 1", f"{MANY} ", "select * from documents", "select 1; select 2"])
def test_sql_that_is_of_no_finding_is_not_run(changed_address: str, sql: str) -> None:
    assert httpx.get(evidence(changed_address, sql)).status_code == 404


def test_csv_has_no_formula_and_json_the_words_as_they_are(changed_address: str) -> None:
    rows = rows_of_csv(httpx.get(f"{changed_address}/download/portals.csv").content)
    told = httpx.get(f"{changed_address}/download/portals.json").json()
    assert rows[1][1:3] == ["'=1+1", "-5"]
    assert (told[0]["title_zh"], told[0]["title_en"]) == ("=1+1", "-5")


def test_no_planted_number_is_in_any_file(told: dict[str, list[dict[str, object]]], get: Get) -> None:
    whole = [(table, json.dumps(rows, ensure_ascii=False)) for table, rows in told.items()]
    whole += [(f"{table}.csv", get(f"/download/{table}.csv").text) for table in ("documents", "document_texts")]
    assert [(name, number) for name, words in whole for number in PLANTED if number in words] == []


def test_every_link_of_the_page_of_downloads_answers(get: Get) -> None:
    links = set(html.fromstring(get("/download").text).xpath("//main//@href"))
    assert {f"/download/{table}.csv" for table in TABLES} <= links
    files = {link for link in links if link.endswith(".json") or "/download/" not in link}
    assert {link: get(link).status_code for link in files if get(link).status_code != 200} == {}


def test_a_hostile_title_is_text_in_both(get: Get) -> None:
    titles = [row["title"] for row in json.loads(get("/download/documents.json").text)]
    rows = rows_of_csv(get("/download/documents.csv").content)
    column = rows[0].index("title")
    assert HOSTILE in titles
    assert HOSTILE in [row[column] for row in rows]


@pytest.mark.parametrize("query", sorted(read_metadata()["databases"]["public"]["queries"]))
def test_every_ready_made_query_can_be_taken_away(get: Get, query: str) -> None:
    found = get(f"/public/{query}.json", params={"_shape": "objects"}).json()
    heading, *rows = rows_of_csv(get(f"/download/query/{query}.csv").content)
    assert (heading, len(rows)) == (found["columns"], len(found["rows"]))


def test_of_a_ready_made_query_what_was_asked_for_can_be_taken_away(get: Get) -> None:
    asked = get("/download/query/documents_of_a_column.json", params={"column": "demo/news", "year": "2017"})
    assert [row["title"] for row in json.loads(asked.text)] == ["2017年的一条"]


def test_the_evidence_link_of_a_finding_leads_to_all_its_rows(get: Get) -> None:
    claims = json.loads(get("/report/demo-2018.json").text)["claims"]
    counted = next(claim for claim in claims if claim["links"].get("csv") and claim["observed"])
    assert len(rows_of_csv(get(counted["links"]["csv"], follow_redirects=True).content)) == counted["observed"] + 1


def test_asking_only_for_the_head_reads_no_rows(changed_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.publish.plugin.downloads._pieces", None)
    told = httpx.head(f"{changed_address}/download/portals.csv")
    assert (told.status_code, told.headers["content-type"]) == (200, "text/csv; charset=utf-8")


@pytest.mark.parametrize(("kind", "begins"), [("_dl=1", BYTE_ORDER_MARK), ("_size=max", b"id,")])
def test_datasettes_own_csv_has_a_mark_where_it_is_saved_as_a_file(get: Get, kind: str, begins: bytes) -> None:
    assert get(f"/public/portals.csv?{kind}").content.startswith(begins)


def test_the_first_rows_of_listings_do_not_wait_for_the_last(public_db: Path) -> None:
    """What is sorted before its first row is whole on disk, and takes too long once there are millions of rows."""
    with closing(sqlite3.connect(public_db)) as db:
        (listings,) = (table for table in tables_of(db) if table.name == "listings")
        plan = [step for *_, step in db.execute(f"explain query plan {listings.streamed_sql}")]
    assert plan
    assert not any("TEMP B-TREE" in step for step in plan)
