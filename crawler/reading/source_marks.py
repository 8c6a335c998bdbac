"""Marks of systems and scripts in a page's source, looked for in one pass over it (Aho-Corasick): one after the other
they would be fifty.
"""

from __future__ import annotations

from functools import cache

from ahocorasick_rs import BytesAhoCorasick, Implementation

from crawler.reading.vocabulary import vocabulary

#: Without any of them in its source no element of a page hides itself; the last two may write them otherwise.
HIDING = frozenset((b"none", b"hidden", b"ng-hide", b"&#", b"atob("))
#: The call that pages the parts of an article.
PAGER_CALL = b"createpagehtml("
#: Bytes of a source that are looked through together: a stranger says how often marks stand in them.
_TOGETHER = 65_536


def marks_in(source: bytes) -> frozenset[bytes]:
    """Which of the marks that readers look for stand in a source, whose ASCII letters are in lower case."""
    marks, search, longest = _search()
    found: set[int] = set()
    for begin in range(0, len(source), _TOGETHER):
        part = source[begin : begin + _TOGETHER + longest - 1]
        found.update(number for number, _, _ in search.find_matches_as_indexes(part, overlapping=True))
    return frozenset(marks[number] for number in found)


@cache
def _search() -> tuple[tuple[bytes, ...], BytesAhoCorasick, int]:
    """The marks, what looks for them, and how many bytes the longest has."""
    systems = (described for described in vocabulary("families").values() if isinstance(described, dict))
    beginnings = (
        text.encode() for described in systems for kind in ("texts", "patterns") for text in described.get(kind, ())
    )
    marks = tuple({*beginnings, *HIDING, PAGER_CALL})
    return marks, BytesAhoCorasick(marks, implementation=Implementation.DFA), max(map(len, marks))
