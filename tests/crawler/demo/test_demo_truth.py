"""The truth's own arithmetic: numbers and verdicts of claims-YYYY.yml follow from documents.yml and named.yml.

The calculator below is written from the contract's rules and knows nothing of archive/ or crawler/reading.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
import yaml
from demo_oracle import COLUMNS

from crawler.demo import truth
from crawler.demo.truth import ExpectedFinding

YEARS = (2017, 2018, 2019)
SETTINGS = (False, True)
CITY = "city"
INTERNAL = re.compile(
    r"equipment|access_points|applications|outcome|granted|fees|fee_waivers|complaints|review|litigation|leaflets|messages"
)


@dataclass(frozen=True)
class Item:
    title: str
    columns: frozenset[str]
    year: int | None
    meta_year: int | None


def _items(key: str) -> list[Item]:
    items: list[Item] = []
    for number, group in enumerate(getattr(truth.documents(), f"{key}_site")):
        if key == CITY and group.source != "松山新区管委会":
            continue
        columns = frozenset({group.column, group.also_in} - {""})
        for place in range(group.count):
            title = items[-1].title if group.repost else f"{key}{number}.{place}"
            items.append(Item(title, columns, group.year, group.meta_year))
    return items


def own_items() -> list[Item]:
    items = _items("own")
    items += [Item(n.title, frozenset({n.column}), n.published_on.year, None) for n in truth.named()]
    reports = [truth.report(year) for year in truth.report_years()]
    return items + [Item(r.title, frozenset({"reports"}), r.published_on.year, None) for r in reports]


def _shared(flag: str) -> list[tuple[str, int | None]]:
    found = []
    for key in ("own", "city"):
        for number, group in enumerate(getattr(truth.documents(), f"{key}_site")):
            if getattr(group, flag):
                found += [(f"{key}{number}.{place}", group.year) for place in range(group.count)]
    return found


def city_items() -> list[Item]:
    copies = [Item(title, frozenset(), year, None) for title, year in _shared("city")]
    return copies + _items(CITY)


def wechat_items() -> list[Item]:
    plan = truth.documents().wechat
    shared = [Item(title, frozenset(), year, None) for title, year in _shared("wechat")]
    return shared + [Item(f"wechat{n}", frozenset(), plan.year, None) for n in range(plan.alone)]


def union(channels: list[list[Item]], year: int) -> int:
    most: Counter[str] = Counter()
    for items in channels:
        most |= Counter(item.title for item in items if item.year == year)
    return most.total()


@dataclass(frozen=True)
class Count:
    observed: int
    candidates: int = 0
    doubtful: int = 0
    lower_bound: bool = False


def count(items: list[Item], year: int, lower_bound: bool = False) -> Count:
    return Count(
        sum(i.year == year for i in items),
        sum(i.year is None or (i.year != year and i.meta_year == year) for i in items),
        sum(i.year == year and i.meta_year not in (None, year) for i in items),
        lower_bound,
    )


def counted(claim: dict[str, Any], year: int, wechat: bool) -> Count | None:
    """What a claim's metric counts; None where its channel is not observed."""
    metric, plan = claim["metric"], truth.documents().wechat
    if metric in COLUMNS:
        return count([i for i in own_items() if COLUMNS[metric] in i.columns], year, claim["channel"] is None)
    if metric == "proactive_total":
        channels = [own_items(), city_items(), *([wechat_items()] if wechat else [])]
        return Count(union(channels, year), lower_bound=True)
    if metric == "proactive_website":
        return count(own_items(), year)
    if metric.startswith("proactive_website["):
        return count(city_items(), year)
    if metric.startswith("proactive_wechat") and wechat:
        return Count(plan.characters) if metric.endswith(".length") else count(wechat_items(), year)
    return None


def verdict(claim: dict[str, Any], year: int, wechat: bool) -> tuple[str, float | None]:
    """The contract's rules, in their order."""
    if INTERNAL.match(claim["metric"]):
        return "unobservable", None
    if claim.get("qualifier") in ("share", "growth", "cumulative"):
        return "not_assessable", None
    found = counted(claim, year, wechat)
    if found is None:
        return "not_assessable", None
    return compared(found, claim["value"], rounding=5000 if claim.get("qualifier") == "approx" else 0)


def compared(found: Count, reported: float, rounding: float) -> tuple[str, float | None]:
    difference = found.observed - reported
    if abs(difference) <= rounding:
        return "confirmed", found.observed
    if found.lower_bound:
        return ("more_found" if difference > 0 else "not_assessable"), found.observed
    if -found.candidates <= difference < 0 or 0 < difference <= found.doubtful:
        return "not_assessable", found.observed
    return ("more_found" if difference > 0 else "fewer_found"), found.observed


def _file(year: int) -> dict[str, Any]:
    text = (files("crawler.demo.truth") / f"claims-{year}.yml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def claims(year: int) -> list[dict[str, Any]]:
    return list(_file(year)["claims"])


def _cells(year: int) -> list[dict[str, Any]]:
    return list(_file(year).get("cells", ()))


@pytest.mark.parametrize("wechat", SETTINGS)
@pytest.mark.parametrize("year", YEARS)
def test_every_count_has_the_number_and_verdict_that_follow_from_the_documents(year: int, wechat: bool) -> None:
    found = [f for f in truth.expected_findings(year, wechat) if f.kind in ("count", "zero")]
    stated = [(f.quote, f.key, f.verdict, f.observed) for f in found[: len(claims(year))]]
    worked_out = [(c["quote"], c["metric"], *verdict(c, year, wechat)) for c in claims(year)]
    assert stated == worked_out


def fold(name: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", name).replace("(试行)", "") if char.isalnum())


def existence(name: str, report_on: date) -> str:
    names = [(n.title, n.published_on) for n in truth.named()]
    names += [(file.name, n.published_on) for n in truth.named() for file in n.attachments]
    days = [day for title, day in names if fold(name) in fold(title)]
    if not days:
        return "not_found"
    return "found" if min(days) <= report_on else "found_later"


@pytest.mark.parametrize("year", YEARS)
def test_every_named_document_is_found_when_the_named_documents_say_so(year: int) -> None:
    expected = [f for f in truth.expected_findings(year, True) if f.kind == "existence"]
    published = truth.report(year).published_on
    assert [f.verdict for f in expected] == [existence(f.quote, published) for f in expected]


@pytest.mark.parametrize("year", YEARS)
def test_no_existence_depends_on_the_wechat_export(year: int) -> None:
    with_export, without = ([f for f in truth.expected_findings(year, w) if f.kind == "existence"] for w in SETTINGS)
    assert with_export == without


@pytest.mark.parametrize("year", YEARS)
def test_every_quote_stands_once_in_its_report(year: int) -> None:
    text = truth.report(year).text
    cells = {cell["quote"] for cell in _cells(year)}
    quotes = {finding.quote for finding in truth.expected_findings(year, True) if finding.quote} - cells
    assert {quote: text.count(quote) for quote in quotes} == dict.fromkeys(quotes, 1)


@pytest.mark.parametrize("year", YEARS)
def test_every_number_of_a_quote_is_the_value_claimed(year: int) -> None:
    wrong = []
    for finding in truth.expected_findings(year, True):
        if finding.kind == "count":
            number = re.search(r"([\d.]+)(万?)", finding.quote)
            assert number is not None, finding
            value = float(number[1]) * (10_000 if number[2] else 1)
            wrong += [finding] if value != finding.reported else []
    assert wrong == []


def _identities(year: int) -> list[dict[str, Any]]:
    return list(_file(year)["identities"])


def _holds(identity: dict[str, Any]) -> bool:
    rule, parts, total = identity["rule"], identity["parts"], identity["total"]
    if rule.startswith("share"):
        return round(100 * parts[0] / parts[1], 1) == total
    if rule.startswith("cover"):
        return bool(total <= sum(parts))
    if rule.startswith("T2-NONNEG"):
        return bool(sum(parts) >= 0)
    if rule.startswith("T2-19-OPEN"):
        return bool(sum(parts) <= total)
    return bool(sum(parts) == total)


@pytest.mark.parametrize("year", YEARS)
def test_every_identity_holds_or_is_broken_as_its_numbers_say(year: int) -> None:
    stated = [(i["rule"], i["verdict"]) for i in _identities(year)]
    assert stated == [(i["rule"], "holds" if _holds(i) else "broken") for i in _identities(year)]


APPLICANTS = ("natural", "commercial", "research", "social", "legal", "other_org", "total")


def _table_sides(rule: str) -> tuple[int, int]:
    """Both sides of a rule of tables 3 and 4, from the cells of the report of 2019."""
    kind, _, place = rule.rstrip("]").partition("[")
    report = truth.report(2019)
    rows = dict(report.table_3)
    if kind == "T4-SUM":
        *parts, total = dict(report.table_4)[place]
        return sum(parts), total
    if kind == "T3-COLSUM":
        *parts, total = rows[place]
        return sum(parts), total
    at = APPLICANTS.index(place)
    ends = {"new", "carry_in", "total", "carry_out"}
    if kind == "T3-BALANCE":
        return rows["new"][at] + rows["carry_in"][at], rows["total"][at] + rows["carry_out"][at]
    return sum(values[at] for key, values in rows.items() if key not in ends), rows["total"][at]


def test_the_identities_of_2019_are_those_of_its_tables() -> None:
    of_tables = [i for i in _identities(2019) if i["rule"].startswith(("T3", "T4"))]
    assert [(i["sum"], i["total"]) for i in of_tables] == [_table_sides(i["rule"]) for i in of_tables]


def _cell(place: str) -> int:
    """The cell of the report of 2019 at table.row.column; rows may have a dot in their name."""
    table, rest = place.split(".", 1)
    row, column = rest.rsplit(".", 1)
    cells = dict(getattr(truth.report(2019), table))[row]
    return int(dict(cells)[column] if table == "table_2" else cells[-1])


def test_every_cell_claimed_stands_in_its_table() -> None:
    stated = [(cell["cell"], cell["value"], cell["quote"]) for cell in _cells(2019)]
    assert stated == [(place, _cell(place), str(_cell(place))) for place, _, _ in stated]


def test_every_cell_claimed_has_the_verdict_that_follows_from_the_documents() -> None:
    internal = re.compile(r"applications|granted|partial|other|review|admin")
    for cell in _cells(2019):
        lower_bound = {**cell, "channel": None}
        expected = ("unobservable", None) if internal.match(cell["metric"]) else verdict(lower_bound, 2019, True)
        assert (cell["verdict"], cell.get("observed")) == expected, cell


def test_the_report_of_2019_breaks_its_row_its_column_and_its_reviews_and_nothing_else() -> None:
    broken = {f.key for f in truth.expected_findings(2019, True) if f.verdict == "broken"}
    assert broken == {"T3-ROWSUM[commercial]", "T3-COLSUM[partial]", "T4-SUM[review]"}


def test_the_export_has_782_items_of_2018() -> None:
    assert len(wechat_items()) == 782


def test_every_kind_of_verdict_occurs() -> None:
    verdicts = {f.verdict for year in YEARS for wechat in SETTINGS for f in truth.expected_findings(year, wechat)}
    assert verdicts == {
        "confirmed", "fewer_found", "more_found", "holds", "broken", "found", "found_later", "not_found",
        "not_assessable", "unobservable",
    }  # fmt: skip


def test_importing_the_export_changes_three_verdicts_of_2018() -> None:
    def without_number(finding: ExpectedFinding) -> tuple[str, str, str]:
        return finding.quote, finding.key, finding.verdict

    before, after = (set(map(without_number, truth.expected_findings(2018, wechat))) for wechat in SETTINGS)
    assert {key for _, key, _ in after - before} == {"proactive_total", "proactive_wechat", "proactive_wechat.length"}
