"""Existence: whether a named document or list stands on the own site, by folded title.

A name is contained in a title when both are folded (``archive.folding``), without the authority's
own names and trial marks; years stay, so that 2018年预算 is not 2019年预算.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlite_utils import Database

from archive.folding import title_key
from archive.measures import inline, quote, templates
from archive.standing import Standing

_FILE = Path(__file__).with_name("existence.yml")


@dataclass(frozen=True)
class Search:
    """How one name is searched for: its key, and the SQL that returns what carries it."""

    name: str
    key: str
    sql: str

    @property
    def searchable(self) -> bool:
        """Whether the name is long enough to be told from others."""
        return len(self.key) >= int(_data()["shortest_name"])


@cache
def _data() -> Mapping[str, Any]:
    data: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return data


def claimed_name(claim: Mapping[str, Any]) -> str:
    """The name an existence claim speaks of: the part of its metric after the kind, or its subject."""
    for prefix in _data()["metric_prefixes"]:
        if str(claim["metric"]).startswith(prefix):
            return str(claim["metric"])[len(prefix) :]
    return str(claim["subject"] or claim["quote"])


@cache
def removals(authority: tuple[str, ...]) -> tuple[str, ...]:
    """Folded words that make no difference between two titles, in the order in which they are taken out."""
    names = {title_key(name) for name in authority}
    stems = {_stem(name) for name in names}
    marks = {title_key(mark) for mark in _data()["trial_marks"]}
    # One character is no name of a body: what is left of a name that is all suffix.
    own = {name for name in names | stems if len(name) > 1}
    return tuple(sorted(own | marks, key=lambda word: (-len(word), word)))


def _stem(name: str) -> str:
    """The region's name in a body's name: 松山新区 in 松山新区管委会."""
    endings = [suffix for suffix in _data()["organ_suffixes"] if name.endswith(suffix)]
    return name.removesuffix(max(endings, key=len, default=""))


def name_key(name: str, authority: tuple[str, ...]) -> str:
    """The key of a name or title for containment."""
    key = title_key(name)
    for word in removals(authority):
        key = key.replace(word, "")
    return key


def is_named(title: str, name: str, authority: tuple[str, ...]) -> bool:
    """Whether ``title`` carries ``name``; never for a name of nothing but the authority's own."""
    key = name_key(name, authority)
    return bool(key) and key in name_key(title, authority)


def attachments(db: Database, portal: str) -> tuple[tuple[str, str], ...]:
    """URL and name of every attachment the portal's accepted crawls saw."""
    rows = db.query(
        "select distinct a.url, a.name from attachments a join crawls w on w.id = a.crawl and w.accepted = 1 "
        "where w.portal = ? order by a.url, a.name",
        [portal],
    )
    return tuple((row["url"], row["name"] or "") for row in rows)


def search_for(standing: Standing, claim: Mapping[str, Any], attached: Iterable[tuple[str, str]]) -> Search:
    """How the name of ``claim`` is searched for on the own site; ``attached`` as ``attachments`` gives it.

    Attachments keep no folded name in the archive, so those that match are named in the SQL.
    """
    name = claimed_name(claim)
    urls = sorted({url for url, title in attached if is_named(title, name, standing.authority)})
    title = "d.title_key"
    for word in removals(standing.authority):
        title = f"replace({title}, {quote(word)}, '')"
    key = name_key(name, standing.authority)
    values = {"portal": standing.portal, "name": key, "attachments": json.dumps(urls, ensure_ascii=False)}
    # The title's words are literals already: only what stands around them has :names.
    before, _, after = templates()["existence"].population.partition("{title_key}")
    return Search(name, key, inline(before, values) + title + inline(after, values))
