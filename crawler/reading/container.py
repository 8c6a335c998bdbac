"""Which element of a page holds the body of its article.

First the containers that content management systems are known to use (containers.yml), then a
general method: from <body> down to the child that holds nearly all prose, until none does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from crawler.reading.outline import Outline
from crawler.reading.prose import Prose
from crawler.reading.tables import is_data_table
from crawler.reading.text import key
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
_ALIKE = 0.02
_KNOWN_SHARE = 0.35  # a known container with less of the page's prose is something else
_WEAK_SHARE = 0.6
_MUCH = 600.0
_WEAK_TAGS = frozenset({"div", "td", "article", "section", "font", "span", "p"})
_FULL_STOP = "。"
_LITTLE = 150.0  # weight under which a page has no prose to compare with


def find_container(root: etree._Element, prose: Prose) -> etree._Element:
    """The element that holds the article's body; the root itself when nothing stands out."""
    general = _general(root, prose)
    known = _known(prose)
    most = prose.weight(general)
    if known is not None and (
        prose.weight(known) >= _KNOWN_SHARE * most
        or most < _LITTLE
        or _is_pictures(known, most)
        or _has_every_sentence(known, general, prose)
    ):
        return known
    return _weak(general, prose)


def _is_pictures(known: etree._Element, most: float) -> bool:
    """Whether a known container shows pictures on a page that has no prose to speak of elsewhere."""
    return most < _MUCH and next(known.iterdescendants("img", "embed", "iframe", "video"), None) is not None


def _has_every_sentence(known: etree._Element, general: etree._Element, prose: Prose) -> bool:
    """Whether nothing else that was found ends a sentence: beside a short body, fields and a catalogue weigh much."""
    inside, all_of_it = (prose.outline.text(element).count(_FULL_STOP) for element in (known, general))
    return 0 < all_of_it == inside


def _weak(general: etree._Element, prose: Prose) -> etree._Element:
    """Inside the element found: the smallest one named like a body that still holds most of its prose."""
    enough = _WEAK_SHARE * prose.weight(general)
    start, end = prose.outline.place(general), prose.outline.end(general)
    if not enough or start is None or end is None:
        return general
    best = general
    for element, told in prose.outline.marked:
        place = prose.outline.place(element) if told.is_like_body else None
        if place is None or not start < place < end or element.tag not in _WEAK_TAGS:
            continue
        if prose.weight(element) >= enough:
            best = element
    return best


def _general(root: etree._Element, prose: Prose) -> etree._Element:
    """Downward to the child that holds most prose."""
    node = next(root.iter("body"), root)
    weight = prose.weight(node)
    while True:
        shown = [child for child in node if child.tag in _DESCEND and prose.outline.place(child) is not None]
        weights = [prose.weight(child) for child in shown]
        most = max(weights, default=0.0)
        if not most:
            return node
        best = shown[weights.index(most)]
        if most < _MOST_OF_IT * weight and not _is_shown_twice(best, shown, weights, weight, prose):
            return node
        if (best.tag == "table" and is_data_table(best, prose.outline)) or (best.tag == "span" and node.tag == "p"):
            return node
        node, weight = best, most


def _is_shown_twice(
    best: etree._Element, shown: Sequence[etree._Element], weights: Sequence[float], weight: float, prose: Prose
) -> bool:
    """Whether another element beside ``best`` says the same, and little else is said: two widths of screen."""
    most = max(weights)
    if 2 * most < _MOST_OF_IT * weight or most < _LITTLE:
        return False
    twins = [e for e, w in zip(shown, weights, strict=True) if e is not best and abs(w - most) <= _ALIKE * most]
    said = key(prose.outline.text(best)) if twins else ""
    return any(key(prose.outline.text(twin)) == said for twin in twins)


def _known(prose: Prose) -> etree._Element | None:
    """The first known container in order of trust; of several the one that holds most, the innermost of equals."""
    ranked: list[tuple[int, float, int, etree._Element]] = []
    for element, rank in _ranked(prose.outline):
        if (end := prose.outline.end(element)) is not None:
            ranked.append((rank, -prose.weight(element), end, element))
    if not ranked:
        return None
    most = -min(weight for _, weight, _, _ in ranked)
    enough = [entry for entry in ranked if -entry[1] >= 0.5 * most]
    return min(enough, key=lambda entry: entry[:3])[3]


def _ranked(outline: Outline) -> Iterator[tuple[etree._Element, int]]:
    """Elements with the place of their tag, id or class in containers.yml."""
    by_tag = set(outline.root.iter(*words("containers", "elements")))
    yield from ((element, 0) for element in by_tag)
    for element, told in outline.marked:
        if told.rank is not None and element not in by_tag:
            yield element, told.rank
