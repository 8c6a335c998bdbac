"""The automatic numbers of a Word document's lists and headings (ISO/IEC 29500-1, 17.9): 一、 （二） 3.

They stand in no paragraph: a paragraph, or its style, names a list and a level of it, and what is shown is counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import parse_xml
from lxml import etree

from crawler.reading.files.numerals import written

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VALUE = f"{_W}val"
_LEVELS = 9  # 17.9.6
_DEEPEST_STYLE = 20
_LONGEST_TEXT = 40


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how its number is written, and the text around it with %1 to %9 for those above."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    legal: bool = False  # every number in it is an Arabic one
    restarts_after: int | None = None  # 0: never; None: after any level above
    close: bool = False  # nothing stands between the number and the text


@dataclass
class Numbering:
    """Counts the paragraphs of one document in their order."""

    lists: dict[str, tuple[str, dict[int, Level], dict[int, int]]] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    default_style: str = ""
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def label(self, paragraph: etree._Element) -> str:
        """What is shown in front of the next paragraph; empty where it is in no list, or has but a bullet."""
        found = self._place(paragraph)
        if found is None or found[0] not in self.lists:
            return ""
        number, depth = found
        abstract, levels, overrides = self.lists[number]
        counts = self._counts.setdefault(abstract, [None] * _LEVELS)
        self._count(counts, levels, depth, number, overrides)
        level = levels.get(depth, Level())
        shown = "" if level.format in ("bullet", "none") else _shown(level, levels, counts)
        return f"{shown} " if shown.isascii() and shown and not level.close else shown

    def _place(self, paragraph: etree._Element) -> tuple[str, int] | None:
        properties = paragraph.find(f"{_W}pPr")
        style = _value(properties, "pStyle") or self.default_style
        number, depth = self.styles.get(style, ("", 0))
        own = properties.find(f"{_W}numPr") if properties is not None else None
        if own is not None:
            number, depth = _value(own, "numId") or number, _integer(_value(own, "ilvl"), depth)
        return (number, min(depth, _LEVELS - 1)) if number not in ("", "0") else None

    def _count(
        self, counts: list[int | None], levels: dict[int, Level], depth: int, number: str, overrides: dict[int, int]
    ) -> None:
        """Count one paragraph: its own level goes on, those below begin anew."""
        if depth in overrides and (number, depth) not in self._begun:
            counts[depth] = None
        self._begun.add((number, depth))
        for above in range(depth):
            if counts[above] is None:
                counts[above] = levels.get(above, Level()).start
        before = counts[depth]
        counts[depth] = overrides.get(depth, levels.get(depth, Level()).start) if before is None else before + 1
        for below in range(depth + 1, _LEVELS):
            after = levels.get(below, Level()).restarts_after
            if after is None or depth < after:
                counts[below] = None


def _shown(level: Level, levels: dict[int, Level], counts: list[int | None]) -> str:
    shown = level.text
    for place in range(_LEVELS):
        count, sign = counts[place], f"%{place + 1}"
        if sign in shown:
            how = "decimal" if level.legal else levels.get(place, Level()).format
            shown = shown.replace(sign, written(count, how) if count is not None else "")
    return shown


def read_numbering(document: Document) -> Numbering:
    """The lists and the styles of a document that number paragraphs."""
    numbering = Numbering()
    root = _part(document, RELATIONSHIP_TYPE.NUMBERING)
    if root is not None:
        abstract = {entry.get(f"{_W}abstractNumId", ""): entry for entry in root.iter(f"{_W}abstractNum")}
        for entry in root.iter(f"{_W}num"):
            name = _value(entry, "abstractNumId")
            if name in abstract:
                levels = _levels(abstract[name].iter(f"{_W}lvl"))
                levels |= _levels(entry.iter(f"{_W}lvl"))
                numbering.lists[entry.get(f"{_W}numId", "")] = (name, levels, _overrides(entry))
    styles = _part(document, RELATIONSHIP_TYPE.STYLES)
    if styles is not None:
        _read_styles(styles, numbering)
    return numbering


def _part(document: Document, kind: str) -> etree._Element | None:
    """The markup of a part of a document; None where it has none."""
    for relation in document.part.rels.values():
        if relation.reltype == kind and not relation.is_external:
            root: etree._Element = parse_xml(relation.target_part.blob)
            return root
    return None


def _levels(elements: Iterable[etree._Element]) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for element in elements:
        restart = _value(element, "lvlRestart")
        levels[_integer(element.get(f"{_W}ilvl", ""), 0)] = Level(
            start=_integer(_value(element, "start"), 1),
            format=_value(element, "numFmt") or "decimal",
            text=_value(element, "lvlText")[:_LONGEST_TEXT],
            legal=element.find(f"{_W}isLgl") is not None,
            close=_value(element, "suff") == "nothing",
            restarts_after=_integer(restart, 0) if restart else None,
        )
    return levels


def _overrides(entry: etree._Element) -> dict[int, int]:
    """The levels that a list begins at another number than the one it is made after."""
    return {
        _integer(override.get(f"{_W}ilvl", ""), 0): _integer(_value(override, "startOverride"), 1)
        for override in entry.iter(f"{_W}lvlOverride")
        if override.find(f"{_W}startOverride") is not None
    }


def _read_styles(root: etree._Element, numbering: Numbering) -> None:
    """Which styles number their paragraphs, also where they take it from the style they are based on."""
    own: dict[str, tuple[str, str]] = {}
    based: dict[str, str] = {}
    for style in root.iter(f"{_W}style"):
        name = style.get(f"{_W}styleId", "")
        found = style.find(f"{_W}pPr/{_W}numPr")
        based[name] = _value(style, "basedOn")
        if found is not None:
            own[name] = (_value(found, "numId"), _value(found, "ilvl"))
        if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in ("1", "true"):
            numbering.default_style = name
    for name in based:
        number = depth = ""
        at, steps = name, 0
        while at and steps < _DEEPEST_STYLE and not number:
            number, level = own.get(at, ("", ""))
            depth = depth or level
            at, steps = based.get(at, ""), steps + 1
        if number:
            numbering.styles[name] = (number, _integer(depth, 0))


def _value(parent: etree._Element | None, name: str) -> str:
    element = None if parent is None else parent.find(f"{_W}{name}")
    return "" if element is None else str(element.get(_VALUE, ""))


def _integer(value: str, otherwise: int) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 5 else otherwise
