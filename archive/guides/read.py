"""A guide or catalogue → the columns and documents it says are disclosed, each with its exact quote and offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.folding import title_key
from archive.guides.lines import Part, parts_of
from archive.guides.names import is_name, is_part, names_in
from archive.guides.rhythms import rhythm
from archive.guides.rules import pattern, rules
from archive.guides.tables import Named, named_in_tables
from archive.records import Body
from archive.reports.folding import to_simplified

_LONGEST_HEADING = 45
_LONGEST_HEAD = 24
_LONGEST_LABEL = 12  # before the colon of an item without an ordinal
_LONGEST_LINE = 120
_OWN_TITLE = re.compile(r"(?:公开|基本|标准)(?:事项)?目录$")  # a catalogue's own, at the head of its text
_SENTENCE = re.compile(r"[^。!?]{1,2000}[。!?]?")


@dataclass(frozen=True, slots=True)
class Promised:
    """Something a guide names as disclosed: ``quote`` is ``Body.text[start:end]``.

    ``every``: days after which something new is due by the guide's own words, None where it says nothing of that.
    """

    quote: str
    start: int
    end: int
    every: int | None = None

    @property
    def key(self) -> str:
        """What is named, as titles are compared: folded, in simplified characters."""
        return to_simplified(title_key(self.quote))


def read_guide(body: Body, *, is_catalogue: bool = False) -> tuple[Promised, ...]:
    """What ``body`` names as disclosed, in the order of the text, each name once.

    A guide names it under headings and behind sentences that say so, in tables, and as columns in quotes; all short
    lines of a catalogue are names. Pure; the rules are in ``rules.yml``.
    """
    found = [*named_in_tables(body), *_in_prose(body, is_catalogue)]
    promised = (Promised(body.text[start:end], start, end, every) for start, end, every in sorted(found, key=_order))
    first: dict[str, Promised] = {}
    for each in promised:
        first.setdefault(each.key, each)
    return tuple(first.values())[: int(rules()["most"])]


def _order(named: Named) -> tuple[int, int]:
    return named[0], named[1]


def _in_prose(body: Body, is_catalogue: bool) -> Iterator[Named]:
    walk = _Walk(is_catalogue)
    for part in parts_of(body):
        words, quoted = _without_quoted_columns(part.words)
        spans = [*quoted, *walk.read(Part(words, part.offsets, part.level, part.begin))]
        every = rhythm(part.words) if len(spans) == 1 else None
        for start, end in spans:
            yield (*part.span(start, end), every)


def _without_quoted_columns(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The names that are called columns, and the text with what stands there blanked out."""
    spans = []
    for run in pattern("quoted_columns").finditer(text):
        for found in pattern("quoted_name").finditer(text, run.start(), run.end()):
            if is_name(found[1]):
                spans.append(found.span(1))
        text = f"{text[: run.start()]}{chr(0) * (run.end() - run.start())}{text[run.end() :]}"
    return text, spans


class _Walk:
    """Goes through the parts; knows whether what is disclosed is being listed, and since which ordinal it is not."""

    def __init__(self, is_catalogue: bool) -> None:
        self._whole = is_catalogue
        self._below: int | None = 1 if is_catalogue else None  # an ordinal of a lesser level ends the list
        self._awaits = False  # the list has begun, its first item is still to come
        self._aside: int | None = None  # under a heading of this level stands something else

    def read(self, part: Part) -> list[tuple[int, int]]:
        """The spans of the names in the next part."""
        self._leave(part.level)
        head = _head(part)
        if head and self._turns(part, head):
            return self._behind_colon(part)
        if self._is_open and (part.level is not None or _is_item(part, self._whole)):
            return self._item(part)
        return self._sentences(part)

    @property
    def _is_open(self) -> bool:
        return self._below is not None and self._aside is None

    def _leave(self, level: int | None) -> None:
        """An ordinal may end a list, or what stood aside in it."""
        if level is None:
            return
        if self._awaits and self._below is not None:
            self._below, self._awaits = max(self._below, level), False
        if self._below is not None and level < self._below and not self._whole:
            self._below = self._aside = None
        if self._aside is not None and level <= self._aside:
            self._aside = None

    def _turns(self, part: Part, head: str) -> bool:
        """Whether a heading begins or ends what is disclosed."""
        level = part.level or 0
        is_aside = pattern("closes").search(head) and not pattern("closes_not").search(head)
        if is_aside and (part.level is not None or self._below is not None):
            self._aside = part.level or (self._below or 1) - 1
            return False
        opens = pattern("opens_first" if self._is_open else "opens").search(head)
        if is_aside or not opens or (part.level is None and not part.words.endswith(":") and not _is_bare(part)):
            return False
        self._below, self._aside = (self._below or 1 if self._whole else level + 1), None
        self._awaits = part.level is None
        return True

    def _behind_colon(self, part: Part) -> list[tuple[int, int]]:
        colon = part.words.find(":", part.begin)
        return _enumerated(part, colon + 1) if colon >= 0 else []

    def _item(self, part: Part) -> list[tuple[int, int]]:
        """The names of an item: 机构职能:主要职责、内设机构 names what stands before the colon, too."""
        end = part.words.find("。", part.begin)
        stop = len(part.words) if end < 0 else end
        colon = part.words.find(":", part.begin, min(stop, part.begin + _LONGEST_HEAD))
        whole = _enumerated(part, part.begin, stop if colon < 0 else colon)
        parts = [span for span in _enumerated(part, colon + 1, stop) if _is_kept(part, span)] if colon >= 0 else []
        return whole + parts + (self._sentences(part, end + 1) if end >= 0 else [])

    def _sentences(self, part: Part, begin: int | None = None) -> list[tuple[int, int]]:
        """What sentences name behind words that say so; one that ends with them begins a list."""
        found: list[tuple[int, int]] = []
        for sentence in _SENTENCE.finditer(part.words, part.begin if begin is None else begin):
            lead = _lead(sentence[0])
            if self._aside is not None:
                return found
            if lead is None:
                found += _titles(part, sentence.start(), sentence.end()) if self._is_open else []
            elif sentence.start() + lead == len(part.words):
                self._begin_list(part.level)
            else:
                found += _enumerated(part, sentence.start() + lead, sentence.end())
        return found

    def _begin_list(self, level: int | None) -> None:
        if self._below is None:
            self._below, self._awaits = (level or 0) + 1, True


def _head(part: Part) -> str:
    """The words of a part that are a heading, or announce what stands behind their colon; empty where none are."""
    words = part.words[part.begin :]
    head = words.partition(":")[0].rstrip("。;")
    longest = _LONGEST_HEAD if ":" in words or part.level is None else _LONGEST_HEADING
    return head if len(head) <= longest and not re.search(r"[,。;]", head) else ""


def _is_bare(part: Part) -> bool:
    """A line of its own that is a heading by its looks: short, and no sentence."""
    return len(part.words) <= _LONGEST_HEAD and not re.search(r"[、,:。;]", part.words)


def _is_kept(part: Part, span: tuple[int, int]) -> bool:
    """Whether one of the parts of an item is a column or document: by its last word, or in book marks."""
    start, end = span
    return is_part(part.words[start:end]) or part.words[start - 1] == "《"


def _is_item(part: Part, is_catalogue: bool) -> bool:
    """A line without an ordinal in a list: a name and a colon (机构职能:…), or names alone."""
    if _lead(part.words) is not None or _OWN_TITLE.search(part.words):
        return False
    colon = part.words.find(":")
    if 0 < colon <= _LONGEST_LABEL and not re.search(r"[、,。;]", part.words[:colon]):
        return colon + 1 < len(part.words)
    if part.words.endswith(";"):
        return len(part.words) <= _LONGEST_LINE
    return is_catalogue and len(part.words) <= _LONGEST_HEAD and not part.words.endswith(("。", ":"))


def _lead(sentence: str) -> int | None:
    """Where in a sentence what is disclosed is named; its length where that stands behind it. None: not at all."""
    for key in ("colon", "plain"):
        found = pattern("leads", key).search(sentence)
        if found:
            said = sentence[: found.end()].rpartition(",")[2]
            is_aside = pattern("closes").search(said) or pattern("not_said").search(said)
            return None if is_aside else found.end()
    return None


def _enumerated(part: Part, start: int, end: int | None = None) -> list[tuple[int, int]]:
    """Names of a stretch of a part, and titles in book marks, in order."""
    stop = len(part.words) if end is None else end
    text = pattern("titled").sub(lambda found: chr(0) * len(found[0]), part.words[start:stop])
    names = names_in(part.words[:start] + text, start, stop)
    return sorted([*_titles(part, start, stop), *names])


def _titles(part: Part, start: int, end: int) -> list[tuple[int, int]]:
    """Titles in book marks that a stretch of a part names, but for those of laws and of what it follows."""
    return [
        found.span(1)
        for found in pattern("titled").finditer(part.words, start, end)
        if not pattern("laws").search(found[1]) and not pattern("followed").search(part.words[start : found.start()])
    ]
