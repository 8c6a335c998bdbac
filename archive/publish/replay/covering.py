"""Numbers of persons in a page that was cleaned, covered where a reader sees them, whatever elements part them.

The rules are those of texts (archive/publish/masking.py). They look over the words as they stand on lines and in cells;
what they cover there is covered in the words of the elements. A mask is as long as what it covers, and of letters that
mean nothing in markup.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import product

from archive.publish.masking import mask_text
from archive.publish.masking_digits import MARK, UNSEEN
from archive.publish.replay.markup import PIECE, SAID
from archive.publish.replay.rules import names
from archive.publish.replay.styles import hides

_STYLE = re.compile(r" style=\"([^\"]*)\"")
#: White space is one space to a reader, and what nobody sees is nothing; or, between two numbers, what parts them.
_WHITE = re.compile("[ \t\n\r\f\u1680\u2000-\u200a\u202f\u205f]+")
#: Small words over others, which a reader reads past.
_OVER = frozenset(("rt", "rp"))
_PARTING = " \n\t"
_MOST_SAID = 500  # characters of what a tag says; cut when it is masked, for half a number is not known
_ENTITIES = (("&nbsp;", "\u00a0"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&"))


class UnexpectedMarkupError(Exception):
    """The cleaned page is not written as expected; nothing of it is to be shown."""


@dataclass(slots=True)
class _Words:
    """Words of one element; ``hidden`` where they are not shown, ``cell`` where they stand in one."""

    piece: int
    text: str
    hidden: bool
    cell: bool


@dataclass(frozen=True, slots=True)
class _Flow:
    """A text as it is read; of each of its words where they begin in it, where they end, and what stands before."""

    text: str
    starts: tuple[tuple[_Words, int, int, str], ...]


def cover(html: str) -> tuple[str, dict[str, int]]:
    """A cleaned page with numbers of persons covered, and how many of each rule. Raises UnexpectedMarkupError."""
    found = list(PIECE.finditer(html))
    if sum(piece.end() - piece.start() for piece in found) != len(html):
        raise UnexpectedMarkupError
    counts: Counter[str] = Counter()
    read: dict[str, int] = {}  # in the words: both ways of reading them find mostly the same
    pieces = [_said(piece[0], counts) if " title=" in piece[0] or " alt=" in piece[0] else piece[0] for piece in found]
    parts = _parts(found)
    covered: dict[int, list[str]] = {}
    said = [each for each in parts if isinstance(each, _Words)]
    ways = (True, False) if any(each.hidden or each.cell for each in said) else (True,)
    marks = ("", MARK) if any(UNSEEN.search(each.text) for each in said) else ("",)
    for is_plain, unseen in product(ways, marks):
        _cover(_flow(parts, is_plain, unseen), covered, read, unseen)
    for place, characters in covered.items():
        pieces[place] = _escaped("".join(characters))
    counts.update(read)
    return "".join(pieces), dict(counts)


def _said(tag: str, counts: Counter[str]) -> str:
    """A tag whose words, those of ``title`` and ``alt``, are masked, and cut where they are long."""

    def masked(found: re.Match[str]) -> str:
        value = _plain(found["value"])
        result = mask_text(_seen(value, "", ""))
        if UNSEEN.search(value):
            parted = mask_text(_seen(value, "", MARK))
            both = mask_text(_seen(parted.text, "", ""))
            if both.text != result.text:
                counts.update(parted.counts)
                result = both
        counts.update(result.counts)
        return f'{found["before"]}{_escaped(result.text[:_MOST_SAID])}"'

    return SAID.sub(masked, tag)


def _parts(found: list[re.Match[str]]) -> list[_Words | str]:
    """Words, and between them the beginnings of lines and cells."""
    parts: list[_Words | str] = []
    cells, hidden = 0, 0  # how deep
    for number, piece in enumerate(found):
        name = piece["name"]
        if name is None:
            parts.append(_Words(number, _plain(piece["words"]), hidden > 0, cells > 0))
            continue
        step = -1 if piece["end"] else 0 if name in names("void") else 1
        if hidden or (step > 0 and (name in _OVER or _hides(piece["attributes"]))):
            hidden = max(0, hidden + step)
        if name in names("cells"):
            cells = max(0, cells + step)
            parts.append("\t" if step > 0 else "")
        elif name in names("lines"):
            parts.append("\n" if not cells else " ")
    return parts


def _hides(attributes: str) -> bool:
    style = _STYLE.search(attributes)
    return style is not None and hides(style[1])


def _flow(parts: list[_Words | str], is_plain: bool, unseen: str) -> _Flow:
    """The words in a row. Plain: a line for every line of a cell, and what is hidden too. Else a row is a line.

    ``unseen`` stands for whatever nobody sees at one place.
    """
    pieces: list[str] = []
    starts: list[tuple[_Words, int, int, str]] = []
    length, last = 0, "\n"
    for part in parts:
        if isinstance(part, str):
            said = "\n" if part == " " and is_plain else part
            if not said or (last == said == "\n") or (said == "\t" and last in "\n\t"):
                continue
        elif part.hidden and not is_plain:
            continue
        else:
            said = _seen(part.text, last, unseen)
            starts.append((part, length, length + len(said), last))
        if said:
            pieces.append(said)
            length, last = length + len(said), said[-1]
    return _Flow("".join(pieces), tuple(starts))


def _seen(text: str, last: str, unseen: str) -> str:
    """The words as they are seen behind ``last``."""
    seen = _WHITE.sub(" ", UNSEEN.sub(unseen, text))
    return seen[1:] if last and last in _PARTING and seen.startswith(" ") else seen


def _places(text: str, last: str, unseen: str) -> list[int]:
    """Where each character that :func:`_seen` gives stands in ``text``."""
    places: list[int] = []
    for place, character in enumerate(text):
        is_white, is_unseen = _WHITE.match(character) is not None, UNSEEN.match(character) is not None
        if is_unseen and (not unseen or (place and UNSEEN.match(text[place - 1]))):
            continue
        if is_white and last in _PARTING:
            continue
        places.append(place)
        last = unseen if is_unseen else " " if is_white else character
    return places


def _cover(flow: _Flow, covered: dict[int, list[str]], counts: dict[str, int], unseen: str) -> None:
    masked = mask_text(flow.text)
    if not masked.counts:
        return
    changed = False
    for words, start, end, last in flow.starts:
        if flow.text[start:end] == masked.text[start:end]:
            continue
        characters = covered.setdefault(words.piece, list(words.text))
        for place, character, before in zip(
            _places(words.text, last, unseen), masked.text[start:end], flow.text[start:end], strict=True
        ):
            if character != before and characters[place] != character:
                characters[place], changed = character, True
    if changed:
        for rule, numbers in masked.counts.items():
            counts[rule] = max(counts.get(rule, 0), numbers)


def _plain(escaped: str) -> str:
    for entity, character in _ENTITIES:
        escaped = escaped.replace(entity, character)
    return escaped


def _escaped(text: str) -> str:
    for entity, character in reversed(_ENTITIES):
        text = text.replace(character, entity)
    return text
