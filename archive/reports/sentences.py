"""The prose of a report: passages, the heading each stands under, sentences, clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from archive.records import Body
from archive.reports.flattened import mask_flattened_tables
from archive.reports.folding import Passage, compact
from archive.reports.headings import heading_level, official_title
from archive.reports.lines import paragraphs_of
from archive.reports.rules import load_rules

_LONGEST_SENTENCE = 1200
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


def passages(body: Body) -> list[Passage]:
    """The paragraphs of a body as passages; paragraphs that line breaks tore apart are one."""
    found = [compact(body.text, spans) for spans in paragraphs_of(body)]
    return mask_flattened_tables([passage for passage in found if passage.text])


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


@cache
def _prints_amount() -> re.Pattern[str]:
    """A heading that counts items is the text below it as well: （二）政策文件类5条、其余为动态类."""
    counters = "|".join(map(re.escape, load_rules("units.yml")["output"]))
    return re.compile(rf"\d(?:{counters})")


def sentences(body: Body) -> Iterator[Sentence]:
    """Every sentence of a body's prose with the headings above it; headings themselves are left out."""
    path = _Path()
    for passage in passages(body):
        path.leave_paragraph()
        level = heading_level(passage.text)
        if level is not None and not passage.text.endswith("。"):
            path.enter(level, passage.text, lead=False)
            if not _prints_amount().search(passage.text):
                continue
        yield from _sentences_of(passage, path)


def _sentences_of(passage: Passage, path: _Path) -> Iterator[Sentence]:
    before = ""
    found = list(_SENTENCE.finditer(passage.text))
    for index, part in enumerate(found):
        official = official_title(part.group())
        if official:
            path.leave_paragraph()
            path.enter(1, official, lead=False)
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
