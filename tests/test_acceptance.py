"""The whole way on the demo portal: its verdict table equals its truth, claim by claim, for seeds drawn now."""

from __future__ import annotations

import json
import os
import random
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from asked_queries import wrong_rows
from conftest import gongkai
from demo_checklist import wrong_duties
from demo_diffs import wrong_crawls, wrong_years
from demo_oracle import Oracle, Subtotals
from demo_promises import wrong_promises
from demo_queries import EXPECTED, Known
from demo_watch import timeliness_found, twins_found, twins_wanted
from pasted_queries import wrong_answers
from sqlite_utils import Database

from crawler.demo.cases import observed
from crawler.demo.server import running
from crawler.demo.site import SKINS, Site, build
from crawler.demo.truth import (
    Case,
    ExpectedFinding,
    ExpectedYearNote,
    cases,
    expected_findings,
    expected_year_notes,
    report_years,
)
from crawler.demo.truth.series import ExpectedSeries, expected_series
from crawler.demo.truth.timeliness import expected_timeliness

DRAWN = random.Random(os.environ["GONGKAI_SEED"])
CELL = re.compile(r"-?[\d.,]+(万?元)?")
SEEDS = [(DRAWN.randrange(10**6), skin) for skin in SKINS]
AT_ONCE = DRAWN.choice(SKINS)  # the other skins are heavy
RUNS = [
    pytest.param(seed, skin, id=f"seed{seed}-{skin}", marks=() if skin == AT_ONCE else (pytest.mark.heavy,))
    for seed, skin in SEEDS
]


def found_in(archive: Path) -> dict[int, list[dict[str, Any]]]:
    result = gongkai("verify", "demo", "--archive", archive, "--json")
    assert result.returncode == 0, result.stderr
    return {report["year"]: report["findings"] for report in json.loads(result.stdout)}


def same(expected: ExpectedFinding, finding: dict[str, Any]) -> bool:
    """Whether a finding is about what the truth speaks of; quotes may be cut differently."""
    if finding["kind"] != expected.kind:
        return False
    if expected.kind == "identity":
        rule, sides = finding["quote"].partition(" (")[0], (finding["reported"], finding["observed"])
        return rule == expected.key.partition(" (")[0] and sides == (expected.reported, expected.observed)
    overlap = expected.quote in finding["quote"] or finding["quote"].strip("《》") in expected.quote
    if expected.kind == "existence":
        return overlap
    return overlap and (finding["metric"], finding["reported"]) == (expected.key, expected.reported)


def note_keys(finding: dict[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(note["key"] for note in finding["notes"]))


def compare(expected: Iterable[ExpectedFinding], findings: list[dict[str, Any]]) -> list[str]:
    """Say where findings and truth differ; each finding answers one expectation."""
    rest = list(findings)
    differences = []
    for truth in expected:
        match = next((finding for finding in rest if same(truth, finding)), None)
        if match is None:
            differences.append(f"not found: {truth}")
            continue
        rest.remove(match)
        if match["verdict"] != truth.verdict:
            differences.append(f"{match['verdict']} instead of {truth}")
        if truth.kind != "existence" and truth.observed is not None and match["observed"] != truth.observed:
            differences.append(f"{match['observed']} observed instead of {truth}")
        if note_keys(match) != truth.notes:
            differences.append(f"notes {note_keys(match)} instead of {truth}")
    # Cells whose metric no label names may be claimed, but nothing may be said of them.
    silent = {"unobservable", "not_assessable"}
    return differences + [
        f"not in the truth: {finding['kind']} {finding['quote']!r} {finding['verdict']}"
        for finding in rest
        if finding["verdict"] not in silent or not CELL.fullmatch(finding["quote"])
    ]


def year_notes_in(archive: Path, year: int) -> list[ExpectedYearNote]:
    """What is stored of one report; how much of a section is repeated the truth leaves open."""
    sql = "select y.* from year_notes y join reports r on r.id = y.report where r.current = 1 and r.year = ?"
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        db.row_factory = sqlite3.Row
        return [
            ExpectedYearNote(
                row["kind"],
                row["subject"],
                row["previous_value"],
                None if row["kind"] == "repeated" else row["value"],
            )
            for row in db.execute(sql, [year])
        ]


def series_in(archive: Path) -> list[ExpectedSeries]:
    """What `gongkai gaps` says of every series."""
    result = gongkai("gaps", "demo", "--archive", archive, "--json")
    assert result.returncode == 0, result.stderr
    return [_series(row) for row in json.loads(result.stdout)["series"]]


def _series(row: dict[str, Any]) -> ExpectedSeries:
    lists = ("cited_numbers", "numbers_used_twice", "outlying_numbers")
    cited, twice, outliers = (tuple(one["serial"] for one in row[key]) for key in lists)
    missing = tuple(serial for gap in row["gaps"] for serial in range(gap["first"], gap["last"] + 1))
    known = (row[key] for key in ("sort", "prefix", "year", "first", "last", "published"))
    found = None if row["missing"] is None else missing
    return ExpectedSeries(*known, found, row["issued"], cited, twice, outliers, row["reason"])


def headline(finding: dict[str, Any], subtotals: Subtotals) -> dict[str, int | None]:
    """What stands beside the number of a finding in its own row."""
    known = {key: documents for (key, subject), (documents, _) in subtotals.items() if not subject}
    is_listed = finding["metric"] not in ("proactive_wechat", "proactive_wechat.length")
    return {
        "listed_now": (known.get("listed_now") or 0) if is_listed else None,
        "undated": (known.get("undated") or 0) + (known.get("conflict_elsewhere") or 0),
        "reposts": known.get("reposts") or 0,
        "before_report": 0,  # the reports are older than any crawl of the demo
    }


def stored_subtotals(archive: Path, finding: str) -> Subtotals:
    sql = "select key, subject, documents, amount from subtotals where finding = ?"
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        rows = db.execute(sql, [finding]).fetchall()
    return {(key, subject or ""): (documents, amount) for key, subject, documents, amount in rows}


def wrong_numbers(archive: Path, finding: dict[str, Any], oracle: Oracle, year: int) -> list[str]:
    """Where the number of a finding, or what stands beside it, is not what the site's documents come to."""
    metric, said = finding["metric"], f"{year} {finding['metric']}"
    if finding["kind"] == "existence":
        subtotals = oracle.named(metric.partition(":")[2])
    else:
        number = oracle.observed(metric, year)
        if finding["observed"] != number:
            return [f"{said}: {finding['observed']} observed instead of {number}"]
        if number is None:
            return []
        subtotals = oracle.subtotals(metric, year, names_channel=bool(finding["channel"]))
    expected = headline(finding, subtotals)
    found = {key: finding[key] for key in expected}
    wrong = [f"{said}: {found} instead of {expected}"] if found != expected else []
    if (stored := stored_subtotals(archive, finding["id"])) != subtotals:
        wrong.append(f"{said}: {stored} instead of {subtotals}")
    return wrong


def differences_in(archive: Path, site: Site, case: Case, *, wechat: bool) -> dict[int, list[str]]:
    """By year, where the findings of an archive differ from the truth and from what the site's documents come to."""
    oracle, found = Oracle(site, case, wechat), found_in(archive)
    differences = {}
    for year in report_years():
        findings = found.get(year, [])
        counted = [finding for finding in findings if finding["kind"] != "identity"]
        wrong = [line for finding in counted for line in wrong_numbers(archive, finding, oracle, year)]
        differences[year] = compare(expected_findings(year, wechat, case.key), findings) + wrong
    return differences


def wrong_queries(archive: Path, site: Site, case: Case, *, wechat: bool) -> list[str]:
    """Where Datasette answers a ready-made query of what was published last otherwise than the truth does."""
    known = Known(Oracle(site, case, wechat), os.environ["GONGKAI_SEED"])
    return wrong_rows(archive / "public.db", [one for expected in EXPECTED.values() for one in expected(known)])


NOTHING: dict[int, list[str]] = {year: [] for year in report_years()}


def differences_with_export(archive: Path, site: Site, case: Case) -> dict[int, list[str]]:
    """``differences_in`` after the WeChat export was imported."""
    export = site.write_wechat(archive.parent / "wechat.csv")
    assert gongkai("import", "wechat", "demo", export, "--archive", archive).returncode == 0
    return differences_in(archive, site, case, wechat=True)


@pytest.mark.parametrize(("seed", "skin"), RUNS)
def test_every_verdict_equals_the_demos_truth(seed: int, skin: str, tmp_path: Path) -> None:
    site = build(seed, skin)
    archive = tmp_path / "archive"
    with running(site) as addresses:
        hosts = ("--host", f"demo-city={addresses.city}", "--host", f"demo={addresses.own}")
        result = gongkai("run", "demo-city", "demo", "--archive", archive, *hosts)
    assert result.returncode == 0, result.stderr
    assert set(found_in(archive)) == set(report_years())
    assert differences_in(archive, site, cases()["plain"], wechat=False) == NOTHING
    for year in report_years():
        assert Counter(year_notes_in(archive, year)) == Counter(expected_year_notes(year))
    assert wrong_years(archive, site, wechat=False) == []
    assert differences_with_export(archive, site, cases()["plain"]) == NOTHING
    assert wrong_duties(archive, Oracle(site, cases()["plain"], wechat=True)) == []
    assert wrong_promises(archive, Oracle(site, cases()["plain"], wechat=True)) == []
    assert Counter(series_in(archive)) == Counter(expected_series())
    assert wrong_answers(archive) == []
    assert wrong_queries(archive, site, cases()["plain"], wechat=True) == []
    assert wrong_years(archive, site, wechat=True) == []
    with closing(Database(archive / "public.db")) as db:
        assert timeliness_found(db) == set(expected_timeliness())
        assert twins_found(db) == twins_wanted(site)


def crawl(site: Site, archive: Path, *portals: str) -> None:
    """Crawl ``portals`` of a site, and have the crawl accepted."""
    with running(site) as addresses:
        for portal in portals:
            host = addresses.own if portal == "demo" else addresses.city
            result = gongkai("crawl", portal, "--archive", archive, "--host", f"{portal}={host}")
            assert result.returncode == 0, result.stdout + result.stderr


def crawls_of(archive: Path, portal: str) -> list[str]:
    """The ids of a portal's crawls, the first one first."""
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        return [row[0] for row in db.execute("select id from crawls where portal = ? order by started_at", [portal])]


CASES = [pytest.param(case, id=case.key) for case in cases().values() if case.key != "plain"]


@pytest.mark.heavy
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("seed", "skin"), SEEDS, ids=lambda drawn: str(drawn))
def test_every_case_of_observation_equals_its_truth(seed: int, skin: str, case: Case, tmp_path: Path) -> None:
    archive, site = tmp_path / "archive", build(seed, skin, instants=case.instants)
    if case.late:
        crawl(build(seed, skin, earlier=True), archive, "demo")
    crawl(observed(site, case), archive, *(("demo-city", "demo") if case.city else ("demo",)))
    assert differences_in(archive, site, case, wechat=False) == NOTHING
    assert differences_with_export(archive, site, case) == NOTHING
    whole = not (case.truncated or case.disallowed)
    assert wrong_promises(archive, Oracle(site, case, wechat=True), whole=whole) == []
    assert wrong_answers(archive) == []
    assert wrong_queries(archive, site, case, wechat=True) == []
    if case.late:
        assert wrong_crawls(archive, case.key, crawls_of(archive, "demo")) == []
