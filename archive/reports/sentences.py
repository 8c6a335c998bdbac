"""The prose of a report: passages, the heading each stands under, sentences, clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from archive.records import Body
from archive.reports.flattened import mask_flattened_tables
from archive.reports.folding import Passage, compact, fold
from archive.reports.rules import load_rules

_LONGEST_SENTENCE = 1200
LONGEST_PROSE = 300_000  # characters of a body that are read; the longest real reports have a tenth of them
_LONGEST_HEADING = 45
_MOST_LINES = 40  # that a PDF breaks one paragraph into
_SENTENCE = re.compile(rf"[^。！？!?]{{1,{_LONGEST_SENTENCE}}}[。！？!?”』」]?")
_BREAKS = "，,；;：:。！？!?"


@dataclass(frozen=True)
class Sentence:
    """A sentence, ``passage.text[start:end]``. ``before`` is the sentence ahead of it in the same paragraph."""

    passage: Passage
    start: int
    end: int
    section: tuple[str, ...]
    before: str

    @property
    def text(self) -> str:
        """The compact text of the sentence."""
        return self.passage.text[self.start : self.end]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the body of the sentence's own ``text[start:end]``."""
        return self.passage.span(self.start + start, self.start + end)


@cache
def _heading_levels() -> tuple[tuple[int, re.Pattern[str]], ...]:
    rules = load_rules("sections.yml")["headings"]
    return tuple((rule["level"], re.compile(rule["pattern"])) for rule in rules)


@cache
def _official_title() -> re.Pattern[str]:
    return re.compile(load_rules("sections.yml")["official"])


def is_official_title(text: str) -> bool:
    """Whether a compact text begins with the title of a section of the official form."""
    return _official_title().match(text) is not None


@cache
def _continuation() -> re.Pattern[str]:
    return re.compile(load_rules("sections.yml")["continuation"])


def heading_level(text: str) -> int | None:
    """The depth (1 outermost) of a compact text that is a heading by its ordinal; None if it is none."""
    if len(text) > _LONGEST_HEADING or not text:
        return None
    return next((level for level, pattern in _heading_levels() if pattern.match(text)), None)


def _continues(previous: str, line: str) -> bool:
    """Whether a line break fell inside a sentence: the next line goes on without indentation or ordinal."""
    head, tail = fold(previous.strip()), fold(line.strip())
    if not head or not tail or heading_level(head) is not None or heading_level(tail) is not None:
        return False
    if head[-1] in "。！？；!?;”" or line[0].isspace():
        return False
    return bool(_continuation().match(tail)) or head[-1].isdigit()


def passages(body: Body) -> Iterator[Passage]:
    """The paragraphs of a body as passages; paragraphs that a line break tore apart are one."""
    spans: list[tuple[int, int]] = []
    for paragraph in body.paragraphs:
        if paragraph.start >= LONGEST_PROSE:
            break
        end = min(paragraph.end, LONGEST_PROSE)
        text = body.text[paragraph.start : end]
        adjacent = spans and len(spans) < _MOST_LINES and not body.text[spans[-1][1] : paragraph.start].strip()
        if not (adjacent and _continues(body.text[slice(*spans[-1])], text)):
            yield from _passage(body.text, spans)
            spans = []
        spans.append((paragraph.start, end))
    yield from _passage(body.text, spans)


def _passage(text: str, spans: list[tuple[int, int]]) -> Iterator[Passage]:
    passage = mask_flattened_tables(compact(text, spans))
    if passage.text:
        yield passage


class _Path:
    """The headings above the place reached; a lead inside a paragraph holds for that paragraph only."""

    def __init__(self) -> None:
        self._headings: dict[int, str] = {}
        self._leads: dict[int, str] = {}

    def enter(self, level: int, title: str, *, lead: bool) -> None:
        own, others = (self._leads, self._headings) if lead else (self._headings, self._leads)
        for path in (own, {} if lead else others):
            for deeper in [key for key in path if key >= level]:
                del path[deeper]
        own[level] = title

    def leave_paragraph(self) -> None:
        self._leads.clear()

    @property
    def titles(self) -> tuple[str, ...]:
        outermost_lead = min(self._leads, default=99)
        kept = {level: title for level, title in self._headings.items() if level < outermost_lead} | self._leads
        return tuple(kept[level] for level in sorted(kept))


def _lead_level(text: str, first: bool) -> int | None:
    """The depth of a short sentence that announces what its paragraph is about."""
    title = text.rstrip("。：:")
    level = heading_level(title)
    if level is not None and not re.search(r"[，,]", title):
        return level
    plain = first and len(title) <= 30 and not re.search(r"[\d，,；;]", title)
    return 5 if plain else None


def sentences(body: Body) -> Iterator[Sentence]:
    """Every sentence of a body's prose with the headings above it; headings themselves are left out."""
    path = _Path()
    for passage in passages(body):
        path.leave_paragraph()
        level = heading_level(passage.text)
        if level is not None and not passage.text.endswith("。"):
            path.enter(level, passage.text, lead=False)
            continue
        yield from _sentences_of(passage, path)


def _sentences_of(passage: Passage, path: _Path) -> Iterator[Sentence]:
    before = ""
    found = list(_SENTENCE.finditer(passage.text))
    for index, part in enumerate(found):
        official = _official_title().match(part.group())
        if official:
            path.leave_paragraph()
            path.enter(1, official.group(), lead=False)
        level = _lead_level(part.group(), index == 0) if len(found) > 1 else None
        if level is not None:
            path.enter(level, part.group().rstrip("。：:"), lead=True)
        yield Sentence(passage, part.start(), part.end(), path.titles, before)
        before = part.group()


def is_break(character: str) -> bool:
    """Whether a clause ends at this character."""
    return character in _BREAKS


def clause_start(text: str, position: int) -> int:
    """Where the clause that holds ``text[position]`` begins; brackets that closed before it are part of it."""
    depth = 0
    for index in range(position - 1, -1, -1):
        character = text[index]
        if character in ")）":
            depth += 1
        elif character in "(（":
            if depth == 0:
                return index + 1
            depth -= 1
        elif depth == 0 and character in _BREAKS:
            return index + 1
    return 0


def clause_end(text: str, position: int) -> int:
    """Where the clause that holds ``text[position]`` ends, without its punctuation."""
    for index in range(position, len(text)):
        if text[index] in _BREAKS or text[index] in "()（）":
            return index
    return len(text)
