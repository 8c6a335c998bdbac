"""One page of a PDF → what is drawn on it that matters: characters, ruling lines, pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTCurve, LTFigure, LTImage, LTRect
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage

from archive.reports.folding import plain_ideographs
from crawler.reading.files.pdf.streams import Budget, Interpreter

_THIN = 3.5  # points: a rectangle no thicker is a line, as word processors draw their borders
_UNKNOWN = "\ufffd"
_MOST_CORNERS = 500


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character and its box, in points from the lower left corner."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def size(self) -> float:
        """Its height, or its width where that is smaller: some fonts state heights that no character has."""
        return min(self.y1 - self.y0, max(self.x1 - self.x0, 0.6 * (self.y1 - self.y0)) * 1.2)

    @property
    def middle(self) -> float:
        """The height it stands at."""
        return (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruling line: ``at`` is its y and from ``start`` to ``end`` its x where it is level, the reverse where not."""

    level: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Marks:
    """What one page shows.

    ``pictures`` is the share of the page that pictures cover (more than 1 where they overlap). ``unknown`` characters
    have a shape and no meaning: the file does not say which they are.
    """

    width: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    pictures: float
    unknown: int


class Painter:
    """Draws pages with one set of fonts."""

    def __init__(self, budget: Budget) -> None:
        manager = PDFResourceManager()
        self._device = PDFPageAggregator(manager, laparams=None)
        self._interpreter = Interpreter(manager, self._device)
        self._interpreter.budget = budget

    def marks(self, page: PDFPage) -> Marks:
        """What a page shows. Raises what the library raises."""
        self._interpreter.process_page(page)
        layout = self._device.get_result()
        glyphs: dict[tuple[str, int, int], Glyph] = {}
        rules: list[Rule] = []
        pictures, unknown = 0.0, 0
        for item in _items(layout):
            if isinstance(item, LTChar):
                text = plain_ideographs(item.get_text())
                if text.startswith("(cid:"):
                    unknown, text = unknown + 1, _UNKNOWN
                # Bold is drawn by some programs as the same character twice, a hair apart.
                place = (text, round(item.x0 / 1.2), round(item.y0 / 1.2))
                glyphs.setdefault(place, Glyph(text, item.x0, item.y0, item.x1, item.y1))
            elif isinstance(item, LTImage):
                pictures += abs(item.width * item.height) / max(abs(layout.width * layout.height), 1.0)
            elif isinstance(item, LTCurve):
                rules.extend(_rules(item))
        return Marks(layout.width, tuple(glyphs.values()), tuple(rules), pictures, unknown)


def _items(parent: Iterable[object]) -> Iterator[object]:
    for item in parent:
        if isinstance(item, LTFigure):
            yield from _items(item)
        else:
            yield item


def _rules(item: LTCurve) -> Iterator[Rule]:
    """The ruling lines of a path: a thin shape, a line, or the sides of what is outlined.

    Browsers fill the sides of a cell as thin shapes whose ends are cut at an angle.
    """
    if (item.fill or isinstance(item, LTRect)) and min(item.width, item.height) <= _THIN:
        if item.width >= item.height:
            yield Rule(True, (item.y0 + item.y1) / 2, item.x0, item.x1)
        else:
            yield Rule(False, (item.x0 + item.x1) / 2, item.y0, item.y1)
    elif item.stroke:
        points = [*item.pts, item.pts[0]] if isinstance(item, LTRect) else list(item.pts)
        for (x0, y0), (x1, y1) in pairwise(points[:_MOST_CORNERS]):
            if abs(y0 - y1) <= 1:
                yield Rule(True, (y0 + y1) / 2, min(x0, x1), max(x0, x1))
            elif abs(x0 - x1) <= 1:
                yield Rule(False, (x0 + x1) / 2, min(y0, y1), max(y0, y1))
