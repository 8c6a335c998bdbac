"""The cases in which the demo is observed: what the site answers in each, and the table of what must come out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crawler.demo import truth
from crawler.demo.cases import READABLE, observed
from crawler.demo.site import SKINS, build
from crawler.demo.truth.table import case_table

DOC = Path(__file__).parents[3] / "docs" / "cases.md"


def test_the_table_of_all_cases_is_the_one_of_the_truth() -> None:
    assert case_table(2018) in DOC.read_text(encoding="utf-8")


def test_every_outcome_named_is_that_of_a_case() -> None:
    known = {"wechat", *truth.cases(), *(f"{key}+wechat" for key in truth.cases())}
    for year in truth.report_years():
        data = truth._load(f"claims-{year}.yml")
        rows = [*data["claims"], *data.get("cells", ()), *data["existences"]]
        assert {key for row in rows for key in row.get("cases", {})} <= known


@pytest.mark.parametrize("skin", SKINS)
def test_only_the_first_pages_of_a_truncated_list_can_be_had(skin: str) -> None:
    site = build(7, skin)
    faults = observed(site, truth.cases()["truncated"]).faults[len(site.faults) :]
    assert all(fault.path in site.own.pages and fault.status == 503 for fault in faults)
    size = {"songshan": 20, "trs": 20, "table": 15}[skin]
    assert len(faults) == sum(-(-len(site.own.listings[key]) // size) - READABLE for key in ("key_areas", "news"))


def test_robots_txt_closes_two_columns_and_two_documents() -> None:
    closed = observed(build(7, "trs"), truth.cases()["disallowed"]).own.pages["/robots.txt"].body.decode()
    assert re.findall(r"^Disallow: (.*)\$$", closed, re.MULTILINE)[:2] == [
        "/openness/tabl/rdjy/index.html",
        "/service/bsfw/index.html",
    ]
    assert closed.count("$\n") == 4


def test_the_site_of_earlier_lacks_the_eleven_late_documents_and_nothing_else() -> None:
    now, earlier = build(7, "trs"), build(7, "trs", earlier=True)
    numbers = {document.number for document in earlier.own.documents}
    missing = [document for document in now.own.documents if document.number not in numbers]
    assert [document.late for document in missing] == [True] * 11
    assert {document.published_on.year for document in missing if document.published_on} == {2018}
    assert len(now.own.documents) - len(earlier.own.documents) == 11
