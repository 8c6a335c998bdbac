"""One sentence being read: what stands above a figure, where it was published, whose it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from archive.reports.channels import Place, has_verb, names_channel, own_column, place_in
from archive.reports.figures import Figure, Report
from archive.reports.labels import Wording, clause_before
from archive.reports.lists import ALONE, Nesting, is_total, opening, pattern
from archive.reports.naming import Naming
from archive.reports.numbers import Amount
from archive.reports.scopes import continues, opening_scope
from archive.reports.sentences import Sentence, clause_start

PERCENT = ("%", "‰", "个百分点")
_ONE_CLAUSE = re.compile(r"[，,、和及与]?[^，,、；;]*")


@dataclass(frozen=True, slots=True)
class NamedLabel:
    """The label of one of several things told together, with where it was published and what it names."""

    label: str
    place: Place
    naming: Naming


@dataclass
class SentenceReading:
    """One sentence being read."""

    report: Report
    sentence: Sentence
    number: int
    nesting: Nesting
    first: int  # index of its first figure among the report's
    scope: str | None
    depths: dict[int, int]
    total: int | None = None  # the last total that opened a list of its own behind another's
    together: dict[tuple[int, str], list[NamedLabel | None]] = field(default_factory=dict)  # by start and unit
    undivided: bool = False  # two totals stand before one list: 行政复议3件，行政诉讼5件，其中维持4件

    @property
    def text(self) -> str:
        """The compact text of the sentence."""
        return self.sentence.text

    @property
    def previous(self) -> int | None:
        """The figure just read, in this sentence."""
        last = len(self.report.figures) - 1
        return last if last >= self.first else None

    @property
    def anchor(self) -> int | None:
        """The figure that a list opened here is of: the sentence's first, or the last total beside another."""
        if self.previous is None or self.undivided:
            return None
        return self.first if self.total is None else self.total

    def take(self, figure: Figure, words: str) -> Figure:
        """The figure just read, which no longer stands under the list ahead where it is a total with its own list.

        ``words`` stand between it and the number before it.
        """
        if not self._opens_own_list(figure, words):
            return figure
        self.undivided = self._stands_beside(figure.claim.metric, words)
        self.total, self.nesting.above = len(self.report.figures), ALONE
        return replace(figure, above=ALONE)

    def _opens_own_list(self, figure: Figure, words: str) -> bool:
        metric, above = figure.claim.metric, self.report.metric(figure.above.index)
        beside = pattern("beside")
        if not figure.claim.value or self.nesting.depth:  # a total of 0 has no list
            return False
        if not (beside.match(metric) or (self.total is not None and is_total(metric))):
            return False
        if not above:
            return True
        is_part = above == metric or pattern("both").match(above) or pattern("information").match(above)
        return not is_part and not pattern("open").search(words) and bool(beside.match(above) or beside.match(metric))

    def _stands_beside(self, metric: str, words: str) -> bool:
        """Whether the total of another kind stands right ahead; one of 0 has no parts."""
        if self.previous is None or not pattern("beside").match(metric):
            return False
        last = self.report.figures[self.previous].claim
        is_other = pattern("beside").match(last.metric) and last.metric != metric
        return bool(is_other and last.value and _ONE_CLAUSE.fullmatch(words))

    def base(self) -> int | None:
        """The figure that a share or a growth is said of: the last count not inside brackets closed since."""
        start = self.first if self.previous is not None else max(0, self.first - 1)
        for index in range(len(self.report.figures) - 1, start - 1, -1):
            figure = self.report.figures[index]
            same_place = figure.paragraph == id(self.sentence.passage)
            if (
                figure.claim.unit not in PERCENT
                and figure.claim.qualifier != "growth"
                and same_place
                and self._visible(index)
            ):
                return index
        return None

    def _visible(self, index: int) -> bool:
        return self.depths.get(index, 0) <= self.nesting.depth


def start_reading(report: Report, sentence: Sentence, number: int) -> SentenceReading:
    """The state before the first figure of a sentence."""
    text = sentence.text
    above = opening(text, report.last_total(sentence.section), report.last_of("proactive_total"))
    scope = opening_scope(text)
    if scope is None and continues(text) and above.index is not None:
        scope = report.figures[above.index].claim.scope
    return SentenceReading(report, sentence, number, Nesting(above), len(report.figures), scope, {})


def change_again(reading: SentenceReading) -> str | None:
    """The metric of the change just read, when this one says the same in per cent (减少7件，降幅12.5%)."""
    if reading.previous is None:
        return None
    last = reading.report.figures[-1].claim
    return last.metric if last.qualifier == "growth" else None


def place_of(reading: SentenceReading, words: Wording, amount: Amount, floor: int) -> Place:
    """Where a figure says it was published: its clause, the clauses before it, the item before, the heading."""
    text, own = reading.text, reading.report.own
    end = amount.end + len(words.after)
    own_start = start = max(clause_start(text, amount.start), floor)
    while True:
        if names_channel(text[start:end]) or floor >= start:
            break
        end, start = start, clause_before(text, start, floor)
        if start == end:
            break
    heading = reading.sentence.section[-1] if reading.sentence.section else ""
    place = place_in(text[start : amount.end], "", own)
    if place.channel is not None or names_channel(text[start : amount.end]):
        return place if start == own_start else replace(place, several=())
    if reading.previous is not None and not has_verb(words.before):
        return reading.report.figures[reading.previous].place
    column = own_column(reading.sentence.before, own)
    if column.channel is not None:
        return column
    return replace(place_in("", heading, own), column=place.column) if reading.previous is None else place


def as_parent(metric: str) -> str:
    """The metric as that of a whole; empty for one of two kinds together, whose parts are of either."""
    return "" if pattern("both").match(metric) else metric.removesuffix(".yoy")


def parent_metric(reading: SentenceReading) -> str:
    """The metric of the figure that the next one may be a part of: the list's, the sentence's anchor, the last.

    Empty where nothing tells which of two totals it is a part of.
    """
    above = reading.nesting.above.index
    if above is None:
        above = reading.anchor
    if above is None and reading.first and not reading.undivided:
        last = reading.report.figures[-1]
        above = len(reading.report.figures) - 1 if last.paragraph == id(reading.sentence.passage) else None
    return as_parent(reading.report.metric(above))
