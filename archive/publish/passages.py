"""Where the words of a search stand in a text, and the passages round them, cut from the text as it is published.

The index keeps no copy of what it indexes, so that FTS5's own ``snippet`` has nothing to cut from. A text is folded
here character by character as :mod:`archive.publish.search` folds it, and what is found is led back to the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

from archive.publish.search import BOUNDARY, HAN, phrases, spaced

#: Characters of a text that are looked through; what is found later in it is shown by the beginning of the text.
MOST_CHARACTERS = 20_000
_BEFORE, _AFTER = 24, 66  # characters round what was found
_MOST_PASSAGES, _MOST_FOUND, _MOST_PHRASES = 2, 200, 12
_WORD_BEFORE, _WORD_AFTER = f"(?<![^ {BOUNDARY}{HAN}])", f"(?![^ {BOUNDARY}{HAN}])"

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text that was looked for, or that was not."""

    text: str
    is_found: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a text, and whether the text goes on before and after it."""

    runs: tuple[Run, ...]
    is_cut_before: bool
    is_cut_after: bool


class _Folds(dict[int, str]):
    """What each character becomes in the index, without the spaces round it; ``odd`` are those that become not one."""

    def __init__(self) -> None:
        super().__init__()
        self.odd: set[str] = set()

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = spaced(character)
        self[code] = " " if not folded and character.isspace() else folded
        if len(self[code]) != 1:
            self.odd.add(character)
        return self[code]


_folds = _Folds()


@dataclass(frozen=True, slots=True)
class Found:
    """A text, where in it phrases stand (in order, none over another), and which phrase each is."""

    text: str
    spans: tuple[Span, ...]
    phrases: tuple[int, ...]

    @property
    def marked(self) -> tuple[Run, ...]:
        """The whole text in runs."""
        return _runs(self.text, 0, len(self.text), self.spans)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Up to two passages, in their order, those with most of the phrases; none where none stands in the text."""
        windows = _windows(self)
        best = sorted(windows, key=lambda window: -len(window[1]))[:_MOST_PASSAGES]
        return tuple(
            _passage(self.text, start, end, self.spans) for (start, end), _ in sorted(best, key=lambda w: w[0])
        )


class Words:
    """What a person typed, to be found in texts; ``number`` of its phrases are looked for, twelve at most."""

    def __init__(self, query: str) -> None:
        typed = list(dict.fromkeys(tuple(tokens) for tokens in phrases(query)))[:_MOST_PHRASES]
        self._pattern = _pattern(sorted(typed, key=len, reverse=True)) if typed else None
        self.number = len(typed)

    def find(self, text: str) -> Found:
        """Where they stand in a text, the first two hundred of its first :data:`MOST_CHARACTERS` characters."""
        if self._pattern is None:
            return Found(text, (), ())
        looked = text[:MOST_CHARACTERS]
        matches = list(islice(self._pattern.finditer(looked.translate(_folds)), _MOST_FOUND))
        spans = _led_back(looked, [match.span() for match in matches])
        return Found(text, tuple(spans), tuple(match.lastindex or 0 for match in matches))


def _led_back(text: str, spans: Sequence[Span]) -> Sequence[Span]:
    """The spans of the folded text as those of the text."""
    if not spans or _folds.odd.isdisjoint(text):
        return spans
    ends = list(accumulate(len(_folds[ord(character)]) for character in text))
    return [(bisect_right(ends, start), bisect_right(ends, end - 1) + 1) for start, end in spans]


def beginning(text: str) -> Passage:
    """How a text begins."""
    end = min(len(text), _BEFORE + _AFTER)
    return _passage(text, 0, end, [])


def _pattern(said: Sequence[Sequence[str]]) -> re.Pattern[str]:
    """Any of the phrases, each a group, the longest first; most characters begin none."""
    beginnings = "".join(re.escape(tokens[0][0]) for tokens in said)
    return re.compile(f"(?=[{beginnings}])(?:{'|'.join(f'({_expression(tokens)})' for tokens in said)})")


def _expression(tokens: Sequence[str]) -> str:
    """A phrase in folded text: spaces between its tokens or none, words whole."""
    return " {0,20}".join(_token(token) for token in tokens)


def _token(token: str) -> str:
    if token == BOUNDARY:
        return f"[{BOUNDARY} ]{{1,20}}"
    escaped = re.escape(token)
    return escaped if re.fullmatch(f"[{HAN}]", token) else f"{_WORD_BEFORE}{escaped}{_WORD_AFTER}"


def _windows(found: Found) -> list[tuple[Span, set[int]]]:
    """Spans round what was found, none of them touching another, and which phrases stand in each."""
    windows: list[tuple[Span, set[int]]] = []
    for (start, end), phrase in zip(found.spans, found.phrases, strict=True):
        if windows and start < windows[-1][0][1]:
            (begin, before), members = windows[-1]
            windows[-1] = (begin, max(before, min(end, len(found.text)))), members | {phrase}
        else:
            begin = max(start - _BEFORE, windows[-1][0][1] if windows else 0)
            windows.append(((begin, min(end + _AFTER, len(found.text))), {phrase}))
    return windows


def _passage(text: str, start: int, end: int, spans: Sequence[Span]) -> Passage:
    return Passage(_runs(text, start, end, spans), start > 0, end < len(text))


def _runs(text: str, start: int, end: int, spans: Sequence[Span]) -> tuple[Run, ...]:
    """``text[start:end]`` in runs; the spans are in order and do not overlap."""
    runs, place = [], start
    for begin, stop in ((begin, stop) for begin, stop in spans if begin >= start and stop <= end):
        runs += [Run(text[place:begin], False), Run(text[begin:stop], True)]
        place = stop
    return tuple(run for run in (*runs, Run(text[place:end], False)) if run.text)
