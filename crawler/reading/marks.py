"""What the id and the classes of an element tell of it: asked once for all readers, for most tell nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from crawler.reading.dom import tokens_of
from crawler.reading.vocabulary import word_set, words

_MOST_NAMES = 20


@dataclass(frozen=True, slots=True)
class Told:
    """``rank`` is the place among the names that systems give to the body of an article (containers.yml), None for none
    of them; ``is_like_body`` says that a name is one that bodies often have, ``is_trail`` one of breadcrumbs,
    ``is_furniture`` one of headers, menus, sides and feet.
    """

    rank: int | None = None
    is_like_body: bool = False
    is_trail: bool = False
    is_furniture: bool = False


_NOTHING = Told()


@lru_cache(maxsize=4096)  # the frame of a site is on all its pages
def told_by(identifier: str | None, classes: str | None) -> Told | None:
    """What an id and classes tell; None where that is nothing."""
    own, kind, tokens = (identifier or "").lower(), (classes or "").lower(), tokens_of(identifier, classes)
    told = Told(
        min(_ranks(own.strip(), kind), default=None),
        not word_set("containers", "weak").isdisjoint((own, *kind.split()[:_MOST_NAMES])),
        not tokens.isdisjoint(word_set("regions", "trail_tokens")),
        not tokens.isdisjoint(word_set("regions", "furniture_tokens")),
    )
    return told if told != _NOTHING else None


@cache
def _known() -> tuple[dict[str, int], tuple[tuple[str, int], ...], dict[str, int]]:
    """The ranks of ids, of what ids begin with, and of classes."""
    ids, classes = words("containers", "ids"), words("containers", "classes")
    exact = {name: rank for rank, name in enumerate(ids) if not name.endswith("*")}
    prefixes = tuple((name[:-1], rank) for rank, name in enumerate(ids) if name.endswith("*"))
    return exact, prefixes, {name: rank + len(ids) for rank, name in enumerate(classes)}


def _ranks(identifier: str, classes: str) -> Iterator[int]:
    exact, prefixes, by_class = _known()
    if identifier:
        if identifier in exact:
            yield exact[identifier]
        yield from (rank for prefix, rank in prefixes if identifier.startswith(prefix))
    for name in classes.split()[:_MOST_NAMES]:
        if name in by_class:
            yield by_class[name]
