"""Whether any of many marks stands in a page's source, told in one pass over it.

To look for fifty marks one after the other is fifty passes over a long text. Here each is looked for by a rare letter
of it, and all by few different ones, so that nine tenths of a page are passed over at a glance.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# What sources of pages consist of in lower case, the most frequent first; whatever is not here is rarer still.
_FREQUENT = b" teainsorl-\"pcd/:gmh0f><.b;=u1xy2wvkj5,34()_z86'97}{q#"


def any_of(marks: Iterable[bytes]) -> re.Pattern[bytes]:
    """An expression that is found in a source, in lower case, where one of the marks is."""
    return re.compile(b"|".join(_branch(letter, texts) for letter, texts in _by_letter(marks).items()))


def _by_letter(marks: Iterable[bytes]) -> dict[int, list[bytes]]:
    """Few rare letters, each with the marks that are looked for by it; those of frequent letters alone choose first."""
    chosen: dict[int, list[bytes]] = {}
    for mark in sorted(set(marks), key=lambda mark: (min(map(_frequency, mark)), mark), reverse=True):
        letter = next((letter for letter in chosen if letter in mark), min(mark, key=_frequency))
        chosen.setdefault(letter, []).append(mark)
    return chosen


def _frequency(letter: int) -> int:
    return len(_FREQUENT) - _FREQUENT.index(letter) if letter in _FREQUENT else 0


def _branch(letter: int, marks: Iterable[bytes]) -> bytes:
    """An expression for marks that hold a letter: it, what follows it, and a look back over the whole mark."""
    ends = (b"%s(?<=%s)" % (re.escape(mark[mark.index(letter) + 1 :]), re.escape(mark)) for mark in marks)
    return b"%s(?:%s)" % (re.escape(bytes([letter])), b"|".join(ends))
