"""diff.yml: what two years of the demo, and two crawls of it, must be said to show beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from crawler.demo.own_yaml import own_yaml

#: A value with the least and the most it can be; None: not known, or open.
Ends = tuple[float | None, float | None, float | None]


@dataclass(frozen=True, slots=True)
class ExpectedGrowth:
    """One number in both years, and how it grew; the fields are explained in diff.yml."""

    earlier: Ends | None
    later: Ends | None
    difference: Ends | None = None
    percent: Ends | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class ExpectedYears:
    """Two years: by metric what is reported and what is counted, by key what is counted of the site and its channels.

    ``repeated`` has by section how many of its characters stand in the earlier report, and how many it has.
    """

    form_changed: bool
    figures: Mapping[str, tuple[ExpectedGrowth, ExpectedGrowth]]
    channels: Mapping[str, ExpectedGrowth]
    columns: Mapping[str, ExpectedGrowth]
    kinds: Mapping[str, ExpectedGrowth]
    months: tuple[int, int]
    repeated: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class ExpectedLists:
    """A column in two crawls: entries of both lists, and documents that only one of them lists."""

    entries: tuple[int, int]
    added: int
    gone: int


@cache
def _load() -> Any:
    return own_yaml((files(__name__.rpartition(".")[0]) / "diff.yml").read_text(encoding="utf-8"))


def compared_years() -> tuple[tuple[int, int], ...]:
    """The pairs of years that diff.yml speaks of."""
    pairs = (key.split("-") for key in _load()["years"])
    return tuple((int(earlier), int(later)) for earlier, later in pairs)


def expected_years(years: tuple[int, int], *, wechat: bool) -> ExpectedYears:
    """What two years must show; ``wechat``: with the WeChat export imported."""
    data = _load()["years"][f"{years[0]}-{years[1]}"]
    lines = {
        part: {key: _growth(row, wechat=wechat) for key, row in data[part].items()}
        for part in ("channels", "columns", "kinds")
    }
    return ExpectedYears(
        form_changed=data["form_changed"],
        figures={
            metric: (
                _growth(row["reported"]),
                _growth(row["wechat"] if wechat and "wechat" in row else row["observed"]),
            )
            for metric, row in data["figures"].items()
        },
        months=tuple(data["months"]),
        repeated={section: tuple(counts) for section, counts in data["repeated"].items()},
        **lines,
    )


def expected_crawls(case: str) -> tuple[int, int, Mapping[str, ExpectedLists]]:
    """Documents added and gone between the two crawls of a case of cases.yml, and each column's lists by its key."""
    data = _load()["crawls"][case]
    columns = {
        key: ExpectedLists(tuple(row["entries"]), row["added"], row["gone"]) for key, row in data["columns"].items()
    }
    return data["added"], data["gone"], columns


def _growth(row: Mapping[str, Any], *, wechat: bool = False) -> ExpectedGrowth:
    if wechat and "wechat" in row:
        return _growth(row["wechat"])
    bounds, change = row.get("bounds") or (None, None), row.get("change", {})
    earlier, later = (_ends(value, ends) for value, ends in zip(row["values"], bounds, strict=True))
    return ExpectedGrowth(
        earlier, later, _written(change.get("difference")), _written(change.get("percent")), row.get("why", "")
    )


def _ends(value: float | None, bounds: Sequence[float | None] | None) -> Ends | None:
    if value is None:
        return None
    low, high = bounds or (value, value)
    return value, low, high


def _written(change: float | Sequence[float] | None) -> Ends | None:
    """A change as diff.yml writes it: one number, or the number with its bounds."""
    if change is None:
        return None
    if isinstance(change, Sequence):
        value, low, high = change
        return value, low, high
    return change, change, change
