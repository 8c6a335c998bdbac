"""A reading that a person corrected: every page, query and feed shows what it was corrected to beside the finding."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from checked_report import checked_archive
from lxml import html
from published_sample import CRAWL, PORTAL, REPORT
from sqlite_utils import Database

from archive.decision_store import apply_decisions
from archive.decisions import read_decisions
from archive.publish.build import build
from archive.publish.serve import datasette

Get = Callable[..., httpx.Response]
#: Twelve documents were read and thirteen printed, of another unit; what went to Weibo was read as the website's.
CORRECTED = (
    ("公开政府文件12份", {"value": 13, "unit": "件"}),
    ("新区网站发布信息31条", {"metric": "proactive_weibo"}),
)
#: Of the reports on the years before and after, whose texts the sample does not have.
OF_OTHER_YEARS = (("demo-2017", {"metric": "interpretations"}), ("demo-2019", {"unit": "件", "qualifier": "share"}))
#: What was found of the first: ten of thirteen.
FOUND = {"reported": 13, "difference": -3}


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Get:
    folder: Path = tmp_path_factory.mktemp("corrected")
    checked_archive(folder / "archive.db")
    with closing(Database(folder / "archive.db")) as db:
        correct(db, *CORRECTED)
        for report, right in OF_OTHER_YEARS:
            row = {"id": report, "portal": PORTAL, "report": report, "claim": f"{report}.1", "decision": "correct"}
            db["decisions"].insert({**row, "current": 1, **right})
        db["findings"].update(f"{REPORT}.7@{CRAWL}", FOUND)  # as it is verified anew
    build(folder / "archive.db", folder / "public.db")
    client = datasette(folder / "public.db").client
    return lambda path: asyncio.run(client.get(path))


def correct(db: Database, *readings: tuple[str, dict[str, object]]) -> None:
    """Decide that the report's words say something else."""
    said = {"report": REPORT, "decision": "correct", "reason": "逐条核对", "by": "核对人", "date": "2026-03-02"}
    entries = [{**said, "quote": quote, "corrected": right} for quote, right in readings]
    apply_decisions(db, PORTAL, read_decisions(json.dumps({"decisions": entries}).encode(), "demo.yml"))


def claims(get: Get, path: str, key: str) -> dict[int, dict]:
    return {claim["row"]["number"]: claim for claim in get(path).json()[key]}


@pytest.mark.parametrize(("path", "key"), [(f"/year/{PORTAL}/2018", "claims"), (f"/sheet/{PORTAL}/2018", "differing")])
def test_a_year_shows_what_a_reading_was_corrected_to(get: Get, path: str, key: str) -> None:
    found = claims(get, f"{path}.json", key)
    assert {name: found[7]["row"][name] for name in ("reported", "unit", "observed", "difference")} == {
        "reported": 13, "unit": "件", "observed": 10, "difference": -3,
    }  # fmt: skip
    assert found[5]["row"]["metric"] == "proactive_weibo"
    page = html.fromstring(get(f"{path}?_lang=en").text)
    assert "13 件" in page.text_content()
    assert "12 份" not in page.text_content()
    said = [row.text_content() for row in page.xpath("//tr[.//q]") if "corrected by a person" in row.text_content()]
    assert [any(quote in row for row in said) for quote, _ in CORRECTED] == [True, True]
    assert len(said) == len(CORRECTED)
    assert "items on Weibo" in page.text_content()


def test_a_column_lists_the_claims_whose_corrected_metric_it_counts(tmp_path: Path) -> None:
    checked_archive(tmp_path / "archive.db")
    with closing(Database(tmp_path / "archive.db")) as db:
        for column, metric in (("policy", "press_conferences"), ("news", "interpretations")):
            db["column_metrics"].insert({"column": f"{PORTAL}/{column}", "metric": metric})
        correct(db, ("解读文件14份", {"metric": "press_conferences"}))
    build(tmp_path / "archive.db", tmp_path / "public.db")
    client = datasette(tmp_path / "public.db").client
    found = {
        column: [
            claim["row"]["quote"]
            for claim in asyncio.run(client.get(f"/column/{PORTAL}/{column}.json")).json()["claims"]
        ]
        for column in ("policy", "news")
    }
    assert found == {"policy": ["解读文件14份"], "news": []}


def test_authorities_are_counted_under_the_corrected_metric(get: Get) -> None:
    lines = {line["key"]: line for line in get("/across/2018.json").json()["metrics"]}
    assert "proactive_website" not in lines
    (row,) = get(lines["proactive_weibo"]["links"]["json"]).json()
    assert (row["quote"], row["reported"]) == ("新区网站发布信息31条", 31)
    (row,) = get(lines["documents_published"]["links"]["json"]).json()
    assert (row["reported"], row["unit"], row["observed"]) == (13, "件", 10)


def test_years_stand_side_by_side_by_the_corrected_metric_and_qualifier(get: Get) -> None:
    """That of 2017 is of interpretations, that of 2019 a share: no documents of two years, interpretations of two."""
    lines = get(f"/report/{REPORT}.json").json()["metric_years"]
    assert [{year: of["value"] for year, of in line["years"].items()} for line in lines] == [{"2017": 9, "2018": 14}]


@pytest.mark.parametrize(
    ("query", "given"),
    [
        ("findings_of_a_report", {"report": REPORT, "verdict": "fewer_found"}),
        ("claims_with_fewer_found", {}),
        ("reported_and_found_by_year", {"metric": "documents_published"}),
        ("reported_and_found_by_year", {"metric": "proactive_weibo"}),
    ],
)
def test_a_ready_made_query_gives_what_a_reading_was_corrected_to(get: Get, query: str, given: dict[str, str]) -> None:
    right = {13: ("documents_published", "件"), 31: ("proactive_weibo", "条")}
    found = [
        row
        for row in get(f"/public/{query}.json?{urlencode(given)}&_shape=array").json()
        if row["reported"] in (12, *right) and row["report" if "report" in row else "claim"].startswith(REPORT)
    ]
    assert found
    for row in found:
        metric, unit = right[row["reported"]]
        assert (row["metric"], row.get("unit", unit)) == (metric, unit)


def test_no_metric_that_a_person_corrected_is_found_under_the_one_that_was_read(get: Get) -> None:
    assert get("/public/reported_and_found_by_year.json?metric=proactive_website&_shape=array").json() == []


def test_a_finding_run_again_names_the_corrected_unit(get: Get) -> None:
    row = get(f"/rerun/{REPORT}.7@{CRAWL}.json").json()["row"]
    assert (row["reported"], row["unit"]) == (13, "件")


def test_a_feed_tells_of_a_finding_in_the_corrected_unit(get: Get) -> None:
    told = get(f"/feeds/{PORTAL}/finding.atom").text
    assert "13 件" in told
    assert "13 份" not in told
