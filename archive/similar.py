"""Similar titles: what may be named under another name, and what comes nearest where nothing does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from sqlite_utils import Database

from archive.measures import quote
from archive.names import Wanted, folded, rules
from archive.reports.folding import to_simplified

_TOKEN = re.compile(r"\d+年?|.", re.DOTALL)
_MOST_PAIRS = 24  # of a name's letter pairs asked of every title: the last ones, where its noun stands
_MOST_CANDIDATES = 400


@dataclass(frozen=True)
class Near:
    """Titles near a name that none carries: those that may be the same, and those that are shown only."""

    similar: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()


@cache
def _near_words() -> tuple[tuple[str, str], ...]:
    words = [(other, word) for word, others in rules()["near_words"].items() for other in others]
    return tuple(sorted(words, key=lambda pair: (-len(pair[0]), pair[0])))


def _nearly(key: str) -> str:
    for word, instead in _near_words():
        key = key.replace(word, instead)
    return key


def _pairs(key: str) -> frozenset[str]:
    return frozenset(key[place : place + 2] for place in range(len(key) - 1))


def likeness(one: str, other: str) -> float:
    """Twice the common letter pairs of two keys by all of both (Dice): 0 to 1."""
    first, second = _pairs(one), _pairs(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


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


def may_be_same(name: Wanted, title: str) -> bool:
    """Whether ``title``, which does not carry ``name``, may be the same, so that a person must look.

    It holds the name, but in a draft, of an office, or without its year; or holds it in pieces, or with words
    that may stand for its own; or has most of its letter pairs and every word that tells it from other things.
    Never a title of other years than the name's.
    """
    words = to_simplified(name.words(title))
    if not name.key or name.of_another_year(words):
        return False
    wanted, shown = _nearly(name.name), _nearly(words)
    if is_similar(shown, wanted):
        return True
    for thing, patterns in rules()["may_be"].items():
        if thing in name.name and any(fnmatchcase(words, pattern) for pattern in patterns):
            return not any(kind in words for kind in rules()["budget_kinds"])
    told = all(word in shown for word in map(_nearly, rules()["telling_words"]) if word in wanted)
    return told and likeness(wanted, shown) >= float(rules()["may_be_same"])


def near_titles(db: Database, portal: str, name: Wanted, attached: Iterable[tuple[str, str]]) -> Near:
    """The titles and attachment names of the own site that are near ``name``, the nearest first; not all."""
    pairs = _asked_pairs(name)
    least = max(1, len(pairs) // 4)
    files = {title for _, title in attached if _shared(folded(title), pairs) >= least}
    titles = files.union(_documents_sharing(db, portal, pairs, least))
    wanted = _nearly(name.key)
    shown = {title: likeness(wanted, _nearly(to_simplified(name.words(title)))) for title in titles}
    order = sorted(titles, key=lambda title: (-shown[title], len(title), title))
    most = int(rules()["most_similar"])
    similar = [title for title in order if may_be_same(name, title)][:most]
    nearest = [title for title in order if shown[title] >= float(rules()["shown_as_near"])][:most]
    return Near(tuple(similar), tuple(nearest))


def _asked_pairs(name: Wanted) -> list[str]:
    """The letter pairs of which a title near the name has one in four."""
    pairs = _pairs(name.name) | _pairs(_nearly(name.name))
    return sorted(pairs, key=lambda pair: (name.name.find(pair), pair))[-_MOST_PAIRS:]


def _shared(key: str, pairs: list[str]) -> int:
    return sum(pair in key for pair in pairs)


def _documents_sharing(db: Database, portal: str, pairs: list[str], least: int) -> list[str]:
    """Titles of documents that have so many of the letter pairs, those with most of them first."""
    if not pairs:
        return []
    shared = " + ".join(f"(instr(title_key, {quote(pair)}) > 0)" for pair in pairs)
    rows = db.query(  # the inner one needs nothing but the index of titles
        f"select title, max({shared}) as shared from documents where rowid in (select rowid from documents "
        f'where portal = ? and "import" is null and {shared} >= ?) '
        "and title <> '' group by title order by 2 desc, length(title), title limit ?",
        [portal, least, _MOST_CANDIDATES],
    )
    return [row["title"] for row in rows]
