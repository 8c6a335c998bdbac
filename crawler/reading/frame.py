"""Words of a page's frame: looked for once in its text for all readers, for each look costs as much as all of them."""

from __future__ import annotations

from functools import cache
from typing import Generic, NamedTuple, TypeVar

from crawler.reading.vocabulary import spellings, words

_Of = TypeVar("_Of")


class Frame(NamedTuple, Generic[_Of]):
    """One of something for each kind of words: what a text says that is of the site or of the visit, not of the
    document; labels that count visitors; the shortest labels of a breadcrumb, which the others contain.
    """

    asides: _Of
    counters: _Of
    trails: _Of


@cache
def frame_words(is_traditional: bool) -> Frame[tuple[str, ...]]:
    """The words themselves, where ``is_traditional`` also as traditional characters write them."""
    asides = (*words("regions", "foot_text"), *words("regions", "visitor_text"), *words("fields", "page_made"))
    labels = dict.fromkeys(words("fields", "breadcrumb_labels"))
    shortest = (label for label in labels if not any(other in label for other in labels if other != label))
    counters = (*words("fields", "counter_labels"), *words("fields", "counter_verbs"))
    kinds = (asides, counters, tuple(shortest))
    return Frame(*(spelt(known, is_traditional) for known in kinds))


@cache
def spelt(known: tuple[str, ...], is_traditional: bool) -> tuple[str, ...]:
    """Words in simplified characters, and in traditional ones too where ``is_traditional``."""
    return tuple(form for word in known for form in spellings(word)) if is_traditional else known
