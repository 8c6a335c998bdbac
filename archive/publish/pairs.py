"""Pairs of the commonest characters, as words of the search index.

A word is found as a phrase: the positions of its characters are read in every text that has them all. Where both
characters of 公开 stand in nearly every text that is nearly everything that the index holds; as one word it is the few
texts that are found. So many pairs are words only of characters that stand everywhere: rare ones cost a search little.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from archive.folding import IDEOGRAPHS
from archive.publish.search import phrases
from archive.reports.folding import to_simplified

#: Characters whose pairs are words: two in five of what government sites say. More cost the build more.
MOST_COMMON = 160
_IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")


def common_characters(texts: Iterable[str]) -> str:
    """The ideographs that stand most often in the texts, as many as have pairs; the commonest first."""
    counted = Counter[str]()
    for text in texts:
        counted.update(to_simplified(text))
    by_number = sorted(counted, key=lambda character: (-counted[character], character))
    return "".join([character for character in by_number if _IDEOGRAPH.match(character)][:MOST_COMMON])


def pairs_in(texts: Iterable[str], common: str) -> str:
    """Every pair of ``common`` characters that follow each other in a text, once each, with spaces between.

    The texts are as they are indexed, without spaces.
    """
    return " ".join(set[str]().union(*map(_pattern(common).findall, texts))) if common else ""


def pairs_asked(query: str) -> str:
    """The FTS5 expression of a query whose every phrase is two ideographs; empty where one is not."""
    said = phrases(query)
    if all(len(tokens) == 2 and all(map(_IDEOGRAPH.fullmatch, tokens)) for tokens in said):
        return " ".join(f'"{first}{second}"' for first, second in said)
    return ""


@lru_cache(maxsize=1)
def _pattern(common: str) -> re.Pattern[str]:
    """Every place at which two follow each other; those that overlap too."""
    return re.compile(f"(?=([{common}]{{2}}))")
