"""The real report of 2018 beside an archive that holds nothing else, and beside the demo's."""

from __future__ import annotations

import json
import os
import random
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import pytest
from conftest import Answer, SiteServer, gongkai

from crawler.demo import truth
from crawler.demo.model import Page, Site
from crawler.demo.server import running
from crawler.demo.site import SKINS, build

DRAWN = random.Random(f"{os.environ['GONGKAI_SEED']} real report")
REPORT = "松山新区管委会2018年度政府信息公开工作报告"
PORTAL = """
portal: lone
title: {zh: 松山新区管理委员会, en: Songshan New District Management Committee}
authority: [松山新区管委会, 松山新区管理委员会, 松山新区]
base: http://lone.invalid/
politeness: {delay: 0}
columns:
  - {key: reports, title: 政府信息公开年报, reports: true}
channels:
  own_site: {title: {zh: 管委会网站, en: own site}, kind: site}
  city_site: {title: {zh: 锦州市政府网站, en: the city's site}, kind: site, site: city, source: 松山新区管委会}
  wechat: {title: {zh: 微信公众号, en: WeChat}, kind: import}
  reading_points: {title: {zh: 信息查阅点, en: reading points}, kind: offline}
"""
SILENT = {"not_assessable", "unobservable"}


@pytest.fixture(scope="module")
def lines(corpus: Path) -> list[str]:
    """The paragraphs of the real report, without its title."""
    text = (corpus / "reports" / "songshan-2018.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip()][1:]


@pytest.fixture(scope="module")
def labels(corpus: Path) -> dict[str, Any]:
    """What people read in it."""
    return dict(json.loads((corpus / "reports" / "songshan-2018.json").read_text(encoding="utf-8")))


def findings_of(portal: object, archive: Path, *hosts: str) -> list[dict[str, Any]]:
    """Crawl, and verify the report of 2018."""
    for host in hosts:
        crawled = gongkai("crawl", portal, "--archive", archive, "--host", host)
        assert crawled.returncode == 0, crawled.stdout + crawled.stderr
    verified = gongkai("verify", portal, "--archive", archive, "--json")
    assert verified.returncode == 0, verified.stderr
    return [row for report in json.loads(verified.stdout) if report["year"] == 2018 for row in report["findings"]]


def page(title: str, content: str) -> Answer:
    navigation = '<div class="nav"><a href="/">首页</a> <a href="/nb/">政府信息公开年报</a></div>'
    return Answer(f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{navigation}{content}</body></html>")


@pytest.fixture(scope="module")
def alone(lines: list[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[dict[str, Any]]]:
    """The findings where the site holds the report and nothing else."""
    folder = tmp_path_factory.mktemp("alone")
    (folder / "lone.yml").write_text(PORTAL, encoding="utf-8")
    entry = f'<div class="list"><ul><li><a href="/nb/1.html">{REPORT}</a><span>2019-03-14</span></li></ul></div>'
    text = "".join(f"<p>{escape(line)}</p>" for line in lines)
    article = f'<h1>{REPORT}</h1><p>发布日期：2019-03-14</p><div class="content">{text}</div>'
    server = SiteServer({"/": page("首页", ""), "/nb/": page("年报", entry), "/nb/1.html": page(REPORT, article)})
    yield findings_of(folder / "lone.yml", folder / "archive", server.address)
    server.close()


def test_its_identities_are_judged_though_nothing_else_is_archived(
    alone: list[dict[str, Any]], labels: dict[str, Any]
) -> None:
    found = [(f["quote"], f["verdict"]) for f in alone if f["kind"] == "identity"]
    assert sorted(found) == sorted((i["rule"], "holds" if i["holds"] else "broken") for i in labels["identities"])


def test_every_figure_has_a_finding(alone: list[dict[str, Any]], labels: dict[str, Any]) -> None:
    found = sorted(f["metric"] for f in alone if f["kind"] in ("count", "zero"))
    assert found == sorted(label["metric"] for label in labels["claims"])


def test_no_figure_is_judged_where_nothing_else_is_archived(alone: list[dict[str, Any]]) -> None:
    assert {f["verdict"] for f in alone if f["kind"] in ("count", "zero")} <= SILENT


def test_no_name_is_said_to_be_missing_where_nothing_else_is_archived(alone: list[dict[str, Any]]) -> None:
    assert {f["verdict"] for f in alone if f["kind"] == "existence"} <= SILENT


def with_real_report(site: Site, lines: list[str]) -> Site:
    """The demo with the real words in its report of 2018."""
    (report,) = (document for document in site.own.documents if document.report_year == 2018)
    page = site.own.pages[report.url]
    first, *others = (escape(part.text, quote=False) for part in truth.report(2018).body)
    html = page.body.decode("utf-8").replace(first, "</p><p>".join(escape(line, quote=False) for line in lines))
    for paragraph in others:
        html = html.replace(paragraph, "")
    pages = {**site.own.pages, report.url: Page(html.encode("utf-8"), page.content_type)}
    return replace(site, own=replace(site.own, pages=pages))


#: Where the real words say something else than the demo's: no channel of the key areas, so that their column is a lower
#: bound; and final accounts said to be of the own level (本级), which makes no difference between two titles.
OTHER_WORDS = {
    "key_area_total": ("not_assessable", 158.0),
    "budget:2018年政府决算": None,
    "budget:2018年市本级政府决算": ("found_later", None),
}


def expected() -> dict[str, tuple[str, float | None]]:
    """By metric, what the demo's truth says of its own report where the city's site was not crawled."""
    said = [f for f in truth.expected_findings(2018, False, "no_city") if f.kind != "identity"]
    outcomes = {
        unicodedata.normalize("NFKC", f.key): (f.verdict, None if f.observed is None else float(f.observed))
        for f in said
    }
    return {key: value for key, value in (outcomes | OTHER_WORDS).items() if value is not None}


@pytest.mark.heavy
def test_beside_the_demos_archive_it_is_judged_as_the_demos_own_report_is(lines: list[str], tmp_path: Path) -> None:
    site = with_real_report(build(DRAWN.randrange(10**6), DRAWN.choice(SKINS)), lines)
    with running(site) as addresses:
        findings = findings_of("demo", tmp_path / "archive", f"demo={addresses.own}")
    found = {
        unicodedata.normalize("NFKC", f["metric"]): (f["verdict"], f["observed"] if f["kind"] == "count" else None)
        for f in findings
        if f["kind"] != "identity"
    }
    assert found == expected()
