"""Measures: which documents a claim is compared with, and the SQL that shows them.

The templates are data (``measures.yml``). A finding's SQL has its values inlined as quoted
literals: it runs in stock Datasette on public.db, and its rows are the counted items.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.labels import Label, channel_label
from archive.own_yaml import own_yaml
from archive.standing import Channel, Column, Standing, read_standing
from archive.verdicts import Note

_FILE = Path(__file__).with_name("measures.yml")
_NAMED_VALUE = re.compile(r":([a-z_]+)")
# What stands in the stored SQL for what each name's own SQL spells out.
_STORED = {
    "{words}": "worded as (select id, words from titles)",
    "{needed}": "1",
    "{named}": "instr(w.words, :name) > 0",
}
# SQLite ends a statement at NUL; Datasette refuses any SQL in which the word pragma stands.
_BREAKS_SQL = re.compile(r"(\x00|(?<=prag)(?=ma))", re.IGNORECASE)


@dataclass(frozen=True)
class Template:
    """A measure of the data file. ``amount`` is ``rows`` or the column whose sum is the number."""

    key: str
    title: Label
    unit_class: str
    amount: str
    population: str
    gathered: str  # the population with only the fields that are added up, in no order
    sql: str


@dataclass(frozen=True)
class Measure:
    """What a claim is compared with: SQL texts over the same set, and whose coverage matters.

    ``sql`` returns the counted rows, ``candidates`` those that could belong to the year,
    ``doubtful`` those counted that might not, ``printed`` those that would be counted in the zone
    in which their date was printed. ``gathered`` returns the documents of any date. ``parts`` are the SQL of each
    channel's rows, where the claim speaks of several. ``missing`` are channels that the count leaves
    out though the claim speaks of them, ``unstated`` imported ones of which nobody stated that the
    year is whole: the count is a lower bound then.
    """

    key: str
    amount: str
    sql: str
    candidates: str
    doubtful: str
    printed: str
    gathered: str
    merged: str  # all rows before the same title of several channels became one; empty where none do
    columns: tuple[Column, ...]
    missing: tuple[Channel, ...] = ()
    unstated: tuple[Channel, ...] = ()
    parts: tuple[tuple[Channel, str], ...] = ()


@dataclass(frozen=True)
class NoMeasure:
    """Nothing can be counted for a claim; the note says what would be needed."""

    note: Note


@cache
def _data() -> Mapping[str, Any]:
    data: dict[str, Any] = own_yaml(_FILE.read_text(encoding="utf-8"))
    return data


@cache
def templates() -> Mapping[str, Template]:
    """All measures of the data file by key."""
    return {key: _template(key, entry) for key, entry in _data()["measures"].items()}


def _template(key: str, entry: Mapping[str, Any]) -> Template:
    return Template(
        key=key,
        title=Label(**entry["title"]),
        unit_class=entry["unit_class"],
        amount=entry["amount"],
        population=_population(entry),
        gathered=entry["population"].replace("{rows}", entry.get("gathered", "")),
        sql=entry.get("sql", "{population}"),
    )


def _population(entry: Mapping[str, str]) -> str:
    order = f"\norder by {entry['order']}" if "order" in entry else ""
    return entry["population"].replace("{rows}", entry.get("rows", "")) + order


def quote(value: str) -> str:
    """``value`` as an SQL expression of literals."""
    literals = [_literal(piece) for piece in _BREAKS_SQL.split(value) if piece]
    return literals[0] if len(literals) == 1 else f"({' || '.join(literals) or _literal('')})"


def _literal(text: str) -> str:
    return "char(0)" if text == "\x00" else "'" + text.replace("'", "''") + "'"


def inline(sql: str, values: Mapping[str, str]) -> str:
    """``sql`` with every ``:name`` replaced by its quoted value; KeyError where one has none."""
    return _NAMED_VALUE.sub(lambda match: quote(values[match[1]]), sql)


def date_conditions(values: Mapping[str, str]) -> dict[str, str]:
    """The conditions on a document's dates by which a measure tells its populations, with the values given."""
    return {name: inline(condition, values) for name, condition in _data()["conditions"].items()}


def stored_sql(template: Template) -> str:
    """The SQL of a measure with its ``:names``, as it stands in the table ``measures``."""
    population = template.population.replace("{divided}", "")
    for place, instead in _STORED.items():
        population = population.replace(place, instead)
    return template.sql.replace("{population}", population.replace("{dates}", _data()["conditions"]["counted"]))


def measure_rows() -> list[dict[str, str]]:
    """The rows of the table ``measures``."""
    return [
        {
            "key": template.key,
            "title_zh": template.title.zh,
            "title_en": template.title.en,
            "unit_class": template.unit_class,
            "sql": stored_sql(template),
        }
        for template in templates().values()
    ]


def measure_for(db: Database, claim: Mapping[str, Any], report: Mapping[str, Any]) -> Measure | NoMeasure:
    """What ``claim`` (a row of claims) of ``report`` (a row of reports) is compared with."""
    return choose_measure(read_standing(db, report["portal"]), claim, report["year"])


def choose_measure(standing: Standing, claim: Mapping[str, Any], year: int | None) -> Measure | NoMeasure:
    """What ``claim`` is compared with in ``year``, for a portal whose standing is known."""
    if not year:
        return NoMeasure(Note("no_year"))
    rule = _data()["counted_by"].get(_pattern(claim["metric"]))
    if rule is None:
        return _by_columns(standing, claim, year)
    if channel := rule.get("channel") or claim.get("channel"):
        key = rule["measure"] if "channel" in rule else "channel"
        return _by_channel(standing, key, channel, year)
    return _by_all_channels(standing, rule["measure"], year)


def channel_of(metric: str) -> str:
    """The channel that a metric is counted on, whatever channel its claim names; empty where the claim decides."""
    rule: Mapping[str, str] = _data()["counted_by"].get(_pattern(metric), {})
    return rule.get("channel", "")


def _pattern(metric: str) -> str:
    """The metric as ``counted_by`` names it: itself, or with any part."""
    if metric in _data()["counted_by"]:
        return metric
    return re.sub(r"\[[^\]]*\]\Z", "[*]", metric)


def _by_channel(standing: Standing, key: str, name: str, year: int) -> Measure | NoMeasure:
    channel = standing.channel(name)
    if channel is None or not standing.observes(channel, year):
        return _unobserved((channel_thing(channel) if channel else undeclared_thing(name),))
    return _compose(standing, key, year, {"channel": name}, (channel,), standing.columns_of(channel))


def _by_all_channels(standing: Standing, key: str, year: int) -> Measure | NoMeasure:
    observed = tuple(channel for channel in standing.channels if standing.observes(channel, year))
    missing = tuple(channel for channel in standing.channels if channel not in observed)
    if not observed:
        return _unobserved(tuple(channel_thing(channel) for channel in missing))
    columns = tuple(dict.fromkeys(column for channel in observed for column in standing.columns_of(channel)))
    names = json.dumps([channel.key for channel in observed], ensure_ascii=False)
    whole = _compose(standing, key, year, {"channels": names}, observed, columns, missing)
    parts = {c: _compose(standing, "channel", year, {"channel": c.key}, (c,)).sql for c in observed}
    return replace(whole, parts=tuple(parts.items()))


def _by_columns(standing: Standing, claim: Mapping[str, Any], year: int) -> Measure | NoMeasure:
    """The columns bound to the metric, of the channel the claim names where it names one."""
    metric, name = claim["metric"], claim.get("channel") or ""
    bound = tuple(c for c in standing.columns if (metric, c.id) in standing.bindings and name in ("", c.channel))
    channel = standing.channel(name)
    if not bound and name and (channel is None or not standing.observes(channel, year)):
        return _unobserved((channel_thing(channel) if channel else undeclared_thing(name),))
    if not bound:
        return NoMeasure(Note("no_column", {"metric": metric}))
    own = {column.channel for column in bound}
    missing = () if name else tuple(c for c in standing.channels if c.key not in own)
    counted = tuple(c for c in standing.channels if c.key in own)
    whole = _compose(standing, "columns", year, {"metric": metric, "channel": name}, counted, bound, missing)
    if len(counted) + len(missing) < 2:
        return whole
    parts = {c: _compose(standing, "columns", year, {"metric": metric, "channel": c.key}, (c,)).sql for c in counted}
    return replace(whole, parts=tuple(parts.items()))


def _unobserved(channels: tuple[dict[str, str], ...]) -> NoMeasure:
    return NoMeasure(Note("channel_unobserved", {"channels": list(channels)}))


def channel_thing(channel: Channel) -> dict[str, str]:
    """A declared channel as a note names it."""
    return {"key": channel.key, "zh": channel.title.zh, "en": channel.title.en}


def undeclared_thing(key: str) -> dict[str, str]:
    """A channel that no portal file declares, as a note names it."""
    label = channel_label(key)
    return {"key": key, "zh": label.zh, "en": label.en}


def _compose(
    standing: Standing,
    key: str,
    year: int,
    values: Mapping[str, str],
    channels: tuple[Channel, ...],
    columns: tuple[Column, ...] = (),
    missing: tuple[Channel, ...] = (),
) -> Measure:
    """The measure ``key`` over one year, with every value written into its SQL."""
    template = templates()[key]
    known = {"portal": standing.portal, "from_date": f"{year:04}-01-01", "to_date": f"{year:04}-12-31", **values}
    divided = [channel.key for channel in standing.divided() if channel in channels]
    known["divided"] = json.dumps(divided, ensure_ascii=False)
    condition = f" and {_data()['divided']}" if divided else ""

    def dated(population: str, dates: str) -> str:
        return inline(population.replace("{divided}", condition).replace("{dates}", dates), known)

    populations = {name: dated(template.population, dates) for name, dates in _data()["conditions"].items()}
    return Measure(
        key=key,
        amount=template.amount,
        sql=template.sql.replace("{population}", populations["counted"]),
        candidates=populations["candidates"],
        doubtful=populations["doubtful"],
        printed=populations["printed"],
        gathered=dated(template.gathered, "true"),
        merged=populations["counted"] if template.sql != "{population}" else "",
        columns=columns,
        missing=missing,
        unstated=tuple(channel for channel in channels if standing.may_be_partial(channel, year)),
    )
