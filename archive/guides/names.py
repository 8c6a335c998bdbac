"""Names in a stretch of words: what is disclosed, without what is said about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from archive.guides.rules import pattern, rules, words

_HAN = re.compile(r"[\u3400-\u9fff]")
_JOINT = re.compile(r"以及|及其(?![他它余])|及|和|与|或(?!者)")
#: Not in 高等教育, 等级评定.
_AND_SO_ON = re.compile(r"(?<![高平同优中上下初])等(?![级次同效候])")
_CLAUSE_END = re.compile(r"[;。!]")
_MOST_STEPS = 12

Span = tuple[int, int]


def names_in(text: str, start: int, end: int) -> Iterator[Span]:
    """The spans of the names that ``text[start:end]`` lists, in order; it is folded."""
    for begin, stop in _clauses(text, start, end):
        if pattern("general").search(text[begin:stop]):
            continue
        for first, last in _pieces(text, begin, stop):
            if pattern("not_said").search(text[first:last]):
                return
            if text[first - 1] == "," and pattern("goes_on").search(text[first:last]):
                break
            yield from _names_of(text, first, last)


def is_part(name: str) -> bool:
    """Whether one of the parts of something is a column or document by itself: a plan is, a number of teachers not."""
    return bool(pattern("parts").search(name))


def is_name(name: str) -> bool:
    """Whether folded words can be the name of a column or document: no aspect of one, no general phrase."""
    plain = re.sub(r"[“”\"'‘’「」『』]", "", name)
    return (
        2 <= len(plain) <= int(rules()["longest_name"])
        and bool(_HAN.search(plain))
        and plain not in words("generic")
        and plain not in words("aspects")
        and not pattern("phrase").search(plain)
        and not pattern("other").search(plain)
    )


def _clauses(text: str, start: int, end: int) -> Iterator[Span]:
    """What semicolons and full stops part."""
    begin = start
    for found in _CLAUSE_END.finditer(text, start, end):
        yield begin, found.start()
        begin = found.end()
    yield begin, end


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """What commas and their like part, outside of quotes; what stands in brackets is left out."""
    depth, quoted, begin = 0, False, start
    for place in range(start, end):
        letter = text[place]
        if letter in "“「『":
            quoted = True
        elif letter in "”」』":
            quoted = False
        opens, closes = letter in "(（[", letter in ")）]"
        if opens or closes or (depth == 0 and not quoted and letter in "、,:\0"):
            if depth == 0 and begin < place:
                yield begin, place
            depth = max(0, depth + opens - closes)
            begin = place + 1
    if depth == 0 and begin < end:
        yield begin, end


def _names_of(text: str, start: int, end: int) -> Iterator[Span]:
    """The names of one piece, which 和 and its like may join."""
    if pattern("phrase").search(text[start:end]):
        return
    if more := _AND_SO_ON.search(text, start, end):
        end = more.start()
    start, end = _bare(text, start, end)
    of = text.rfind("的", start, end)
    if of >= 0:
        if _all_aspects(text[of + 1 : end]):
            yield from _names_of(text, start, of) if of > start and of + 1 < end else ()
        else:
            yield from _names_of(text, of + 1, end)
        return
    if joints := _joints(text, start, end):
        begin = start
        for joint_start, joint_end in (*joints, (end, end)):
            yield from _names_of(text, begin, joint_start) if begin < joint_start else ()
            begin = joint_end
    elif start < end and is_name(text[start:end]):
        yield start, end


def _all_aspects(tail: str) -> bool:
    return all(part in words("aspects") for part in _JOINT.split(tail)) if tail else True


def _joints(text: str, start: int, end: int) -> list[Span]:
    """Where 和 and its like join two names; not inside a name that has one of its own."""
    own = [(found.start(), found.end()) for found in _joined().finditer(text, start, end)]
    joints = (found.span() for found in _JOINT.finditer(text, start, end))
    return [span for span in joints if not any(first <= span[0] < last for first, last in own) and span[0] > start]


@cache
def _joined() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, rules()["joined"])))


def _bare(text: str, start: int, end: int) -> Span:
    """The piece without what may stand around a name."""
    for _ in range(_MOST_STEPS):
        before = pattern("before").match(text[start:end])
        if before and before.end() < end - start:
            start += before.end()
            continue
        behind = pattern("behind").search(text[start:end])
        if behind and behind.start():
            end = start + behind.start()
            continue
        break
    return start, end
