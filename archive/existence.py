"""Existence: whether a named document or list stands on the own site, by folded title.

A name is contained in a title when both are folded (``archive.folding``), without the authority's
own names and trial marks, words for one thing made one (``existence.yml``); years stay, so that
2018年预算 is not 2019年预算. A title that holds the name in pieces only is similar: a name that stands
nowhere else is then not said to be missing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from archive.folding import title_key
from archive.measures import inline, quote, templates
from archive.standing import Standing

_FILE = Path(__file__).with_name("existence.yml")
_LETTERS = 4  # so many of a name's letters are asked for first
_TOKEN = re.compile(r"\d+年?|.", re.DOTALL)


@dataclass(frozen=True)
class Search:
    """How one name is searched for: its key, and the SQL that returns what carries it."""

    name: str
    key: str
    sql: str
    attached: tuple[str, ...]  # URLs of the attachments that carry the name

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
def replacements(authority: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Folded words and what is read for them, in the order in which they are replaced: words for one thing,
    then what makes no difference between two titles and is taken out.
    """
    words = [(other, word) for word, others in _data()["same_words"].items() for other in others]
    same = sorted(words, key=lambda pair: (-len(pair[0]), pair[0]))
    names = {title_key(name) for name in authority}
    stems = {_stem(name) for name in names}
    marks = {title_key(mark) for mark in _data()["trial_marks"]}
    # One character is no name of a body: what is left of a name that is all suffix.
    own = {name for name in names | stems if len(name) > 1}
    return (*same, *((word, "") for word in sorted(own | marks, key=lambda word: (-len(word), word))))


def _stem(name: str) -> str:
    """The region's name in a body's name: 松山新区 in 松山新区管委会."""
    endings = [suffix for suffix in _data()["organ_suffixes"] if name.endswith(suffix)]
    return name.removesuffix(max(endings, key=len, default=""))


def title_words(title: str, authority: tuple[str, ...]) -> str:
    """The key of a title for containment."""
    return replace_words(title_key(title), authority)


def replace_words(keys: str, authority: tuple[str, ...]) -> str:
    """Folded titles with words for one thing made one, and without what makes no difference between two titles."""
    for word, instead in replacements(authority):
        keys = keys.replace(word, instead)
    return keys


def name_key(name: str, authority: tuple[str, ...]) -> str:
    """The key of a claimed name for containment: as for a title, and without what may be left out of one."""
    key = title_words(name, authority)
    bare = key
    for _ in _data()["loose_endings"]:
        for ending in _data()["loose_endings"]:
            bare = bare.removesuffix(ending)
    return bare if bare.endswith(tuple(_data()["behind_words"])) else key


def is_named(title: str, name: str, authority: tuple[str, ...]) -> bool:
    """Whether ``title`` carries ``name``; never for a name of nothing but the authority's own."""
    key = name_key(name, authority)
    return bool(key) and key in title_words(title, authority)


def search_for(standing: Standing, claim: Mapping[str, Any], attached: Callable[[str], list[str]]) -> Search:
    """How the name of ``claim`` is searched for on the own site; ``attached`` gives for a name's key the URLs of the
    attachments that carry it. They keep no folded name in the archive, so those that match are named in the SQL.
    """
    name = claimed_name(claim)
    key = name_key(name, standing.authority)
    urls = attached(key)
    title = "d.title_key"
    for word, instead in replacements(standing.authority):
        title = f"replace({title}, {quote(word)}, {quote(instead)})"
    values = {"portal": standing.portal, "name": key, "attachments": json.dumps(urls, ensure_ascii=False)}
    # The title's words are literals already: only what stands around them has :names.
    before, _, after = templates()["existence"].population.partition("{title_key}")
    before = inline(before, values).replace("{letters}", _letters(key, standing.authority))
    return Search(name, key, before + title + inline(after, values), tuple(urls))


def _letters(key: str, authority: tuple[str, ...]) -> str:
    """Conditions that every title carrying ``key`` fulfils: it has the letters that no replaced word brings in."""
    brought = {letter for _, instead in replacements(authority) for letter in instead}
    needed = [letter for letter in dict.fromkeys(key) if letter not in brought]
    return "".join(f" and instr(d.title_key, {quote(letter)}) > 0" for letter in needed[:_LETTERS])


def most_similar(titles: Iterable[str]) -> tuple[str, ...]:
    """Of titles that are similar to a name, those that a note names: the shortest."""
    return tuple(sorted(titles, key=lambda title: (len(title), title))[: int(_data()["most_similar"])])


def is_similar(title: str, name: str) -> bool:
    """Whether the key ``title`` holds the key ``name`` in pieces, in their order (责任追究办法 in 责任追究暂行办法).

    A piece has two letters or more; numbers and years are never cut and may stand alone. Linear in ``title``.
    """
    if not name or not set(name) <= set(title):
        return False
    tokens = _TOKEN.findall(name)
    places: dict[str, int] = {}  # for each token a set of its places in the name, as bits
    for place, token in enumerate(tokens):
        places[token] = places.get(token, 0) | 1 << place
    # Sets of how many tokens may be found: with whole pieces; with a piece just begun; with one that may go on.
    whole, begun, running = 1, 0, 0
    for token in _TOKEN.findall(title):
        here = places.get(token, 0)
        running = ((begun | running | (whole if token[0].isdecimal() else 0)) & here) << 1
        begun = (whole & here) << 1
        whole |= running
    return bool(whole >> len(tokens) & 1)
