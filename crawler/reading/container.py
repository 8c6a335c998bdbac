"""Which element of a page holds the body of its article.

First the containers that content management systems are known to use (containers.yml), then a
general method: from <body> down to the child that holds nearly all prose, until none does.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from lxml import etree

from crawler.reading.dom import Outline, is_furniture
from crawler.reading.tables import is_data_table
from crawler.reading.text import sentences, tidy
from crawler.reading.vocabulary import words

_DESCEND = frozenset(
    {
        "div",
        "td",
        "tr",
        "table",
        "tbody",
        "article",
        "section",
        "main",
        "form",
        "center",
        "font",
        "body",
        "li",
        "ul",
        "ucapcontent",
        "span",
        "dd",
        "dl",
    }
)
_MOST_OF_IT = 0.8
_KNOWN_SHARE = 0.35  # a known container with less of the page's prose is something else
_SHORT = 20
_FURNITURE_WEIGHT = 0.1
_WEAK_SHARE = 0.6
_MUCH = 600.0
_LITTLE = 150.0  # weight under which a page has no prose to compare with

Weights = dict[etree._Element, float]


def find_container(root: etree._Element, weights: Weights) -> etree._Element:
    """The element that holds the article's body; the root itself when nothing stands out."""
    general = _general(root, weights)
    known = _known(weights)
    prose = weights.get(general, 0.0)
    if known is not None and (weights[known] >= _KNOWN_SHARE * prose or prose < _LITTLE or _is_pictures(known, prose)):
        return known
    return _weak(general, weights)


def _is_pictures(known: etree._Element, prose: float) -> bool:
    """Whether a known container shows pictures on a page that has no prose to speak of elsewhere."""
    return prose < _MUCH and next(known.iterdescendants("img", "embed", "iframe", "video"), None) is not None


def _weak(general: etree._Element, weights: Weights) -> etree._Element:
    """Inside the element found: the smallest one named like a body that still holds most of its prose."""
    names_ = frozenset(words("containers", "weak"))
    enough = _WEAK_SHARE * weights.get(general, 0.0)
    best = general
    for element in general.iterdescendants("div", "td", "article", "section", "font", "span", "p"):
        if enough and weights.get(element, 0.0) >= enough and not names_.isdisjoint(_own_names(element)):
            best = element
    return best


def _own_names(element: etree._Element) -> list[str]:
    return [(element.get("id") or "").lower(), *(element.get("class") or "").lower().split()[:20]]


def weigh(outline: Outline) -> Weights:
    """How much prose each element holds, in characters; links, labels and furniture count for little."""
    weights: Weights = {}
    open_: list[float] = []
    anchors = 0
    for event, element in outline.events:
        if event == "start":
            anchors += element.tag == "a"
            open_.append(0.0 if anchors else _weight(element.text))
            continue
        if event == "end":
            weight = open_.pop()
            weights[element] = weight
            anchors -= element.tag == "a"
            if open_:
                open_[-1] += weight * (_FURNITURE_WEIGHT if is_furniture(element) else 1.0)
        if open_ and not anchors:
            open_[-1] += _weight(element.tail)
    return weights


def _weight(text: str | None) -> float:
    if not text or text.isspace() or not (stripped := tidy(text)):
        return 0.0
    for word in words("regions", "foot_text"):
        if word in stripped:
            return 0.0
    is_prose = len(stripped) >= _SHORT or sentences(stripped)
    return len(stripped) * (1.0 if is_prose else 0.3)


def _general(root: etree._Element, weights: Weights) -> etree._Element:
    """Downward to the child that holds most prose."""
    node = next(root.iter("body"), root)
    while True:
        children = [child for child in node if child in weights and child.tag in _DESCEND]
        best = max(children, key=lambda child: weights[child], default=None)
        if best is None or weights[best] < _MOST_OF_IT * weights[node] or not weights[best]:
            return node
        if (best.tag == "table" and is_data_table(best)) or (best.tag == "span" and node.tag == "p"):
            return node
        node = best


def _known(weights: Weights) -> etree._Element | None:
    """The first known container in order of trust; of several the one that holds most."""
    ranked: list[tuple[int, float, etree._Element]] = []
    for element in weights:
        rank = _rank(element)
        if rank is not None:
            ranked.append((rank, -weights[element], element))
    if not ranked:
        return None
    most = -min(weight for _, weight, _ in ranked)
    enough = [entry for entry in ranked if -entry[1] >= 0.5 * most]
    return min(enough, key=lambda entry: entry[:2])[2]


@cache
def _ranks() -> tuple[dict[str, int], tuple[tuple[str, int], ...], dict[str, int]]:
    ids, classes = words("containers", "ids"), words("containers", "classes")
    exact = {name: rank for rank, name in enumerate(ids) if not name.endswith("*")}
    prefixes = tuple((name[:-1], rank) for rank, name in enumerate(ids) if name.endswith("*"))
    return exact, prefixes, {name: rank + len(ids) for rank, name in enumerate(classes)}


def _rank(element: etree._Element) -> int | None:
    """The place of an element's id, class or tag in containers.yml."""
    if element.tag in words("containers", "elements"):
        return 0
    identifier, class_ = element.get("id"), element.get("class")
    return _rank_of(identifier or "", class_ or "") if identifier or class_ else None


@lru_cache(maxsize=4096)
def _rank_of(identifier: str, class_: str) -> int | None:
    return min(_id_and_class_ranks(identifier.strip().lower(), class_.lower()), default=None)


def _id_and_class_ranks(identifier: str, class_: str) -> Iterator[int]:
    exact, prefixes, classes = _ranks()
    if identifier:
        if identifier in exact:
            yield exact[identifier]
        yield from (rank for prefix, rank in prefixes if identifier.startswith(prefix))
    for name in class_.split()[:20]:
        if name in classes:
            yield classes[name]
