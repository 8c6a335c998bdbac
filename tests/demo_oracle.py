"""What an archive of the demo must hold and count in each case, from the demo's own model alone.

Plain Python over the documents that were drawn; written from the rules of DESIGN.md, "Counting and verdicts", and it
knows nothing of archive/ or of reading. Keys of sub-totals are those of archive/subtotals.yml.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from crawler.demo.cases import READABLE
from crawler.demo.model import Document, Host, Site
from crawler.demo.skin import load_skin
from crawler.demo.truth import Case

COLUMNS = {
    "documents_published": "policy",
    "interpretations": "interpretations",
    "suggestions": "suggestions",
    "proposals": "proposals",
    "key_area_total": "key_areas",
    "proactive_normative": "normative",
    "topic:党政要闻": "news",
    "topic:基层动态": "grassroots",
    "topic:办事服务": "services",
}
#: In the order in which the portal file declares them.
CHANNELS = ("own_site", "city_site", "wechat", "reading_points")
#: By this source the city's site says whose an item is.
COMMITTEE = "松山新区管委会"

#: The sub-totals of a finding on a named document.
EXISTENCE = ("listed_now", "off_site", "file_only", "unfetched", "disallowed", "reposts")

#: Key and subject of a sub-total, then its documents and its amount; None of both: a channel that is not observed.
Subtotals = dict[tuple[str, str], tuple[int | None, float | None]]


@dataclass(frozen=True)
class Item:
    """A document or imported row as the archive knows it.

    ``other_year``: of a second date that its page prints; ``printed_year``: of the day its instant has in UTC.
    """

    identity: str
    title: str
    state: str = "page"
    year: int | None = None
    other_year: int | None = None
    printed_year: int | None = None
    columns: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    closed: bool = False
    late: bool = False
    characters: int = 0
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Oracle:
    """One case of one site, with or without the WeChat export."""

    site: Site
    case: Case
    wechat: bool
    channels: dict[str, tuple[Item, ...]] = field(init=False, repr=False)
    of_city: tuple[Item, ...] = field(init=False, repr=False)  # whosever items they are

    def __post_init__(self) -> None:
        observed = {"own_site": tuple(_items(self.site.own, self.site.skin, self.case))}
        city = tuple(_items(self.site.city, self.site.skin, Case("city", "", ""))) if self.case.city else ()
        object.__setattr__(self, "of_city", city)
        if self.case.city:
            sources = {str(d.number): d.source for d in self.site.city.documents}
            observed["city_site"] = tuple(item for item in city if sources[item.identity] == COMMITTEE)
        if self.wechat:
            rows = self.site.wechat
            observed["wechat"] = tuple(Item(r.url, r.title, "imported", r.date.year, characters=r.length) for r in rows)
        object.__setattr__(self, "channels", observed)

    def population(self, metric: str, year: int) -> dict[str, tuple[Item, ...]] | None:
        """By channel, the items that a metric's claim is compared with, of any year; None where nothing is counted."""
        if metric in COLUMNS:
            own = self.channels["own_site"]
            return {"own_site": tuple(item for item in own if COLUMNS[metric] in item.columns)}
        if metric == "proactive_total":
            return {key: items for key, items in self.channels.items() if _is_observed(key, items, year)}
        named = {"proactive_website": "own_site", "proactive_wechat": "wechat", "proactive_wechat.length": "wechat"}
        key = "city_site" if metric.startswith("proactive_website[") else named.get(metric, "")
        items = self.channels.get(key, ())
        return {key: items} if _is_observed(key, items, year) else None

    def observed(self, metric: str, year: int) -> float | None:
        """The number that must stand beside the claim, None where none is compared."""
        population = self.population(metric, year)
        if population is None:
            return None
        counted = _counted(population, year)
        return float(sum(i.characters for i in counted) if metric.endswith(".length") else len(counted))

    def subtotals(self, metric: str, year: int, *, names_channel: bool) -> Subtotals:
        """All that are not zero; empty where nothing is counted."""
        population = self.population(metric, year)
        if population is None:
            return {}
        counted = _counted(population, year)
        everything = {item.identity: item for items in population.values() for item in items}.values()
        shown = {key: _amounts(_of(items, year), metric) for key, items in population.items()}
        found = {(key, ""): _amounts(items, metric) for key, items in _sorts(counted, everything, year).items()}
        found["merged", ""] = (sum(len(_of(items, year)) for items in population.values()) - len(counted),) * 2
        found = {key: amounts for key, amounts in found.items() if amounts[0]}
        if metric == "proactive_total" or not names_channel:
            missing = [key for key in CHANNELS if key not in population]
            found |= {("channel", key): shown[key] for key in population}
            found |= {("channel", key): (None, None) for key in missing}
        return found

    def named(self, name: str) -> Subtotals:
        """The sub-totals of an existence: of the documents whose title or file carries ``name``."""
        found = [item for item in self.channels["own_site"] if any(_fold(name) in _fold(one) for one in item.names)]
        sorts = {key: items for key, items in _sorts(found, (), 0).items() if key in EXISTENCE}
        return {(key, ""): _amounts(items, "") for key, items in sorts.items() if items}


def _is_observed(key: str, items: Sequence[Item], year: int) -> bool:
    """A site that was crawled is; an import only in years of which it has an item."""
    return bool(items) and (key != "wechat" or any(item.year == year for item in items))


def _items(host: Host, skin: str, case: Case) -> Iterable[Item]:
    """The documents that stand on list pages that were read."""
    size = load_skin(skin).page_size
    columns: dict[int, list[str]] = {}
    for key, entries in host.listings.items():
        read = () if key in case.disallowed else entries[: READABLE * size] if key in case.truncated else entries
        for entry in read:
            columns.setdefault(entry.document, []).append(key)
    return [_item(document, tuple(columns[document.number]), case) for document in host.documents
            if document.number in columns]  # fmt: skip


def _item(document: Document, columns: tuple[str, ...], case: Case) -> Item:
    closed = document.closed and bool(case.disallowed)
    state = {"external": "external", "file": "file", "soft_404": "unfetched"}.get(document.form, "page")
    state = "unfetched" if closed else state
    other = document.meta_on if state == "page" and document.published_on else None
    return Item(
        str(document.number),
        document.title,
        state,
        document.published_on.year if document.published_on else None,
        other.year if other else None,
        document.published_on.year - 1 if document.edge and document.published_on and case.instants else None,
        columns,
        (document.title, *document.paragraphs) if state in ("page", "file") else (),
        closed,
        document.late and case.late,
        names=(document.title, *(file.name for file in document.attachments)),
    )


def _of(items: Iterable[Item], year: int) -> list[Item]:
    return [item for item in items if item.year == year]


def _counted(population: dict[str, tuple[Item, ...]], year: int) -> list[Item]:
    """Of each title as many as the channel with the most has; the first channel by its key stands for all."""
    counted: list[Item] = []
    taken: Counter[str] = Counter()
    for key in sorted(population):
        here: Counter[str] = Counter()
        for item in _of(population[key], year):
            here[item.title] += 1
            if here[item.title] > taken[item.title]:
                counted.append(item)
        taken |= here
    return counted


def _amounts(items: Sequence[Item], metric: str) -> tuple[int, float]:
    is_length = metric.endswith(".length")
    return len(items), float(sum(item.characters for item in items) if is_length else len(items))


def _sorts(counted: Sequence[Item], everything: Iterable[Item], year: int) -> dict[str, list[Item]]:
    """The documents of each sub-total; nothing in the demo was seen before its report came out."""
    states = {"off_site": "external", "file_only": "file", "unfetched": "unfetched", "imported": "imported"}
    found = {key: [item for item in counted if item.state == state] for key, state in states.items()}
    first: dict[tuple[str, ...], Item] = {}
    for item in counted:
        first.setdefault(item.text, item)
    conflicting = [item for item in everything if item.other_year is not None and item.other_year != item.year]
    return found | {
        "listed_now": [item for item in counted if item.columns],
        "brought": [],
        "late": [item for item in counted if item.late],
        "disallowed": [item for item in counted if item.closed],
        "reposts": [item for item in counted if item.text and first[item.text] is not item],
        "listed_twice": [item for item in counted if len(item.columns) > 1],
        "conflict_counted": [item for item in conflicting if item in counted],
        "zone_counted": [item for item in counted if item.printed_year not in (None, year)],
        "zone_elsewhere": [item for item in everything if item.year != year and item.printed_year == year],
        "undated": [item for item in everything if item.year is None],
        "conflict_elsewhere": [item for item in conflicting if item.year != year and item.other_year == year],
    }


def _fold(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).replace("(试行)", "")
    return "".join(char for char in folded if char.isalnum())
