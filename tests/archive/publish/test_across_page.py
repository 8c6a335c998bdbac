"""Authorities side by side: the figures of several portals, made by hand here, and the rows behind them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from lxml import html

from archive.publish.build import build
from archive.publish.serve import datasette
from archive.store import open_archive

Get = Callable[..., httpx.Response]
#: By portal and year: verdicts of claims (metric, verdict), of relations (relation, verdict).
SAID = {
    ("alder", 2018): (
        [
            ("proactive_total", "fewer_found"),
            ("applications_received", "unobservable"),
            ("fees", "unobservable"),
            ("topic:要闻", "unobservable"),
        ],
        [("sum", "broken"), ("sum", "holds"), ("balance", "holds"), ("at_least_zero", "holds")],
    ),
    ("birch", 2018): ([("proactive_total", "confirmed")], [("sum", "broken"), ("sum", "broken")]),
    ("cedar", 2018): ([("applications_received", "unobservable")], []),
    ("alder", 2017): ([("proactive_total", "confirmed")], []),
    ("cedar", 2016): ([("proactive_total", "more_found"), ("proactive_total", "confirmed")], []),
}


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Get:
    folder = tmp_path_factory.mktemp("across")
    _archive(folder / "archive.db")
    build(folder / "archive.db", folder / "public.db")
    site = datasette(folder / "public.db")
    return lambda path: asyncio.run(site.client.get(path))


def _archive(path: Path) -> None:
    with closing(open_archive(path)) as db:
        for portal in ("birch", "alder", "cedar"):
            db["portals"].insert({"id": portal, "title_zh": f"{portal}区", "title_en": portal.title()})
        for (portal, year), (claims, relations) in SAID.items():
            report = f"{portal}-{year}"
            row = {"id": report, "portal": portal, "year": year, "title": f"{portal} {year}", "kind": "report"}
            db["reports"].insert({**row, "current": 1})
            copy = {**row, "id": f"{report}-copy", "current": 1, "copy_of": report}
            db["reports"].insert(copy)
            for number, (metric, verdict) in enumerate(claims, 1):
                claim = {"report": report, "number": number, "kind": "count", "quote": f"{number}条", "start": number}
                db["claims"].insert({**claim, "id": f"{report}.{number}", "value": number, "metric": metric})
                _finding(db, report, verdict, claim=f"{report}.{number}")
            for number, (relation, verdict) in enumerate(relations, 1):
                identity = {"id": f"{report}.i{number}", "report": report, "number": number, "relation": relation}
                db["identities"].insert({**identity, "rule": f"{relation}[{number}]", "sum": 3, "total": 4})
                _finding(db, report, verdict, identity=f"{report}.i{number}")


def _finding(db: object, report: str, verdict: str, **of: str) -> None:
    (key,) = of.values()
    row = {"id": f"{key}@x", "report": report, "verdict": verdict, "current": 1, **of}
    old = {**row, "id": f"{key}@w", "verdict": "broken", "current": 0}
    db["findings"].insert_all([row, old])  # type: ignore[index]


def cells(page: str, table: int) -> list[list[str]]:
    root = html.fromstring(page)
    for label in root.find_class("tag"):  # of a figure on a narrow screen
        label.drop_tree()
    found = root.xpath(f"(//main//table)[{table}]/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in found]


def test_each_report_stands_with_what_differs_of_what_is_comparable(get: Get) -> None:
    assert cells(get("/across?_lang=en").text, 1) == [
        ["Alder", "2 / 4", "0 / 1", "—"],  # of the relations that hold only what is not self-evident
        ["Birch", "2 / 3", "—", "—"],
        ["Cedar", "0 / 0", "—", "1 / 2"],
    ]


def test_reports_stand_by_name_until_another_order_is_asked_for(get: Get) -> None:
    def order(asked: str) -> list[str]:
        return [row[0].split()[0] for row in cells(get(f"/across/2018?_lang=en&order={asked}").text, 1)]

    assert order("") == order("name") == order("nonsense") == ["Alder", "Birch", "Cedar"]
    assert order("differ") == ["Alder", "Birch", "Cedar"]
    assert order("share") == ["Birch", "Alder", "Cedar"]  # 2 of 3, 2 of 4, nothing comparable
    assert order("open") == ["Alder", "Cedar", "Birch"]


def test_figures_of_an_order_stand_in_each_row(get: Get) -> None:
    rows = cells(get("/across/2018?_lang=en&order=share").text, 1)
    assert [row[1:4] for row in rows] == [["2", "3", "0"], ["2", "4", "3"], ["0", "0", "1"]]


def test_a_metric_says_who_reports_it_who_does_not_and_leads_to_each_figure(get: Get) -> None:
    by_metric = {line["key"]: line for line in get("/across/2018.json").json()["metrics"]}
    assert {key: line["reporting"] for key, line in by_metric.items()} == {
        "proactive_total": 2, "applications_received": 2, "fees": 1,
    }  # fmt: skip
    assert [row["portal"] for row in by_metric["proactive_total"]["silent"]] == ["cedar"]
    assert {row["portal"] for row in by_metric["fees"]["silent"]} == {"birch", "cedar"}
    rows = get(by_metric["proactive_total"]["links"]["json"]).json()
    assert {(row["portal"], row["verdict"]) for row in rows} == {("alder", "fewer_found"), ("birch", "confirmed")}
    ((_, fewer),) = [pair for pair in by_metric["proactive_total"]["tally"] if pair[0]["verdict"] == "fewer_found"]
    assert [row["report"] for row in get(fewer["json"]).json()] == ["alder-2018"]


def test_broken_relations_are_counted_by_kind_with_the_authorities_and_lead_to_the_rows(get: Get) -> None:
    assert [row[1:] for row in cells(get("/across/2018?_lang=en").text, 3)] == [["3", "2", "1"], ["0", "0", "1"]]
    broken = get("/across/2018.json").json()["relations"][0]
    rows = get(broken["links"]["json"]).json()
    assert sorted(row["identity"] for row in rows) == ["alder-2018.i1", "birch-2018.i1", "birch-2018.i2"]


@pytest.mark.parametrize("path", ["/across/1999", "/across/1999.json", "/across/abcd"])
def test_a_year_without_reports_has_no_page(get: Get, path: str) -> None:
    assert get(path).status_code == 404


def test_an_archive_without_reports_says_so(tmp_path: Path) -> None:
    open_archive(tmp_path / "archive.db").close()
    build(tmp_path / "archive.db", tmp_path / "public.db")
    answer = asyncio.run(datasette(tmp_path / "public.db").client.get("/across?_lang=en"))
    assert answer.status_code == 200
    assert "No yearly report has been read" in answer.text
    twin = asyncio.run(datasette(tmp_path / "public.db").client.get("/across.json"))
    assert json.loads(twin.text) == {"years": [], "authorities": []}
