"""Lines of prose: the margins they keep, and which of them go on in the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from statistics import median, quantiles

from archive.reports.folding import fold
from archive.reports.headings import heading_level
from crawler.reading.files.pdf.leaves import Leaf
from crawler.reading.files.pdf.lines import WIDE, Line
from crawler.reading.files.pdf.rules import begins_part, characters, is_ended


@dataclass(frozen=True, slots=True)
class Margins:
    """Where lines of prose begin and end on a page, and how far apart they are."""

    left: float
    right: float
    leading: float


@dataclass(frozen=True, slots=True)
class Prose:
    """A line of prose, and the margins of its page."""

    line: Line
    margins: Margins

    @property
    def is_indented(self) -> bool:
        """Whether it begins right of the margin, as the first line of a paragraph does."""
        return self.line.x0 > self.margins.left + 0.8 * self.line.size

    @property
    def is_centred(self) -> bool:
        """Whether it leaves as much room on the left as on the right."""
        return abs((self.line.x0 - self.margins.left) - (self.margins.right - self.line.x1)) < self.line.size

    def has_room_for(self, text: str) -> bool:
        """Whether the beginning of the next line would have fitted, so that its break was meant."""
        wanted = max(1.6, 0.6 + _width_of_first(text)) * self.line.size
        return self.line.x1 < self.margins.right - wanted


def margins_of(leaves: Sequence[Leaf]) -> Iterator[Margins]:
    """The margins of each page: its own lines', or wider where other pages of its width usually have wider ones."""
    own = [_own_margins(leaf) for leaf in leaves]
    by_width: dict[int, list[Margins]] = {}
    for leaf, margins in zip(leaves, own, strict=True):
        if leaf.lines:
            by_width.setdefault(round(leaf.width), []).append(margins)
    usual = {width: _usual(found) for width, found in by_width.items()}
    for leaf, margins in zip(leaves, own, strict=True):
        other = usual.get(round(leaf.width), margins)
        leading = min([step for step in (margins.leading, other.leading) if step], default=0)
        yield Margins(min(margins.left, other.left), max(margins.right, other.right), leading)


def _usual(found: Sequence[Margins]) -> Margins:
    steps = [margins.leading for margins in found if margins.leading] or [0]
    return Margins(median(m.left for m in found), median(m.right for m in found), median(steps))


def _own_margins(leaf: Leaf) -> Margins:
    if not leaf.lines:
        return Margins(0, leaf.width, 0)
    steps = [a.middle - b.middle for a, b in pairwise(leaf.lines)]
    # Lines of different paragraphs stand farther apart than those of one, and may be more.
    leading = quantiles(steps, n=4)[0] if len(steps) > 1 else sum(steps)
    return Margins(min(line.x0 for line in leaf.lines), max(_right(leaf.lines), 0.6 * leaf.width), leading)


def _right(lines: Sequence[Line]) -> float:
    """Where lines end: a single one that is longer than all others says nothing."""
    ends = sorted(lines, key=lambda line: -line.x1)
    return next((a.x1 for a, b in pairwise(ends) if a.x1 - b.x1 < 1.5 * a.size), ends[0].x1)


def _width_of_first(text: str) -> float:
    """How wide the beginning of a line is that no break may part, in characters of full width."""
    opening = sum(1 for _ in takewhile(lambda letter: letter in characters("never_last"), text))
    rest = text[opening:]
    if rest[:1] >= WIDE:
        closing = sum(1 for _ in takewhile(lambda letter: letter in characters("never_first"), rest[1:]))
        return opening + 1 + closing
    word = sum(1 for _ in takewhile(lambda letter: letter < WIDE and not letter.isspace(), rest))
    return opening + 0.55 * word


def goes_on(before: Prose, item: Prose, *, new_page: bool) -> bool:
    """Whether a line is the next one of the same paragraph."""
    line, last = item.line, before.line
    if before.has_room_for(line.text) or not 0.85 < line.size / last.size < 1.18:
        return False
    if item.is_indented and not (before.is_centred and item.is_centred):
        return False
    if begins_part(line.text) and (is_ended(last.text) or _is_heading(item)):
        return False
    return new_page or last.middle - line.middle <= max(1.4 * item.margins.leading, 1.6 * line.size)


def _is_heading(item: Prose) -> bool:
    """Whether a line is a heading by its ordinal, and ends where it is meant to."""
    text = "".join(fold(item.line.text).split())
    return not item.line.text.endswith("。") and heading_level(text) is not None and item.has_room_for("　")
