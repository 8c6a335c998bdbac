"""What `gongkai diff` says of an archive of the demo, beside diff.yml and the documents that were drawn."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from conftest import gongkai
from pasted_queries import rows_of_sql

from crawler.demo.model import Site
from crawler.demo.truth.beside import ExpectedGrowth, compared_years, expected_crawls, expected_years

Twin = dict[str, Any]
_PARTS = ("channels", "columns", "kinds")


def told(archive: Path, *names: object) -> Twin:
    result = gongkai("diff", *names, "--archive", archive, "--json")
    assert result.returncode == 0, result.stderr
    found: Twin = json.loads(result.stdout)
    return found


def wrong_years(archive: Path, site: Site, *, wechat: bool) -> list[str]:
    """Where two years of the demo are told otherwise than diff.yml has them.

    With the WeChat export also where the SQL of a number gives other rows; public.db has to be there for it.
    """
    wrong = []
    for years in compared_years():
        twin = told(archive, *years, "--portal", "demo")
        wrong += [f"{years[0]}-{years[1]} {said}" for said in _wrong(twin, site, years, wechat=wechat)]
        wrong += _wrong_rows(archive, twin) if wechat else []
    return wrong


def _wrong(twin: Twin, site: Site, years: tuple[int, int], *, wechat: bool) -> Iterator[str]:
    truth = expected_years(years, wechat=wechat)
    for metric, (reported, counted) in truth.figures.items():
        figure = next((figure for figure in twin["figures"] if figure["metric"] == metric), None)
        if figure is None:
            yield f"{metric}: not there"
            continue
        said = [figure[side] and figure[side]["amount"] for side in ("earlier", "later")]
        yield from _differs(f"{metric} reported", reported, _growth(said, figure["reported"]))
        seen = [figure[f"counted_{side}"]["amount"] for side in ("earlier", "later")]
        yield from _differs(f"{metric} counted", counted, _growth(seen, figure["counted"]))
    others = [figure for figure in twin["figures"] if figure["metric"] not in truth.figures]
    yield from (f"{one['metric']}: not in the truth" for one in others if one["reported"]["why"] != "form_differs")
    for part in _PARTS:
        lines = {line["key"].rpartition("/")[2]: _line(line) for line in twin[part]}
        for key, expected in getattr(truth, part).items():
            yield from _differs(f"{part} {key}", expected, lines.pop(key, None))
        yield from (f"{part} {key}: not in the truth" for key in lines)
    yield from _wrong_months(twin, site, years, truth.months)
    repeated = {section["section"]: section for section in twin["repeated"]}
    for section, (characters, of) in truth.repeated.items():
        one = repeated.pop(section, {"repeated": 0, "characters": 0})
        if (one["repeated"], one["characters"]) != (characters, of):
            yield f"repeated {section}: {one}"
    yield from (f"repeated {one}" for one in repeated.values() if one["share"] > 0.5)
    if twin["form_changed"] != truth.form_changed:
        yield "form_changed"
    yield from (f"{part}: {twin[part]}" for part in ("relations", "claimed", "later_says") if twin[part])


def _wrong_months(twin: Twin, site: Site, years: tuple[int, int], sums: tuple[int, int]) -> Iterator[str]:
    """The sums stand in diff.yml; the months of each document were drawn."""
    drawn = Counter(document.published_on.strftime("%Y-%m") for document in site.own.documents if document.published_on)
    for side, year, total in zip(("earlier", "later"), years, sums, strict=True):
        found = {f"{year}-{line['key']}": line[side]["amount"]["value"] for line in twin["months"]}
        if sum(found.values()) != total or any(found[month] != drawn[month] for month in found):
            yield f"months of {year}: {found}"


def _line(line: Mapping[str, Any]) -> ExpectedGrowth:
    return _growth([line[side]["amount"] for side in ("earlier", "later")], line["growth"])


def _growth(amounts: list[Mapping[str, Any] | None], grown: Mapping[str, Any]) -> ExpectedGrowth:
    ends = [None if one is None else (one["value"], one["low"], one["high"]) for one in (*amounts,)]
    change = [grown[key] and tuple(grown[key][end] for end in ("value", "low", "high")) for key in _CHANGES]
    return ExpectedGrowth(ends[0], ends[1], change[0], change[1], grown["why"])


_CHANGES = ("difference", "percent")


def _differs(name: str, expected: ExpectedGrowth, found: ExpectedGrowth | None) -> Iterator[str]:
    if expected != found:
        yield f"{name}: {found} instead of {expected}"


def _wrong_rows(archive: Path, twin: Twin) -> list[str]:
    """Numbers whose SQL, pasted into Datasette, gives other rows."""
    sides = [figure[f"counted_{side}"] for figure in twin["figures"] for side in ("earlier", "later")]
    sides += [line[side] for part in (*_PARTS, "months") for line in twin[part] for side in ("earlier", "later")]
    numbers = {side["sql"]: side["amount"]["value"] for side in sides if side["amount"]}
    found = rows_of_sql(archive / "public.db", list(numbers))
    amounts = {sql: sum(row["characters"] for row in rows) if _counts_characters(sql) else len(rows)
               for sql, rows in found.items()}  # fmt: skip
    return [f"{sql}: {amounts[sql]} rows, {number} told" for sql, number in numbers.items() if amounts[sql] != number]


def _counts_characters(sql: str) -> bool:
    return "d.characters" in sql


def wrong_crawls(archive: Path, case: str, crawls: Sequence[str]) -> list[str]:
    """Where two crawls of the demo's own site are told otherwise than diff.yml has them."""
    added, gone, columns = expected_crawls(case)
    twin = told(archive, *crawls)
    wrong = (
        [] if (_number(twin["added"]), _number(twin["gone"])) == (added, gone) else [f"{twin['added']} {twin['gone']}"]
    )
    lists = {column["column"].rpartition("/")[2]: column for column in twin["columns"]}
    for key, expected in columns.items():
        column = lists.pop(key)
        entries = (column["earlier"]["entries"], column["later"]["entries"])
        found = (entries, _number(column["added"]), _number(column["gone"]), column["why"])
        if found != (expected.entries, expected.added, expected.gone, ""):
            wrong.append(f"{key}: {found} instead of {expected}")
    return wrong + [f"{key}: not in the truth" for key in lists]


def _number(found: Mapping[str, Any] | None) -> float | None:
    """A number that is known for certain."""
    amount = found and found["amount"]
    return amount["value"] if amount and amount["low"] == amount["high"] else None
